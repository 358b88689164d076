using CnnParams.Catalogue;

namespace CnnParams.Auditing.Mistakes;

/// <summary>
/// The paper itself prints the figure, though what it describes gives another: rounded in its own way, or of layers
/// that it counts otherwise; or another paper does, in a table of networks. Blogs and tables pass such figures on.
/// </summary>
internal sealed class PublishedFigure : ITotalMistake
{
    private const long Million = 1_000_000;

    // As the papers print them, for one image of the published size.
    private static readonly (string Architecture, ClaimedQuantity Quantity, long Figure, string Place)[] Printed =
    [
        ("AlexNet", ClaimedQuantity.Parameters, 60 * Million, "doi:10.1145/3065386, abstract"),
        ("LeNet5", ClaimedQuantity.Parameters, 60_000, "doi:10.1109/5.726791, section II"),
        ("GoogLeNet", ClaimedQuantity.Parameters, 6_800_000, "arXiv:1409.4842, sum of table 1"),
        ("VGG16", ClaimedQuantity.Macs, 15_300 * Million, "arXiv:1512.03385, section 4.1"),
        ("VGG19", ClaimedQuantity.Macs, 19_600 * Million, "arXiv:1512.03385, section 4.1"),
        ("ResNet50", ClaimedQuantity.Macs, 3_800 * Million, "arXiv:1512.03385, table 1"),
        ("ResNet101", ClaimedQuantity.Macs, 7_600 * Million, "arXiv:1512.03385, table 1"),
        ("ResNet152", ClaimedQuantity.Macs, 11_300 * Million, "arXiv:1512.03385, table 1"),
        ("MobileNetV2", ClaimedQuantity.Parameters, 3_400_000, "arXiv:1801.04381, table 4"),
        ("mobilenetv2_140", ClaimedQuantity.Parameters, 6_900_000, "arXiv:1801.04381, table 4"),
        ("mobilenetv2_140", ClaimedQuantity.Macs, 585 * Million, "arXiv:1801.04381, table 4"),
        ("MobileNetV3Large", ClaimedQuantity.Parameters, 5_400_000, "arXiv:1905.02244, table 3"),
        ("MobileNetV3Large", ClaimedQuantity.Macs, 219 * Million, "arXiv:1905.02244, table 3"),
        ("EfficientNetB1", ClaimedQuantity.Flops, 700 * Million, "arXiv:1905.11946, table 2"),
        ("EfficientNetB2", ClaimedQuantity.Flops, 1_000 * Million, "arXiv:1905.11946, table 2"),
        ("EfficientNetB3", ClaimedQuantity.Flops, 1_800 * Million, "arXiv:1905.11946, table 2"),
        ("EfficientNetB4", ClaimedQuantity.Flops, 4_200 * Million, "arXiv:1905.11946, table 2"),
        ("EfficientNetB5", ClaimedQuantity.Flops, 9_900 * Million, "arXiv:1905.11946, table 2"),
        ("EfficientNetB6", ClaimedQuantity.Flops, 19_000 * Million, "arXiv:1905.11946, table 2"),
        ("EfficientNetB7", ClaimedQuantity.Flops, 37_000 * Million, "arXiv:1905.11946, table 2"),
        ("ViT_L_16", ClaimedQuantity.Parameters, 307 * Million, "arXiv:2010.11929, table 1"),
        ("ShuffleNetV2x1.0", ClaimedQuantity.Macs, 146 * Million, "arXiv:1807.11164, table 8"),
    ];

    // As papers on other networks print them.
    private static readonly (string Architecture, ClaimedQuantity Quantity, long Figure, string Place)[] Quoted =
    [
        ("AlexNet", ClaimedQuantity.Macs, 720 * Million, "arXiv:1704.04861, table 9"),
        ("SqueezeNet1_0", ClaimedQuantity.Macs, 1_700 * Million, "arXiv:1704.04861, table 9"),
        ("GoogLeNet", ClaimedQuantity.Macs, 1_550 * Million, "arXiv:1704.04861, table 8"),
    ];

    // Sizes of files in mebibytes, of which the weights are another.
    private static readonly (string Architecture, ClaimedQuantity Quantity, long Figure, string Place)[] Listed =
    [
        ("EfficientNetB0", ClaimedQuantity.WeightBytes, 29L << 20, KerasList),
        ("VGG19", ClaimedQuantity.WeightBytes, 549L << 20, KerasList),
        ("ConvNeXtXLarge", ClaimedQuantity.WeightBytes, 1310L << 20, KerasList),
    ];

    private const string KerasList = "keras.io/api/applications";

    public IEnumerable<MistakenTotal> Make(RowSet whole, ClaimedQuantity quantity, long right)
    {
        if (!whole.IsNetwork || Architectures.Find(whole.Network.Network.Name) is not { } architecture)
            return [];
        return Of(Printed, "PublishedFigure").Concat(Of(Quoted, "QuotedFigure")).Concat(Of(Listed, "ListedFigure"));

        IEnumerable<MistakenTotal> Of(
            (string Architecture, ClaimedQuantity Quantity, long Figure, string Place)[] figures,
            string id
        ) =>
            figures
                .Where(figure =>
                    // Papers call multiply-accumulates FLOPs, too.
                    (
                        figure.Quantity == quantity
                        || (figure.Quantity, quantity) == (ClaimedQuantity.Macs, ClaimedQuantity.Flops)
                    )
                    && figure.Figure != right
                    && Architectures.Find(figure.Architecture)?.Name == architecture.Name
                )
                .Select(figure => new MistakenTotal(new Slip(id, 2, figure.Place), figure.Figure));
    }
}
