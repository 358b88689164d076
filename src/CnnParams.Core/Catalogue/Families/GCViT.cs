using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Families;

/// <summary>
/// GCViT: attention in windows, by turns with queries of the window's own and with those of the whole image; table 1 of
/// the paper.
/// </summary>
internal sealed class GCViT : IArchitectureFamily
{
    private static readonly Paper Paper = new("Global Context Vision Transformers", 2022, "arXiv:2206.09959");

    public string Name => "GCViT";

    public IEnumerable<Architecture> Members =>
        [
            Of("gcvit_xxtiny", new(64, [2, 2, 6, 2], 2)),
            Of("gcvit_xtiny", new(64, [3, 4, 6, 5], 2)),
            Of("gcvit_tiny", new(64, [3, 4, 19, 5], 2)),
            Of("gcvit_small", new(96, [3, 4, 19, 5], 3) { Ratio = 2, Scales = true }),
            Of("gcvit_base", new(128, [3, 4, 19, 5], 4) { Ratio = 2, Scales = true }),
        ];

    private static Architecture Of(string name, Form form) =>
        new(name, Paper, Variants.Timm((x, _) => form.Body(x), Form.Top));

    /// <summary>Channels, blocks and heads; each stage doubles channels and heads.</summary>
    private sealed record Form(long Width, int[] Depths, long Heads)
    {
        // How many pixels of the image a position of a window has a side.
        private static readonly long[] WindowRatios = [32, 32, 16, 32];

        internal long Ratio { get; init; } = 3;

        /// <summary>Whether there is a learned factor for each channel after attention and perceptron.</summary>
        internal bool Scales { get; init; }

        internal Tensor Body(Tensor x)
        {
            long image = x.Shape.Spatial(0).Value;
            return x.Conv("stem.conv1", Width, 3, 2, 1)
                .Within("stem.down.", x => Down(x, Width))
                .Repeat(
                    Depths.Length,
                    (x, stage) =>
                        x.Within(
                            $"stages.{stage}.",
                            x =>
                            {
                                x = x.If(stage > 0, x => x.Within("downsample.", x => Down(x, Width << stage)));
                                return Stage(x, stage, image / WindowRatios[stage]);
                            }
                        )
                );
        }

        internal static Tensor Top(Tensor x, BuildOptions options) => x.Head(options);

        private static Tensor Down(Tensor x, long width) =>
            Neighbours(x.LayerNorm("norm1", channels: true), "conv_block.")
                .Conv("reduction", width, 3, 2, 1, bias: false)
                .LayerNorm("norm2", channels: true);

        private static Tensor Neighbours(Tensor x, string scope) =>
            x.Within(
                scope,
                inner =>
                    inner
                        .Conv("conv_dw", x.Channels, 3, 1, 1, x.Channels, bias: false)
                        .Activation("act", "gelu")
                        .TimmSqueezeExciteTo("se.", ChannelRounding.Multiple(x.Channels / 4.0), "gelu", bias: false)
                        .Conv("conv_pw", x.Channels, 1, bias: false)
                        .Add("add", x)
            );

        private Tensor Stage(Tensor x, int stage, long window)
        {
            // The image is brought to the size of a window.
            int halvings = (int)Math.Log(x.Shape.Spatial(0).Value / window, 2);
            var query = x.Repeat(
                    Math.Max(1, halvings),
                    (x, i) =>
                        Neighbours(x, $"global_block.blocks.conv{i + 1}.")
                            .If(halvings > 0, x => x.MaxPool($"global_block.blocks.pool{i + 1}", 3, 2, 1))
                )
                .Tokens("query");
            bool isFirst = x.Shape.Layout == ShapeLayout.ChannelsFirst;
            return x.ToChannelsLast("permute")
                .Repeat(
                    Depths[stage],
                    (x, i) => Block(x, $"blocks.{i}.", Heads << stage, window, i % 2 > 0 ? query : null)
                )
                .If(stage == Depths.Length - 1, x => x.LayerNorm("norm"))
                .If(isFirst, x => x.ToChannelsFirst("permute_back"));
        }

        private Tensor Block(Tensor x, string scope, long heads, long window, Tensor? query) =>
            x.Within(
                scope,
                x =>
                {
                    x = x.LayerNorm("norm1")
                        .Within(
                            "attn.",
                            x =>
                                x.InWindows((window, window), isShifted: false, x => Attention(x, heads, window, query))
                        )
                        .If(Scales, x => x.Scaled("ls1"))
                        .Add("add1", x);
                    return x.LayerNorm("norm2")
                        .Mlp("mlp.", Ratio * x.Last())
                        .If(Scales, x => x.Scaled("ls2"))
                        .Add("add2", x);
                }
            );

        private static Tensor Attention(Tensor x, long heads, long window, Tensor? query)
        {
            var (windows, rows, perHead) = (x.Shape[0].Value, x.Shape[1].Value, x.PerHead(heads));
            int own = query is null ? 3 : 2;
            var parts = x.Dense("qkv", own * x.Last())
                .View("heads", windows, rows, own, heads, perHead)
                .Permute("parts", 3, 1, 4, 2, 5)
                .ThenParts("split", new Split { Axis = 1, Sections = own });
            Tensor Part(int i) => parts[i].View("part" + i, windows, heads, rows, perHead);
            var queries = query is null
                ? Part(0)
                : query
                    .InScopeOf(x)
                    .Then(
                        "repeat",
                        new Operation
                        {
                            OperatorType = "Repeat",
                            OutputShape = new TensorShape(windows, heads, rows, perHead),
                            Kind = WorkKind.DataMovement,
                        }
                    );
            return queries
                .Then("scores", new MatMul { TransposeB = true }, Part(own - 2))
                .Add(
                    "bias",
                    x.Beside(
                        "rel_pos.relative_position_bias_table",
                        new WeightTensors
                        {
                            Tensors =
                            [
                                new TensorSpec(
                                    "table",
                                    new TensorShape(((2 * window) - 1) * ((2 * window) - 1), heads)
                                ),
                            ],
                            OutputShape = new TensorShape(heads, rows, rows),
                        }
                    )
                )
                .Activation("softmax", "softmax")
                .Then("mixture", new MatMul(), Part(own - 1))
                .Permute("joined", 1, 3, 2, 4)
                .View("rows", windows, rows, x.Last())
                .Dense("proj", x.Last());
        }
    }
}
