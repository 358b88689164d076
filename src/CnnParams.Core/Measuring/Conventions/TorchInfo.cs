using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Layers;

namespace CnnParams.Measuring.Conventions;

/// <summary>
/// torchinfo's Mult-Adds (torchinfo/layer_info.py, calculate_macs): the weights and biases of a convolution at each
/// position of its output, of a recurrent layer at each step; of any other module once for each sample. Calls of
/// functions are not seen.
/// </summary>
internal abstract class TorchInfoCounts : CostConvention
{
    private static readonly Formula WithBiasOnOutputGrid = new(
        "(w * u) + a",
        "w: weights of the kernel; u: positions of the output, where those of the input would be right; a: additions "
            + "of a bias"
    );

    private static readonly Formula AtPositions = new(
        "p * u",
        "p: weights and biases of all experts; u: positions of the output"
    );

    private static readonly Formula Once = new("p", "p: weights and biases, once for each sample");

    public override string Unit => "MACs";

    /// <summary>What a linear layer counts.</summary>
    private protected abstract CostTerm Linear(Work work, LayerMeasurement row);

    /// <summary>Weights and biases, once for each sample.</summary>
    private protected static CostTerm OncePerSample(LayerMeasurement row) =>
        LearnedElements(row) is > 0 and var learned ? Once.With(learned) : CostTerm.Nothing;

    // Its hooks are on modules.
    private protected override CostTerm CostOfCall(ModuleCall call, Work work, LayerMeasurement row) =>
        call is ModuleCall.Function or ModuleCall.Method or ModuleCall.Einsum ? CostTerm.LeftOut : Cost(work, row);

    private protected override CostTerm Cost(Work work, LayerMeasurement row) =>
        work.Kind switch
        {
            // A module whose name has Conv in it.
            WorkKind.ComputedConvolution when row.Layer is ConditionalConvolution => AtPositions.With(
                LearnedElements(row),
                row.OutputShape.Positions ?? 0
            ),
            WorkKind.Convolution or WorkKind.DeformableConvolution or WorkKind.ComputedConvolution => WithBias(work),
            WorkKind.Linear => Linear(work, row),
            WorkKind.TransposedConvolution => WithBiasOnOutputGrid.With(
                KernelElements(row),
                row.OutputShape.Positions ?? 0,
                work.BiasAdds
            ),
            WorkKind.Recurrent when work.Detail.Length > 0 => WithBias(work),
            WorkKind.BatchNormalization
            or WorkKind.LayerNormalization
            or WorkKind.InnerLayerNormalization
            or WorkKind.RootMeanSquareNormalization
            or WorkKind.GroupNormalization
            or WorkKind.EvoNormalization
            or WorkKind.InstanceNormalization
            or WorkKind.Lookup
            or WorkKind.Bilinear
            or WorkKind.Activation => OncePerSample(row),
            WorkKind.MaxPooling
            or WorkKind.AveragePooling
            or WorkKind.PowerPooling
            or WorkKind.AdaptiveAveragePooling
            or WorkKind.AdaptiveMaxPooling
            or WorkKind.Upsampling
            or WorkKind.Dropout
            or WorkKind.LocalResponseNormalization => CostTerm.Nothing,
            _ => CostTerm.LeftOut,
        };
}

/// <summary>
/// torchinfo as it is released: a linear layer counts once for each sample, however many rows it is applied to.
/// </summary>
internal sealed class TorchInfo : TorchInfoCounts
{
    public override string Name => "torchinfo";

    public override string Tool => "torchinfo 1.8.0";

    public override string Summary =>
        "Weights and biases times positions; a linear layer, a norm or an embedding counts its parameters once a "
        + "sample. Attention and functions count nothing; a transposed convolution is counted on the output's grid.";

    private protected override CostTerm Linear(Work work, LayerMeasurement row) => OncePerSample(row);
}

/// <summary>
/// torchinfo as it is developed since 1.8.0 (main, commit 5c4164f): a linear layer counts in each row.
/// </summary>
internal sealed class TorchInfoMain : TorchInfoCounts
{
    public override string Name => "torchinfo-main";

    public override string Tool => "torchinfo after 1.8.0, unreleased (main at 5c4164f)";

    public override string Summary =>
        "Weights and biases times positions and rows; a norm or an embedding counts its parameters once. Attention and "
        + "functions count nothing; a transposed convolution is counted on the output's grid.";

    private protected override CostTerm Linear(Work work, LayerMeasurement row) => WithBias(work);
}
