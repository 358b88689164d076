using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Blocks;

/// <summary>What stands for a 3x3 convolution in residual blocks: attention over an image, and the like.</summary>
internal static class ImageAttentionBlocks
{
    /// <summary>
    /// Each position asks all others, with learned vectors for distances in height and width (arXiv:2101.11605).
    /// </summary>
    internal static Tensor BottleneckAttention(this Tensor x, long stride, long? keySize = null)
    {
        const long heads = 4;
        long width = x.Channels,
            perHead = keySize ?? ChannelRounding.Nearest(width) / heads,
            rows = x.Shape.Spatial(0).Value * x.Shape.Spatial(1).Value;
        var parts = x.Conv("qkv", (2 * heads * perHead) + width, 1, bias: false)
            .ThenParts("split", new Split { Sizes = [heads * perHead, heads * perHead, width] });
        Tensor Heads(Tensor part, string name) =>
            part.Tokens(name + "_rows")
                .View(name + "_heads", rows, heads, part.Channels / heads)
                .Permute(name + "_turned", 2, 1, 3);

        var queries = Heads(parts[0], "q");
        var scores = queries.Then("scores", new MatMul { TransposeB = true }, Heads(parts[1], "k"));
        return Placed(scores, queries, (2 * x.Shape.Spatial(0).Value) - 1, (2 * x.Shape.Spatial(1).Value) - 1)
            .Activation("softmax", "softmax")
            .Then("mixture", new MatMul(), Heads(parts[2], "v"))
            .Permute("joined", 2, 1, 3)
            .View("rows", rows, width)
            .ImageLike("image", x)
            .If(stride > 1, x => x.AveragePool("pool", 2, 2));
    }

    /// <summary>
    /// The positions of each window ask those of the window and so many around it (arXiv:2103.12731).
    /// </summary>
    internal static Tensor HaloAttention(
        this Tensor x,
        long stride,
        long halo,
        long window = 8,
        long heads = 8,
        long? keySize = null,
        double keyRatio = 1
    )
    {
        long width = x.Channels,
            perHead = keySize ?? ChannelRounding.Nearest(width * keyRatio) / heads,
            values = width / heads,
            around = window + (2 * halo);
        // Where windows do not divide by the stride, a mean follows instead.
        long step = window % stride == 0 ? stride : 1,
            asking = window / step;
        var size = (x.Shape.Spatial(0).Value / step, x.Shape.Spatial(1).Value / step);
        long windows = (x.Shape.Spatial(0).Value / window) * (x.Shape.Spatial(1).Value / window);
        var queries = x.Conv("q", heads * perHead, 1, step, bias: false)
            .ToChannelsLast("q_last")
            .ToWindows((asking, asking), "q_")
            .View("q_heads", windows, asking * asking, heads, perHead)
            .Permute("q_turned", 3, 1, 2, 4);
        var parts = x.Conv("kv", heads * (perHead + values), 1, bias: false)
            .Then(
                "unfold",
                new Operation
                {
                    OperatorType = "Unfold",
                    OutputShape = new TensorShape(heads, windows, around * around, perHead + values),
                    Kind = WorkKind.DataMovement,
                }
            )
            .ThenParts("split", new Split { Axis = 4, Sizes = [perHead, values] });
        var scores = queries.Then("scores", new MatMul { TransposeB = true }, parts[0]);
        var end = Placed(scores, queries, (2 * around) - 1, (2 * around) - 1)
            .Activation("softmax", "softmax")
            .Then("mixture", new MatMul(), parts[1])
            .Permute("joined", 2, 3, 1, 4)
            .View("joined_heads", windows, asking * asking, width)
            .FromWindows((asking, asking), size);
        return end.If(x.Shape.Layout == ShapeLayout.ChannelsFirst, end => end.Permute("first", 3, 1, 2))
            .If(step < stride, x => x.AveragePool("pool", 2, 2));
    }

    /// <summary>
    /// What each position makes of all others is a linear function, of their contents and of where they are
    /// (arXiv:2102.08602).
    /// </summary>
    /// <param name="x">The image.</param>
    /// <param name="stride">The stride.</param>
    /// <param name="radius">How large a convolution gives the functions of places; none where they are learned.</param>
    internal static Tensor LambdaLayer(this Tensor x, long stride, long? radius)
    {
        const long heads = 4,
            keySize = 16;
        long width = x.Channels,
            values = width / heads;
        var (height, across) = (x.Shape.Spatial(0).Value, x.Shape.Spatial(1).Value);
        long rows = height * across;
        var parts = x.Conv("qkv", (heads * keySize) + keySize + values, 1, bias: false)
            .ThenParts("split", new Split { Sizes = [heads * keySize, keySize, values] });
        var queries = parts[0]
            .BatchNorm("norm_q")
            .Tokens("q_rows")
            .View("q_heads", rows, heads, keySize)
            .Permute("q_turned", 2, 1, 3);
        var content = parts[2].BatchNorm("norm_v").Tokens("v_rows");
        var contents = parts[1]
            .Tokens("k_rows")
            .Then("softmax", new Activation { Function = "softmax", Axis = 1 })
            .Permute("k_turned", 2, 1)
            .Then("content_lambda", new MatMul(), content);
        Tensor places;
        if (radius is { } size)
        {
            // timm writes it as a convolution of a volume, whose kernel does not reach over the values.
            bool isFirst = x.Shape.Layout == ShapeLayout.ChannelsFirst;
            long[] images = isFirst ? [values, 1, height, across] : [values, height, across, 1];
            places = content
                .Permute("v_turned", 2, 1)
                .View("images", images)
                .Then(
                    "conv_lambda",
                    new TimeDistributed
                    {
                        Layer = new Convolution(2)
                        {
                            Filters = keySize,
                            KernelSize = size,
                            Padding = size / 2,
                        },
                    }
                );
            places = isFirst
                ? places.View("lambda_rows", values, keySize, rows).Permute("position_lambda", 3, 2, 1)
                : places.View("lambda_rows", values, rows, keySize).Permute("position_lambda", 2, 3, 1);
        }
        else
        {
            places = x.Beside(
                    "pos_emb",
                    new WeightTensors
                    {
                        Tensors =
                        [
                            new TensorSpec("pos_emb", new TensorShape((2 * height) - 1, (2 * across) - 1, keySize)),
                        ],
                        OutputShape = new TensorShape(rows, keySize, rows),
                    }
                )
                .Then("position_lambda", new MatMul(), content);
        }

        return queries
            .Then("content_out", new MatMul(), contents)
            .Add(
                "add",
                queries
                    .View("q_single", heads, rows, 1, keySize)
                    .Then("position_product", new MatMul(), places)
                    .View("position_out", heads, rows, values)
            )
            .Permute("joined", 2, 1, 3)
            .View("rows", rows, width)
            .ImageLike("image", x)
            .If(stride > 1, x => x.AveragePool("pool", 2, 2));
    }

    /// <summary>
    /// Rows and columns of the image mixed by matrices that are made of their largest values (bilinear attentional
    /// transform), and a shortcut.
    /// </summary>
    internal static Tensor BilinearTransform(this Tensor x, string scope, long size)
    {
        const long groups = 2;
        return x.Within(
            scope,
            x =>
            {
                var inner = x.Unit("conv1.", ChannelRounding.Nearest(x.Channels / 4.0));
                long width = inner.Channels;
                var (height, across) = (inner.Shape.Spatial(0).Value, inner.Shape.Spatial(1).Value);
                var few = inner.Unit("ba.conv1.", groups);
                Tensor Matrix(string name, Extent kernel, Extent pooled, long side) =>
                    few.Then(name + ".pool", new AdaptiveMaxPooling(2) { OutputSize = pooled })
                        .Conv("ba." + name, size * size * groups, kernel)
                        .Activation(name + ".sigmoid", "sigmoid")
                        .Then(
                            name + ".expanded",
                            new Operation
                            {
                                OperatorType = "NormalizeAndTile",
                                OutputShape = new TensorShape(width, side, side),
                                Kind = WorkKind.ElementWise,
                            }
                        );

                bool isFirst = inner.Shape.Layout == ShapeLayout.ChannelsFirst;
                var image = isFirst ? inner : inner.Permute("first", 3, 1, 2);
                var mixed = Matrix("conv_p", new Extent(size, 1), new Extent(size, 1), height)
                    .Then("rows", new MatMul(), image)
                    .Then("columns", new MatMul(), Matrix("conv_q", new Extent(1, size), new Extent(1, size), across));
                return (isFirst ? mixed : mixed.Permute("last", 2, 3, 1))
                    .Unit("ba.conv2.", width)
                    .Unit("conv2.", x.Channels)
                    .Add("add", x);
            }
        );
    }

    // How much each query has of learned vectors for its distances from the others, in height and in width.
    private static Tensor Placed(Tensor scores, Tensor queries, long heights, long widths)
    {
        long perHead = queries.Last();
        long[] flat = [queries.Shape.ElementCount!.Value / perHead, perHead];
        Tensor Distances(string name, long sizes) =>
            queries
                .View(name + ".queries", flat)
                .Then(name + ".product", new MatMul { TransposeB = true }, queries.Learned(name, sizes, perHead));

        return scores.Then(
            "relative_positions",
            new Operation
            {
                OperatorType = "AddRelativePositions",
                OutputShape = scores.Shape,
                Kind = WorkKind.ElementWise,
            },
            Distances("pos_embed.height_rel", heights),
            Distances("pos_embed.width_rel", widths)
        );
    }
}
