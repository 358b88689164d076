using CnnParams.Formats.TensorFlow.Operators;

namespace CnnParams.Formats.TensorFlowLite;

/// <summary>Windows that are summed up in one value.</summary>
internal sealed class LitePoolingOperators : TensorFlowRules
{
    public LitePoolingOperators()
    {
        Map("AVERAGE_POOL_2D", call => Pool(call, "AveragePool2D"));
        Map("MAX_POOL_2D", call => Pool(call, "MaxPool2D"));
        Map("L2_POOL_2D", call => Pool(call, "LPPool2D"));
    }

    private static GraphLayer Pool(OperatorCall call, string type) => new GraphLayer(type)
        .With("PoolSize", LiteWindow.PerAxis(call, "filter_", "hw"))
        .With("Stride", LiteWindow.PerAxis(call, "stride_", "hw"))
        .With("Padding", LiteWindow.Padding(call));
}
