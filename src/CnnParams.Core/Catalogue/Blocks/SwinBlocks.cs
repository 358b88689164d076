using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Blocks;

/// <summary>
/// The blocks of the Swin transformer (arXiv:2103.14030): attention inside of windows. Channels come last.
/// </summary>
public static class SwinBlocks
{
    /// <summary>
    /// Layer norm and attention in windows, then layer norm and two linear layers, each with a shortcut.
    /// </summary>
    /// <param name="x">The input: (height,width,channels).</param>
    /// <param name="scope">What is put before the names.</param>
    /// <param name="heads">The heads of the attention.</param>
    /// <param name="window">The height and width of a window.</param>
    /// <param name="isShifted">Whether the windows lie half a window further, across those of the block before.</param>
    [Block(
        "SwinBlock",
        "Attention in windows, then two linear layers, each with layer norm and a shortcut (Swin). Channels come last.",
        Paper = "arXiv:2103.14030",
        Example = "Heads=3",
        ExampleInput = "56x56x96"
    )]
    public static Tensor SwinBlock(
        this Tensor x,
        string scope,
        [Setting("The heads of the attention.")] long heads,
        [Setting("The height and width of a window.")] long window = 7,
        [Setting("Whether the windows lie half a window further.")] bool isShifted = false
    ) =>
        x.Within(
            scope,
            x =>
            {
                x = x.LayerNorm("norm1")
                    .WindowAttention("attn.", heads, window, isShifted)
                    .DropPath("stochastic_depth")
                    .Add("add_1", x);
                return x.LayerNorm("norm2")
                    .Perceptron("mlp.", 4 * x.Channels)
                    .DropPath("stochastic_depth")
                    .Add("add_2", x);
            }
        );

    /// <summary>Each square of 2x2 positions as one of four times the channels, which a linear layer halves.</summary>
    /// <param name="x">The input: (height,width,channels).</param>
    /// <param name="scope">What is put before the names.</param>
    [Block(
        "PatchMerging",
        "Each square of 2x2 positions as one, with twice the channels (Swin). Channels come last.",
        Paper = "arXiv:2103.14030",
        ExampleInput = "56x56x96"
    )]
    public static Tensor PatchMerging(this Tensor x, string scope) =>
        x.Within(
            scope,
            inner =>
                inner
                    .PadToMultiple("pad", (2, 2))
                    .Then("merge", new PixelUnshuffle { Factor = 2, Layout = x.OtherLayout })
                    .LayerNorm("norm")
                    .Dense("reduction", 2 * x.Channels, bias: false)
        );

    /// <summary>
    /// Every position is compared with those of its window, with a learned number for each head and each distance of
    /// two positions.
    /// </summary>
    /// <inheritdoc cref="SwinBlock"/>
    public static Tensor WindowAttention(this Tensor x, string scope, long heads, long window, bool isShifted) =>
        x.Within(
            scope,
            x =>
                x.InWindows(
                    (window, window),
                    isShifted,
                    x =>
                    {
                        var (windows, positions, channels, perHead) = (
                            x.Shape[0].Value,
                            x.Shape[1].Value,
                            x.Last(),
                            x.PerHead(heads)
                        );
                        var parts = x.Dense("qkv", 3 * channels)
                            .CalledAs(ModuleCall.Function)
                            .View("heads", windows, positions, 3, heads, perHead)
                            .Permute("parts", 3, 1, 4, 2, 5)
                            .ThenParts("split", new Split { Axis = 1, Sections = 3 });
                        // One number for each head and each of (2w - 1) x (2w - 1) distances, looked up for each pair
                        // of positions.
                        var bias = x.Beside(
                            "relative_position_bias_table",
                            new WeightTensors
                            {
                                Tensors =
                                [
                                    new TensorSpec(
                                        "table",
                                        new TensorShape((2 * window - 1) * (2 * window - 1), heads)
                                    ),
                                ],
                                OutputShape = new TensorShape(heads, positions, positions),
                            }
                        );

                        return parts[0]
                            .Then("scores", new MatMul { TransposeB = true }, parts[1])
                            .Add("bias", bias)
                            .Activation("softmax", "softmax")
                            .CalledAs(ModuleCall.Function)
                            .Then("mixture", new MatMul(), parts[2])
                            .View("mixed", windows, heads, positions, perHead)
                            .Permute("joined", 1, 3, 2, 4)
                            .View("joined_heads", windows, positions, channels)
                            .Dense("proj", channels)
                            .CalledAs(ModuleCall.Function);
                    }
                )
        );

    /// <summary>
    /// What is done with the positions of each window, (windows,positions,channels); the image is padded to whole
    /// windows, and before that moved by half a window where windows are shifted.
    /// </summary>
    public static Tensor InWindows(
        this Tensor input,
        (long Height, long Width) window,
        bool isShifted,
        Func<Tensor, Tensor> attend
    )
    {
        var x = input.PadToMultiple("pad", window);
        var (height, width) = (x.Shape.Spatial(0).Value, x.Shape.Spatial(1).Value);
        // A single window has nothing to be shifted across.
        var (down, right) = (Shift(height, window.Height), Shift(width, window.Width));
        x = x.Roll("shift_down", 1, down).Roll("shift_right", 2, right);
        return attend(x.ToWindows(window))
            .FromWindows(window, (height, width))
            .Roll("shift_up", 1, height - down)
            .Roll("shift_left", 2, width - right)
            .CropTo("crop", input);

        long Shift(long size, long window) => isShifted && size > window ? window / 2 : 0;
    }

    /// <summary>
    /// The positions of each window, (windows,positions,channels), of an image of whole windows with channels last.
    /// </summary>
    internal static Tensor ToWindows(this Tensor x, (long Height, long Width) window, string scope = "")
    {
        var (rows, columns, channels) = (x.Shape[0].Value / window.Height, x.Shape[1].Value / window.Width, x.Last());
        return x.View(scope + "grid", rows, window.Height, columns, window.Width, channels)
            .Permute(scope + "windows", 1, 3, 2, 4, 5)
            .View(scope + "positions", rows * columns, window.Height * window.Width, channels);
    }

    /// <summary>The positions of windows as an image again.</summary>
    internal static Tensor FromWindows(
        this Tensor x,
        (long Height, long Width) window,
        (long Height, long Width) image,
        string scope = ""
    ) =>
        x.View(
                scope + "windows_back",
                image.Height / window.Height,
                image.Width / window.Width,
                window.Height,
                window.Width,
                x.Last()
            )
            .Permute(scope + "grid_back", 1, 3, 2, 4, 5)
            .View(scope + "image", image.Height, image.Width, x.Last());

    /// <summary>
    /// What is done with a grid of positions from all over the image, (grids,positions,channels): those of a grid lie
    /// as far apart as there are grids on an axis (MaxViT).
    /// </summary>
    internal static Tensor InGrids(this Tensor x, long size, Func<Tensor, Tensor> attend)
    {
        var (height, width, channels) = (x.Shape.Spatial(0).Value, x.Shape.Spatial(1).Value, x.Channels);
        var (rows, columns) = (height / size, width / size);
        x = x.View("grid", size, rows, size, columns, channels)
            .Permute("windows", 2, 4, 1, 3, 5)
            .View("positions", rows * columns, size * size, channels);
        x = attend(x);
        return x.View("windows_back", rows, columns, size, size, x.Last())
            .Permute("grid_back", 3, 1, 4, 2, 5)
            .View("image", height, width, x.Last());
    }

    // Positions that are moved out at the beginning come back at the end.
    private static Tensor Roll(this Tensor x, string name, int axis, long shift) =>
        x.If(
            shift % x.Shape[axis - 1].Value != 0,
            x =>
                x.Branches(
                    axis,
                    name,
                    x => x.Then(name + "_rest", new Slice { Axis = axis, Start = shift }),
                    x => x.Then(name + "_first", new Slice { Axis = axis, End = shift })
                )
        );

    private static Tensor Branches(this Tensor x, int axis, string name, params Func<Tensor, Tensor>[] branches)
    {
        var ends = Array.ConvertAll(branches, branch => branch(x));
        return ends[0].Then(name, new Concatenate { Axis = axis }, [.. ends.Skip(1)]);
    }

    internal static Tensor PadToMultiple(this Tensor x, string name, (long Height, long Width) window)
    {
        var (bottom, right) = (Missing(0, window.Height), Missing(1, window.Width));
        return x.If(bottom + right > 0, x => x.Pad(name, Padding.Sides((0, bottom), (0, right))));

        long Missing(int axis, long divisor) => (divisor - (x.Shape.Spatial(axis).Value % divisor)) % divisor;
    }

    internal static Tensor CropTo(this Tensor x, string name, Tensor like)
    {
        var (bottom, right) = (Surplus(0), Surplus(1));
        return x.If(
            bottom + right > 0,
            x =>
                x.Then(
                    name,
                    new CroppingLayer(2) { Cropping = Padding.Sides((0, bottom), (0, right)), Layout = x.OtherLayout }
                )
        );

        long Surplus(int axis) => x.Shape.Spatial(axis).Value - like.Shape.Spatial(axis).Value;
    }
}
