using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Families;

/// <summary>
/// RegNet as timm builds it: X, Y, Z (inverted bottlenecks without a shortcut where shapes change) and V (normalisation
/// first). The number is the multiply-accumulates in hundreds of millions.
/// </summary>
internal sealed class TimmRegNet : IArchitectureFamily
{
    private static readonly Paper First = new("Designing Network Design Spaces", 2020, "arXiv:2003.13678");

    private static readonly Paper Scaled = new("Fast and Accurate Model Scaling", 2021, "arXiv:2103.06877");

    public string Name => "RegNet";

    public IEnumerable<Architecture> Members =>
        [
            Of("regnetx_002", new(13, 24, 36.44, 2.49, 8)),
            Of("regnetx_004", new(22, 24, 24.48, 2.54, 16)),
            Of("regnetx_004_tv", new(22, 24, 24.48, 2.54, 16) { KeepsShare = 0.9 }),
            Of("regnetx_006", new(16, 48, 36.97, 2.24, 24)),
            Of("regnetx_008", new(16, 56, 35.73, 2.28, 16)),
            Of("regnetx_016", new(18, 80, 34.01, 2.25, 24)),
            Of("regnetx_032", new(25, 88, 26.31, 2.25, 48)),
            Of("regnetx_040", new(23, 96, 38.65, 2.43, 40)),
            Of("regnetx_064", new(17, 184, 60.83, 2.07, 56)),
            Of("regnetx_080", new(23, 80, 49.56, 2.88, 120)),
            Of("regnetx_120", new(19, 168, 73.36, 2.37, 112)),
            Of("regnetx_160", new(22, 216, 55.59, 2.1, 128)),
            Of("regnetx_320", new(23, 320, 69.86, 2.0, 168)),
            Of("regnety_002", new(13, 24, 36.44, 2.49, 8, Squeezes: true)),
            Of("regnety_004", new(16, 48, 27.89, 2.09, 8, Squeezes: true)),
            Of("regnety_006", new(15, 48, 32.54, 2.32, 16, Squeezes: true)),
            Of("regnety_008", new(14, 56, 38.84, 2.4, 16, Squeezes: true)),
            Of("regnety_008_tv", new(14, 56, 38.84, 2.4, 16, Squeezes: true) { KeepsShare = 0.9 }),
            Of("regnety_016", new(27, 48, 20.71, 2.65, 24, Squeezes: true)),
            Of("regnety_032", new(21, 80, 42.63, 2.66, 24, Squeezes: true)),
            Of("regnety_040", new(22, 96, 31.41, 2.24, 64, Squeezes: true)),
            Of("regnety_040_sgn", new(22, 96, 31.41, 2.24, 64, Squeezes: true) { Function = "silu", NormGroup = 16 }),
            Of("regnety_064", new(25, 112, 33.22, 2.27, 72, Squeezes: true)),
            Of("regnety_080", new(17, 192, 76.82, 2.19, 56, Squeezes: true)),
            Of("regnety_080_tv", new(17, 192, 76.82, 2.19, 56, Squeezes: true) { KeepsShare = 0.9 }),
            Of("regnety_120", new(19, 168, 73.36, 2.37, 112, Squeezes: true)),
            Of("regnety_160", new(18, 200, 106.23, 2.48, 112, Squeezes: true)),
            Of("regnety_320", new(20, 232, 115.89, 2.53, 232, Squeezes: true)),
            Of("regnety_640", new(20, 352, 147.48, 2.4, 328, Squeezes: true)),
            Of("regnety_1280", new(27, 456, 160.83, 2.52, 264, Squeezes: true)),
            Of("regnetv_040", new(22, 96, 31.41, 2.24, 64, Squeezes: true) { Function = "silu", NormsFirst = true }),
            Of(
                "regnetv_064",
                new(25, 112, 33.22, 2.27, 72, Squeezes: true)
                {
                    Function = "silu",
                    NormsFirst = true,
                    Averages = true,
                }
            ),
            Of("regnetz_005", Inverted(21, 16, 10.7, 2.51, 4) with { Head = 1024 }),
            Of("regnetz_040", Inverted(28, 48, 14.5, 2.226, 8), 256),
            Of("regnetz_040_h", Inverted(28, 48, 14.5, 2.226, 8) with { Head = 1536 }, 256),
        ];

    private static Form Inverted(int depth, long firstWidth, double slope, double step, long groupWidth) =>
        new(depth, firstWidth, slope, step, groupWidth, Squeezes: true)
        {
            Ratio = 4,
            IsInverted = true,
            Function = "silu",
        };

    private static Architecture Of(string name, Form form, long resolution = 224) =>
        new(
            name,
            form.IsInverted ? Scaled : First,
            Variants.Timm(
                (x, _) =>
                {
                    x = form.NormsFirst ? x.Conv("stem", 32, 3, 2, 1, bias: false) : form.Unit(x, "stem.", 32, 3, 2);
                    int stage = 0;
                    foreach (var (width, groupWidth, count) in form.Stages())
                    {
                        stage++;
                        x = x.Repeat(
                            count,
                            (x, i) => form.Block(x, $"s{stage}.b{i + 1}.", width, groupWidth, i == 0 ? 2 : 1)
                        );
                    }

                    return x.If(form.Head > 0, x => form.Unit(x, "final_conv.", form.Head, 1))
                        .If(
                            form.Head == 0 && (form.IsInverted || form.NormsFirst),
                            x => x.Activation("final_conv", form.Function)
                        );
                },
                (x, o) => x.AdaptiveAveragePool("head.global_pool", 1).Flatten().Dense("head.fc", o.Classes),
                resolution: resolution
            )
        );

    /// <summary>The numbers of the paper that set a RegNet apart, and what timm varies.</summary>
    private sealed record Form(
        int Depth,
        long FirstWidth,
        double Slope,
        double Step,
        long GroupWidth,
        bool Squeezes = false
    )
    {
        /// <summary>How many times as many channels a block has in its middle.</summary>
        internal double Ratio { get; init; } = 1;

        /// <summary>The share of a width that rounding must keep, in torchvision's way of rounding.</summary>
        internal double? KeepsShare { get; init; }

        /// <summary>Filters of a convolution before the classifier.</summary>
        internal long Head { get; init; }

        internal string Function { get; init; } = "relu";

        /// <summary>Channels of a group of a group norm, in place of batch norms.</summary>
        internal long NormGroup { get; init; }

        /// <summary>Whether blocks begin with normalisation and activation.</summary>
        internal bool NormsFirst { get; init; }

        /// <summary>Whether shortcuts take means in place of a stride.</summary>
        internal bool Averages { get; init; }

        /// <summary>Whether blocks end without an activation, and have no shortcut where shapes change.</summary>
        internal bool IsInverted { get; init; }

        /// <summary>
        /// Equations 2 to 4 of the paper: widths on a line, each brought to a power of the step and a multiple of 8.
        /// </summary>
        internal IEnumerable<(long Width, long GroupWidth, int Count)> Stages() =>
            Enumerable
                .Range(0, Depth)
                .Select(block => Math.Round(Math.Log(((block * Slope) + FirstWidth) / FirstWidth) / Math.Log(Step)))
                .Select(power => checked((long)Math.Round(FirstWidth * Math.Pow(Step, power) / 8) * 8))
                .GroupBy(
                    width => width,
                    (width, blocks) =>
                    {
                        long middle = (long)(width * Ratio),
                            group = Math.Min(GroupWidth, middle);
                        middle = KeepsShare is { } share
                            ? ChannelRounding.Nearest(middle, group, share)
                            : (long)Math.Round((double)middle / group, MidpointRounding.ToEven) * group;
                        return ((long)(middle / Ratio), group, blocks.Count());
                    }
                );

        internal Tensor Unit(
            Tensor x,
            string scope,
            long filters,
            long kernel,
            long stride = 1,
            long groups = 1,
            bool active = true
        ) =>
            x.Within(
                scope,
                x => Normed(x.Conv("conv", filters, kernel, stride, kernel / 2, groups, bias: false), "bn", active)
            );

        internal Tensor Block(Tensor x, string scope, long width, long groupWidth, long stride) =>
            x.Within(
                scope,
                begin =>
                {
                    long middle = (long)Math.Round(width * Ratio),
                        squeeze = (long)Math.Round(begin.Channels * 0.25);
                    var x = NormsFirst ? Normed(begin, "norm1") : begin;
                    var shortcut = x;
                    x = NormsFirst
                        ? Normed(x.Conv("conv1", middle, 1, bias: false), "norm2")
                            .Conv("conv2", middle, 3, stride, 1, middle / groupWidth, bias: false)
                        : Unit(Unit(x, "conv1.", middle, 1), "conv2.", middle, 3, stride, middle / groupWidth);
                    x = x.If(Squeezes, x => x.TimmSqueezeExciteTo("se.", squeeze, Function));
                    x = NormsFirst
                        ? Normed(x, "norm3").Conv("conv3", width, 1, bias: false)
                        : Unit(x, "conv3.", width, 1, active: false);
                    bool changes = begin.Channels != width || stride > 1;
                    return x.If(
                            !(IsInverted && changes),
                            x => x.Add("add", changes ? Shortcut(shortcut, width, stride) : shortcut)
                        )
                        .If(!IsInverted && !NormsFirst, x => x.Activation("act3", Function));
                }
            );

        private Tensor Shortcut(Tensor x, long width, long stride)
        {
            x = x.If(Averages && stride > 1, x => x.MeanOfPairs("downsample.0"));
            stride = Averages ? 1 : stride;
            return NormsFirst
                ? x.Conv(Averages ? "downsample.1" : "downsample", width, 1, stride, bias: false)
                : Unit(x, "downsample.", width, 1, stride, active: false);
        }

        private Tensor Normed(Tensor x, string name, bool active = true) =>
            (
                NormGroup > 0
                    ? x.Then(name, new GroupNormalization { Groups = x.Channels / NormGroup })
                    : x.BatchNorm(name)
            ).If(active, x => x.Activation(name + ".act", Function));
    }
}
