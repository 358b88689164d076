using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Blocks;

/// <summary>
/// The second Swin transformer (arXiv:2111.09883): cosines as scores, and a small network for the distances.
/// </summary>
public static class SwinV2Blocks
{
    /// <summary>
    /// Attention in windows and two linear layers, each followed by layer norm, with a shortcut, as torchvision has
    /// them: the projections are functions.
    /// </summary>
    public static Tensor SwinV2Block(
        this Tensor x,
        string scope,
        long heads,
        (long Height, long Width) window,
        bool isShifted
    ) =>
        x.Within(
            scope,
            x =>
            {
                x = x.Within(
                        "attn.",
                        x =>
                            x.InWindows(
                                window,
                                isShifted,
                                x =>
                                    x.CosineAttention(
                                        heads,
                                        x =>
                                            x.View("rows", x.Shape[0].Value * x.Shape[1].Value, x.Last())
                                                .Dense("qkv", 3 * x.Last())
                                                .CalledAs(ModuleCall.Function),
                                        x => x.DistanceBias(heads, window),
                                        ModuleCall.Function
                                    )
                            )
                    )
                    .LayerNorm("norm1")
                    .DropPath("stochastic_depth")
                    .Add("add_1", x);
                return x.Perceptron("mlp.", 4 * x.Channels)
                    .LayerNorm("norm2")
                    .DropPath("stochastic_depth")
                    .Add("add_2", x);
            }
        );

    /// <summary>
    /// Attention in windows whose scores are cosines of queries and keys, times a learned factor for each head.
    /// </summary>
    /// <param name="x">(windows,positions,channels).</param>
    /// <param name="heads">The heads.</param>
    /// <param name="project">From rows to queries, keys and values beside one another.</param>
    /// <param name="bias">What is added to the scores: (heads,positions,positions).</param>
    /// <param name="call">How the code computes the softmax and the last projection.</param>
    public static Tensor CosineAttention(
        this Tensor x,
        long heads,
        Func<Tensor, Tensor> project,
        Func<Tensor, Tensor> bias,
        ModuleCall call = ModuleCall.Unknown
    )
    {
        var (windows, positions, channels, perHead) = (x.Shape[0].Value, x.Shape[1].Value, x.Last(), x.PerHead(heads));
        var parts = project(x)
            .View("heads", windows, positions, 3, heads, perHead)
            .Permute("parts", 3, 1, 4, 2, 5)
            .ThenParts("split", new Split { Axis = 1, Sections = 3 });
        Tensor Part(int i) => parts[i].View("part" + i, windows, heads, positions, perHead);
        return Part(0)
            .OfUnitLength("q_unit")
            .Then("scores", new MatMul { TransposeB = true }, Part(1).OfUnitLength("k_unit"))
            .If(call != ModuleCall.Unknown, x => x.CalledAs(ModuleCall.Method))
            .Multiply("scaled", x.Learned("logit_scale", heads, 1, 1))
            .Add("bias", bias(x))
            .Activation("softmax", "softmax")
            .If(call != ModuleCall.Unknown, x => x.CalledAs(call))
            .Then("mixture", new MatMul(), Part(2))
            .Permute("joined", 1, 3, 2, 4)
            // Windows are samples: a linear layer sees rows.
            .View("joined_heads", windows * positions, channels)
            .Dense("proj", channels)
            .If(call != ModuleCall.Unknown, x => x.CalledAs(call));
    }

    /// <summary>
    /// A perceptron from the (2w - 1) x (2w - 1) distances of two positions to a number for each head, looked up for
    /// each pair.
    /// </summary>
    public static Tensor DistanceBias(
        this Tensor x,
        long heads,
        (long Height, long Width) window,
        string name = "cpb_mlp"
    )
    {
        long positions = window.Height * window.Width;
        return x.Computed("relative_coords_table", (2 * window.Height) - 1, (2 * window.Width) - 1, 2)
            .Dense(name + ".0", 512)
            .ReLU(name + ".1")
            .Dense(name + ".2", heads, bias: false)
            .Then(
                "relative_position_index",
                new Operation
                {
                    OperatorType = "Gather",
                    OutputShape = new TensorShape(heads, positions, positions),
                    Kind = WorkKind.DataMovement,
                }
            )
            .Activation("relative_position_bias", "sigmoid");
    }

    /// <summary>
    /// Each square of 2x2 positions as one of four times the channels, which a linear layer halves; then layer norm.
    /// </summary>
    public static Tensor PatchMergingV2(this Tensor x, string scope) =>
        x.Within(
            scope,
            inner =>
                inner
                    .PadToMultiple("pad", (2, 2))
                    .Then("merge", new PixelUnshuffle { Factor = 2, Layout = x.OtherLayout })
                    .Dense("reduction", 2 * x.Channels, bias: false)
                    .LayerNorm("norm")
        );

    /// <summary>A window no larger than the image, as timm has it.</summary>
    public static (long Height, long Width) WindowWithin(this Tensor x, long window) =>
        (Math.Min(window, x.Shape.Spatial(0).Value), Math.Min(window, x.Shape.Spatial(1).Value));
}
