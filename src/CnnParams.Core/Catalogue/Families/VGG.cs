using CnnParams.Shapes;

namespace CnnParams.Catalogue.Families;

/// <summary>VGG: configurations A, B, D and E of table 1 of the paper, with and without batch norm.</summary>
internal sealed class VGG : IArchitectureFamily
{
    private static readonly Paper Paper = new(
        "Very Deep Convolutional Networks for Large-Scale Image Recognition",
        2014,
        "arXiv:1409.1556"
    );

    // The convolutions of each stage; stages have 64, 128, 256, 512 and 512 filters.
    private static readonly int[] A = [1, 1, 2, 2, 2];
    private static readonly int[] B = [2, 2, 2, 2, 2];
    private static readonly int[] D = [2, 2, 3, 3, 3];
    private static readonly int[] E = [2, 2, 4, 4, 4];

    public string Name => "VGG";

    public IEnumerable<Architecture> Members =>
        [
            new("VGG11", Paper, Torchvision(A)),
            new("VGG13", Paper, Torchvision(B)),
            new("VGG16", Paper, Torchvision(D), Keras(D)),
            new("VGG19", Paper, Torchvision(E), Keras(E)),
            new("VGG11BN", Paper, Torchvision(A, norm: true)),
            new("VGG13BN", Paper, Torchvision(B, norm: true)),
            new("VGG16BN", Paper, Torchvision(D, norm: true)),
            new("VGG19BN", Paper, Torchvision(E, norm: true)),
        ];

    private static long Filters(int stage) => Math.Min(64L << stage, 512);

    private static ArchitectureVariant Torchvision(int[] stages, bool norm = false) =>
        Variants.Torchvision(
            (x, _) =>
                x.Within(
                    "features.",
                    x =>
                    {
                        int index = 0;
                        string Next() => (index++).ToString(System.Globalization.CultureInfo.InvariantCulture);
                        return x.Repeat(
                            stages.Length,
                            (x, stage) =>
                                x.Repeat(
                                        stages[stage],
                                        (x, _) =>
                                            x.Conv(Next(), Filters(stage), 3, 1, 1)
                                                .If(norm, x => x.BatchNorm(Next()))
                                                .ReLU(Next())
                                    )
                                    .MaxPool(Next(), 2)
                        );
                    }
                ),
            (x, o) =>
                x.AdaptiveAveragePool("avgpool", 7)
                    .Flatten()
                    .Within(
                        "classifier.",
                        x =>
                            x.Dense("0", 4096)
                                .ReLU("1")
                                .Dropout("2")
                                .Dense("3", 4096)
                                .ReLU("4")
                                .Dropout("5")
                                .Dense("6", o.Classes)
                    ),
            norm
                ? "With batch norm after each convolution, which the paper does not have; the convolutions keep their "
                    + "biases."
                : "The same numbers as Keras's."
        );

    private static ArchitectureVariant Keras(int[] stages) =>
        Variants.Keras(
            (x, _) =>
                x.Repeat(
                    stages.Length,
                    (x, stage) =>
                        x.Within(
                            $"block{stage + 1}_",
                            x =>
                                x.Repeat(
                                        stages[stage],
                                        (x, i) =>
                                            x.Conv($"conv{i + 1}", Filters(stage), 3, padding: Padding.Same)
                                                .ReLU($"conv{i + 1}_relu")
                                    )
                                    .MaxPool("pool", 2)
                        )
                ),
            (x, o) =>
                x.Flatten()
                    .Dense("fc1", 4096)
                    .ReLU("fc1_relu")
                    .Dense("fc2", 4096)
                    .ReLU("fc2_relu")
                    .Dense("predictions", o.Classes)
                    .Activation("softmax", "softmax"),
            "The same numbers as torchvision's."
        );
}
