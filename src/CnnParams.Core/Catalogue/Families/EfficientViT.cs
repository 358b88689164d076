using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Families;

/// <summary>
/// EfficientViT of MIT: inverted residuals, and attention without a softmax in several scales, so that it is linear in
/// the positions; table 2 of the paper.
/// </summary>
internal sealed class EfficientViT : IArchitectureFamily
{
    private static readonly Paper Paper = new(
        "EfficientViT: Multi-Scale Linear Attention for High-Resolution Dense Prediction",
        2022,
        "arXiv:2205.14756"
    );

    public string Name => "EfficientViT";

    public IEnumerable<Architecture> Members =>
        [
            Of("efficientvit_b0", new(8, [1, 2, 2, 2, 2], [1024, 1280]) { KeySize = 16 }),
            Of("efficientvit_b1", new(16, [1, 2, 3, 3, 4], [1536, 1600]) { KeySize = 16 }),
            Of("efficientvit_b2", new(24, [1, 3, 4, 4, 6], [2304, 2560])),
            Of("efficientvit_b3", new(32, [1, 4, 6, 6, 9], [2304, 2560])),
            Of("efficientvit_l1", new(32, [1, 1, 1, 6, 6], [3072, 3200]) { IsLarge = true }),
            Of("efficientvit_l2", new(32, [1, 2, 2, 8, 8], [3072, 3200]) { IsLarge = true }),
            Of("efficientvit_l3", new(64, [1, 2, 2, 8, 8], [6144, 6400]) { IsLarge = true }),
        ];

    private static Architecture Of(string name, Form form) =>
        new(name, Paper, Variants.Timm((x, _) => form.Body(x), form.Top));

    /// <summary>Channels of the stem, blocks of stem and stages, widths of the classifier.</summary>
    private sealed record Form(long Width, int[] Depths, long[] Head)
    {
        internal long KeySize { get; init; } = 32;

        /// <summary>Whether the first stages are fused blocks, and activations GELU.</summary>
        internal bool IsLarge { get; init; }

        private string Function => IsLarge ? "gelu" : "hard_swish";

        internal Tensor Body(Tensor x) =>
            Unit(x, "stem.in_conv.", Width, 3, 2)
                .Repeat(
                    Depths[0],
                    (x, i) =>
                        x.Within($"stem.res{i}.main.", x => IsLarge ? TwoConvolutions(x) : Separable(x))
                            .Add($"stem.res{i}.add", x)
                )
                .Repeat(4, (x, stage) => x.Within($"stages.{stage}.", x => Stage(x, stage)));

        internal Tensor Top(Tensor x, BuildOptions options) =>
            Unit(x, "head.in_conv.", Head[0], 1)
                .AdaptiveAveragePool("head.global_pool", 1)
                .Flatten()
                .Dense("head.classifier.0", Head[1], bias: false)
                .LayerNorm("head.classifier.1")
                .Activation("head.classifier.2", Function)
                .Dense("head.classifier.4", options.Classes);

        // Attention is in the last two stages, of the large ones in the last alone.
        private Tensor Stage(Tensor x, int stage)
        {
            bool attends = stage >= (IsLarge ? 3 : 2),
                fuses = IsLarge && stage < 2,
                fewerNorms = IsLarge ? stage >= 2 : attends;
            long width = Width << (stage + 1);
            double first = !IsLarge ? 4
                : attends ? 24
                : 16,
                rest = IsLarge
                    ? attends
                        ? 6
                        : 4
                    : 4;
            x = x.Within(
                "blocks.0.main.",
                x => fuses ? Fused(x, width, 2, first) : Inverted(x, width, 2, first, fewerNorms)
            );
            int more = IsLarge || attends ? Depths[stage + 1] : Depths[stage + 1] - 1;
            return x.Repeat(
                more,
                (x, i) =>
                    x.Within(
                        $"blocks.{i + 1}.",
                        x =>
                        {
                            if (!attends)
                            {
                                return x.Within(
                                        "main.",
                                        x => fuses ? Fused(x, width, 1, rest) : Inverted(x, width, 1, rest, fewerNorms)
                                    )
                                    .Add("add", x);
                            }

                            x = x.Within("context_module.main.", LinearAttention).Add("context_module.add", x);
                            return x.Within("local_module.main.", x => Inverted(x, width, 1, rest, fewerNorms: true))
                                .Add("local_module.add", x);
                        }
                    )
            );
        }

        private Tensor Separable(Tensor x) =>
            Unit(Unit(x, "depth_conv.", x.Channels, 3, 1, x.Channels), "point_conv.", x.Channels, 1, active: false);

        private Tensor TwoConvolutions(Tensor x) =>
            Unit(Unit(x, "conv1.", x.Channels, 3), "conv2.", x.Channels, 3, active: false);

        private Tensor Fused(Tensor x, long width, long stride, double expansion) =>
            Unit(Unit(x, "spatial_conv.", Wide(x, expansion), 3, stride), "point_conv.", width, 1, active: false);

        private Tensor Inverted(Tensor x, long width, long stride, double expansion, bool fewerNorms)
        {
            long middle = Wide(x, expansion);
            x = Unit(x, "inverted_conv.", middle, 1, norms: !fewerNorms);
            return Unit(
                Unit(x, "depth_conv.", middle, 3, stride, middle, norms: !fewerNorms),
                "point_conv.",
                width,
                1,
                active: false
            );
        }

        // Keys and values first, which are few: the scores of all positions are never there.
        private Tensor LinearAttention(Tensor x)
        {
            long heads = x.Channels / KeySize,
                width = heads * KeySize,
                positions = x.Shape.Spatial(0).Value * x.Shape.Spatial(1).Value;
            var single = x.Conv("qkv.conv", 3 * width, 1, bias: false);
            var scaled = single
                .Conv("aggreg.0.0", 3 * width, 5, 1, 2, 3 * width, bias: false)
                .Conv("aggreg.0.1", 3 * width, 1, groups: 3 * heads, bias: false);
            var parts = single
                .Concatenate("cat", scaled)
                .ToChannelsFirst("first")
                .View("heads", 2 * heads, 3 * KeySize, positions)
                .Permute("turned", 1, 3, 2)
                .ThenParts("chunk", new Split { Axis = 3, Sections = 3 });
            // A column of ones beside the values sums the scores.
            var values = parts[2]
                .Then(
                    "pad",
                    new Operation
                    {
                        OperatorType = "Pad",
                        OutputShape = new TensorShape(2 * heads, positions, KeySize + 1),
                        Kind = WorkKind.DataMovement,
                    }
                );
            var mixed = parts[0]
                .ReLU("kernel_func_q")
                .Then(
                    "out",
                    new MatMul(),
                    parts[1].ReLU("kernel_func_k").Permute("k_turned", 1, 3, 2).Then("kv", new MatMul(), values)
                );
            var image = mixed
                .Then("values", new Slice { Axis = 3, End = KeySize })
                .Then(
                    "divide",
                    new Merge { Operation = MergeOperation.Divide },
                    mixed.Then("sums", new Slice { Axis = 3, Start = KeySize })
                )
                .Permute("back", 1, 3, 2)
                .View("image", 2 * width, x.Shape.Spatial(0).Value, x.Shape.Spatial(1).Value);
            return Unit(
                x.Shape.Layout == ShapeLayout.ChannelsFirst ? image : image.Permute("last", 2, 3, 1),
                "proj.",
                x.Channels,
                1,
                active: false
            );
        }

        private static long Wide(Tensor x, double expansion) => (long)Math.Round(x.Channels * expansion);

        private Tensor Unit(
            Tensor x,
            string scope,
            long filters,
            long kernel,
            long stride = 1,
            long groups = 1,
            bool norms = true,
            bool active = true
        ) =>
            x.Conv(scope + "conv", filters, kernel, stride, kernel / 2, groups, bias: !norms)
                .If(norms, x => x.BatchNorm(scope + "norm"))
                .If(active, x => x.Activation(scope + "act", Function));
    }
}
