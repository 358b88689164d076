using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Families;

/// <summary>
/// MViT V2: a transformer whose queries, keys and values are pooled by convolutions, with positions relative to each
/// other in height and width; table 1 of the paper.
/// </summary>
internal sealed class MViT : IArchitectureFamily
{
    private static readonly Paper Paper = new(
        "MViTv2: Improved Multiscale Vision Transformers for Classification and Detection",
        2021,
        "arXiv:2112.01526"
    );

    public string Name => "MViT";

    // Those with a class token were trained for the classes of ImageNet-21k, but for the small one.
    public IEnumerable<Architecture> Members =>
        [
            Of("mvitv2_tiny", new(96, 1, [1, 2, 5, 2])),
            Of("mvitv2_small", new(96, 1, [1, 2, 11, 2])),
            Of("mvitv2_base", new(96, 1, [2, 3, 16, 3])),
            Of("mvitv2_large", new(144, 2, [2, 6, 36, 4]) { ExpandsLate = true }),
            Of("mvitv2_small_cls", new(96, 1, [1, 2, 11, 2]) { HasClassToken = true }),
            Of("mvitv2_base_cls", new(96, 1, [2, 3, 16, 3]) { HasClassToken = true }, 19168),
            Of("mvitv2_large_cls", new(144, 2, [2, 6, 36, 4]) { HasClassToken = true }, 19168),
            Of("mvitv2_huge_cls", new(192, 3, [4, 8, 60, 8]) { HasClassToken = true }, 19168),
        ];

    private static Architecture Of(string name, Form form, long classes = 1000) =>
        new(name, Paper, Variants.Timm((x, _) => form.Body(x), form.Top, classes: classes));

    /// <summary>Features, heads and blocks; each stage doubles features and heads.</summary>
    private sealed record Form(long Width, long Heads, int[] Depths)
    {
        internal bool HasClassToken { get; init; }

        /// <summary>Whether a stage gets its features from the perceptron before it, not from its attention.</summary>
        internal bool ExpandsLate { get; init; }

        internal Tensor Body(Tensor x)
        {
            var image = x.Conv("patch_embed.proj", Width, 7, 4, 3);
            var size = (Height: image.Shape.Spatial(0).Value, Width: image.Shape.Spatial(1).Value);
            bool isFirst = image.Shape.Layout == ShapeLayout.ChannelsFirst;
            x = image.Tokens().WithTokens("cls_token", "sequence", HasClassToken ? 1 : 0);
            // Keys and values are pooled to a quarter of the height at first, and less where queries are few.
            long keyStride = 4;
            for (int stage = 0; stage < Depths.Length; stage++)
            {
                if (stage > 0)
                    keyStride = Math.Max(keyStride / 2, 1);
                for (int i = 0; i < Depths[stage]; i++)
                {
                    var form = new BlockForm(
                        size,
                        Heads << stage,
                        stage > 0 && i == 0 ? 2 : 1,
                        keyStride,
                        Width
                            << (ExpandsLate && i == Depths[stage] - 1 ? Math.Min(stage + 1, Depths.Length - 1) : stage),
                        isFirst
                    );
                    x = x.Within($"stages.{stage}.blocks.{i}.", x => Block(x, form));
                    size = (size.Height / form.Stride, size.Width / form.Stride);
                }
            }

            return x.LayerNorm("norm");
        }

        internal Tensor Top(Tensor x, BuildOptions options) =>
            (HasClassToken ? x.Rows("class", 0, 1).Flatten() : x.MeanOfRows("mean")).Dense("head.fc", options.Classes);

        private Tensor Block(Tensor x, BlockForm form)
        {
            var normed = x.LayerNorm("norm1");
            bool expands = x.Last() != form.Width;
            var shortcut = expands && !ExpandsLate ? normed.Dense("shortcut_proj_attn", form.Width) : x;
            x = normed
                .Within("attn.", x => Attention(x, form, ExpandsLate ? x.Last() : form.Width))
                .Add("add1", form.Stride > 1 ? Largest(shortcut, form) : shortcut);
            normed = x.LayerNorm("norm2");
            shortcut = expands && ExpandsLate ? normed.Dense("shortcut_proj_mlp", form.Width) : x;
            return normed
                .Dense("mlp.fc1", 4 * x.Last())
                .Activation("mlp.act", "gelu")
                .Dense("mlp.fc2", form.Width)
                .Add("add2", shortcut);
        }

        private Tensor Attention(Tensor x, BlockForm form, long width)
        {
            var (rows, perHead) = (x.Shape[0].Value, width / form.Heads);
            var parts = x.Dense("qkv", 3 * width)
                .View("heads", rows, 3, form.Heads, perHead)
                .Permute("parts", 2, 3, 1, 4)
                .ThenParts("split", new Split { Axis = 1, Sections = 3 });
            Tensor Part(int i, string name, long stride) =>
                Pooled(parts[i].View(name, form.Heads, rows, perHead), name, form, stride);

            var queries = Part(0, "q", form.Stride);
            return queries
                .Then("scores", new MatMul { TransposeB = true }, Part(1, "k", form.KeyStride))
                .Then(
                    "relative_positions",
                    new Operation
                    {
                        OperatorType = "AddRelativePositions",
                        OutputShape = new TensorShape(
                            form.Heads,
                            queries.Shape[1].Value,
                            (HasClassToken ? 1 : 0) + form.KeySize.Height * form.KeySize.Width
                        ),
                        Kind = WorkKind.ElementWise,
                    },
                    Distances(queries, "rel_pos_h", form, isHeight: true),
                    Distances(queries, "rel_pos_w", form, isHeight: false)
                )
                .Activation("softmax", "softmax")
                .Then("mixture", new MatMul(), Part(2, "v", form.KeyStride))
                .Add("residual", queries)
                .Permute("joined", 2, 1, 3)
                .View("rows", queries.Shape[1].Value, width)
                .Dense("proj", width);
        }

        // How much each query has of a learned vector for its distance in one direction from each row of keys.
        private Tensor Distances(Tensor queries, string name, BlockForm form, bool isHeight)
        {
            var (height, width) = form.QuerySize;
            var (query, key) = isHeight ? (height, form.KeySize.Height) : (width, form.KeySize.Width);
            long perHead = queries.Last(),
                others = isHeight ? width : height;
            var places = queries
                .If(HasClassToken, x => x.Then(name + ".patches", new Slice { Axis = 2, Start = 1 }))
                .View(name + ".grid", form.Heads, height, width, perHead);
            places = isHeight
                ? places.Permute(name + ".turned", 2, 1, 3, 4)
                : places.Permute(name + ".turned", 3, 1, 2, 4);
            return places
                .View(name + ".places", query, form.Heads * others, perHead)
                .Then(
                    name + ".product",
                    new MatMul { TransposeB = true },
                    queries.Beside(
                        name,
                        new WeightTensors
                        {
                            Tensors = [new TensorSpec(name, new TensorShape((2 * Math.Max(query, key)) - 1, perHead))],
                            OutputShape = new TensorShape(query, key, perHead),
                        }
                    )
                );
        }

        // The convolution is over the image of each head, with the same weights.
        private Tensor Pooled(Tensor x, string name, BlockForm form, long stride)
        {
            var (heads, perHead) = (x.Shape[0].Value, x.Last());
            var patches = x.If(HasClassToken, x => x.Then(name + ".patches", new Slice { Axis = 2, Start = 1 }));
            var images = form.IsFirst
                ? patches
                    .Permute(name + ".first", 1, 3, 2)
                    .View(name + ".images", heads, perHead, form.Height, form.Across)
                : patches.View(name + ".images", heads, form.Height, form.Across, perHead);
            var pooled = images.Then(
                "pool_" + name,
                new TimeDistributed
                {
                    Layer = new Convolution(2)
                    {
                        Filters = perHead,
                        KernelSize = 3,
                        Stride = stride,
                        Padding = 1,
                        Groups = perHead,
                        UseBias = false,
                    },
                }
            );
            long positions = ((form.Height - 1) / stride + 1) * ((form.Across - 1) / stride + 1);
            var rows = form.IsFirst
                ? pooled.View(name + ".flat", heads, perHead, positions).Permute(name + ".rows", 1, 3, 2)
                : pooled.View(name + ".rows", heads, positions, perHead);
            return (
                HasClassToken
                    ? x.Then(name + ".class", new Slice { Axis = 2, End = 1 })
                        .Then(name + ".sequence", new Concatenate { Axis = 2 }, rows)
                    : rows
            ).LayerNorm("norm_" + name);
        }

        private Tensor Largest(Tensor x, BlockForm form)
        {
            long width = x.Last();
            var patches = x.Rows("shortcut.patches", HasClassToken ? 1 : 0);
            var image = form.IsFirst
                ? patches.Permute("shortcut.first", 2, 1).View("shortcut.image", width, form.Height, form.Across)
                : patches.View("shortcut.image", form.Height, form.Across, width);
            var pooled = image.MaxPool("shortcut_pool_attn", 3, 2, 1).Tokens("shortcut.tokens");
            return HasClassToken ? x.Rows("shortcut.class", 0, 1).Before("shortcut.sequence", pooled) : pooled;
        }
    }

    /// <summary>
    /// Height and width of the image, heads, by how much queries, keys and values are made fewer on an axis, features
    /// after the block, and whether images have channels first.
    /// </summary>
    private sealed record BlockForm(
        (long Height, long Width) Size,
        long Heads,
        long Stride,
        long KeyStride,
        long Width,
        bool IsFirst
    )
    {
        internal long Height => Size.Height;

        internal long Across => Size.Width;

        internal (long Height, long Width) QuerySize => Smaller(Stride);

        internal (long Height, long Width) KeySize => Smaller(KeyStride);

        private (long Height, long Width) Smaller(long stride) =>
            (((Size.Height - 1) / stride) + 1, ((Size.Width - 1) / stride) + 1);
    }
}
