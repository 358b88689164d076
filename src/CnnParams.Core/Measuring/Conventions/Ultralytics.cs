using CnnParams.Formulas;
using CnnParams.Layers;

namespace CnnParams.Measuring.Conventions;

/// <summary>
/// The GFLOPs in the summary that Ultralytics' package prints (ultralytics/utils/torch_utils.py, get_flops): twice
/// the operations of thop, which it has taken over. It lets that see an image of the largest stride and scales by area:
/// the same, but for what is as large for every image, such as a classifier after a pooling, which is scaled too.
/// </summary>
internal class Ultralytics : HooksOfModules
{
    private const string Doubled = "operations, two for each multiply-accumulate";

    private const long Stride = 32;

    private static readonly Formula Scaled = new(
        "f * m * a",
        $"f: {Doubled}; m: multiply-accumulates; a: images of {Stride}x{Stride} that the image has the area of"
    );

    public override string Name => "ultralytics";

    public override IReadOnlyList<string> Aliases => ["yolo"];

    public override string Tool => "ultralytics 8.4";

    public override string Unit => "FLOPs";

    public override string Summary =>
        "Twice thop's operations: convolutions without biases, batch norm 4 a value, upsampling; attention's products "
        + "count nothing.";

    private protected override bool MissesFused => true;

    private protected override CostTerm Cost(Work work, LayerMeasurement row)
    {
        var term = Operations(work, row);
        // What is written as a function, and not as a module, is not seen.
        if (
            work.Kind == WorkKind.AveragePooling
            || (work.Kind == WorkKind.Upsampling && row.Layer is Resize)
            || (work.Kind == WorkKind.Activation && work.Detail == "softmax")
        )
            return CostTerm.LeftOut;
        if (ImagesOf(row) is > 1 and var images)
        {
            if (work.Kind == WorkKind.Linear && (row.OutputShape.Rank == 1 || row.Layer.IsFixedSize))
                return Scaled.With(2, work.Macs!.Value, images);
            if (row.Layer.IsFixedSize && term.Working is { } small)
                return small.Times(checked(2 * images), "f", Doubled + $", for each image of {Stride}x{Stride}");
        }

        return term.Working is { } working ? working.Times(2, "f", Doubled) : term;
    }

    private protected virtual CostTerm Operations(Work work, LayerMeasurement row) =>
        work.Kind == WorkKind.TransposedConvolution ? work.Macs! : Thop.Operations(work, row);

    private static long ImagesOf(LayerMeasurement row) =>
        row.NetworkInput is { SpatialRank: 2 } image
            ? checked(image.Spatial(0).Size ?? 0) * (image.Spatial(1).Size ?? 0) / (Stride * Stride)
            : 1;
}

/// <summary>The same until thop's rule for transposed convolutions was mended: on the grid of their output.</summary>
internal sealed class UltralyticsBefore : Ultralytics
{
    public override string Name => "ultralytics-8.3";

    public override IReadOnlyList<string> Aliases => [];

    public override string Tool => "ultralytics 8.0 to 8.3";

    public override string Summary =>
        "As ultralytics, but a transposed convolution (of masks) is counted on the output's grid.";

    private protected override CostTerm Operations(Work work, LayerMeasurement row) => Thop.Operations(work, row);
}
