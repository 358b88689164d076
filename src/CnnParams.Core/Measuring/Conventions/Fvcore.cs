using CnnParams.Formulas;
using CnnParams.Layers;

namespace CnnParams.Measuring.Conventions;

/// <summary>
/// fvcore's flops, which are fused multiply-adds (fvcore/nn/jit_handles.py, flop_count.py): products without biases,
/// and a few operations a value for norms, upsampling and adaptive average pooling. Operators without a rule are
/// listed.
/// </summary>
internal sealed class Fvcore : CostConvention
{
    public override string Name => "fvcore";

    public override string Tool => "fvcore 0.1.6";

    public override string Unit => "MACs";

    public override string Summary =>
        "Products without biases, attention among them; batch norm 2 a value, other norms 5, adaptive average pooling "
        + "1. It calls them flops.";

    private const long LeastOfFiveDigits = 10_000;

    private static readonly Formula AsPrinted = new("floor(o / 2)", "o: operations, rounded to four digits");

    private static readonly Formula FirstByColumns = new(
        "a * n",
        "a: values of the first factor; n: columns of the second"
    );

    // PyTorch has an operator of its own for a padding that is named, of which fvcore has no rule.
    private protected override CostTerm Cost(Work work, LayerMeasurement row) =>
        work.Kind == WorkKind.Convolution && !row.Layer.Notes.IsPaddedBefore && NamesPadding(row) is { } isNamed
            ? isNamed
                ? CostTerm.LeftOut
                : ((CostTerm)work.Macs!).If("a padding in numbers")
            : Plain(work, row);

    // einsum_flop_jit takes the number that numpy.einsum_path prints, which has four digits.
    private protected override CostTerm CostOfCall(ModuleCall call, Work work, LayerMeasurement row) =>
        call == ModuleCall.Einsum && work is { Kind: WorkKind.MatrixProduct, Macs.Value: var products }
            ? AsPrinted.With(Rounded(checked(2 * products)))
            : Cost(work, row);

    private static long Rounded(long operations)
    {
        long unit = 1;
        while (operations / unit >= LeastOfFiveDigits)
            unit *= 10;
        return (long)Math.Round((decimal)operations / unit, MidpointRounding.ToEven) * unit;
    }

    private static CostTerm Plain(Work work, LayerMeasurement row) =>
        work.Kind switch
        {
            WorkKind.MatrixProduct when Broadcast(row) is { } working => working,
            WorkKind.Convolution
            or WorkKind.ComputedConvolution
            or WorkKind.Blurring
            or WorkKind.TransposedConvolution
            or WorkKind.Linear
            or WorkKind.MatrixProduct
            or WorkKind.WeightMixing
            or WorkKind.AttentionProjection
            or WorkKind.AttentionProduct => work.Macs!,
            // Without statistics of its own it computes them, as the other norms do.
            WorkKind.BatchNormalization when row.Layer is BatchNormalization { TrackStatistics: false } => PerElement(
                work,
                work.IsAffine ? 5 : 4
            ),
            WorkKind.BatchNormalization => PerElement(work, work.IsAffine ? 2 : 1),
            WorkKind.LayerNormalization
            or WorkKind.InnerLayerNormalization
            or WorkKind.GroupNormalization
            or WorkKind.WeightStandardization
            or WorkKind.InstanceNormalization => PerElement(work, work.IsAffine ? 5 : 4),
            WorkKind.AdaptiveAveragePooling when IsImage(row) => PerElement(work, 1),
            // Of adaptive average pooling, which it is.
            WorkKind.Upsampling when IsImage(row) && work.Detail == nameof(Interpolation.Area) => PerInput(row, 1),
            WorkKind.Upsampling when IsImage(row) && work.Detail == nameof(Interpolation.Nearest) => PerElement(
                work,
                1
            ),
            WorkKind.Upsampling when IsImage(row) && work.Detail == nameof(Interpolation.Bilinear) => PerElement(
                work,
                4
            ),
            WorkKind.Activation when work.Detail == "relu" => CostTerm.Nothing,
            WorkKind.Dropout => CostTerm.Nothing,
            _ => CostTerm.LeftOut,
        };

    // matmul_flop_jit takes all values of the first factor by the columns of the second: products that the first factor
    // is broadcast to are counted once.
    private static Working? Broadcast(LayerMeasurement row)
    {
        if (
            row.Layer is not MatMul
            || row.SeenInputs[0].Rank >= row.SeenInputs[1].Rank
            || row.SeenInputs[0].ElementCount is not { } first
        )
            return null;
        return row.OutputShape[row.OutputShape.Rank - 1].Size is { } columns
            ? FirstByColumns.With(first, columns)
            : null;
    }

    private static bool IsImage(LayerMeasurement row) => row.SeenInputs.First.SpatialRank == 2;
}
