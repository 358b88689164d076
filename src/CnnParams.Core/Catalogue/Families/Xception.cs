using CnnParams.Shapes;

namespace CnnParams.Catalogue.Families;

/// <summary>Xception: figure 5 of the paper.</summary>
internal sealed class Xception : IArchitectureFamily
{
    private static readonly Paper Paper = new(
        "Xception: Deep Learning with Depthwise Separable Convolutions",
        2016,
        "arXiv:1610.02357"
    );

    public string Name => "Xception";

    public IEnumerable<Architecture> Members =>
        [
            new(
                "Xception",
                Paper,
                Variants.Keras(
                    (x, _) =>
                        x.Conv("block1_conv1", 32, 3, 2, bias: false)
                            .BatchNorm("block1_conv1_bn")
                            .ReLU("block1_conv1_act")
                            .Conv("block1_conv2", 64, 3, bias: false)
                            .BatchNorm("block1_conv2_bn")
                            .ReLU("block1_conv2_act")
                            .Down("block2_", 128, 128, activatesFirst: false)
                            .Down("block3_", 256, 256)
                            .Down("block4_", 728, 728)
                            .Repeat(8, (x, i) => x.Middle($"block{i + 5}_"))
                            .Down("block13_", 728, 1024)
                            .Separable("block14_sepconv1", 1536)
                            .ReLU("block14_sepconv1_act")
                            .Separable("block14_sepconv2", 2048)
                            .ReLU("block14_sepconv2_act"),
                    (x, o) =>
                        x.GlobalAveragePool("avg_pool")
                            .Dense("predictions", o.Classes)
                            .Activation("softmax", "softmax"),
                    "The moving statistics count as non-trainable parameters.",
                    resolution: 299
                )
            ),
        ];
}

/// <summary>The blocks of Xception, as Keras names them.</summary>
file static class XceptionBlocks
{
    /// <summary>A separable convolution that keeps the size, and batch norm.</summary>
    internal static Tensor Separable(this Tensor x, string name, long filters) =>
        x.SeparableConv(name, filters, 3, padding: Padding.Same, bias: false).BatchNorm(name + "_bn");

    /// <summary>Two separable convolutions and pooling, with a 1x1 convolution as the shortcut.</summary>
    internal static Tensor Down(this Tensor x, string scope, long middle, long filters, bool activatesFirst = true) =>
        x.Within(
            scope,
            x =>
            {
                var shortcut = x.Conv("shortcut", filters, 1, 2, Padding.Same, bias: false).BatchNorm("shortcut_bn");
                return x.If(activatesFirst, x => x.ReLU("sepconv1_act"))
                    .Separable("sepconv1", middle)
                    .ReLU("sepconv2_act")
                    .Separable("sepconv2", filters)
                    .MaxPool("pool", 3, 2, Padding.Same)
                    .Add("add", shortcut);
            }
        );

    /// <summary>Three separable convolutions and a shortcut.</summary>
    internal static Tensor Middle(this Tensor x, string scope) =>
        x.Within(
            scope,
            x => x.Repeat(3, (x, i) => x.ReLU($"sepconv{i + 1}_act").Separable($"sepconv{i + 1}", 728)).Add("add", x)
        );
}
