using CnnParams.Formats.TensorFlow;
using CnnParams.Formats.TensorFlow.Operators;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.TensorFlowLite;

/// <summary>Windows that are summed up in one value.</summary>
internal sealed class LitePoolingOperators : TensorFlowRules
{
    public LitePoolingOperators()
    {
        Map(
            "AVERAGE_POOL_2D",
            call => new AveragePooling(2)
            {
                PoolSize = Size(call),
                Stride = Step(call),
                Padding = FilterWindow.PaddingByRule(call),
            }
        );
        Map(
            "MAX_POOL_2D",
            call => new MaxPooling(2)
            {
                PoolSize = Size(call),
                Stride = Step(call),
                Padding = FilterWindow.PaddingByRule(call),
            }
        );
        Map(
            "L2_POOL_2D",
            call => new LPPooling(2)
            {
                PoolSize = Size(call),
                Stride = Step(call),
                Padding = FilterWindow.PaddingByRule(call),
            }
        );
    }

    private static Extent Size(OperatorCall call) => LiteWindow.PerAxis(call, "filter_", "hw");

    private static Extent Step(OperatorCall call) => LiteWindow.PerAxis(call, "stride_", "hw");
}
