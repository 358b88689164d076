using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Blocks;

/// <summary>Blocks that look at an image in several scales.</summary>
public static class PyramidBlocks
{
    /// <summary>
    /// Atrous spatial pyramid pooling (arXiv:1706.05587): 1x1, three dilated 3x3, and the mean of the whole image.
    /// </summary>
    /// <param name="x">The input.</param>
    /// <param name="scope">What is put before the names.</param>
    /// <param name="filters">The filters of each branch, and of what joins them.</param>
    /// <param name="dilation">The dilation of the first 3x3 convolution; the others have two and three times as
    /// much.</param>
    [Block(
        "AtrousPyramid",
        "1x1, three dilated 3x3 convolutions and the mean of the whole image side by side, then joined (DeepLab v3).",
        Aliases = "ASPP",
        Paper = "arXiv:1706.05587",
        Example = "Filters=256",
        ExampleInput = "65x65x2048"
    )]
    public static Tensor AtrousPyramid(
        this Tensor x,
        string scope,
        [Setting("The filters of each branch, and of what joins them.")] long filters = 256,
        [Setting("The dilation of the first 3x3 convolution; the others have two and three times as much.")]
            long dilation = 12
    ) =>
        x.Within(
            scope,
            x =>
                x.Branches(
                        "concat",
                        x => x.ConvNorm("convs.0.", filters, 1),
                        x => x.ConvNorm("convs.1.", filters, 3, dilation: dilation),
                        x => x.ConvNorm("convs.2.", filters, 3, dilation: 2 * dilation),
                        x => x.ConvNorm("convs.3.", filters, 3, dilation: 3 * dilation),
                        x =>
                            x.Within(
                                "convs.4.",
                                pooled =>
                                    pooled
                                        .AdaptiveAveragePool("0", 1)
                                        .Conv("1", filters, 1, bias: false)
                                        .BatchNorm("2")
                                        .ReLU("3")
                                        .ResizeTo("4", x)
                            )
                    )
                    .Within("project.", x => x.Conv("0", filters, 1, bias: false).BatchNorm("1").ReLU("2").Dropout("3"))
        );

    /// <summary>A tensor brought to the size of another.</summary>
    /// <param name="x">The input.</param>
    /// <param name="name">The name.</param>
    /// <param name="like">The tensor that has the size.</param>
    internal static Tensor ResizeTo(this Tensor x, string name, Tensor like) =>
        x.Then(name, SizeOf(like, Interpolation.Bilinear)).CalledAs(ModuleCall.Function);

    /// <summary>What brings an image to the size of another, whatever the network's input.</summary>
    /// <param name="like">The tensor that has the size.</param>
    /// <param name="interpolation">How values between positions are computed.</param>
    public static Layer SizeOf(Tensor like, Interpolation interpolation = Interpolation.Nearest) =>
        new Resize(2)
        {
            OutputSize = new Extent([
                .. Enumerable.Range(0, like.Shape.SpatialRank).Select(axis => like.Shape.Spatial(axis).Value),
            ]),
            Interpolation = interpolation,
            Notes = new SourceNotes { SizeFrom = like.Name },
        };
}
