using CnnParams.Formats.CoreML.Schema;
using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Shapes;
using Array = System.Array;

namespace CnnParams.Formats.CoreML.NeuralNetwork;

/// <summary>Layers without weights.</summary>
internal sealed class CoreMLTensorRules : OperatorRules<CoreMLLayer>
{
    public CoreMLTensorRules()
    {
        Map("Activation", Activate);
        Map("Softmax SoftmaxND", layer => layer.Activate("softmax"));
        Map("Tanh", layer => layer.Activate("tanh"));
        Map("Gelu", layer => layer.Activate("gelu"));
        Map("ClampedReLU Clip", layer => layer.Activate("hard_tanh"));
        Map("Pooling", Pool);
        Map(
            "Lrn",
            layer =>
                layer.Add(
                    new LocalResponseNormalization { Size = Math.Max(CoreMLLayer.Whole(layer.Proto.Lrn.Size), 1) }
                )
        );
        Map("Add AddBroadcastable", layer => Merge(layer, MergeOperation.Add));
        Map("Multiply MultiplyBroadcastable", layer => Merge(layer, MergeOperation.Multiply));
        Map("Average", layer => Merge(layer, MergeOperation.Average));
        Map("Max MaxBroadcastable", layer => Merge(layer, MergeOperation.Maximum));
        Map("Min MinBroadcastable", layer => Merge(layer, MergeOperation.Minimum));
        Map("SubtractBroadcastable", layer => Merge(layer, MergeOperation.Subtract));
        Map("DivideBroadcastable", layer => Merge(layer, MergeOperation.Divide));
        Map("Concat", layer => layer.Add(new Concatenate()));
        Map(
            "ConcatND",
            layer =>
                layer.Add(
                    new Concatenate
                    {
                        Axis = layer.Proto.ConcatND.Axis is not 0 and var axis ? checked((int)axis) : null,
                    }
                )
        );
        Map("Split", layer => layer.Add(new Split { Sections = CoreMLLayer.Whole(layer.Proto.Split.Outputs) }));
        Map(
            "Padding",
            layer =>
                layer.Add(
                    new ZeroPadding(2) { Padding = Padding.Sides(CoreMLLayer.Sides(layer.Proto.Padding.Amounts)) }
                )
        );
        Map(
            "Crop",
            layer =>
            {
                if (layer.InputCount == 1)
                    layer.Add(
                        new CroppingLayer(2) { Cropping = Padding.Sides(CoreMLLayer.Sides(layer.Proto.Crop.Amounts)) }
                    );
                else
                    layer.AddOperation(WorkKind.DataMovement, Cropped(layer));
            }
        );
        Map("Upsample", Upsample);
        Map(
            "ResizeBilinear",
            layer =>
                layer.Add(Resize.OfFile(CoreMLLayer.Each(layer.Proto.ResizeBilinear.Size), 2, Interpolation.Bilinear))
        );
        Map("Flatten", layer => layer.Add(new Flatten()));
        Map(
            "Reshape",
            layer =>
                Reshape(
                    layer,
                    layer.Proto.Reshape.Shape.Count == 4 ? layer.Proto.Reshape.Shape.Skip(1) : layer.Proto.Reshape.Shape
                )
        );
        Map("ReshapeStatic", layer => Reshape(layer, layer.Proto.ReshapeStatic.Shape.Skip(1)));
        Map("Permute", Permute);
        Map(
            "ReorganizeData",
            layer =>
                layer.Add(
                    layer.Proto.ReorganizeData.Mode == 0
                        ? new PixelUnshuffle { Factor = CoreMLLayer.Whole(layer.Proto.ReorganizeData.Block) }
                        : new PixelShuffle { Factor = CoreMLLayer.Whole(layer.Proto.ReorganizeData.Block) }
                )
        );
        Map(
            "Slice",
            layer =>
                layer.Add(
                    new Slice
                    {
                        Axis = layer.Proto.Slice.Axis + 1,
                        Start = layer.Proto.Slice.Start,
                        End = layer.Proto.Slice.End is -1 or 0 ? null : layer.Proto.Slice.End,
                        Step = Math.Max(CoreMLLayer.Whole(layer.Proto.Slice.Step), 1),
                    }
                )
        );
        Map("Reduce", Reduce);
        Map("Copy", layer => layer.PassOn());
        Map(
            "Unary Mvn L2Normalize Ceil Floor Sign Round Exp2 Sin Cos Tan Asin Acos Atan Sinh Cosh Asinh Acosh Atanh "
                + "Erf Equal NotEqual LessThan LessEqual GreaterThan GreaterEqual "
                + "LogicalOr LogicalXor LogicalNot LogicalAnd ModBroadcastable PowBroadcastable FloorDivBroadcastable "
                + "CumSum",
            layer => layer.AddOperation(WorkKind.ElementWise, layer.Shape)
        );
        Map(
            "SequenceRepeat RankPreservingReshape Transpose SplitND Tile Stack Gather GatherND GatherAlongAxis Scatter "
                + "ScatterND ScatterAlongAxis Reverse ReverseSeq SliceStatic SliceDynamic "
                + "SliceBySize SlidingWindows GetShape FillLike FillStatic FillDynamic BroadcastToLike "
                + "BroadcastToStatic BroadcastToDynamic Squeeze ExpandDims FlattenTo2D ReshapeLike ReshapeDynamic "
                + "ConstantPad RangeStatic RangeDynamic OneHot MatrixBandPart LowerTriangular UpperTriangular "
                + "WhereNonZero WhereBroadcastable",
            layer => layer.AddOperation(WorkKind.DataMovement, layer.StatedOutput)
        );
        Map(
            "CropResize TopK ArgMin ArgMax ArgSort NonMaximumSuppression ReduceL1 ReduceL2 ReduceMax ReduceMin "
                + "ReduceSum ReduceProd ReduceMean ReduceLogSum ReduceSumSquare ReduceLogSumExp Dot",
            layer => layer.AddOperation(WorkKind.ElementWise, layer.StatedOutput)
        );
    }

    private static void Activate(CoreMLLayer layer)
    {
        switch (layer.Proto.Activation.FunctionCase)
        {
            case ActivationSettings.FunctionOneofCase.Prelu when layer.Channels is { } channels:
                layer.Add(new PReLU { ParameterCount = channels });
                break;
            case ActivationSettings.FunctionOneofCase.LearnedSoftplus when layer.Channels is { } channels:
                layer.AddOperation(
                    WorkKind.ElementWise,
                    layer.Shape,
                    new TensorSpec("alpha", new TensorShape(channels), WeightRole.Scale),
                    new TensorSpec("beta", new TensorShape(channels), WeightRole.Scale)
                );
                break;
            case ActivationSettings.FunctionOneofCase.Prelu
            or ActivationSettings.FunctionOneofCase.LearnedSoftplus
            or ActivationSettings.FunctionOneofCase.None:
                layer.AddUnknown(layer.Shape);
                break;
            case ActivationSettings.FunctionOneofCase.ScaledTanh:
                layer.Activate("tanh");
                break;
            case var function:
                layer.Activate(
                    function switch
                    {
                        ActivationSettings.FunctionOneofCase.LeakyRelu => "leaky_relu",
                        ActivationSettings.FunctionOneofCase.HardSigmoid => "hard_sigmoid",
                        _ => function.ToString(),
                    }
                );
                break;
        }
    }

    private static void Pool(CoreMLLayer layer)
    {
        var settings = layer.Proto.Pooling;
        if (settings.IsGlobal)
        {
            layer.Add(PoolingLayers.OfAll(settings.Type == 0, 2, keepDims: true));
            return;
        }

        var size = settings.KernelSize.Count > 0 ? CoreMLLayer.Each(settings.KernelSize) : new Extent(3);
        var stride = CoreMLLayer.Each(settings.Stride);
        var (padding, rounding) = settings.PaddingCase switch
        {
            PoolingSettings.PaddingOneofCase.Same => (
                settings.Same.Mode == 1 ? Padding.SameLower : Padding.Same,
                WindowRounding.Floor
            ),
            // Caffe's rule.
            PoolingSettings.PaddingOneofCase.Complete => (
                settings.Complete.Amounts.Count == 2
                    ? Padding.Symmetric([.. settings.Complete.Amounts.Select(CoreMLLayer.Whole)])
                    : 0,
                WindowRounding.CeilCaffe
            ),
            _ => (Padding.Sides(CoreMLLayer.Sides(settings.Valid?.Amounts)), WindowRounding.Floor),
        };
        layer.Add(
            settings.Type switch
            {
                0 => new MaxPooling(2)
                {
                    PoolSize = size,
                    Stride = stride,
                    Padding = padding,
                    CeilMode = rounding,
                },
                1 => new AveragePooling(2)
                {
                    PoolSize = size,
                    Stride = stride,
                    Padding = padding,
                    CeilMode = rounding,
                },
                _ => new LPPooling(2)
                {
                    PoolSize = size,
                    Stride = stride,
                    Padding = padding,
                    CeilMode = rounding,
                },
            }
        );
    }

    // One input is merged with a number that is among the settings.
    private static void Merge(CoreMLLayer layer, MergeOperation operation)
    {
        if (layer.InputCount > 1)
            layer.Add(new Merge { Operation = operation });
        else
            layer.AddOperation(WorkKind.ElementWise, layer.Shape);
    }

    private static TensorShape Cropped(CoreMLLayer layer) =>
        layer.Shape.Rank == 3 && layer.ShapeOf(1).Rank == 3
            ? new TensorShape(
                [layer.Shape.Dimensions[0], .. layer.ShapeOf(1).Dimensions.Skip(1)],
                ShapeLayout.ChannelsFirst
            )
            : TensorShape.Unknown;

    private static void Upsample(CoreMLLayer layer)
    {
        var settings = layer.Proto.Upsample;
        var way = settings.Mode == 1 ? Interpolation.Bilinear : Interpolation.Nearest;
        layer.Add(
            settings.RealFactors.Count == 2
                ? new UpSampling(2)
                {
                    ScaleFactor = [.. settings.RealFactors.Select(factor => (double)factor)],
                    Interpolation = way,
                }
                : new UpSampling(2) { Size = CoreMLLayer.Each(settings.Factors), Interpolation = way }
        );
    }

    private static void Reshape(CoreMLLayer layer, IEnumerable<long> target)
    {
        long[] sizes = [.. target];
        if (sizes.Length == 0 || Array.Exists(sizes, size => size is 0 or < -1) || sizes.Count(size => size == -1) > 1)
            layer.AddOperation(WorkKind.DataMovement, layer.StatedOutput);
        else
            layer.Add(new Reshape { TargetShape = sizes });
    }

    // The axes are the sequence, channels, height and width.
    private static void Permute(CoreMLLayer layer)
    {
        long[] axes = [.. layer.Proto.Permute.Axes.Select(CoreMLLayer.Whole)];
        if (axes.Length == 4 && axes[0] == 0 && layer.Shape.Rank == 3)
            layer.Add(new Permute { Order = [.. axes.Skip(1)] });
        else
            layer.AddOperation(WorkKind.DataMovement, layer.StatedOutput);
    }

    private static void Reduce(CoreMLLayer layer)
    {
        bool isMean = layer.Proto.Reduce.Mode == 1;
        if (layer.Proto.Reduce.Axis == 1 && layer.Shape.Rank == 3 && (isMean || layer.Proto.Reduce.Mode == 7))
        {
            layer.Add(PoolingLayers.OfAll(!isMean, 2, keepDims: true));
            return;
        }

        var gone = layer.Proto.Reduce.Axis switch
        {
            0 => (0, 3),
            1 => (1, 3),
            2 => (0, 1),
            3 => (1, 2),
            _ => (2, 3),
        };
        layer.AddOperation(
            WorkKind.ElementWise,
            layer.Shape.Rank == 3
                ? new TensorShape(
                    layer.Shape.Dimensions.Select((axis, i) => i >= gone.Item1 && i < gone.Item2 ? 1 : axis),
                    ShapeLayout.ChannelsFirst
                )
                : TensorShape.Unknown
        );
    }
}
