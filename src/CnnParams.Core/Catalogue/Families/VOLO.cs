using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Families;

/// <summary>
/// VOLO: a first stage in which each position says how its neighbours are mixed, then a transformer; the class comes
/// from a token and from all patches. Table 2 of the paper.
/// </summary>
internal sealed class VOLO : IArchitectureFamily
{
    private static readonly Paper Paper = new(
        "VOLO: Vision Outlooker for Visual Recognition",
        2021,
        "arXiv:2106.13112"
    );

    public string Name => "VOLO";

    public IEnumerable<Architecture> Members =>
        [
            .. Of("d1", new(192, [4, 4, 8, 2], 6, 12), 224, 384),
            .. Of("d2", new(256, [6, 4, 10, 4], 8, 16), 224, 384),
            .. Of("d3", new(256, [8, 8, 16, 4], 8, 16), 224, 448),
            .. Of("d4", new(384, [8, 8, 16, 4], 12, 16), 224, 448),
            .. Of("d5", new(384, [12, 12, 20, 4], 12, 16) { Ratio = 4, Stem = 128 }, 224, 448, 512),
        ];

    private static IEnumerable<Architecture> Of(string size, Form form, params long[] resolutions) =>
        resolutions.Select(resolution => new Architecture(
            FormattableString.Invariant($"volo_{size}_{resolution}"),
            Paper,
            Variants.Timm((x, _) => form.Body(x), Form.Top, resolution: resolution)
        ));

    /// <summary>Features of the first stage, blocks, heads of the first stage and of the others.</summary>
    private sealed record Form(long Width, int[] Depths, long FirstHeads, long Heads)
    {
        private const long Kernel = 3;
        private const long Neighbours = Kernel * Kernel;

        internal long Ratio { get; init; } = 3;

        /// <summary>The channels of the convolutions at the beginning.</summary>
        internal long Stem { get; init; } = 64;

        internal Tensor Body(Tensor x)
        {
            x = x.Repeat(
                    3,
                    (x, i) =>
                        x.Conv(
                                $"patch_embed.conv.{3 * i}",
                                Stem,
                                i == 0 ? 7 : 3,
                                i == 0 ? 2 : 1,
                                i == 0 ? 3 : 1,
                                bias: false
                            )
                            .BatchNorm($"patch_embed.conv.{(3 * i) + 1}")
                            .ReLU($"patch_embed.conv.{(3 * i) + 2}")
                )
                .Conv("patch_embed.proj", Width, 4, 4)
                .ToChannelsLast("patch_embed.permute")
                .Repeat(Depths[0], (x, i) => Block(x, $"network.0.{i}.", Outlook))
                .InChannelsFirst("network.1.", x => x.Conv("network.1.proj", 2 * Width, 2, 2));
            x = x.Add("positions", x.Learned("pos_embed", x.Shape[0].Value, x.Shape[1].Value, x.Last()));
            return x.View("rows", -1, x.Last())
                .Repeat(
                    3,
                    (x, stage) =>
                        x.Repeat(
                            Depths[stage + 1],
                            (x, i) =>
                                Block(
                                    x,
                                    $"network.{stage + 2}.{i}.",
                                    x =>
                                        x.SelfAttention("attn.", new AttentionForm(Heads) { Bias = AttentionBias.None })
                                )
                        )
                )
                .WithTokens("cls_token", "sequence")
                .Repeat(2, (x, i) => ClassBlock(x, $"post_network.{i}."))
                .LayerNorm("norm");
        }

        // Half of what speaks most for a class among the patches.
        internal static Tensor Top(Tensor x, BuildOptions options) =>
            x.Rows("class", 0, 1)
                .Flatten()
                .Dense("head", options.Classes)
                .Add(
                    "sum",
                    x.Rows("patches", 1)
                        .Dense("aux_head", options.Classes)
                        .Then(
                            "largest",
                            new Operation
                            {
                                OperatorType = "max",
                                OutputShape = new TensorShape(options.Classes),
                                Kind = WorkKind.Mean,
                            }
                        )
                );

        private Tensor Block(Tensor x, string scope, Func<Tensor, Tensor> mix) =>
            x.Within(
                scope,
                x =>
                {
                    x = mix(x.LayerNorm("norm1")).Add("add1", x);
                    return x.LayerNorm("norm2").Mlp("mlp.", Ratio * x.Last()).Add("add2", x);
                }
            );

        // The weights of 3x3 values around each of 3x3 positions come from the mean of 2x2 positions alone.
        private Tensor Outlook(Tensor x) =>
            x.Within(
                "attn.",
                x =>
                {
                    var (height, across, width) = (x.Shape[0].Value, x.Shape[1].Value, x.Last());
                    long places = ((height + 1) / 2) * ((across + 1) / 2);
                    var values = x.Dense("v", width, bias: false)
                        .Then(
                            "unfold",
                            new Operation
                            {
                                OperatorType = "Unfold",
                                OutputShape = new TensorShape(FirstHeads, places, Neighbours, width / FirstHeads),
                                Kind = WorkKind.DataMovement,
                            }
                        );
                    return x.InChannelsFirst(
                            "pool.",
                            x =>
                                x.Then(
                                    "pool",
                                    new AveragePooling(2)
                                    {
                                        PoolSize = 2,
                                        Stride = 2,
                                        CeilMode = WindowRounding.Ceil,
                                    }
                                )
                        )
                        .Dense("attn", Neighbours * Neighbours * FirstHeads)
                        .View("heads", places, FirstHeads, Neighbours, Neighbours)
                        .Permute("turned", 2, 1, 3, 4)
                        .Activation("softmax", "softmax")
                        .Then("mixture", new MatMul(), values)
                        .Then(
                            "fold",
                            new Operation
                            {
                                OperatorType = "Fold",
                                OutputShape = x.Shape,
                                Kind = WorkKind.ElementWise,
                            }
                        )
                        .Dense("proj", width);
                }
            );

        private Tensor ClassBlock(Tensor x, string scope) =>
            x.Within(
                scope,
                x =>
                {
                    var token = x.LayerNorm("norm1").Within("attn.", ClassAttention).Add("add1", x.Rows("class", 0, 1));
                    return token
                        .LayerNorm("norm2")
                        .Mlp("mlp.", Ratio * x.Last())
                        .Add("add2", token)
                        .Before("cat", x.Rows("patches", 1));
                }
            );

        private Tensor ClassAttention(Tensor x)
        {
            var (rows, width, perHead) = (x.Shape[0].Value, x.Last(), x.PerHead(Heads));
            var parts = x.Dense("kv", 2 * width, bias: false)
                .View("heads", rows, 2, Heads, perHead)
                .Permute("parts", 2, 3, 1, 4)
                .ThenParts("split", new Split { Axis = 1, Sections = 2 });
            return x.Rows("asking", 0, 1)
                .Dense("q", width, bias: false)
                .View("q_heads", Heads, 1, perHead)
                .Then("scores", new MatMul { TransposeB = true }, parts[0].View("keys", Heads, rows, perHead))
                .Activation("softmax", "softmax")
                .Then("mixture", new MatMul(), parts[1].View("values", Heads, rows, perHead))
                .Permute("joined", 2, 1, 3)
                .View("row", 1, width)
                .Dense("proj", width);
        }
    }
}
