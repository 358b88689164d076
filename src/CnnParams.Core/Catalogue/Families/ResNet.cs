using CnnParams.Catalogue.Blocks;

namespace CnnParams.Catalogue.Families;

/// <summary>Residual networks: table 1 of the paper, as torchvision and Keras build it.</summary>
internal sealed class ResNet : IArchitectureFamily
{
    private static readonly Paper Paper = new("Deep Residual Learning for Image Recognition", 2015, "arXiv:1512.03385");

    private static readonly Paper SecondPaper = new(
        "Identity Mappings in Deep Residual Networks",
        2016,
        "arXiv:1603.05027"
    );

    private static readonly Paper NextPaper = new(
        "Aggregated Residual Transformations for Deep Neural Networks",
        2016,
        "arXiv:1611.05431"
    );

    private static readonly Paper WidePaper = new("Wide Residual Networks", 2016, "arXiv:1605.07146");

    internal static readonly int[] Depths50 = [3, 4, 6, 3];
    internal static readonly int[] Depths101 = [3, 4, 23, 3];
    private static readonly int[] Depths152 = [3, 8, 36, 3];

    public string Name => "ResNet";

    public IEnumerable<Architecture> Members =>
        [
            Basic("ResNet18", 2, 2, 2, 2),
            Basic("ResNet34", 3, 4, 6, 3),
            Deep("ResNet50", Depths50),
            Deep("ResNet101", Depths101),
            Deep("ResNet152", Depths152),
            Second("ResNet50V2", Depths50),
            Second("ResNet101V2", Depths101),
            Second("ResNet152V2", Depths152),
            Grouped("ResNeXt50_32x4d", NextPaper, Depths50, groups: 32, baseWidth: 4),
            Grouped("ResNeXt101_32x8d", NextPaper, Depths101, groups: 32, baseWidth: 8),
            Grouped("ResNeXt101_64x4d", NextPaper, Depths101, groups: 64, baseWidth: 4),
            Grouped("WideResNet50_2", WidePaper, Depths50, groups: 1, baseWidth: 128),
            Grouped("WideResNet101_2", WidePaper, Depths101, groups: 1, baseWidth: 128),
        ];

    /// <summary>
    /// The output of the last two stages when these have dilation in place of the stride (FCN, DeepLab). In torchvision
    /// the first block of such a stage still has the dilation of the stage before.
    /// </summary>
    internal static (Tensor Third, Tensor Fourth) DilatedStages(Tensor x, int[] depths)
    {
        Tensor Stage(Tensor x, int stage, long first, long others, long stride) =>
            x.Repeat(
                depths[stage],
                (x, i) =>
                    x.Bottleneck(
                        $"layer{stage + 1}.{i}.",
                        64L << stage,
                        i == 0 ? stride : 1,
                        dilation: i == 0 ? first : others
                    )
            );

        var third = Stage(Stage(Stage(Stem(x), 0, 1, 1, 1), 1, 1, 1, 2), 2, 1, 2, 1);
        return (third, Stage(third, 3, 2, 4, 1));
    }

    private static Architecture Basic(string name, params int[] depths) =>
        new(
            name,
            Paper,
            Variants.Torchvision(
                (x, _) =>
                    Stages(
                        Stem(x),
                        depths,
                        (x, scope, filters, stage, i) => x.BasicBlock(scope, filters, StrideOf(stage, i))
                    ),
                Top
            )
        )
        {
            Aliases = GluonNames(name),
        };

    // The plain form (v1b) under the name that timm had for it.
    private static string[] GluonNames(string name) => [$"gluon_{name.ToLowerInvariant()}_v1b"];

    private static Architecture Deep(string name, int[] depths) =>
        new(
            name,
            Paper,
            Variants.Torchvision(
                (x, _) =>
                    Stages(
                        Stem(x),
                        depths,
                        (x, scope, filters, stage, i) => x.Bottleneck(scope, filters, StrideOf(stage, i))
                    ),
                Top,
                "v1.5: the stride is in the 3x3 convolution, so that more is computed than in the paper; convolutions "
                    + "have no bias, and the moving statistics are buffers, not parameters."
            ),
            Variants.Keras(
                (x, _) =>
                    Stages(
                        KerasStem(x).BatchNorm("conv1_bn").ReLU("conv1_relu").KerasPool(),
                        depths,
                        (x, filters, stage, i, _) =>
                            x.KerasBottleneck(KerasScope(stage, i), filters, StrideOf(stage, i), project: i == 0)
                    ),
                KerasTop,
                "v1, as the paper: the stride is in the first 1x1 convolution; convolutions have biases, and the "
                    + "moving statistics count as non-trainable parameters."
            )
        )
        {
            Aliases = GluonNames(name),
        };

    private static Architecture Second(string name, int[] depths) =>
        new(
            name,
            SecondPaper,
            Variants.Keras(
                (x, _) =>
                    Stages(
                            KerasStem(x).KerasPool(),
                            depths,
                            (x, filters, stage, i, depth) =>
                                x.PreActivationBottleneck(
                                    KerasScope(stage, i),
                                    filters,
                                    i == depth - 1 && stage < 3 ? 2 : 1,
                                    project: i == 0
                                )
                        )
                        .BatchNorm("post_bn")
                        .ReLU("post_relu"),
                KerasTop,
                "Normalisation comes before the convolutions; the stride is in the last block of a stage."
            )
        );

    private static Architecture Grouped(string name, Paper paper, int[] depths, long groups, long baseWidth) =>
        new(
            name,
            paper,
            Variants.Torchvision(
                (x, _) =>
                    Stages(
                        Stem(x),
                        depths,
                        (x, scope, filters, stage, i) =>
                            x.Bottleneck(scope, filters, StrideOf(stage, i), groups, baseWidth)
                    ),
                Top
            )
        );

    private static Tensor Stem(Tensor x) =>
        x.Conv("conv1", 64, 7, 2, 3, bias: false).BatchNorm("bn1").ReLU("relu").MaxPool("maxpool", 3, 2, 1);

    private static Tensor Top(Tensor x, BuildOptions options) =>
        x.AdaptiveAveragePool("avgpool", 1).Flatten().Dense("fc", options.Classes);

    private static Tensor KerasStem(Tensor x) => x.Pad("conv1_pad", 3).Conv("conv1_conv", 64, 7, 2);

    private static Tensor KerasTop(Tensor x, BuildOptions options) =>
        x.GlobalAveragePool("avg_pool").Dense("predictions", options.Classes).Activation("softmax", "softmax");

    private static long StrideOf(int stage, int block) => stage > 0 && block == 0 ? 2 : 1;

    private static string KerasScope(int stage, int block) => $"conv{stage + 2}_block{block + 1}_";

    // Four stages of 64, 128, 256 and 512 filters, each with its number of blocks.
    private static Tensor Stages(Tensor x, int[] depths, Func<Tensor, long, int, int, int, Tensor> block) =>
        x.Repeat(
            depths.Length,
            (x, stage) => x.Repeat(depths[stage], (x, i) => block(x, 64L << stage, stage, i, depths[stage]))
        );

    private static Tensor Stages(Tensor x, int[] depths, Func<Tensor, string, long, int, int, Tensor> block) =>
        Stages(x, depths, (x, filters, stage, i, _) => block(x, $"layer{stage + 1}.{i}.", filters, stage, i));
}

/// <summary>The pooling after the first convolution of Keras's residual networks.</summary>
file static class KerasResNetPooling
{
    internal static Tensor KerasPool(this Tensor x) => x.Pad("pool1_pad", 1).MaxPool("pool1_pool", 3, 2);
}
