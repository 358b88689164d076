using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;

namespace CnnParams.Catalogue.Families;

/// <summary>
/// TResNet, as timm builds it: squares of 4x4 positions as channels in place of a stem, blurs in place of strides,
/// squeeze-and-excitation in all but the last stage; the first two stages have basic blocks, but for v2.
/// </summary>
internal sealed class TResNet : IArchitectureFamily
{
    private const long Expansion = 4;

    private static readonly Paper Paper = new(
        "TResNet: High Performance GPU-Dedicated Architecture",
        2020,
        "arXiv:2003.13630"
    );

    public string Name => "TResNet";

    public IEnumerable<Architecture> Members =>
        [
            Of("tresnet_m", 64, [3, 4, 11, 3], aliases: "tresnet_m_448"),
            Of("tresnet_l", 76, [4, 5, 18, 3], aliases: "tresnet_l_448"),
            Of("tresnet_xl", 83, [4, 5, 24, 3], aliases: "tresnet_xl_448"),
            Of("tresnet_v2_l", 64, [3, 4, 23, 3], basicStages: 0),
        ];

    private static Architecture Of(
        string name,
        long width,
        int[] depths,
        int basicStages = 2,
        params string[] aliases
    ) =>
        new(
            name,
            Paper,
            Variants.Timm(
                (x, _) =>
                    x.Then("body.s2d", new PixelUnshuffle { Factor = 4 })
                        .Unit("body.conv1.", width, 3, function: "leaky_relu")
                        .Stages(
                            depths,
                            (x, stage, i) =>
                                Block(
                                    x,
                                    $"body.layer{stage + 1}.{i}.",
                                    width << stage,
                                    stage > 0 && i == 0 ? 2 : 1,
                                    isBasic: stage < basicStages,
                                    squeezes: stage < depths.Length - 1
                                )
                        ),
                (x, o) => x.GlobalAveragePool("head.global_pool").Dense("head.fc", o.Classes)
            )
        )
        {
            Aliases = aliases,
        };

    private static Tensor Block(Tensor x, string scope, long filters, long stride, bool isBasic, bool squeezes) =>
        x.Within(
            scope,
            begin =>
            {
                Tensor Squeezed(Tensor x, long share) =>
                    x.If(squeezes, x => x.TimmSqueezeExciteTo("se.", Math.Max(share, 64)));

                long width = isBasic ? filters : filters * Expansion;
                var end = isBasic
                    ? Squeezed(
                        Strided(begin, "conv1.", filters, stride).Unit("conv2.", filters, 3, function: null),
                        filters / 4
                    )
                    : Squeezed(
                            Strided(begin.Unit("conv1.", filters, function: "leaky_relu"), "conv2.", filters, stride),
                            width / 8
                        )
                        .Unit("conv3.", width, function: null);
                var shortcut = begin.If(
                    stride > 1 || begin.Channels != width,
                    x =>
                        x.If(stride > 1, x => x.MeanOfPairs("downsample.0"))
                            .Unit(stride > 1 ? "downsample.1." : "downsample.0.", width, function: null)
                );
                return end.Add("add", shortcut).ReLU("act");
            }
        );

    private static Tensor Strided(Tensor x, string scope, long filters, long stride) =>
        x.Unit(scope, filters, 3, function: "leaky_relu").If(stride > 1, x => x.Blurred(scope + "aa"));
}
