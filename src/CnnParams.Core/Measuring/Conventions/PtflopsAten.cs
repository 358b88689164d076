using CnnParams.Layers;

namespace CnnParams.Measuring.Conventions;

/// <summary>
/// ptflops with its aten back end (ptflops/aten_ops.py): convolutions and matrix products as PyTorch runs them, with
/// the bias where it is part of the product. A linear layer on images is a plain product there, its bias an addition
/// apart.
/// </summary>
internal sealed class PtflopsAten : CostConvention
{
    // With the batch, the most axes for which PyTorch's linear (aten/src/ATen/native/Linear.cpp) is one addmm.
    private const int MostAxesOfSample = 2;

    public override string Name => "ptflops-aten";

    public override string Tool => "ptflops 0.7.6, aten back end";

    public override string Unit => "MACs";

    public override string Summary =>
        "Convolutions and matrix products with their biases, attention among them, and nothing else; a linear layer on "
        + "four axes or more loses its bias.";

    private protected override CostTerm Cost(Work work, LayerMeasurement row) =>
        work.Kind switch
        {
            WorkKind.Convolution
            or WorkKind.ComputedConvolution
            or WorkKind.TransposedConvolution
            or WorkKind.AttentionProjection => WithBias(work),
            WorkKind.Recurrent when work.Detail.Length > 0 => WithBias(work),
            WorkKind.Linear => row.OutputShape.Rank <= MostAxesOfSample ? WithBias(work) : work.Macs!,
            WorkKind.MatrixProduct or WorkKind.WeightMixing or WorkKind.AttentionProduct or WorkKind.Blurring =>
                work.Macs!,
            WorkKind.DeformableConvolution or WorkKind.LocalConvolution or WorkKind.Bilinear or WorkKind.Recurrent =>
                CostTerm.LeftOut,
            _ => CostTerm.Nothing,
        };
}
