using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;

namespace CnnParams.Catalogue.Families;

/// <summary>
/// PVT v2: a pyramid of transformers whose keys and values are those of a smaller image; table 1 of the paper.
/// </summary>
internal sealed class PVT : IArchitectureFamily
{
    private static readonly Paper Paper = new(
        "PVT v2: Improved Baselines with Pyramid Vision Transformer",
        2021,
        "arXiv:2106.13797"
    );

    public string Name => "PVT";

    public IEnumerable<Architecture> Members =>
        [
            Of("pvt_v2_b0", new([32, 64, 160, 256], [2, 2, 2, 2])),
            Of("pvt_v2_b1", new(Wide, [2, 2, 2, 2])),
            Of("pvt_v2_b2", new(Wide, [3, 4, 6, 3])),
            Of("pvt_v2_b3", new(Wide, [3, 4, 18, 3])),
            Of("pvt_v2_b4", new(Wide, [3, 8, 27, 3])),
            Of("pvt_v2_b5", new(Wide, [3, 6, 40, 3]) { Expansions = [4, 4, 4, 4] }),
            Of("pvt_v2_b2_li", new(Wide, [3, 4, 6, 3]) { IsLinear = true }),
        ];

    private static long[] Wide => [64, 128, 320, 512];

    private static Architecture Of(string name, Form form) =>
        new(
            name,
            Paper,
            Variants.Timm((x, _) => form.Body(x), (x, o) => x.GlobalAveragePool("mean").Dense("head", o.Classes))
        );

    private sealed record Form(long[] Widths, int[] Depths)
    {
        private static readonly long[] Heads = [1, 2, 5, 8];
        private static readonly long[] Ratios = [8, 4, 2, 1];

        internal long[] Expansions { get; init; } = [8, 8, 4, 4];

        /// <summary>Whether keys and values are those of 7x7 means.</summary>
        internal bool IsLinear { get; init; }

        internal Tensor Body(Tensor x) =>
            x.Repeat(
                Widths.Length,
                (x, stage) =>
                {
                    string scope = stage == 0 ? "patch_embed." : $"stages.{stage}.downsample.";
                    var (kernel, stride) = stage == 0 ? (7, 4) : (3, 2);
                    var image = x.Conv(scope + "proj", Widths[stage], kernel, stride, kernel / 2);
                    return image
                        .Tokens(scope + "tokens")
                        .LayerNorm(scope + "norm")
                        .Repeat(
                            Depths[stage],
                            (x, i) => x.Within($"stages.{stage}.blocks.{i}.", x => Block(x, image, stage))
                        )
                        .LayerNorm($"stages.{stage}.norm")
                        .ImageLike($"stages.{stage}.image", image);
                }
            );

        private Tensor Block(Tensor x, Tensor image, int stage)
        {
            x = x.LayerNorm("norm1").Within("attn.", x => Attention(x, image, stage)).Add("add1", x);
            return x.LayerNorm("norm2")
                .Dense("mlp.fc1", Expansions[stage] * x.Last())
                .ImageLike("mlp.image", image)
                .If(IsLinear, x => x.ReLU("mlp.relu"))
                .Conv("mlp.dwconv", Expansions[stage] * x.Last(), 3, 1, 1, Expansions[stage] * x.Last())
                .Tokens("mlp.tokens")
                .Activation("mlp.act", "gelu")
                .Dense("mlp.fc2", x.Last())
                .Add("add2", x);
        }

        private Tensor Attention(Tensor x, Tensor image, int stage)
        {
            var (rows, width, heads, ratio) = (x.Shape[0].Value, x.Last(), Heads[stage], Ratios[stage]);
            long perHead = x.PerHead(heads);
            var others = x;
            if (IsLinear || ratio > 1)
            {
                others = x.ImageLike("image", image);
                others = (
                    IsLinear
                        ? others.AdaptiveAveragePool("pool", 7).Conv("sr", width, 1)
                        : others.Conv("sr", width, ratio, ratio)
                )
                    .Tokens()
                    .LayerNorm("norm")
                    .If(IsLinear, x => x.Activation("act", "gelu"));
            }

            long keys = others.Shape[0].Value;
            var parts = others
                .Dense("kv", 2 * width)
                .View("kv.heads", keys, 2, heads, perHead)
                .Permute("kv.parts", 2, 3, 1, 4)
                .ThenParts("kv.split", new Split { Axis = 1, Sections = 2 });
            return x.Dense("q", width)
                .View("q.heads", rows, heads, perHead)
                .Permute("q.turned", 2, 1, 3)
                .Then("scores", new MatMul { TransposeB = true }, parts[0].View("keys", heads, keys, perHead))
                .Activation("softmax", "softmax")
                .Then("mixture", new MatMul(), parts[1].View("values", heads, keys, perHead))
                .Permute("joined", 2, 1, 3)
                .View("rows", rows, width)
                .Dense("proj", width);
        }
    }
}
