using CnnParams.Catalogue.Blocks;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Families;

/// <summary>
/// The first SENets, as they were in Caffe and are in timm: a pooling without padding at the beginning, the stride in
/// the first convolution of a bottleneck, and in the small ones an activation before the channels are weighed.
/// </summary>
internal sealed class LegacySENet : IArchitectureFamily
{
    private static readonly Paper Squeezed = new("Squeeze-and-Excitation Networks", 2017, "arXiv:1709.01507");

    private static readonly int[] Depths18 = [2, 2, 2, 2];
    private static readonly int[] Depths50 = [3, 4, 6, 3];
    private static readonly int[] Depths101 = [3, 4, 23, 3];
    private static readonly int[] Depths152 = [3, 8, 36, 3];

    private static readonly Form Basic = new() { IsBasic = true };
    private static readonly Form Bottleneck = new();
    private static readonly Form Next = new()
    {
        Groups = 32,
        Width = 2,
        StrideFirst = false,
    };
    private static readonly Form Senet154 = new()
    {
        Stem = [64, 64, 128],
        Groups = 64,
        Width = 4,
        Narrowing = 2,
        StrideFirst = false,
        ShortcutKernel = 3,
    };

    public string Name => "ResNet";

    public IEnumerable<Architecture> Members =>
        [
            Of("legacy_seresnet18", Basic, Depths18),
            Of("legacy_seresnet34", Basic, Depths50),
            Of("legacy_seresnet50", Bottleneck, Depths50),
            Of("legacy_seresnet101", Bottleneck, Depths101),
            Of("legacy_seresnet152", Bottleneck, Depths152),
            Of("legacy_seresnext26_32x4d", Next, Depths18),
            Of("legacy_seresnext50_32x4d", Next, Depths50),
            Of("legacy_seresnext101_32x4d", Next, Depths101),
            Of("legacy_senet154", Senet154, Depths152),
        ];

    private static Architecture Of(string name, Form form, int[] depths) =>
        new(
            name,
            Squeezed,
            Variants.Timm(
                (x, _) =>
                    form.Begin(x)
                        .MaxPool("pool0", 3, 2, rounding: WindowRounding.Ceil)
                        .Repeat(
                            depths.Length,
                            (x, stage) =>
                                x.Repeat(
                                    depths[stage],
                                    (x, i) =>
                                        form.Block(
                                            x,
                                            $"layer{stage + 1}.{i}.",
                                            64L << stage,
                                            stage > 0 && i == 0 ? 2 : 1
                                        )
                                )
                        ),
                (x, o) => x.AdaptiveAveragePool("global_pool", 1).Flatten().Dense("last_linear", o.Classes)
            )
        );

    /// <summary>What sets such a network apart: how it begins, and the form of its blocks.</summary>
    private sealed record Form
    {
        /// <summary>The filters of the 3x3 convolutions in place of the 7x7 one.</summary>
        internal long[] Stem { get; init; } = [];

        /// <summary>Whether its blocks have two convolutions and no bottleneck.</summary>
        internal bool IsBasic { get; init; }

        /// <summary>The groups of the 3x3 convolution of a bottleneck.</summary>
        internal long Groups { get; init; } = 1;

        /// <summary>The width of the 3x3 convolution, as a multiple of the block's filters.</summary>
        internal long Width { get; init; } = 1;

        /// <summary>By how much the first convolution is narrower than the 3x3 one.</summary>
        internal long Narrowing { get; init; } = 1;

        /// <summary>Whether the first convolution of a bottleneck has the stride, as in Caffe.</summary>
        internal bool StrideFirst { get; init; } = true;

        /// <summary>The kernel of the shortcut's convolution where it has a stride.</summary>
        internal long ShortcutKernel { get; init; } = 1;

        internal Tensor Begin(Tensor x) =>
            Stem.Length == 0
                ? Unit(x, "layer0.", 1, 64, 7, 2)
                : x.Repeat(Stem.Length, (x, i) => Unit(x, "layer0.", i + 1, Stem[i], 3, i == 0 ? 2 : 1));

        internal Tensor Block(Tensor x, string scope, long filters, long stride) =>
            x.Within(scope, x => Finish(IsBasic ? Pair(x, filters, stride) : Narrowed(x, filters, stride), x, stride));

        private static Tensor Pair(Tensor x, long filters, long stride) =>
            Unit(Unit(x, "", 1, filters, 3, stride), "", 2, filters, 3, 1);

        private Tensor Narrowed(Tensor x, long filters, long stride)
        {
            long width = filters * Width;
            var first = Unit(x, "", 1, width / Narrowing, 1, StrideFirst ? stride : 1);
            return Unit(first, "", 2, width, 3, StrideFirst ? 1 : stride, Groups)
                .Conv("conv3", 4 * filters, 1, bias: false)
                .BatchNorm("bn3");
        }

        private Tensor Finish(Tensor end, Tensor begin, long stride) =>
            end.TimmSqueezeExciteTo("se_module.", end.Channels / 16)
                .Add(
                    "add",
                    begin.If(stride != 1 || begin.Channels != end.Channels, x => Shortcut(x, end.Channels, stride))
                )
                .ReLU("relu");

        private Tensor Shortcut(Tensor x, long filters, long stride)
        {
            long kernel = stride > 1 ? ShortcutKernel : 1;
            return x.Conv("downsample.0", filters, kernel, stride, kernel / 2, bias: false).BatchNorm("downsample.1");
        }

        private static Tensor Unit(
            Tensor x,
            string scope,
            int number,
            long filters,
            long kernel,
            long stride,
            long groups = 1
        ) =>
            x.Conv($"{scope}conv{number}", filters, kernel, stride, kernel / 2, groups, bias: false)
                .BatchNorm($"{scope}bn{number}")
                .ReLU($"{scope}relu{number}");
    }
}
