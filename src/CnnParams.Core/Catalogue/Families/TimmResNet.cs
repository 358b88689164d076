using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Families;

/// <summary>
/// The residual networks that timm has a name for beside torchvision's: C, D, S and T (how they begin and how the image
/// is made smaller), with squeeze-and-excitation or ECA, anti-aliased, ResNet-RS.
/// </summary>
internal sealed class TimmResNet : IArchitectureFamily
{
    private static readonly Paper First = new("Deep Residual Learning for Image Recognition", 2015, "arXiv:1512.03385");

    private static readonly Paper Next = new(
        "Aggregated Residual Transformations for Deep Neural Networks",
        2016,
        "arXiv:1611.05431"
    );

    private static readonly Paper Squeezed = new("Squeeze-and-Excitation Networks", 2017, "arXiv:1709.01507");

    private static readonly Paper Tricks = new(
        "Bag of Tricks for Image Classification with Convolutional Neural Networks",
        2018,
        "arXiv:1812.01187"
    );

    private static readonly Paper Efficient = new(
        "ECA-Net: Efficient Channel Attention for Deep Convolutional Neural Networks",
        2019,
        "arXiv:1910.03151"
    );

    private static readonly Paper Revisited = new(
        "Revisiting ResNets: Improved Training and Scaling Strategies",
        2021,
        "arXiv:2103.07579"
    );

    private static readonly int[] Depths18 = [2, 2, 2, 2];
    private static readonly int[] Depths50 = [3, 4, 6, 3];
    private static readonly int[] Depths101 = [3, 4, 23, 3];
    private static readonly int[] Depths152 = [3, 8, 36, 3];
    private static readonly int[] Depths200 = [3, 24, 36, 3];
    private static readonly int[] Depths269 = [3, 30, 48, 8];

    private static readonly Form Plain = new();
    private static readonly Form C = new() { Stem = [32, 32, 64] };
    private static readonly Form S = new() { Stem = [64, 64, 128] };
    private static readonly Form D = new()
    {
        Stem = [32, 32, 64],
        Block = new() { AveragesShortcut = true },
    };
    private static readonly Form T = new()
    {
        Stem = [24, 32, 64],
        Block = new() { AveragesShortcut = true },
    };

    public string Name => "ResNet";

    public IEnumerable<Architecture> Members =>
        [
            Of("resnet10t", First, T.Basic, [1, 1, 1, 1], 176),
            Of("resnet14t", First, T, [1, 1, 1, 1], 176),
            Of("resnet18d", Tricks, D.Basic, Depths18),
            Of("resnet34d", Tricks, D.Basic, Depths50),
            Of("resnet26", First, Plain, Depths18),
            Of("resnet26d", Tricks, D, Depths18),
            Of("resnet26t", Tricks, T, Depths18, 256),
            Of("resnet50c", Tricks, C, Depths50, aliases: "gluon_resnet50_v1c"),
            Of("resnet50d", Tricks, D, Depths50, aliases: "gluon_resnet50_v1d"),
            Of("resnet50s", Tricks, S, Depths50, aliases: "gluon_resnet50_v1s"),
            Of("resnet50t", Tricks, T, Depths50),
            Of("resnet50_gn", First, Plain with { Block = new() { Norm = GroupNorm } }, Depths50),
            Of("resnet101c", Tricks, C, Depths101, aliases: "gluon_resnet101_v1c"),
            Of("resnet101d", Tricks, D, Depths101, 256, "gluon_resnet101_v1d"),
            Of("resnet101s", Tricks, S, Depths101, aliases: "gluon_resnet101_v1s"),
            Of("resnet152c", Tricks, C, Depths152, aliases: "gluon_resnet152_v1c"),
            Of("resnet152d", Tricks, D, Depths152, 256, "gluon_resnet152_v1d"),
            Of("resnet152s", Tricks, S, Depths152, aliases: "gluon_resnet152_v1s"),
            Of("resnet200", First, Plain, Depths200),
            Of("resnet200d", Tricks, D, Depths200, 256),
            Of("resnext50d_32x4d", Next, D.Grouped(32, 4), Depths50),
            Of("resnext101_32x4d", Next, Plain.Grouped(32, 4), Depths101),
            Of("resnext101_32x16d", Next, Plain.Grouped(32, 16), Depths101),
            Of("resnext101_32x32d", Next, Plain.Grouped(32, 32), Depths101),
            Of("resnext101_32x48d", Next, Plain.Grouped(32, 48), Depths101),
            Of("ecaresnet26t", Efficient, T.Eca, Depths18, 256),
            Of("ecaresnet50d", Efficient, D.Eca, Depths50),
            Of("ecaresnet50t", Efficient, T.Eca, Depths50, 256),
            Of("ecaresnetlight", Efficient, (Plain with { Block = D.Block }).Eca, [1, 1, 11, 3]),
            Of("ecaresnet101d", Efficient, D.Eca, Depths101),
            Of("ecaresnet200d", Efficient, D.Eca, Depths200, 256),
            Of("ecaresnet269d", Efficient, D.Eca, Depths269, 320),
            Of("ecaresnext26t_32x4d", Efficient, T.Grouped(32, 4).Eca, Depths18),
            Of("ecaresnext50t_32x4d", Efficient, T.Grouped(32, 4).Eca, Depths18),
            Of("seresnet18", Squeezed, Plain.Basic.Se(), Depths18),
            Of("seresnet34", Squeezed, Plain.Basic.Se(), Depths50),
            Of("seresnet50", Squeezed, Plain.Se(), Depths50),
            Of("seresnet50t", Squeezed, T.Se(), Depths50),
            Of("seresnet101", Squeezed, Plain.Se(), Depths101),
            Of("seresnet152", Squeezed, Plain.Se(), Depths152),
            Of("seresnet152d", Squeezed, D.Se(), Depths152, 256),
            Of("seresnet200d", Squeezed, D.Se(), Depths200, 256),
            Of("seresnet269d", Squeezed, D.Se(), Depths269, 256),
            Of("seresnext26d_32x4d", Squeezed, D.Grouped(32, 4).Se(), Depths18),
            Of("seresnext26t_32x4d", Squeezed, T.Grouped(32, 4).Se(), Depths18, aliases: "seresnext26tn_32x4d"),
            Of("seresnext50_32x4d", Squeezed, Plain.Grouped(32, 4).Se(), Depths50),
            Of("seresnext101_32x4d", Squeezed, Plain.Grouped(32, 4).Se(), Depths101),
            Of("seresnext101_32x8d", Squeezed, Plain.Grouped(32, 8).Se(), Depths101),
            Of("seresnext101_64x4d", Squeezed, Plain.Grouped(64, 4).Se(), Depths101),
            Of("seresnext101d_32x8d", Squeezed, D.Grouped(32, 8).Se(), Depths101),
            Of(
                "senet154",
                Squeezed,
                S.Grouped(64, 4).With(block => block with { Narrowing = 2, ShortcutKernel = 3 }).Se(),
                Depths152
            ),
            Of("resnetblur18", First, Plain.Basic.Blurred, Depths18),
            Of("resnetblur50", First, Plain.Blurred, Depths50),
            Of("resnetblur50d", Tricks, D.Blurred, Depths50),
            Of("resnetblur101d", Tricks, D.Blurred, Depths101),
            Of("resnetaa34d", Tricks, D.Basic.Averaged, Depths50),
            Of("resnetaa50", First, Plain.Averaged, Depths50),
            Of("resnetaa50d", Tricks, D.Averaged, Depths50),
            Of("resnetaa101d", Tricks, D.Averaged, Depths101),
            Of("seresnetaa50d", Squeezed, D.Averaged.Se(), Depths50),
            Of("seresnextaa101d_32x8d", Squeezed, D.Grouped(32, 8).Averaged.Se(), Depths101, 288),
            Of(
                "seresnextaa201d_32x8d",
                Squeezed,
                (D with { Stem = [64, 64, 128] }).Grouped(32, 8).Averaged.Se(),
                [3, 24, 36, 4],
                384
            ),
            Of("resnetrs50", Revisited, D.Rs, Depths50, 160),
            Of("resnetrs101", Revisited, D.Rs, Depths101, 192),
            Of("resnetrs152", Revisited, D.Rs, Depths152, 256),
            Of("resnetrs200", Revisited, D.Rs, Depths200, 256),
            Of("resnetrs270", Revisited, D.Rs, [4, 29, 53, 4], 256),
            Of("resnetrs350", Revisited, D.Rs, [4, 36, 72, 4], 288),
            Of("resnetrs420", Revisited, D.Rs, [4, 44, 87, 4], 320),
        ];

    private static Architecture Of(
        string name,
        Paper paper,
        Form form,
        int[] depths,
        long resolution = 224,
        params string[] aliases
    ) =>
        new(
            name,
            paper,
            Variants.Timm(
                (x, _) =>
                    form.Begin(x)
                        .Stages(
                            depths,
                            (x, stage, i) =>
                            {
                                string scope = $"layer{stage + 1}.{i}.";
                                long filters = 64L << stage,
                                    stride = stage > 0 && i == 0 ? 2 : 1;
                                return form.IsBasic
                                    ? x.TimmBasicBlock(scope, filters, stride, form.Block)
                                    : x.TimmBottleneck(scope, filters, stride, form.Block);
                            }
                        ),
                (x, o) => x.AdaptiveAveragePool("global_pool", 1).Flatten().Dense("fc", o.Classes),
                resolution: resolution
            )
        )
        {
            Aliases = aliases,
        };

    private static Tensor GroupNorm(Tensor x, string name) => x.Then(name, new GroupNormalization { Groups = 32 });

    /// <summary>What sets such a network apart: how it begins, and the form of its blocks.</summary>
    private sealed record Form
    {
        /// <summary>The filters of three 3x3 convolutions in place of the 7x7 one.</summary>
        internal long[] Stem { get; init; } = [];

        /// <summary>Whether its blocks have two convolutions and no bottleneck.</summary>
        internal bool IsBasic { get; init; }

        /// <summary>Whether a convolution stands in place of the first pooling (ResNet-RS).</summary>
        internal bool ConvolvesStem { get; init; }

        internal ResidualForm Block { get; init; } = new();

        internal Form Basic => this with { IsBasic = true };

        internal Form Eca => With(block => block with { Attention = (x, scope) => x.EfficientChannelAttention(scope) });

        internal Form Averaged => With(block => block with { Smoothing = TimmUnits.Averaged });

        internal Form Blurred => With(block => block with { Smoothing = TimmUnits.Blurred });

        internal Form Rs => this with { ConvolvesStem = true, Block = Se(0.25).Block };

        internal Form Se(double ratio = 1.0 / 16) =>
            With(block => block with { Attention = (x, scope) => x.TimmSqueezeExcite(scope, ratio) });

        internal Form Grouped(long groups, long baseWidth) =>
            With(block => block with { Groups = groups, BaseWidth = baseWidth });

        internal Form With(Func<ResidualForm, ResidualForm> change) => this with { Block = change(Block) };

        internal Tensor Begin(Tensor x) => Reduced(Block.Norm(Convolved(x), "bn1").ReLU("act1"));

        private Tensor Convolved(Tensor x) =>
            Stem.Length == 0
                ? x.Conv("conv1", 64, 7, 2, 3, bias: false)
                : x.Repeat(
                    Stem.Length,
                    (x, i) =>
                        x.Conv($"conv1.{3 * i}", Stem[i], 3, i == 0 ? 2 : 1, 1, bias: false)
                            .If(
                                i < Stem.Length - 1,
                                x => Block.Norm(x, $"conv1.{(3 * i) + 1}").ReLU($"conv1.{(3 * i) + 2}")
                            )
                );

        private Tensor Reduced(Tensor x) =>
            ConvolvesStem
                ? Block.Norm(x.Conv("maxpool.0", x.Channels, 3, 2, 1, bias: false), "maxpool.1").ReLU("maxpool.2")
            : Block.Smoothing == TimmUnits.Averaged ? x.Averaged("maxpool")
            : Block.Smoothing is not null ? Block.Smoothing(x.MaxPool("maxpool.0", 3, 1, 1), "maxpool.1")
            : x.MaxPool("maxpool", 3, 2, 1);
    }
}
