using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Families;

/// <summary>
/// Hiera as the encoder of SAM 2: attention in windows of the image, but for a few blocks that see all of it.
/// </summary>
internal sealed class HieraDet : IArchitectureFamily
{
    private static readonly Paper Paper = new("SAM 2: Segment Anything in Images and Videos", 2024, "arXiv:2408.00714");

    public string Name => "Hiera";

    public IEnumerable<Architecture> Members =>
        [
            OfSam("sam2_hiera_tiny", new(96, 1, [1, 2, 7, 2], [5, 7, 9]), 896),
            OfSam("sam2_hiera_small", new(96, 1, [1, 2, 11, 2], [7, 10, 13]), 896),
            OfSam("sam2_hiera_base_plus", new(112, 2, [2, 3, 16, 3], [12, 16, 20]) { Places = 14 }, 896),
            OfSam("sam2_hiera_large", new(144, 2, [2, 6, 36, 4], [23, 33, 43]) { Windows = [8, 4, 16, 8] }, 1024),
            new(
                "hieradet_small",
                Paper,
                Variants.Timm(
                    (x, _) => Untrained.Body(x),
                    (x, options) => x.Dense("head.fc", options.Classes),
                    resolution: 256
                )
            ),
        ];

    private static Form Untrained { get; } =
        new(96, 1, [1, 2, 11, 2], [7, 10, 13]) { Windows = [8, 4, 16, 8], Scales = true };

    private static Architecture OfSam(string name, Form form, long resolution) =>
        new(
            name,
            Paper,
            Variants.Timm((x, _) => form.Body(x), null, "timm has weights without a classifier.", resolution, 0)
        );

    /// <summary>Features, heads, blocks, and the blocks whose attention sees the whole image.</summary>
    private sealed record Form(long Width, long Heads, int[] Depths, int[] Whole)
    {
        /// <summary>The height and width of a window in each stage.</summary>
        internal long[] Windows { get; init; } = [8, 4, 14, 7];

        /// <summary>How many places the learned positions of the whole image have a side.</summary>
        internal long Places { get; init; } = 7;

        /// <summary>Whether there is a learned factor for each channel after attention and perceptron.</summary>
        internal bool Scales { get; init; }

        /// <summary>The layers up to the mean of all positions, normalised.</summary>
        internal Tensor Body(Tensor x)
        {
            x = x.Conv("patch_embed.proj", Width, 7, 4, 3).ToChannelsLast("patch_embed.permute");
            x = x.Add("positions", Positions(x));
            int number = 0;
            long width = Width,
                heads = Heads;
            for (int stage = 0; stage < Depths.Length; stage++)
            {
                for (int i = 0; i < Depths[stage]; i++)
                {
                    bool pools = stage > 0 && i == 0;
                    (width, heads) = pools ? (2 * width, 2 * heads) : (width, heads);
                    // The first block of a stage still has the windows of the stage before.
                    long window = Whole.Contains(number) ? 0 : Windows[pools ? stage - 1 : stage];
                    x = x.Within($"blocks.{number++}.", x => Block(x, width, heads, window, pools));
                }
            }

            return x.View("rows", -1, x.Last()).MeanOfRows("head.global_pool").LayerNorm("head.norm");
        }

        private Tensor Positions(Tensor x) =>
            x.Learned("pos_embed", Width, Places, Places)
                .Then(
                    "pos_embed.tiled",
                    new Operation
                    {
                        OperatorType = "InterpolateAndTile",
                        Kind = WorkKind.ElementWise,
                        OutputShape = x.Shape,
                    },
                    x.Learned("pos_embed_window", Width, Windows[0], Windows[0])
                );

        private Tensor Block(Tensor x, long width, long heads, long window, bool pools)
        {
            var normed = x.LayerNorm("norm1");
            var shortcut = pools
                ? normed.Dense("proj", width).InChannelsFirst("pool.", x => x.MaxPool("pool", 2, 2))
                : x;
            x = normed
                .Within("attn.", x => InWindows(x, width, heads, window, shortcut))
                .If(Scales, x => x.Scaled("ls1"))
                .Add("add1", shortcut);
            return x.LayerNorm("norm2").Mlp("mlp.", 4 * width).If(Scales, x => x.Scaled("ls2")).Add("add2", x);
        }

        // Where queries are pooled, each window is half as high and wide after it.
        private static Tensor InWindows(Tensor x, long width, long heads, long window, Tensor shortcut)
        {
            var (height, across) = (x.Shape[0].Value, x.Shape[1].Value);
            var size = window > 0 ? (Height: window, Width: window) : (Height: height, Width: across);
            x = x.PadToMultiple("pad", size);
            long factor = height / shortcut.Shape[0].Value;
            return Attention(x.ToWindows(size), width, heads, factor)
                .FromWindows(
                    (size.Height / factor, size.Width / factor),
                    (x.Shape[0].Value / factor, x.Shape[1].Value / factor)
                )
                .CropTo("crop", shortcut);
        }

        private static Tensor Attention(Tensor x, long width, long heads, long factor)
        {
            var (windows, rows, perHead) = (x.Shape[0].Value, x.Shape[1].Value, width / heads);
            long asking = rows / (factor * factor);
            var parts = x.Dense("qkv", 3 * width)
                .View("heads", windows, rows, 3, heads, perHead)
                .Permute("parts", 3, 1, 4, 2, 5)
                .ThenParts("split", new Split { Axis = 1, Sections = 3 });
            Tensor Part(int i) => parts[i].View("part" + i, windows, heads, rows, perHead);
            return Part(0)
                .If(
                    factor > 1,
                    x =>
                        x.Then(
                            "q_pool",
                            new Operation
                            {
                                OperatorType = "MaxPool",
                                OutputShape = new TensorShape(windows, heads, asking, perHead),
                                Kind = WorkKind.Mean,
                            }
                        )
                )
                .Then("scores", new MatMul { TransposeB = true }, Part(1))
                .Activation("softmax", "softmax")
                .Then("mixture", new MatMul(), Part(2))
                .Permute("joined", 1, 3, 2, 4)
                .View("rows", windows, asking, width)
                .Dense("proj", width);
        }
    }
}
