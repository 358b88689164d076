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
        Map("softmax", layer => layer.Activate("softmax", MXNetOperator.Axis(layer.Node.Whole("axis", -1))));
        Map("log_softmax", layer => layer.Activate("log_softmax", MXNetOperator.Axis(layer.Node.Whole("axis", -1))));
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
        Map("Flatten flatten", layer => layer.Add(new Flatten()));
        Map(
            "Concat concat",
            layer => layer.Add(new Concatenate { Axis = MXNetOperator.Axis(layer.Node.Whole("dim", 1)) })
        );
        Map(
            "elemwise_add _plus _Plus broadcast_add broadcast_plus _grad_add ElementWiseSum add_n",
            layer => Merge(layer, MergeOperation.Add)
        );
        Map("elemwise_sub _minus _Minus broadcast_sub broadcast_minus", layer => Merge(layer, MergeOperation.Subtract));
        Map("elemwise_mul _mul _Mul broadcast_mul", layer => Merge(layer, MergeOperation.Multiply));
        Map("elemwise_div _div _Div broadcast_div", layer => Merge(layer, MergeOperation.Divide));
        Map("_maximum broadcast_maximum", layer => Merge(layer, MergeOperation.Maximum));
        Map("_minimum broadcast_minimum", layer => Merge(layer, MergeOperation.Minimum));
        Map("SliceChannel split", Split);
        Map(
            "slice_axis",
            layer =>
                layer.Add(
                    new Slice
                    {
                        Axis = MXNetOperator.Axis(layer.Node.Whole("axis", 1)) ?? throw layer.Wrong("cuts the batch"),
                        Start = layer.Node.Whole("begin", 0),
                        End = layer.Node.Wholes("end") is [var end] ? end : null,
                    }
                )
        );
        Map("Reshape reshape", Reshape);
        Map("transpose", Transpose);
        Map(
            "UpSampling",
            layer =>
                layer.AddToFirst(
                    new UpSampling(2)
                    {
                        Size = layer.Node.Whole("scale", 1),
                        Interpolation =
                            layer.Node.Text("sample_type", "nearest") == "bilinear"
                                ? Interpolation.Bilinear
                                : Interpolation.Nearest,
                    }
                )
        );
        Map("Pad pad", Pad);
        Map(
            "BlockGrad stop_gradient _copy identity Cast cast MakeLoss Custom_identity amp_cast",
            layer => layer.PassOn()
        );
        Map(
            "_mul_scalar _plus_scalar _minus_scalar _rminus_scalar _div_scalar _rdiv_scalar _power_scalar _MulScalar "
                + "_PlusScalar _MinusScalar _DivScalar _PowerScalar exp log sqrt "
                + "rsqrt square abs negative erf L2Normalization LinearRegressionOutput LogisticRegressionOutput "
                + "MAERegressionOutput SVMOutput",
            layer => layer.AddOperation(WorkKind.ElementWise, layer.Shape)
        );
    }

    private static void Pool(MXNetOperator layer)
    {
        bool isMax = layer.Node.Text("pool_type", "max") == "max";
        if (layer.Node.Is("global_pool"))
        {
            layer.Add(PoolingLayers.OfAll(isMax, layer.SpatialRank, keepDims: true));
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
        layer.Add(PoolingLayers.Of(isMax, rank, size, stride, padding, rounding));
    }

    private static void Merge(MXNetOperator layer, MergeOperation operation)
    {
        if (layer.InputCount > 1)
            layer.Add(new Merge { Operation = operation });
        else
            layer.AddOperation(WorkKind.ElementWise, layer.Shape);
    }

    private static void Split(MXNetOperator layer)
    {
        if (MXNetOperator.Axis(layer.Node.Whole("axis", 1)) is { } axis && !layer.Node.Is("squeeze_axis"))
            layer.Add(new Split { Axis = axis, Sections = layer.Node.Whole("num_outputs", 1) });
        else
            layer.AddOperation(WorkKind.DataMovement, TensorShape.Unknown);
    }

    // 0 takes over an axis, -1 follows from the others; -2 to -4 take over, join or cut several (matrix_op.cc).
    private static void Reshape(MXNetOperator layer)
    {
        var written = layer.Node.Wholes("shape");
        var target = written
            .Skip(1)
            .Select(
                (size, i) =>
                    size != 0 ? size
                    : i < layer.Shape.Rank ? layer.Shape.Sizes[i]
                    : null
            )
            .ToArray();
        if (
            target.Length == 0
            || written[0] is not (0 or -1 or > 0)
            || target.Any(size => size is null or < -1)
            || layer.Node.Is("reverse")
            || (written[0] == -1 && target.Contains(-1))
        )
            layer.AddOperation(WorkKind.DataMovement, TensorShape.Unknown);
        else
            layer.Add(new Reshape { TargetShape = [.. target.Select(size => size!.Value)] });
    }

    private static void Transpose(MXNetOperator layer)
    {
        var axes = layer.Node.Wholes("axes");
        if (axes.Length > 1 && axes[0] == 0)
            layer.Add(new Permute { Order = [.. axes.Skip(1)] });
        else
            layer.AddOperation(WorkKind.DataMovement, TensorShape.Unknown);
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
