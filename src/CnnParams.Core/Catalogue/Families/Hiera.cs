using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Families;

/// <summary>
/// Hiera: a plain transformer of four stages, whose queries are pooled where the image gets smaller; table 2 of the
/// paper.
/// </summary>
internal sealed class Hiera : IArchitectureFamily
{
    private static readonly Paper Paper = new(
        "Hiera: A Hierarchical Vision Transformer without the Bells-and-Whistles",
        2023,
        "arXiv:2306.00989"
    );

    public string Name => "Hiera";

    public IEnumerable<Architecture> Members =>
        [
            Of("hiera_tiny_224", new(96, 1, [1, 2, 7, 2])),
            Of("hiera_small_224", new(96, 1, [1, 2, 11, 2])),
            Of("hiera_base_224", new(96, 1, [2, 3, 16, 3])),
            Of("hiera_base_plus_224", new(112, 2, [2, 3, 16, 3])),
            Of("hiera_large_224", new(144, 2, [2, 6, 36, 4])),
            Of("hiera_huge_224", new(256, 4, [2, 6, 36, 4])),
            Of("hiera_small_abswin_256", new(96, 1, [1, 2, 11, 2]) { Places = 16, Doubles = true }, 256),
            Of("hiera_base_abswin_256", new(96, 1, [2, 3, 16, 3]) { Places = 14 }, 256),
        ];

    private static Architecture Of(string name, Form form, long resolution = 224) =>
        new(name, Paper, Variants.Timm((x, _) => form.Body(x), Form.Top, resolution: resolution));

    /// <summary>Features, heads and blocks.</summary>
    private sealed record Form(long Width, long Heads, int[] Depths)
    {
        private const long Window = 8;
        private const long Pooled = 4;

        /// <summary>
        /// Positions of a window and of an image of so many places a side, brought to its size; 0 for one of each
        /// patch. Factors are learned then, too.
        /// </summary>
        internal long Places { get; init; }

        /// <summary>Whether shortcuts get their channels from the largest and the mean of what is pooled.</summary>
        internal bool Doubles { get; init; }

        internal Tensor Body(Tensor x)
        {
            var image = x.Conv("patch_embed.proj", Width, 7, 4, 3);
            x = image.Tokens("patch_embed.tokens");
            x = Unrolled(x.Add("positions", Places > 0 ? Tiled(image) : x.LearnedLike("pos_embed")), image);
            int number = 0;
            long width = Width,
                heads = Heads,
                window = Window * Window;
            for (int stage = 0; stage < Depths.Length; stage++)
            {
                for (int i = 0; i < Depths[stage]; i++)
                {
                    bool pools = stage > 0 && i == 0;
                    (width, heads, window) = pools ? (2 * width, 2 * heads, window / Pooled) : (width, heads, window);
                    // The first block of a stage still looks where those of the stage before did.
                    long within = (pools ? stage - 1 : stage) < 2 ? window : 0;
                    x = x.Within($"blocks.{number++}.", x => Block(x, width, heads, within, pools));
                }
            }

            return x;
        }

        internal static Tensor Top(Tensor x, BuildOptions options) =>
            x.MeanOfRows("mean").LayerNorm("head.norm").Dense("head.fc", options.Classes);

        private Tensor Tiled(Tensor image)
        {
            var whole = image.Learned("pos_embed", Width, Places, Places);
            var window = image.Learned("pos_embed_win", Width, Window, Window);
            return whole.Then(
                "pos_embed.tiled",
                new Operation
                {
                    OperatorType = "InterpolateAndTile",
                    Kind = WorkKind.ElementWise,
                    OutputShape = new TensorShape(image.Shape.Spatial(0).Value * image.Shape.Spatial(1).Value, Width),
                },
                window
            );
        }

        // Rows in such an order that what is pooled lies a quarter of them apart, three times.
        private Tensor Unrolled(Tensor x, Tensor image)
        {
            var (height, across) = (image.Shape.Spatial(0).Value / Window, image.Shape.Spatial(1).Value / Window);
            long rows = x.Shape[0].Value;
            return x.View("grid", height, 2, 2, 2, across, 2, 2, 2, Width)
                .Permute("unroll", 4, 8, 3, 7, 2, 6, 1, 5, 9)
                .View("rows", rows, Width);
        }

        private Tensor Block(Tensor x, long width, long heads, long window, bool pools)
        {
            var normed = x.LayerNorm("norm1");
            var shortcut = pools
                ? Doubles
                    ? Largest(x, "max").Then("double", new Concatenate { Axis = 2 }, Mean(x))
                    : Largest(normed.Dense("proj", width), "max")
                : x;
            x = normed
                .Within("attn.", x => Attention(x, width, heads, window, pools))
                .If(Places > 0, x => Scaled(x, "ls1"))
                .Add("add1", shortcut);
            return x.LayerNorm("norm2").Mlp("mlp.", 4 * width).If(Places > 0, x => Scaled(x, "ls2")).Add("add2", x);
        }

        private static Tensor Scaled(Tensor x, string name) => x.Multiply(name, x.Learned(name + ".gamma", x.Last()));

        private static Tensor Attention(Tensor x, long width, long heads, long window, bool pools)
        {
            long rows = x.Shape[0].Value,
                perHead = width / heads,
                fewer = pools ? rows / Pooled : rows;
            // Windows are the last axis of the rows; without them there is one.
            long windows = window == 0 ? 1 : fewer / window;
            var parts = x.Dense("qkv", 3 * width)
                .View("heads", rows / windows, windows, 3, heads, perHead)
                .Permute("parts", 3, 4, 2, 1, 5)
                .ThenParts("split", new Split { Axis = 1, Sections = 3 });
            Tensor Part(int i) => parts[i].View("part" + i, heads * windows, rows / windows, perHead);
            var queries = Part(0);
            if (pools)
            {
                queries = queries
                    .View("q_groups", heads * windows, Pooled, fewer / windows, perHead)
                    .Then("q_max", Reduced("amax", heads * windows, fewer / windows, perHead));
            }

            return queries
                .Then("scores", new MatMul { TransposeB = true }, Part(1))
                .Activation("softmax", "softmax")
                .Then("mixture", new MatMul(), Part(2))
                .View("by_head", heads, windows, fewer / windows, perHead)
                .Permute("joined", 3, 2, 1, 4)
                .View("rows", fewer, width)
                .Dense("proj", width);
        }

        private static Tensor Largest(Tensor x, string name) =>
            Groups(x).Then(name, Reduced("amax", x.Shape[0].Value / Pooled, x.Last()));

        private static Tensor Mean(Tensor x) =>
            Groups(x).Then("mean", Reduced("mean", x.Shape[0].Value / Pooled, x.Last()));

        private static Tensor Groups(Tensor x) => x.View("groups", Pooled, x.Shape[0].Value / Pooled, x.Last());

        private static Operation Reduced(string name, params long[] sizes) =>
            new()
            {
                OperatorType = name,
                OutputShape = new TensorShape(sizes),
                Kind = WorkKind.Mean,
            };
    }
}
