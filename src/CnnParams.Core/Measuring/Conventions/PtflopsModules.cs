using CnnParams.Formulas;
using CnnParams.Layers;

namespace CnnParams.Measuring.Conventions;

/// <summary>
/// ptflops before it counted functions, too (ptflops/pytorch_ops.py at v0.7): each module once, the bias of a
/// linear layer once however many rows it is applied to, and a transposed convolution on the grid of its output.
/// </summary>
/// <remarks>
/// Versions since 0.6.4, which know fewer modules, agree on all that convolutional networks have; those before count
/// no bias of a linear layer. The README's table of networks was made with it.
/// </remarks>
internal sealed class PtflopsModules : HooksOfModules
{
    private static readonly Formula BiasOnce = new("m + b", "m: multiply-accumulates; b: biases, once");

    private static readonly HashSet<string> Rules = PtflopsPyTorch.Modules("GELU");

    public override string Name => "ptflops-0.7.0";

    public override IReadOnlyList<string> Aliases => ["ptflops-0.6"];

    public override string Tool => "ptflops 0.7.0";

    public override string Unit => "MACs";

    public override string Summary =>
        "Each module once and no functions: products and biases, batch norm 2 a value, pools and activations 1; a "
        + "transposed convolution is counted on the output's grid.";

    private protected override CostTerm Cost(Work work, LayerMeasurement row) =>
        PtflopsPyTorch.Failure(work, row) is { Length: > 0 } failure ? CostTerm.Unknown(failure)
        : IsOf(row, Rules) && row.Layer is not FractionalMaxPooling ? OfModule(work, row)
        : CostTerm.LeftOut;

    private static CostTerm OfModule(Work work, LayerMeasurement row) =>
        work.Kind switch
        {
            WorkKind.Convolution => WithBias(work),
            WorkKind.TransposedConvolution => WithBiasOnOutputGrid(work, row),
            WorkKind.Linear => BiasOnce.With(work.Macs!.Value, BiasElements(row)),
            WorkKind.BatchNormalization or WorkKind.InstanceNormalization or WorkKind.GroupNormalization => PerElement(
                work,
                work.IsAffine ? 2 : 1
            ),
            WorkKind.LayerNormalization => PerElement(work, 1),
            WorkKind.MaxPooling
            or WorkKind.AveragePooling
            or WorkKind.AdaptiveAveragePooling
            or WorkKind.AdaptiveMaxPooling => PerInput(row, 1),
            WorkKind.Upsampling => PerElement(work, 1),
            WorkKind.Activation when work.Detail is "relu" or "prelu" or "elu" or "leaky_relu" or "relu6" or "gelu" =>
                PerElement(work, 1),
            WorkKind.Recurrent => PtflopsPyTorch.Recurrent(work, row),
            WorkKind.Dropout => CostTerm.Nothing,
            _ => CostTerm.LeftOut,
        };
}
