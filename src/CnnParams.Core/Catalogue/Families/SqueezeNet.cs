using CnnParams.Catalogue.Blocks;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Families;

/// <summary>SqueezeNet: table 1 of the paper (1.0), and the later 1.1.</summary>
internal sealed class SqueezeNet : IArchitectureFamily
{
    private static readonly Paper Paper = new(
        "SqueezeNet: AlexNet-level accuracy with 50x fewer parameters and <0.5MB model size",
        2016,
        "arXiv:1602.07360"
    );

    public string Name => "SqueezeNet";

    public IEnumerable<Architecture> Members =>
        [
            new(
                "SqueezeNet1_0",
                Paper,
                Variants.Torchvision(
                    (x, _) =>
                        x.Within(
                            "features.",
                            x =>
                                x.Conv("0", 96, 7, 2)
                                    .ReLU("1")
                                    .Pool("2")
                                    .Fire("3.", 16, 64)
                                    .Fire("4.", 16, 64)
                                    .Fire("5.", 32, 128)
                                    .Pool("6")
                                    .Fire("7.", 32, 128)
                                    .Fire("8.", 48, 192)
                                    .Fire("9.", 48, 192)
                                    .Fire("10.", 64, 256)
                                    .Pool("11")
                                    .Fire("12.", 64, 256)
                        ),
                    Top
                )
            ),
            new(
                "SqueezeNet1_1",
                Paper,
                Variants.Torchvision(
                    (x, _) =>
                        x.Within(
                            "features.",
                            x =>
                                x.Conv("0", 64, 3, 2)
                                    .ReLU("1")
                                    .Pool("2")
                                    .Fire("3.", 16, 64)
                                    .Fire("4.", 16, 64)
                                    .Pool("5")
                                    .Fire("6.", 32, 128)
                                    .Fire("7.", 32, 128)
                                    .Pool("8")
                                    .Fire("9.", 48, 192)
                                    .Fire("10.", 48, 192)
                                    .Fire("11.", 64, 256)
                                    .Fire("12.", 64, 256)
                        ),
                    Top,
                    "A smaller first convolution and earlier pooling than 1.0: 2.3 times fewer multiply-accumulates."
                )
            ),
        ];

    private static Tensor Top(Tensor x, BuildOptions options) =>
        x.Within("classifier.", x => x.Dropout("0").Conv("1", options.Classes, 1).ReLU("2").AdaptiveAveragePool("3", 1))
            .Flatten();
}

/// <summary>The pooling between fire modules.</summary>
file static class SqueezeNetPooling
{
    internal static Tensor Pool(this Tensor x, string name) => x.MaxPool(name, 3, 2, rounding: WindowRounding.Ceil);
}
