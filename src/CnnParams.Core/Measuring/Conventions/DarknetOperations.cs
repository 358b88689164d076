using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Layers;

namespace CnnParams.Measuring.Conventions;

/// <summary>
/// Darknet's BFLOPs, without the division by a thousand million (examples/darknet.c, numops; what it prints beside each
/// convolution): two operations for each multiply-accumulate of convolutional and connected layers, nothing else.
/// </summary>
internal sealed class DarknetOperations : CostConvention
{
    private static readonly Formula Products = new("2 * m", "m: multiply-accumulates");

    public override string Name => "darknet";

    public override string Tool => "Darknet (pjreddie/darknet)";

    public override string Unit => "FLOPs";

    public override string Summary =>
        "2 * MACs of convolutional and connected layers; biases, norms, activations, pools and everything else 0.";

    private protected override CostTerm Cost(Work work, LayerMeasurement row) =>
        work.Kind switch
        {
            WorkKind.Convolution or WorkKind.Linear => Products.With(work.Macs!.Value),
            WorkKind.TransposedConvolution
            or WorkKind.DeformableConvolution
            or WorkKind.ComputedConvolution
            or WorkKind.WeightMixing
            or WorkKind.Blurring
            or WorkKind.LocalConvolution
            or WorkKind.Bilinear
            or WorkKind.MatrixProduct
            or WorkKind.AttentionProjection
            or WorkKind.AttentionProduct
            or WorkKind.Recurrent => CostTerm.LeftOut,
            _ => CostTerm.Nothing,
        };
}
