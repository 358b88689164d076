using CnnParams.Formats.Folding;
using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.MXNet;

/// <summary>Operators without weights.</summary>
internal sealed class MXNetTensorRules : OperatorRules<MXNetOperator>
{
    public MXNetTensorRules()
    {
        Map(
            "Activation",
            layer =>
                layer.Activate(
                    layer.Node.Text("act_type", "relu") switch
                    {
                        "softrelu" => "softplus",
                        "log_sigmoid" => "log_sigmoid",
                        "mish" => "mish",
                        var name => name,
                    }
                )
        );
        MapFunctions("relu=relu sigmoid=sigmoid tanh=tanh hard_sigmoid=hard_sigmoid");
        Map("SoftmaxOutput Softmax SoftmaxActivation", layer => layer.Activate("softmax"));
        Map("softmax", layer => layer.Activate("softmax", layer.Axis(layer.Node.Whole("axis", -1))));
        Map("log_softmax", layer => layer.Activate("log_softmax", layer.Axis(layer.Node.Whole("axis", -1))));
        Map(
            "clip",
            layer =>
                layer.Activate(
                    layer.Node.Text("a_min", "") is "0" or "0.0" && layer.Node.Text("a_max", "") is "6" or "6.0"
                        ? "relu6"
                        : "hard_tanh"
                )
        );
        Map("Pooling Pooling_v1", Pool);
        Map("Dropout", layer => layer.Add(new Dropout()));
        Map("LRN", layer => layer.Add(new LocalResponseNormalization { Size = layer.Node.Whole("nsize", 5) }));
        Map(
            "elemwise_add _plus _Plus broadcast_add broadcast_plus _grad_add ElementWiseSum add_n",
            layer => Merge(layer, MergeOperation.Add)
        );
        Map("elemwise_sub _minus _Minus broadcast_sub broadcast_minus", layer => Merge(layer, MergeOperation.Subtract));
        Map("elemwise_mul _mul _Mul broadcast_mul", layer => Merge(layer, MergeOperation.Multiply));
        Map("elemwise_div _div _Div broadcast_div", layer => Merge(layer, MergeOperation.Divide));
        Map("_maximum broadcast_maximum", layer => Merge(layer, MergeOperation.Maximum));
        Map("_minimum broadcast_minimum", layer => Merge(layer, MergeOperation.Minimum));
        Map("UpSampling", Enlarge);
        Map(
            "_contrib_AdaptiveAvgPooling2D",
            layer =>
                layer.Add(
                    PoolingLayers.ToSize(
                        isMax: false,
                        2,
                        layer.Node.Wholes("output_size") is { Length: > 0 } size ? new Extent(size) : Extent.One
                    )
                )
        );
        Map("depth_to_space", layer => layer.Add(new PixelShuffle { Factor = layer.Node.Whole("block_size", 1) }));
        Map("space_to_depth", layer => layer.Add(new PixelUnshuffle { Factor = layer.Node.Whole("block_size", 1) }));
        Map("Pad pad", Pad);
        Map(
            "BlockGrad stop_gradient _copy identity Cast cast MakeLoss Custom_identity amp_cast",
            layer => layer.PassOn()
        );
        Map(
            "_mul_scalar _plus_scalar _minus_scalar _rminus_scalar _div_scalar _rdiv_scalar _power_scalar _MulScalar "
                + "_PlusScalar _MinusScalar _DivScalar _PowerScalar exp log sqrt "
                + "rsqrt square abs negative erf sign floor ceil round sin cos where zeros_like ones_like SequenceMask "
                + "_equal_scalar _greater_scalar _lesser_scalar _maximum_scalar _minimum_scalar _contrib_div_sqrt_dim "
                + "L2Normalization LinearRegressionOutput LogisticRegressionOutput "
                + "MAERegressionOutput SVMOutput",
            layer => layer.AddOperation(WorkKind.ElementWise, layer.Shape)
        );
    }

    // Bilinear is a transposed convolution with learned filters; of several inputs each is as large as the first makes
    // it (upsampling-inl.h).
    private static void Enlarge(MXNetOperator layer)
    {
        long scale = layer.Node.Whole("scale", 1);
        if (layer.Node.IsBilinear && layer.Channels is { } channels)
            layer.Add(
                new TransposedConvolution(2)
                {
                    Filters = channels,
                    Groups = channels,
                    KernelSize = (2 * scale) - (scale % 2),
                    Stride = scale,
                    Padding = scale / 2,
                    UseBias = false,
                    Stored = layer.Stored("kernel"),
                }
            );
        else if (layer.Node.IsBilinear)
            layer.AddUnknown();
        else if (layer.InputCount == 1)
            layer.Add(new UpSampling(2) { Size = scale });
        else
            layer.AddOperation(WorkKind.ElementWise, Together(layer, scale));
    }

    private static TensorShape Together(MXNetOperator layer, long scale)
    {
        TensorShape[] read = [.. Enumerable.Range(0, layer.InputCount).Select(layer.ShapeOf)];
        if (!Array.TrueForAll(read, shape => shape is { Rank: 3, IsKnown: true }))
            return TensorShape.Unknown;
        long channels =
            layer.Node.Text("multi_input_mode", "concat") == "sum"
                ? read[0].Sizes[0]!.Value
                : read.Sum(shape => shape.Sizes[0]!.Value);
        return new TensorShape(
            channels,
            checked(scale * read[0].Sizes[1]!.Value),
            checked(scale * read[0].Sizes[2]!.Value)
        ).As(ShapeLayout.ChannelsFirst);
    }

    private static void Pool(MXNetOperator layer)
    {
        bool isMax = layer.Node.Text("pool_type", "max") == "max";
        var layout = layer.Node.Layout;
        if (layer.Node.Is("global_pool"))
        {
            layer.Add(PoolingLayers.OfAll(isMax, layer.SpatialRank, keepDims: true, layout));
            return;
        }

        bool isFull = layer.Node.Text("pooling_convention", "valid") == "full";
        if (isFull && layout is not null)
        {
            layer.AddOperation(WorkKind.ElementWise, TensorShape.Unknown);
            return;
        }

        int rank = layer.Rank;
        var size = layer.Each("kernel");
        var stride = layer.Each("stride");
        var written = layer.Node.Wholes("pad");
        var sides = Enumerable
            .Range(0, rank)
            .Select(axis => axis < written.Length ? (written[axis], written[axis]) : (0L, 0L))
            .ToArray();
        var (padding, rounding) = layer.Node.Text("pooling_convention", "valid") switch
        {
            "full" => UnclippedCeil.Of(layer.Shape, size, stride, sides),
            "same" => (Padding.Same, WindowRounding.Floor),
            _ => (Padding.Sides(sides), WindowRounding.Floor),
        };
        layer.Add(PoolingLayers.Of(isMax, rank, size, stride, padding, rounding, layout: layout));
    }

    // What is repeated along axes that it does not have keeps the larger one's.
    private static void Merge(MXNetOperator layer, MergeOperation operation)
    {
        if (layer.InputCount == 1)
        {
            layer.AddBesideWeights(operation);
            return;
        }

        if (layer.InputCount != 2 || layer.Read() is not { } left || layer.Read(1) is not { } right)
        {
            layer.Add(new Merge { Operation = operation });
            return;
        }

        var shape = Shape.Broadcast(left, right);
        if (left.Rank == right.Rank && layer.HasBatchFirst)
            layer.Add(new Merge { Operation = operation });
        else
            layer.AddRepeated(SampleShapes.Of(shape));
        layer.Writes(shape);
    }

    // Pairs of begin and end for each axis, the batch and the channels first.
    private static void Pad(MXNetOperator layer)
    {
        var width = layer.Node.Wholes("pad_width");
        int rank = (width.Length / 2) - 2;
        if (rank is < 1 or > 3 || width.Take(4).Any(size => size != 0))
            layer.AddOperation(WorkKind.DataMovement, TensorShape.Unknown);
        else
            layer.Add(
                new ZeroPadding(rank)
                {
                    Padding = Padding.Sides([
                        .. Enumerable.Range(2, rank).Select(axis => (width[2 * axis], width[(2 * axis) + 1])),
                    ]),
                }
            );
    }
}
