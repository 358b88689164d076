using CnnParams.Catalogue.Blocks;

namespace CnnParams.Catalogue.Families;

/// <summary>Networks that say of every position what is there: FCN and DeepLab v3 on ResNet.</summary>
internal sealed class Segmentation : IArchitectureFamily
{
    private static readonly Paper FullyConvolutional = new(
        "Fully Convolutional Networks for Semantic Segmentation",
        2014,
        "arXiv:1411.4038"
    );

    private static readonly Paper DeepLab = new(
        "Rethinking Atrous Convolution for Semantic Image Segmentation",
        2017,
        "arXiv:1706.05587"
    );

    public string Name => "Segmentation";

    public IEnumerable<Architecture> Members =>
        [
            Of("FCN_ResNet50", FullyConvolutional, ResNet.Depths50, FullyConvolutionalHead),
            Of("FCN_ResNet101", FullyConvolutional, ResNet.Depths101, FullyConvolutionalHead),
            Of("DeepLabV3_ResNet50", DeepLab, ResNet.Depths50, DeepLabHead),
            Of("DeepLabV3_ResNet101", DeepLab, ResNet.Depths101, DeepLabHead),
        ];

    private static Architecture Of(string name, Paper paper, int[] depths, Func<Tensor, long, Tensor> head) =>
        new(
            name,
            paper,
            Variants.Torchvision(
                (image, o) =>
                {
                    Tensor third = image;
                    var fourth = image.Within(
                        "backbone.",
                        x =>
                        {
                            (third, var last) = ResNet.DilatedStages(x, depths);
                            return last;
                        }
                    );
                    var output = fourth.Within("classifier.", x => head(x, o.Classes)).ResizeTo("out", image);
                    if (o.Auxiliary)
                        third
                            .InScopeOf(image)
                            .Within("aux_classifier.", x => FullyConvolutionalHead(x, o.Classes))
                            .ResizeTo("aux", image);
                    return output;
                },
                top: null,
                "The backbone's last two stages have dilation in place of the stride; the paper's FCN was on VGG-16.",
                resolution: 520,
                hasAuxiliary: true,
                classes: 21
            )
        );

    private static Tensor FullyConvolutionalHead(Tensor x, long classes) =>
        x.Conv("0", x.Channels / 4, 3, 1, 1, bias: false)
            .BatchNorm("1")
            .ReLU("2")
            .Dropout("3", 0.1)
            .Conv("4", classes, 1);

    private static Tensor DeepLabHead(Tensor x, long classes) =>
        x.AtrousPyramid("0.").Conv("1", 256, 3, 1, 1, bias: false).BatchNorm("2").ReLU("3").Conv("4", classes, 1);
}
