using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Families;

/// <summary>ResNet v2, with norm and activation first, as timm builds it; d and t as those of ResNet; BiT.</summary>
internal sealed class TimmResNetV2 : IArchitectureFamily
{
    private static readonly Paper Paper = new("Identity Mappings in Deep Residual Networks", 2016, "arXiv:1603.05027");

    private static readonly Paper Transfer = new(
        "Big Transfer (BiT): General Visual Representation Learning",
        2019,
        "arXiv:1912.11370"
    );

    private static readonly int[] Depths18 = [2, 2, 2, 2];
    private static readonly int[] Depths50 = [3, 4, 6, 3];
    private static readonly int[] Depths101 = [3, 4, 23, 3];
    private static readonly int[] Depths152 = [3, 8, 36, 3];

    private static readonly Form Plain = new() { Stem = [64] };
    private static readonly Form Deep = new() { Stem = [32, 32, 64] };
    private static readonly Form Tiered = new() { Stem = [24, 32, 64] };

    public string Name => "ResNet";

    public IEnumerable<Architecture> Members =>
        [
            Of("resnetv2_18", Plain.Basic, Depths18),
            Of("resnetv2_18d", Deep.Basic, Depths18),
            Of("resnetv2_34", Plain.Basic, Depths50),
            Of("resnetv2_34d", Deep.Basic, Depths50),
            Of("resnetv2_50", Plain, Depths50),
            Of("resnetv2_50d", Deep, Depths50),
            Of("resnetv2_50t", Tiered, Depths50),
            Of("resnetv2_50d_gn", Deep with { Norm = GroupNorm }, Depths50),
            Of("resnetv2_50d_evos", Deep with { Norm = (x, name) => x.Then(name, new EvoNormalization()) }, Depths50),
            Of(
                "resnetv2_50d_evob",
                Deep with
                {
                    Norm = (x, name) => x.Then(name, new EvoNormalization { TrackStatistics = true }),
                },
                Depths50
            ),
            Of("resnetv2_101", Plain, Depths101),
            Of("resnetv2_101d", Deep, Depths101),
            Of("resnetv2_152", Plain, Depths152),
            Of("resnetv2_152d", Deep, Depths152),
            Transferred("resnetv2_50x1_bit", 1, Depths50, 224, "resnetv2_50x1_bitm", "resnetv2_50x1_bit_distilled"),
            Transferred("resnetv2_50x3_bit", 3, Depths50, 448, "resnetv2_50x3_bitm"),
            Transferred("resnetv2_101x1_bit", 1, Depths101, 448, "resnetv2_101x1_bitm"),
            Transferred("resnetv2_101x3_bit", 3, Depths101, 448, "resnetv2_101x3_bitm"),
            Transferred(
                "resnetv2_152x2_bit",
                2,
                Depths152,
                224,
                "resnetv2_152x2_bitm",
                "resnetv2_152x2_bit_teacher",
                "resnetv2_152x2_bit_teacher_384"
            ),
            Transferred("resnetv2_152x4_bit", 4, Depths152, 480, "resnetv2_152x4_bitm"),
        ];

    // Big Transfer: so many times as wide, with group norms, and convolutions that standardise their weights.
    private static Architecture Transferred(
        string name,
        long width,
        int[] depths,
        long resolution,
        params string[] aliases
    ) =>
        Of(
            name,
            new Form
            {
                Stem = [64 * width],
                Width = width,
                IsStandardized = true,
                Norm = GroupNorm,
            },
            depths,
            Transfer,
            resolution,
            aliases
        );

    private static Architecture Of(
        string name,
        Form form,
        int[] depths,
        Paper? paper = null,
        long resolution = 224,
        params string[] aliases
    ) =>
        new(
            name,
            paper ?? Paper,
            Variants.Timm(
                (x, _) =>
                    form.Norm(
                        form.Begin(x)
                            .Stages(
                                depths,
                                (x, stage, i) =>
                                    form.Block(
                                        x,
                                        $"stages.{stage}.blocks.{i}.",
                                        (form.IsBasic ? 64L : 256) * form.Width << stage,
                                        stage > 0 && i == 0 ? 2 : 1,
                                        i == 0
                                    )
                            ),
                        "norm"
                    ),
                (x, o) => x.AdaptiveAveragePool("head.global_pool", 1).Conv("head.fc", o.Classes, 1).Flatten(),
                resolution: resolution
            )
        )
        {
            Aliases = aliases,
        };

    private static Tensor GroupNorm(Tensor x, string name) =>
        x.Then(name, new GroupNormalization { Groups = 32 }).ReLU(name + ".act");

    private sealed record Form
    {
        /// <summary>The filters of three 3x3 convolutions; of one 7x7 where there is one number.</summary>
        internal required long[] Stem { get; init; }

        /// <summary>How many times as many filters the blocks have.</summary>
        internal long Width { get; init; } = 1;

        /// <summary>Whether its blocks have two convolutions and no bottleneck.</summary>
        internal bool IsBasic { get; init; }

        /// <summary>Whether its convolutions standardise their weights.</summary>
        internal bool IsStandardized { get; init; }

        /// <summary>What normalises and activates.</summary>
        internal Func<Tensor, string, Tensor> Norm { get; init; } = (x, name) => x.BatchNorm(name).ReLU(name + ".act");

        internal Form Basic => this with { IsBasic = true };

        internal Tensor Begin(Tensor x) =>
            Stem.Length > 1
                ? x.Repeat(
                        2,
                        (x, i) => Norm(Conv(x, $"stem.conv{i + 1}", Stem[i], 3, i == 0 ? 2 : 1), $"stem.norm{i + 1}")
                    )
                    .Conv("stem.conv3", Stem[2], 3, 1, 1, bias: false)
                    .MaxPool("stem.pool", 3, 2, 1)
            : IsStandardized ? Conv(x, "stem.conv", Stem[0], 7, 2).Pad("stem.pad", 1).MaxPool("stem.pool", 3, 2)
            : Conv(x, "stem.conv", Stem[0], 7, 2).MaxPool("stem.pool", 3, 2, 1);

        internal Tensor Block(Tensor x, string scope, long filters, long stride, bool isFirst) =>
            x.Within(
                scope,
                begin =>
                {
                    var active = Norm(begin, "norm1");
                    bool projects = isFirst && (!IsBasic || stride > 1 || begin.Channels != filters),
                        averages = Stem.Length > 1;
                    var shortcut = !projects
                        ? begin
                        : Conv(
                            active.If(averages && stride > 1, x => x.MeanOfPairs("downsample.pool", stride)),
                            "downsample.conv",
                            filters,
                            1,
                            averages ? 1 : stride
                        );
                    long middle = IsBasic ? filters : filters / 4;
                    var end = IsBasic
                        ? Conv(active, "conv1", middle, 3, stride)
                        : Conv(Norm(Conv(active, "conv1", middle), "norm2"), "conv2", middle, 3, stride);
                    end = IsBasic
                        ? Conv(Norm(end, "norm2"), "conv2", filters, 3)
                        : Conv(Norm(end, "norm3"), "conv3", filters);
                    return end.Add("add", shortcut);
                }
            );

        private Tensor Conv(Tensor x, string name, long filters, long kernel = 1, long stride = 1) =>
            IsStandardized
                ? x.Then(
                    name,
                    new StandardizedConvolution
                    {
                        Filters = filters,
                        KernelSize = kernel,
                        Stride = stride,
                        Padding = kernel / 2,
                        UseBias = false,
                    }
                )
                : x.Conv(name, filters, kernel, stride, kernel / 2, bias: false);
    }
}
