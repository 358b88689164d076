using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;

namespace CnnParams.Catalogue.Families;

/// <summary>MambaOut: gated convolutions, as Mamba's blocks are without their state space; rw are timm's own.</summary>
internal sealed class MambaOut : IArchitectureFamily
{
    private static readonly Paper Paper = new(
        "MambaOut: Do We Really Need Mamba for Vision?",
        2024,
        "arXiv:2405.07992"
    );

    private static readonly Form Own = new([128, 256, 512, 768], [3, 4, 27, 3])
    {
        IsOwn = true,
        Expansion = 3,
        Convolved = 1.5,
    };

    public string Name => "MambaOut";

    public IEnumerable<Architecture> Members =>
        [
            Of("mambaout_femto", new([48, 96, 192, 288], [3, 3, 9, 3])),
            Of("mambaout_kobe", new([48, 96, 192, 288], [3, 3, 15, 3])),
            Of("mambaout_tiny", new([96, 192, 384, 576], [3, 3, 9, 3])),
            Of("mambaout_small", new([96, 192, 384, 576], [3, 4, 27, 3])),
            Of("mambaout_base", new([128, 256, 512, 768], [3, 4, 27, 3])),
            Of("mambaout_small_rw", new([96, 192, 384, 576], [3, 4, 27, 3]) { IsOwn = true }),
            Of("mambaout_base_short_rw", Own with { Depths = [3, 3, 25, 3], Convolved = 1.25 }),
            Of("mambaout_base_tall_rw", Own with { Depths = [3, 4, 30, 3], Expansion = 2.5, Convolved = 1.25 }),
            Of("mambaout_base_wide_rw", Own with { Function = "silu" }),
            Of("mambaout_base_plus_rw", Own with { Depths = [3, 4, 30, 3], Function = "silu" }),
            Of(
                "test_mambaout",
                new([16, 32, 48, 64], [1, 1, 3, 1])
                {
                    IsOwn = true,
                    Expansion = 3,
                    Function = "silu",
                },
                160
            ),
        ];

    private static Architecture Of(string name, Form form, long resolution = 224) =>
        new(name, Paper, Variants.Timm((x, _) => form.Body(x), form.Top, resolution: resolution));

    private sealed record Form(long[] Widths, int[] Depths)
    {
        /// <summary>The channels of gate and gated, for each of the input.</summary>
        internal double Expansion { get; init; } = 8.0 / 3;

        /// <summary>The channels that are convolved, for each of the input.</summary>
        internal double Convolved { get; init; } = 1;

        /// <summary>
        /// Whether norms come before convolutions that make the image smaller, and learned factors after blocks.
        /// </summary>
        internal bool IsOwn { get; init; }

        internal string Function { get; init; } = "gelu";

        internal Tensor Body(Tensor x) =>
            x.Conv("stem.conv1", Widths[0] / 2, 3, 2, 1)
                .If(!IsOwn, x => x.LayerNorm("stem.norm1", channels: true))
                .Activation("stem.act", Function)
                .Conv("stem.conv2", Widths[0], 3, 2, 1)
                .ToChannelsLast("stem.permute")
                .LayerNorm("stem.norm2")
                .Repeat(
                    Widths.Length,
                    (x, stage) =>
                        x.Within(
                            $"stages.{stage}.",
                            x =>
                                x.If(stage > 0, x => Down(x, Widths[stage]))
                                    .Repeat(Depths[stage], (x, i) => Block(x, $"blocks.{i}."))
                        )
                );

        internal Tensor Top(Tensor x, BuildOptions options) =>
            x.GlobalAveragePool("head.global_pool")
                .LayerNorm("head.norm")
                .Dense("head.pre_logits.fc", 4 * x.Channels)
                .Activation("head.pre_logits.act", "gelu")
                .If(!IsOwn, x => x.LayerNorm("head.pre_logits.norm"))
                .Dense("head.fc", options.Classes);

        private Tensor Down(Tensor x, long width) =>
            x.If(IsOwn, x => x.LayerNorm("downsample.norm"))
                .InChannelsFirst("downsample.", x => x.Conv("downsample.conv", width, 3, 2, 1))
                .If(!IsOwn, x => x.LayerNorm("downsample.norm"));

        private Tensor Block(Tensor x, string scope) =>
            x.Within(
                scope,
                x =>
                {
                    long hidden = (long)(Expansion * x.Channels),
                        convolved = (long)(Convolved * x.Channels),
                        width = x.Channels;
                    var parts = x.LayerNorm("norm")
                        .Dense("fc1", 2 * hidden)
                        .ThenParts("split", new Split { Axis = 3, Sizes = [hidden, hidden - convolved, convolved] });
                    var mixed = parts[2].InChannelsFirst("conv.", x => x.Conv("conv", convolved, 7, 1, 3, convolved));
                    return parts[0]
                        .Activation("act", Function)
                        .Multiply("gate", parts[1].Then("cat", new Concatenate { Axis = 3 }, mixed))
                        .Dense("fc2", width)
                        .If(IsOwn, x => x.Scaled("ls.gamma"))
                        .Add("add", x);
                }
            );
    }
}
