using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Formats.HuggingFace;

/// <summary>
/// Batch norms whose factors, offsets and statistics are all kept and not learned: they are buffers, and no parameters.
/// </summary>
internal static class FrozenNorms
{
    internal static Network In(Network network, string scope) =>
        new(
            Measurer
                .Measure(network)
                .Rows.Select(row =>
                    row.GetLayer() is BatchNormalization && row.Name.StartsWith(scope, StringComparison.Ordinal)
                        ? Frozen(row)
                        : row.GetLayer()
                )
        )
        {
            View = network.View,
        };

    private static Operation Frozen(LayerMeasurement row)
    {
        var shape = new TensorShape(row.OutputShape.GetChannels().Value);
        return new Operation
        {
            Name = row.Name,
            Inputs = row.GetLayer().Inputs,
            OperatorType = "FrozenBatchNorm",
            Kind = WorkKind.ElementWise,
            OutputShape = row.OutputShape,
            Tensors =
            [
                new TensorSpec("weight", shape, WeightRole.Constant),
                new TensorSpec("bias", shape, WeightRole.Constant),
                new TensorSpec("running_mean", shape, WeightRole.Constant),
                new TensorSpec("running_var", shape, WeightRole.Constant),
            ],
        };
    }
}
