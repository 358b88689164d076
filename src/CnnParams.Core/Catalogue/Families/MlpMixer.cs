using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;

namespace CnnParams.Catalogue.Families;

/// <summary>Networks of linear layers alone, over the patches and over the channels: MLP-Mixer, ResMLP, gMLP.</summary>
internal sealed class MlpMixer : IArchitectureFamily
{
    private static readonly Paper Mixer = new(
        "MLP-Mixer: An all-MLP Architecture for Vision",
        2021,
        "arXiv:2105.01601"
    );

    private static readonly Paper Residual = new(
        "ResMLP: Feedforward networks for image classification with data-efficient training",
        2021,
        "arXiv:2105.03404"
    );

    private static readonly Paper Gated = new("Pay Attention to MLPs", 2021, "arXiv:2105.08050");

    public string Name => "MLP-Mixer";

    public IEnumerable<Architecture> Members =>
        [
            Of("mixer_s32_224", Mixer, 32, 8, 512, Mixing),
            Of("mixer_s16_224", Mixer, 16, 8, 512, Mixing),
            Of("mixer_b32_224", Mixer, 32, 12, 768, Mixing),
            Of("mixer_b16_224", Mixer, 16, 12, 768, Mixing),
            Of("mixer_l32_224", Mixer, 32, 24, 1024, Mixing),
            Of("mixer_l16_224", Mixer, 16, 24, 1024, Mixing),
            Of("gmixer_12_224", Mixer, 16, 12, 384, MixingGated),
            Of("gmixer_24_224", Mixer, 16, 24, 384, MixingGated),
            Of("resmlp_12_224", Residual, 16, 12, 384, Affine, "resmlp_12_distilled_224"),
            Of("resmlp_24_224", Residual, 16, 24, 384, Affine, "resmlp_24_distilled_224"),
            Of("resmlp_36_224", Residual, 16, 36, 384, Affine, "resmlp_36_distilled_224"),
            Of("resmlp_big_24_224", Residual, 8, 24, 768, Affine, "resmlp_big_24_distilled_224"),
            Of("gmlp_ti16_224", Gated, 16, 30, 128, Gating),
            Of("gmlp_s16_224", Gated, 16, 30, 256, Gating),
            Of("gmlp_b16_224", Gated, 16, 30, 512, Gating),
        ];

    private static Architecture Of(
        string name,
        Paper paper,
        long patch,
        int depth,
        long width,
        Func<Tensor, Tensor> block,
        params string[] aliases
    ) =>
        new(
            name,
            paper,
            Variants.Timm(
                (x, _) =>
                    Normed(
                        x.Conv("stem.proj", width, patch, patch)
                            .Tokens()
                            .Repeat(depth, (x, i) => x.Within($"blocks.{i}.", block)),
                        "norm",
                        block == Affine
                    ),
                (x, o) => x.MeanOfRows("mean").Dense("head", o.Classes)
            )
        )
        {
            Aliases = aliases,
        };

    private static Tensor Normed(Tensor x, string name, bool affine) =>
        affine
            ? x.Multiply(name, x.Learned(name + ".alpha", x.Channels))
                .Add(name + ".sum", x.Learned(name + ".beta", x.Channels))
            : x.LayerNorm(name);

    private static Tensor Mixing(Tensor x)
    {
        x = x.LayerNorm("norm1")
            .Permute("turn", 2, 1)
            .Mlp("mlp_tokens.", x.Channels / 2)
            .Permute("turn_back", 2, 1)
            .Add("add1", x);
        return x.LayerNorm("norm2").Mlp("mlp_channels.", 4 * x.Channels).Add("add2", x);
    }

    private static Tensor MixingGated(Tensor x)
    {
        x = x.LayerNorm("norm1")
            .Permute("turn", 2, 1)
            .PackedGlu("mlp_tokens.", x.Channels, gateFirst: false)
            .Permute("turn_back", 2, 1)
            .Add("add1", x);
        return x.LayerNorm("norm2").PackedGlu("mlp_channels.", 4 * x.Channels, gateFirst: false).Add("add2", x);
    }

    // ResMLP: a learned factor and offset for each channel in place of norms, one linear layer over the patches.
    private static Tensor Affine(Tensor x)
    {
        Tensor Scaled(Tensor x, string name) => x.Multiply(name, x.Learned(name + ".gamma", x.Channels));

        var mixed = Normed(x, "norm1", true)
            .Permute("turn", 2, 1)
            .Dense("linear_tokens", x.Shape[0].Value)
            .Permute("turn_back", 2, 1);
        x = Scaled(mixed, "ls1").Add("add1", x);
        return Scaled(Normed(x, "norm2", true).Mlp("mlp_channels.", 4 * x.Channels), "ls2").Add("add2", x);
    }

    // gMLP: half of the channels, mixed over the patches, are the gate of the others.
    private static Tensor Gating(Tensor x)
    {
        var halves = x.LayerNorm("norm")
            .Dense("mlp_channels.fc1", 6 * x.Channels)
            .Activation("mlp_channels.act", "gelu")
            .ThenParts("mlp_channels.chunk", new Split { Axis = 2, Sections = 2 });
        var gate = halves[1]
            .LayerNorm("mlp_channels.gate.norm")
            .Permute("mlp_channels.turn", 2, 1)
            .Dense("mlp_channels.gate.proj", x.Shape[0].Value)
            .Permute("mlp_channels.turn_back", 2, 1);
        return halves[0].Multiply("mlp_channels.gate", gate).Dense("mlp_channels.fc2", x.Channels).Add("add", x);
    }
}
