using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;

namespace CnnParams.Catalogue.Families;

/// <summary>
/// Visformer: from a transformer to a convolutional network step by step; grouped 3x3 convolutions in the first stage,
/// attention in the others. Table 4 of the paper.
/// </summary>
internal sealed class Visformer : IArchitectureFamily
{
    private static readonly Paper Paper = new("Visformer: The Vision-friendly Transformer", 2021, "arXiv:2104.12533");

    public string Name => "Visformer";

    public IEnumerable<Architecture> Members =>
        [Of("visformer_tiny", new(16, 192, 3)), Of("visformer_small", new(32, 384, 6))];

    private static Architecture Of(string name, Form form) =>
        new(name, Paper, Variants.Timm((x, _) => form.Body(x), Form.Top));

    /// <summary>Channels of the beginning and of the second stage, heads.</summary>
    private sealed record Form(long Stem, long Width, long Heads)
    {
        private const long Groups = 8;

        internal Tensor Body(Tensor x)
        {
            x = x.Conv("stem.0", Stem, 7, 2, 3, bias: false).BatchNorm("stem.1").ReLU("stem.2");
            x = Patches(x, 1, Width / 2, 4).Repeat(7, (x, i) => Block(x, $"stage1.{i}.", attends: false));
            x = Patches(x, 2, Width, 2).Repeat(4, (x, i) => Block(x, $"stage2.{i}.", attends: true));
            return Patches(x, 3, 2 * Width, 2)
                .Repeat(4, (x, i) => Block(x, $"stage3.{i}.", attends: true))
                .BatchNorm("norm");
        }

        internal static Tensor Top(Tensor x, BuildOptions options) =>
            x.AdaptiveAveragePool("global_pool", 1).Flatten().Dense("head", options.Classes);

        private static Tensor Patches(Tensor x, int stage, long width, long patch)
        {
            x = x.Conv($"patch_embed{stage}.proj", width, patch, patch).BatchNorm($"patch_embed{stage}.norm");
            return x.Add($"positions{stage}", x.LearnedLike($"pos_embed{stage}"));
        }

        private Tensor Block(Tensor x, string scope, bool attends) =>
            x.Within(
                scope,
                x =>
                {
                    x = x.If(attends, x => x.BatchNorm("norm1").Within("attn.", Attention).Add("add1", x));
                    long middle = (attends ? 4 : 2) * x.Channels;
                    return x.BatchNorm("norm2")
                        .Conv("mlp.conv1", middle, 1, bias: false)
                        .Activation("mlp.act1", "gelu")
                        .If(
                            !attends,
                            x =>
                                x.Conv("mlp.conv2", middle, 3, 1, 1, Groups, bias: false).Activation("mlp.act2", "gelu")
                        )
                        .Conv("mlp.conv3", x.Channels, 1, bias: false)
                        .Add("add2", x);
                }
            );

        private Tensor Attention(Tensor x)
        {
            var rows = x.Conv("qkv", 3 * x.Channels, 1, bias: false).Tokens();
            long positions = rows.Shape[0].Value,
                perHead = x.Channels / Heads;
            var parts = rows.View("heads", positions, 3, Heads, perHead)
                .Permute("parts", 2, 3, 1, 4)
                .ThenParts("split", new Split { Axis = 1, Sections = 3 });
            Tensor Part(int i) => parts[i].View("part" + i, Heads, positions, perHead);
            return Part(0)
                .Then("scores", new MatMul { TransposeB = true }, Part(1))
                .Activation("softmax", "softmax")
                .Then("mixture", new MatMul(), Part(2))
                .Permute("joined", 2, 1, 3)
                .View("rows", positions, x.Channels)
                .ImageLike("image", x)
                .Conv("proj", x.Channels, 1, bias: false);
        }
    }
}
