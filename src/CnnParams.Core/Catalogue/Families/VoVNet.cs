using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Families;

/// <summary>
/// VoVNet: the outputs of all convolutions of a block joined once at its end; ese are of v2, with shortcuts and a gate.
/// </summary>
internal sealed class VoVNet : IArchitectureFamily
{
    private static readonly Paper First = new(
        "An Energy and GPU-Computation Efficient Backbone Network for Real-Time Object Detection",
        2019,
        "arXiv:1904.09730"
    );

    private static readonly Paper Second = new(
        "CenterMask : Real-Time Anchor-Free Instance Segmentation",
        2019,
        "arXiv:1911.06667"
    );

    private static readonly Form Deep = new([64, 64, 128], [128, 160, 192, 224], [256, 512, 768, 1024], 5);
    private static readonly Form Small = Deep with { Convolutions = 3 };
    private static readonly Form Slim = Small with { Widths = [64, 80, 96, 112], Filters = [112, 256, 384, 512] };

    public string Name => "VoVNet";

    public IEnumerable<Architecture> Members =>
        [
            Of("vovnet39a", First, Deep, [1, 1, 2, 2]),
            Of("vovnet57a", First, Deep, [1, 1, 4, 3]),
            Of(
                "ese_vovnet19b_slim_dw",
                Second,
                Slim with
                {
                    Gate = ChannelAttentionBlocks.EffectiveSqueezeExcite,
                    Stem = [64, 64, 64],
                    IsDepthwise = true,
                },
                [1, 1, 1, 1]
            ),
            Of(
                "ese_vovnet19b_dw",
                Second,
                Small with
                {
                    Gate = ChannelAttentionBlocks.EffectiveSqueezeExcite,
                    Stem = [64, 64, 64],
                    IsDepthwise = true,
                },
                [1, 1, 1, 1]
            ),
            Of(
                "ese_vovnet19b_slim",
                Second,
                Slim with
                {
                    Gate = ChannelAttentionBlocks.EffectiveSqueezeExcite,
                },
                [1, 1, 1, 1]
            ),
            Of(
                "ese_vovnet39b",
                Second,
                Deep with
                {
                    Gate = ChannelAttentionBlocks.EffectiveSqueezeExcite,
                },
                [1, 1, 2, 2]
            ),
            Of(
                "ese_vovnet57b",
                Second,
                Deep with
                {
                    Gate = ChannelAttentionBlocks.EffectiveSqueezeExcite,
                },
                [1, 1, 4, 3],
                256
            ),
            Of(
                "ese_vovnet99b",
                Second,
                Deep with
                {
                    Gate = ChannelAttentionBlocks.EffectiveSqueezeExcite,
                },
                [1, 3, 9, 3]
            ),
            Of(
                "ese_vovnet39b_evos",
                Second,
                Deep with
                {
                    Gate = ChannelAttentionBlocks.EffectiveSqueezeExcite,
                    Norm = TimmUnits.EvoNorm(_ => 32),
                },
                [1, 1, 2, 2]
            ),
            Of(
                "eca_vovnet39b",
                Second,
                Deep with
                {
                    Gate = (x, scope) => x.EfficientChannelAttention(scope),
                },
                [1, 1, 2, 2]
            ),
        ];

    private static Architecture Of(string name, Paper paper, Form form, int[] depths, long resolution = 224) =>
        new(name, paper, Variants.Timm((x, _) => form.Body(x, depths), TimmUnits.Head, resolution: resolution));

    private sealed record Form(long[] Stem, long[] Widths, long[] Filters, int Convolutions)
    {
        /// <summary>What weighs the channels at the end of a stage; with it, blocks have shortcuts.</summary>
        internal Func<Tensor, string, Tensor>? Gate { get; init; }

        internal bool IsDepthwise { get; init; }

        /// <summary>What normalises and activates in place of batch norm and ReLU.</summary>
        internal Func<Tensor, string, string?, Tensor>? Norm { get; init; }

        internal Tensor Body(Tensor x, int[] depths)
        {
            x = x.Unit("stem.0.", Stem[0], 3, 2, norm: Norm);
            x = Unit(Unit(x, "stem.1.", Stem[1]), "stem.2.", Stem[2], 2);
            return x.Repeat(
                depths.Length,
                (x, stage) =>
                    x.If(stage > 0, x => x.MaxPool($"stages.{stage}.pool", 3, 2, rounding: WindowRounding.Ceil))
                        .Repeat(
                            depths[stage],
                            (x, i) => Block(x, $"stages.{stage}.blocks.{i}.", stage, i > 0, i == depths[stage] - 1)
                        )
            );
        }

        private Tensor Unit(Tensor x, string scope, long filters, long stride = 1) =>
            !IsDepthwise
                ? x.Unit(scope, filters, 3, stride, norm: Norm)
                : x.Within(
                    scope,
                    x =>
                        x.Conv("conv_dw", x.Channels, 3, stride, 1, x.Channels, bias: false)
                            .Conv("conv_pw", filters, 1, bias: false)
                            .BatchNorm("bn")
                            .ReLU("act")
                );

        private Tensor Block(Tensor x, string scope, int stage, bool adds, bool isLast) =>
            x.Within(
                scope,
                begin =>
                {
                    long width = Widths[stage];
                    List<Tensor> outputs = [begin];
                    var x = begin.If(IsDepthwise && begin.Channels != width, x => x.Unit("conv_reduction.", width));
                    for (int i = 0; i < Convolutions; i++)
                    {
                        x = Unit(x, $"conv_mid.{i}.", width);
                        outputs.Add(x);
                    }

                    return outputs[0]
                        .Concatenate("cat", [.. outputs.Skip(1)])
                        .Unit("conv_concat.", Filters[stage], norm: Norm)
                        .If(Gate is not null && isLast, x => Gate!(x, "attn."))
                        .If(Gate is not null && adds, x => x.Add("add", begin));
                }
            );
    }
}
