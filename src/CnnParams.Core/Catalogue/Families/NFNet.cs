using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Families;

/// <summary>
/// Networks without norms, as timm builds them: every convolution standardises its weights and has a learned gain.
/// NFNet-F, in timm's form and in DeepMind's (dm_), lighter ones (l0 and on), NF-RegNet and NF-ResNet.
/// </summary>
/// <remarks>
/// Fixed factors (of activations, gates and branches) are not layers here: nobody learns them.
/// </remarks>
internal sealed class NFNet : IArchitectureFamily
{
    private static readonly Paper First = new(
        "Characterizing signal propagation to close the performance gap in unnormalized ResNets",
        2021,
        "arXiv:2101.08692"
    );

    private static readonly Paper Second = new(
        "High-Performance Large-Scale Image Recognition Without Normalization",
        2021,
        "arXiv:2102.06171"
    );

    private static readonly long[] Resolutions = [192, 224, 256, 320, 384, 416, 448, 480];

    private static readonly Form Large = new()
    {
        Widths = [256, 512, 1536, 1536],
        Ratio = 0.5,
        GroupSize = 128,
        HasSecond = true,
        Stem = Stem.Deep,
        StemWidth = 128,
        Features = 3072,
        Function = "gelu",
        Attention = (x, scope) => x.TimmSqueezeExcite(scope, 0.5),
    };

    private static readonly Form DeepMind = Large with { PadsAsTensorFlow = true, HasFactor = true };

    private static readonly Form Light = Large with
    {
        Ratio = 0.25,
        GroupSize = 64,
        Function = "silu",
        Attention = (x, scope) => x.EfficientChannelAttention(scope),
    };

    private static readonly Form Small = Light with { Features = 2304 };

    private static readonly Form Regular = new()
    {
        Widths = [48, 104, 208, 440],
        Width = 0.75,
        Ratio = 2.25,
        GroupSize = 8,
        WidensInput = true,
        Stem = Stem.Small,
        StemWidth = 48,
        Features = 1280,
        Function = "silu",
        Attention = (x, scope) => x.TimmSqueezeExcite(scope, 0.5),
    };

    private static readonly Form Residual = new()
    {
        Widths = [256, 512, 1024, 2048],
        Ratio = 0.25,
        Stem = Stem.Pooled,
        StemWidth = 64,
        Function = "relu",
    };

    public string Name => "NFNet";

    public IEnumerable<Architecture> Members =>
        [
            .. Enumerable.Range(0, 7).Select(size => Of($"dm_nfnet_f{size}", DeepMind.Sized(size), Resolutions[size])),
            .. Enumerable.Range(0, 8).Select(size => Of($"nfnet_f{size}", Large.Sized(size), Resolutions[size])),
            Of("nfnet_l0", (Small with { Attention = (x, scope) => x.TimmSqueezeExcite(scope, 0.25) }).Sized(0)),
            Of("eca_nfnet_l0", Small.Sized(0)),
            Of("eca_nfnet_l1", Light.Sized(1), 256),
            Of("eca_nfnet_l2", Light.Sized(2), 320),
            Of("eca_nfnet_l3", Light.Sized(3), 352),
            Of("nf_regnet_b0", Regular with { Depths = [1, 3, 6, 6] }, 192),
            Of("nf_regnet_b1", Regular with { Depths = [2, 4, 7, 7] }, 256),
            Of("nf_regnet_b2", Regular.Of([56, 112, 232, 488]) with { Depths = [2, 4, 8, 8] }, 240),
            Of("nf_regnet_b3", Regular.Of([56, 128, 248, 528]) with { Depths = [2, 5, 9, 9] }, 288),
            Of("nf_regnet_b4", Regular.Of([64, 144, 288, 616]) with { Depths = [2, 6, 11, 11] }, 320),
            Of("nf_regnet_b5", Regular.Of([80, 168, 336, 704]) with { Depths = [3, 7, 14, 14] }, 384),
            .. Residuals("nf_resnet", Residual),
            .. Residuals("nf_seresnet", Residual with { Attention = (x, scope) => x.TimmSqueezeExcite(scope) }),
            .. Residuals(
                "nf_ecaresnet",
                Residual with
                {
                    Attention = (x, scope) => x.EfficientChannelAttention(scope),
                }
            ),
            Of(
                "test_nfnet",
                Light with
                {
                    Widths = [32, 64, 96, 128],
                    Depths = [1, 1, 1, 1],
                    GroupSize = 8,
                    Features = 192,
                    Attention = (x, scope) => x.TimmSqueezeExcite(scope, 0.25),
                },
                160
            ),
        ];

    private static IEnumerable<Architecture> Residuals(string prefix, Form form) =>
        [
            Of(prefix + "26", form with { Depths = [2, 2, 2, 2] }),
            Of(prefix + "50", form with { Depths = [3, 4, 6, 3] }, prefix == "nf_resnet" ? 256 : 224),
            Of(prefix + "101", form with { Depths = [3, 4, 23, 3] }),
        ];

    private static Architecture Of(string name, Form form, long resolution = 224) =>
        new(
            name,
            form.Stem == Stem.Deep ? Second : First,
            Variants.Timm((x, _) => form.Body(x), (x, o) => x.Head(o), resolution: resolution)
        );

    private enum Stem
    {
        /// <summary>A 3x3 convolution, as RegNet has it.</summary>
        Small,

        /// <summary>A 7x7 convolution and a pooling, as ResNet has it.</summary>
        Pooled,

        /// <summary>Four 3x3 convolutions, the first and the last with a stride.</summary>
        Deep,
    }

    private sealed record Form
    {
        internal int[] Depths { get; init; } = [];

        internal required long[] Widths { get; init; }

        /// <summary>How many times as many channels there are, the stem and the end among them.</summary>
        internal double Width { get; init; } = 1;

        /// <summary>The channels in the middle of a block, as a multiple of those of its output, or input.</summary>
        internal required double Ratio { get; init; }

        /// <summary>Whether it is a multiple of the channels of the input (RegNet).</summary>
        internal bool WidensInput { get; init; }

        /// <summary>The channels of a group of a 3x3 convolution; 0 where it sees all.</summary>
        internal long GroupSize { get; init; }

        /// <summary>Whether a block has a second 3x3 convolution.</summary>
        internal bool HasSecond { get; init; }

        internal required Stem Stem { get; init; }

        internal required long StemWidth { get; init; }

        /// <summary>Filters of the convolution before the classifier; 0 for none.</summary>
        internal double Features { get; init; }

        internal required string Function { get; init; }

        internal Func<Tensor, string, Tensor>? Attention { get; init; }

        internal bool PadsAsTensorFlow { get; init; }

        /// <summary>Whether a branch is multiplied by a learned number, which begins at 0 (SkipInit).</summary>
        internal bool HasFactor { get; init; }

        /// <summary>The form with the depths of F0 and so many times more.</summary>
        internal Form Sized(int size) =>
            this with
            {
                Depths = [size + 1, 2 * (size + 1), 6 * (size + 1), 3 * (size + 1)],
            };

        /// <summary>The form of other widths, of which stem and end are in proportion.</summary>
        internal Form Of(long[] widths) =>
            this with
            {
                Widths = widths,
                StemWidth = widths[0],
                Features = (long)Features * widths[3] / Widths[3],
            };

        internal Tensor Body(Tensor x) =>
            Begin(x)
                .Stages(
                    Depths,
                    (x, stage, i) =>
                        Block(
                            x,
                            $"stages.{stage}.{i}.",
                            Scaled(Widths[stage]),
                            i == 0 && (stage > 0 || Stem == Stem.Small) ? 2 : 1,
                            WidensInput && stage == 0 && i == 0 ? 1 : Ratio
                        )
                )
                .If(Features > 0, x => Conv(x, "final_conv", Scaled(Features)))
                .Activation("final_act", Function);

        private Tensor Begin(Tensor x)
        {
            long width = Scaled(StemWidth);
            return Stem switch
            {
                Stem.Small => Conv(x, "stem.conv", width, 3, 2),
                Stem.Pooled => Conv(x, "stem.conv", width, 7, 2).MaxPool("stem.pool", 3, 2, 1),
                _ => x.Repeat(
                    4,
                    (x, i) =>
                        Conv(x, $"stem.conv{i + 1}", width >> (3 - i), 3, i is 0 or 3 ? 2 : 1)
                            .If(i < 3, x => x.Activation($"stem.act{i + 2}", Function))
                ),
            };
        }

        private Tensor Block(Tensor x, string scope, long width, long stride, double ratio) =>
            x.Within(
                scope,
                begin =>
                {
                    long middle = ChannelRounding.Nearest((WidensInput ? begin.Channels : width) * ratio),
                        groups = GroupSize == 0 ? 1 : middle / GroupSize;
                    if (GroupSize > 0)
                        middle = groups * GroupSize;
                    var x = begin.Activation("act1", Function);
                    var shortcut =
                        begin.Channels == width && stride == 1
                            ? begin
                            : Conv(x.If(stride > 1, x => x.MeanOfPairs("downsample.pool")), "downsample.conv", width);
                    x = Conv(x, "conv1", middle).Activation("act2", Function);
                    x = Conv(x, "conv2", middle, 3, stride, groups)
                        .If(HasSecond, x => Conv(x.Activation("act2b", Function), "conv2b", middle, 3, 1, groups))
                        .If(WidensInput && Attention is not null, x => Attention!(x, "attn."));
                    x = Conv(x.Activation("act3", Function), "conv3", width)
                        .If(!WidensInput && Attention is not null, x => Attention!(x, "attn_last."));
                    return x.If(HasFactor, x => x.Multiply("mul", x.Learned("skipinit_gain"))).Add("add", shortcut);
                }
            );

        private long Scaled(double width) => ChannelRounding.Nearest(width * Width);

        private Tensor Conv(Tensor x, string name, long filters, long kernel = 1, long stride = 1, long groups = 1) =>
            x.Then(
                name,
                new StandardizedConvolution
                {
                    Filters = filters,
                    KernelSize = kernel,
                    Stride = stride,
                    Padding = PadsAsTensorFlow ? Padding.Same : kernel / 2,
                    Groups = groups,
                    Scale = true,
                }
            );
    }
}
