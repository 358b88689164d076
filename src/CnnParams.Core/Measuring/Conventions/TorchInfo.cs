using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Layers;

namespace CnnParams.Measuring.Conventions;

/// <summary>
/// torchinfo's Mult-Adds (torchinfo/layer_info.py, calculate_macs): the weights and biases of a convolution at each
/// position of its output, of a recurrent layer at each step; of any other module once for each sample. Calls of
/// functions are not seen.
/// </summary>
internal abstract class TorchInfoCounts : HooksOfModules
{
    private static readonly Formula AtPositions = new(
        "p * u",
        "p: weights and biases of all experts; u: positions of the output"
    );

    private static readonly Formula Renamed = new(
        "(p * c) + a",
        "p: parameters that the weights are computed of; c: channels; a: additions of a bias, or the biases once"
    );

    private static readonly Formula Once = new("p", "p: weights and biases, once for each sample");

    public override string Unit => "MACs";

    /// <summary>What a linear layer counts.</summary>
    private protected abstract CostTerm Linear(Work work, LayerMeasurement row);

    /// <summary>What the bias of a linear layer counts.</summary>
    private protected abstract long LinearBias(Work work, LayerMeasurement row);

    /// <summary>Weights and biases, once for each sample.</summary>
    private protected static CostTerm OncePerSample(LayerMeasurement row) =>
        LearnedElements(row) is not (> 0 and var learned) ? CostTerm.Nothing
        : row.Layer.Notes.IsBatchBehind
            ? CostTerm.Unknown("torchinfo counts by the first axis, which is not that of the samples here")
        : Once.With(learned);

    /// <summary>Whether the class of its module has a word in its name, or is not known.</summary>
    private protected static bool IsNamed(LayerMeasurement row, string word) =>
        row.Layer.Notes.Module is not { } module || module.Split('(')[0].Contains(word);

    private protected override bool MissesFused => true;

    // A module of the user's own that has no other within counts its parameters.
    private protected override CostTerm CostOfWeights(LayerMeasurement row)
    {
        if (
            row.Layer.Call is not (ModuleCall.Function or ModuleCall.Method)
            || row.Layer.Notes.Module is null
            || row.Layer.Stored is not { } stored
        )
            return CostTerm.Nothing;
        string[] names = [.. stored.Values.Select(tensor => tensor.Name.Substring(tensor.Name.LastIndexOf('.') + 1))];
        return Array.TrueForAll(names, name => !name.Contains("weight") && !name.Contains("bias")) ? CostTerm.Nothing
            : Array.TrueForAll(names, name => name is "weight" or "bias") && !HasPositions(row) ? OncePerSample(row)
            : CostTerm.Unknown("torchinfo counts the parameters of this module by their names and its output");
    }

    private static bool HasPositions(LayerMeasurement row) => IsNamed(row, "Conv") || IsNamed(row, "Linear");

    private protected override CostTerm Cost(Work work, LayerMeasurement row) =>
        IsCell(row) ? CostTerm.Unknown("torchinfo counts a cell as a whole")
        : IsParametrized(row) ? CostTerm.LeftOut
        : row.Layer.Notes.WeightNorm is { } lengths ? OfNormed(lengths, work, row)
        : Plain(work, row);

    // What a weight is computed of is called weight_g, weight_v or weight_orig, and counts for each channel of the
    // output, or each step; a bias as always.
    private CostTerm OfNormed(long lengths, Work work, LayerMeasurement row)
    {
        if (work.Kind == WorkKind.Recurrent)
            return Plain(work, row).Working is { } working
                ? Renamed.With(lengths, row.OutputShape[0].Value, working.Value)
                : CostTerm.LeftOut;
        long bias = work.Kind == WorkKind.Linear ? LinearBias(work, row) : work.BiasAdds;
        return Renamed.With(checked(lengths + KernelElements(row)), row.OutputShape[0].Value, bias);
    }

    private CostTerm Plain(Work work, LayerMeasurement row) =>
        work.Kind switch
        {
            // A module whose name has Conv in it.
            WorkKind.ComputedConvolution when row.Layer is ConditionalConvolution => AtPositions.With(
                LearnedElements(row),
                row.OutputShape.Positions ?? 0
            ),
            WorkKind.Convolution or WorkKind.DeformableConvolution or WorkKind.ComputedConvolution => IsNamed(
                row,
                "Conv"
            )
                ? WithBias(work)
                : OncePerSample(row),
            WorkKind.Linear => Linear(work, row),
            WorkKind.TransposedConvolution when !IsNamed(row, "Conv") => OncePerSample(row),
            WorkKind.TransposedConvolution => WithBiasOnOutputGrid(work, row),
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

    private protected override long LinearBias(Work work, LayerMeasurement row) => BiasElements(row);
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

    private protected override CostTerm Linear(Work work, LayerMeasurement row) =>
        IsNamed(row, "Linear") ? WithBias(work) : OncePerSample(row);

    private protected override long LinearBias(Work work, LayerMeasurement row) => work.BiasAdds;
}
