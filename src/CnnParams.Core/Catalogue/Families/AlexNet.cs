using CnnParams.Shapes;

namespace CnnParams.Catalogue.Families;

/// <summary>AlexNet and its successor ZFNet.</summary>
internal sealed class AlexNet : IArchitectureFamily
{
    private static readonly Paper Paper = new(
        "ImageNet Classification with Deep Convolutional Neural Networks",
        2012,
        "doi:10.1145/3065386"
    );

    private static readonly Paper ZeilerFergus = new(
        "Visualizing and Understanding Convolutional Networks",
        2013,
        "arXiv:1311.2901"
    );

    public string Name => "AlexNet";

    public IEnumerable<Architecture> Members =>
        [
            new(
                "AlexNet",
                Paper,
                Variants.Torchvision(
                    Torchvision,
                    TorchvisionTop,
                    "After 'One weird trick' (arXiv:1404.5997): one group, and 64-192-384-256-256 filters in place of "
                        + "96-256-384-384-256."
                ),
                Variants.Original(
                    (x, _) => Caffe(x, groups: 2),
                    CaffeTop,
                    "Two groups in conv2, conv4 and conv5 for two graphics cards, as in Caffe's bvlc_alexnet. The "
                        + "paper says 224; 55 positions need 227.",
                    resolution: 227
                ),
                new DefinedVariant("ungrouped", (x, _) => Caffe(x, groups: 1), CaffeTop)
                {
                    Note = "The original's filters without the two groups, as Darknet and many blogs have it.",
                    Resolution = 227,
                }
            ),
            new(
                "ZFNet",
                ZeilerFergus,
                Variants.Original(
                    ZFNet,
                    CaffeTop,
                    "Smaller filters and stride in the first layer than AlexNet, no groups."
                )
            ),
        ];

    private static Tensor Torchvision(Tensor x, BuildOptions options) =>
        x.Within(
            "features.",
            x =>
                x.Conv("0", 64, 11, 4, 2)
                    .ReLU("1")
                    .MaxPool("2", 3, 2)
                    .Conv("3", 192, 5, 1, 2)
                    .ReLU("4")
                    .MaxPool("5", 3, 2)
                    .Conv("6", 384, 3, 1, 1)
                    .ReLU("7")
                    .Conv("8", 256, 3, 1, 1)
                    .ReLU("9")
                    .Conv("10", 256, 3, 1, 1)
                    .ReLU("11")
                    .MaxPool("12", 3, 2)
        );

    private static Tensor TorchvisionTop(Tensor x, BuildOptions options) =>
        x.AdaptiveAveragePool("avgpool", 6)
            .Flatten()
            .Within(
                "classifier.",
                x =>
                    x.Dropout("0")
                        .Dense("1", 4096)
                        .ReLU("2")
                        .Dropout("3")
                        .Dense("4", 4096)
                        .ReLU("5")
                        .Dense("6", options.Classes)
            );

    private static Tensor Caffe(Tensor x, long groups) =>
        x.Conv("conv1", 96, 11, 4)
            .ReLU("relu1")
            .LocalResponseNorm("norm1")
            .MaxPool("pool1", 3, 2)
            .Conv("conv2", 256, 5, 1, 2, groups)
            .ReLU("relu2")
            .LocalResponseNorm("norm2")
            .MaxPool("pool2", 3, 2)
            .Conv("conv3", 384, 3, 1, 1)
            .ReLU("relu3")
            .Conv("conv4", 384, 3, 1, 1, groups)
            .ReLU("relu4")
            .Conv("conv5", 256, 3, 1, 1, groups)
            .ReLU("relu5")
            .MaxPool("pool5", 3, 2);

    // The pools are rounded up, as Caffe does: 110 -> 55, 26 -> 13, as figure 3 of the paper has it.
    private static Tensor ZFNet(Tensor x, BuildOptions options) =>
        x.Conv("conv1", 96, 7, 2, 1)
            .ReLU("relu1")
            .MaxPool("pool1", 3, 2, rounding: WindowRounding.CeilCaffe)
            .LocalResponseNorm("norm1")
            .Conv("conv2", 256, 5, 2)
            .ReLU("relu2")
            .MaxPool("pool2", 3, 2, rounding: WindowRounding.CeilCaffe)
            .LocalResponseNorm("norm2")
            .Conv("conv3", 384, 3, 1, 1)
            .ReLU("relu3")
            .Conv("conv4", 384, 3, 1, 1)
            .ReLU("relu4")
            .Conv("conv5", 256, 3, 1, 1)
            .ReLU("relu5")
            .MaxPool("pool5", 3, 2, rounding: WindowRounding.CeilCaffe);

    private static Tensor CaffeTop(Tensor x, BuildOptions options) =>
        x.FullyConnected("fc6", 4096)
            .ReLU("relu6")
            .Dropout("drop6")
            .FullyConnected("fc7", 4096)
            .ReLU("relu7")
            .Dropout("drop7")
            .FullyConnected("fc8", options.Classes)
            .Activation("prob", "softmax");
}
