using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Layers;
using CnnParams.Words;

namespace CnnParams.Measuring.Conventions;

/// <summary>
/// torchinfo's Mult-Adds (torchinfo/layer_info.py, calculate_macs): the weights and biases of a convolution at each
/// position of its output, of a linear layer in each row, of a recurrent layer at each step; of any other module once
/// for each sample. Calls of functions are not seen.
/// </summary>
internal sealed class TorchInfo : CostConvention
{
    private static readonly Formula WithBiasOnOutputGrid = new(
        "(w * u) + a", "w: weights of the kernel; u: positions of the output, where those of the input would be right; a: additions of a bias");

    private static readonly Formula Once = new("p", "p: weights and biases, once for each sample");

    public override string Name => "torchinfo";

    public override string Tool => "torchinfo 1.8.0";

    public override string Unit => "MACs";

    public override string Summary =>
        "Weights and biases times positions; a norm or an embedding counts its parameters once. Attention and functions count nothing; a transposed convolution is counted on the output's grid.";

    private protected override CostTerm Cost(Work work, LayerMeasurement row) => work.Kind switch
    {
        WorkKind.Convolution or WorkKind.DeformableConvolution or WorkKind.Linear => WithBias(work),
        WorkKind.TransposedConvolution => WithBiasOnOutputGrid.With(KernelElements(row), row.OutputShape.Positions ?? 0, work.BiasAdds),
        WorkKind.Recurrent when work.Detail.Length > 0 => WithBias(work),
        WorkKind.BatchNormalization or WorkKind.LayerNormalization or WorkKind.InnerLayerNormalization or WorkKind.RootMeanSquareNormalization
            or WorkKind.GroupNormalization or WorkKind.InstanceNormalization or WorkKind.Lookup or WorkKind.Bilinear or WorkKind.Activation =>
            LearnedElements(row) is > 0 and var learned ? Once.With(learned) : CostTerm.Nothing,
        WorkKind.MaxPooling or WorkKind.AveragePooling or WorkKind.PowerPooling or WorkKind.AdaptiveAveragePooling or WorkKind.AdaptiveMaxPooling
            or WorkKind.Upsampling or WorkKind.Dropout or WorkKind.LocalResponseNormalization => CostTerm.Nothing,
        _ => CostTerm.LeftOut,
    };
}
