using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Families;

/// <summary>
/// Cross stage partial networks, and Darknet, as timm builds them: half of a stage's channels pass its blocks by. cs3
/// are the backbones of YOLOv5 with one transition less.
/// </summary>
internal sealed class CSPNet : IArchitectureFamily
{
    private static readonly Paper Partial = new(
        "CSPNet: A New Backbone that can Enhance Learning Capability of CNN",
        2019,
        "arXiv:1911.11929"
    );

    private static readonly Paper Dark = new("YOLOv3: An Incremental Improvement", 2018, "arXiv:1804.02767");

    private static readonly Paper Scaled = new(
        "Scaled-YOLOv4: Scaling Cross Stage Partial Network",
        2020,
        "arXiv:2011.08036"
    );

    private static readonly int[] SizedDepths = [3, 6, 9, 3];

    private static readonly Form Residual = new([64], [3, 3, 5, 2], [128, 256, 512, 1024])
    {
        StemKernel = 7,
        StemStride = 4,
        FirstStride = 1,
        Bottle = 0.5,
        Expansion = 2,
        IsLinear = true,
    };

    private static readonly Form Plain = new([32], [1, 2, 8, 8, 4], [64, 128, 256, 512, 1024])
    {
        StemStride = 1,
        Kind = StageKind.Plain,
        Block = BlockKind.Dark,
        Bottle = 0.5,
    };

    public string Name => "CSPNet";

    public IEnumerable<Architecture> Members =>
        [
            Of("cspresnet50", Partial, Residual),
            Of("cspresnet50d", Partial, Residual with { Stem = [32, 32, 64], StemKernel = 3 }),
            Of(
                "cspresnet50w",
                Partial,
                Residual with
                {
                    Stem = [32, 32, 64],
                    StemKernel = 3,
                    Filters = [256, 512, 1024, 2048],
                    Expansion = 1,
                    Bottle = 0.25,
                    Inner = 0.5,
                }
            ),
            Of(
                "cspresnext50",
                Partial,
                Residual with
                {
                    Filters = [256, 512, 1024, 2048],
                    Groups = [32],
                    Expansion = 1,
                    Bottle = 1,
                    Inner = 0.5,
                }
            ),
            Of(
                "cspdarknet53",
                Partial,
                Plain with
                {
                    Kind = StageKind.Partial,
                    Bottle = 1,
                    Inner = 0.5,
                    FirstWider = true,
                    Grows = true,
                }
            ),
            Of("darknet17", Dark, Plain with { Depths = [1, 1, 1, 1, 1] }),
            Of("darknet21", Dark, Plain with { Depths = [1, 1, 1, 2, 2] }),
            Of("sedarknet21", Dark, Plain with { Depths = [1, 1, 1, 2, 2], Squeeze = 1.0 / 16 }),
            Of("darknet53", Dark, Plain),
            Of("darknetaa53", Dark, Plain with { Averages = true }, 288),
            Of("cs3darknet_s", Scaled, Sized(0.5, 0.5)),
            Of("cs3darknet_m", Scaled, Sized(0.75, 0.67)),
            Of("cs3darknet_l", Scaled, Sized(1, 1)),
            Of("cs3darknet_x", Scaled, Sized(1.25, 1.33)),
            Of("cs3darknet_focus_s", Scaled, Focused(Sized(0.5, 0.5))),
            Of("cs3darknet_focus_m", Scaled, Focused(Sized(0.75, 0.67))),
            Of("cs3darknet_focus_l", Scaled, Focused(Sized(1, 1))),
            Of("cs3darknet_focus_x", Scaled, Focused(Sized(1.25, 1.33))),
            Of("cs3sedarknet_l", Scaled, Sized(1, 1) with { Squeeze = 0.25 }),
            Of("cs3sedarknet_x", Scaled, Sized(1.25, 1.33) with { Squeeze = 1.0 / 16 }),
            Of(
                "cs3sedarknet_xdw",
                Scaled,
                new([32, 64], [3, 6, 12, 4], [256, 512, 1024, 2048])
                {
                    Groups = [1, 1, 256, 512],
                    Bottle = 0.5,
                    Inner = 0.5,
                    Squeeze = 1.0 / 16,
                    Function = "silu",
                }
            ),
            Of("cs3edgenet_x", Scaled, Sized(1.25, 1.33) with { Block = BlockKind.Edge, Bottle = 1.5 }),
            Of(
                "cs3se_edgenet_x",
                Scaled,
                Sized(1.25, 1.33) with
                {
                    Block = BlockKind.Edge,
                    Bottle = 1.5,
                    Squeeze = 0.25,
                },
                256
            ),
        ];

    private static Form Sized(double width, double depth)
    {
        long[] Wide(params long[] filters) =>
            Array.ConvertAll(filters, filter => ChannelRounding.Nearest(filter * width));

        return new(
            Wide(32, 64),
            Array.ConvertAll(SizedDepths, blocks => (int)(blocks * depth)),
            Wide(128, 256, 512, 1024)
        )
        {
            Kind = StageKind.OneTransition,
            Block = BlockKind.Dark,
            Inner = 0.5,
            Function = "silu",
        };
    }

    // One 6x6 convolution does what taking every other position apart did.
    private static Form Focused(Form form) => form with { Stem = [form.Stem[1]], StemKernel = 6 };

    private static Architecture Of(string name, Paper paper, Form form, long resolution = 256) =>
        new(
            name,
            paper,
            Variants.Timm(
                (x, _) => form.Body(x),
                TimmUnits.Head,
                "The moving statistics are buffers, not parameters.",
                resolution
            )
        );

    private enum StageKind
    {
        Partial,
        OneTransition,
        Plain,
    }

    private enum BlockKind
    {
        Bottleneck,
        Dark,
        Edge,
    }

    private sealed record Form(long[] Stem, int[] Depths, long[] Filters)
    {
        internal long StemKernel { get; init; } = 3;

        internal long StemStride { get; init; } = 2;

        internal long FirstStride { get; init; } = 2;

        internal StageKind Kind { get; init; }

        internal BlockKind Block { get; init; }

        /// <summary>The groups of the 3x3 convolutions, stage by stage.</summary>
        internal long[] Groups { get; init; } = [1];

        /// <summary>The middle of a block, as a share of its channels.</summary>
        internal double Bottle { get; init; } = 1;

        /// <summary>The channels of the blocks, as a share of the stage's.</summary>
        internal double Inner { get; init; } = 1;

        /// <summary>What is shared between the two ways, as a share of the stage's channels.</summary>
        internal double Expansion { get; init; } = 1;

        /// <summary>Whether the first stage is wider, with narrower blocks (CSPDarknet).</summary>
        internal bool FirstWider { get; init; }

        /// <summary>Whether the first convolution of a stage has all its channels.</summary>
        internal bool Grows { get; init; }

        /// <summary>Whether the convolution before the ways part has no activation.</summary>
        internal bool IsLinear { get; init; }

        /// <summary>Whether a mean stands in place of a stride.</summary>
        internal bool Averages { get; init; }

        /// <summary>The share of the channels in squeeze-and-excitation.</summary>
        internal double Squeeze { get; init; }

        internal string Function { get; init; } = "leaky_relu";

        internal Tensor Body(Tensor x)
        {
            Padding? padding = StemKernel == 6 ? 2 : null;
            x = x.Repeat(
                    Stem.Length,
                    (x, i) =>
                        x.Unit(
                            $"stem.conv{i + 1}.",
                            Stem[i],
                            StemKernel,
                            i == 0 && StemStride > 1 ? 2 : 1,
                            1,
                            Function,
                            padding
                        )
                )
                .If(StemStride == 4, x => x.MaxPool("stem.pool", 3, 2, 1));
            return x.Repeat(Depths.Length, (x, i) => Stage(x, $"stages.{i}.", i));
        }

        private static T At<T>(T[] values, int i) => values[Math.Min(i, values.Length - 1)];

        private Tensor Stage(Tensor x, string scope, int stage) =>
            x.Within(
                scope,
                x =>
                {
                    bool isFirst = FirstWider && stage == 0;
                    long filters = Filters[stage],
                        stride = stage == 0 ? FirstStride : 2,
                        groups = At(Groups, stage);
                    long expanded = (long)Math.Round(filters * (isFirst ? 2 : Expansion)),
                        inner = (long)Math.Round(filters * (isFirst ? 1 : Inner));
                    var block = this with { Bottle = isFirst ? 0.5 : Bottle };
                    x = x.If(
                        stride > 1 || Kind == StageKind.Plain,
                        x => Down(x, Grows || Kind == StageKind.Plain ? filters : x.Channels, filters, stride, groups)
                    );
                    Tensor Blocks(Tensor x) =>
                        x.Repeat(Depths[stage], (x, i) => block.BlockOf(x, $"blocks.{i}.", inner, groups));
                    if (Kind == StageKind.Plain)
                        return Blocks(x);

                    var ways = x.Unit("conv_exp.", expanded, function: IsLinear ? null : Function)
                        .ThenParts("split", new Split { Sections = 2 });
                    return Kind == StageKind.OneTransition
                        ? Blocks(ways[0])
                            .Concatenate("concat", ways[1])
                            .Unit("conv_transition.", filters, function: Function)
                        : ways[0]
                            .Concatenate(
                                "concat",
                                Blocks(ways[1]).Unit("conv_transition_b.", expanded / 2, function: Function)
                            )
                            .Unit("conv_transition.", filters, function: Function);
                }
            );

        private Tensor Down(Tensor x, long filters, long all, long stride, long groups) =>
            Averages
                ? x.AveragePool("conv_down.0", 2, 2).Unit("conv_down.1.", all, groups: groups, function: Function)
                : x.Unit("conv_down.", filters, 3, stride, groups, Function);

        private Tensor BlockOf(Tensor x, string scope, long filters, long groups) =>
            x.Within(
                scope,
                begin =>
                {
                    long middle = (long)Math.Round(filters * Bottle);
                    var x = Block switch
                    {
                        BlockKind.Bottleneck => Squeezed(
                                begin
                                    .Unit("conv1.", middle, function: Function)
                                    .Unit("conv2.", middle, 3, 1, groups, Function),
                                "attn2."
                            )
                            .Unit("conv3.", filters, function: null),
                        BlockKind.Dark => Squeezed(begin.Unit("conv1.", middle, function: Function), "attn.")
                            .Unit("conv2.", filters, 3, 1, groups, Function),
                        _ => Squeezed(begin.Unit("conv1.", middle, 3, 1, groups, Function), "attn.")
                            .Unit("conv2.", filters, function: Function),
                    };
                    return x.Add("add", begin).If(Block == BlockKind.Bottleneck, x => x.Activation("act3", Function));
                }
            );

        private Tensor Squeezed(Tensor x, string scope) =>
            x.If(
                Squeeze > 0,
                x => x.TimmSqueezeExciteTo(scope, ChannelRounding.Multiple(x.Channels * Squeeze), Function)
            );
    }
}
