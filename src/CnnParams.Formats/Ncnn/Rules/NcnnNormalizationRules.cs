using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Ncnn;

/// <summary>Normalisation and functions of each value.</summary>
internal sealed class NcnnNormalizationRules : OperatorRules<NcnnLayer>
{
    public NcnnNormalizationRules()
    {
        Map("BatchNorm", layer => layer.Add(new BatchNormalization { InputChannels = layer.Whole(NcnnNorm.Channels) }));
        Map("LRN", layer => layer.Add(new LocalResponseNormalization { Size = layer.Whole(NcnnNorm.Region, 5) }));
        Map("LayerNorm", layer => Norm(layer, isRootMeanSquare: false));
        Map("RMSNorm", layer => Norm(layer, isRootMeanSquare: true));
        Map(
            "GroupNorm",
            layer =>
                layer.Add(
                    new GroupNormalization
                    {
                        Groups = layer.Whole(NcnnNorm.Groups, 1),
                        InputChannels = layer.Whole(NcnnNorm.ChannelsOfGroups),
                        Scale = layer.Whole(NcnnNorm.GroupsAreLearned, 1) != 0,
                        Center = layer.Whole(NcnnNorm.GroupsAreLearned, 1) != 0,
                    }
                )
        );
        Map(
            "InstanceNorm",
            layer =>
                layer.Add(
                    new InstanceNormalization
                    {
                        InputChannels = layer.Whole(NcnnNorm.Channels) is > 0 and var channels ? channels : null,
                        Scale = layer.Whole(NcnnNorm.IsLearned, 1) != 0,
                        Center = layer.Whole(NcnnNorm.IsLearned, 1) != 0,
                    }
                )
        );
        Map("Scale", Scaling);
        Map(
            "Bias",
            layer =>
                layer.AddOperation(
                    WorkKind.ElementWise,
                    layer.Shape,
                    Vector("bias", layer.Whole(NcnnNorm.Size, 0), WeightRole.Bias)
                )
        );
        Map(
            "Normalize",
            layer =>
                layer.AddOperation(
                    WorkKind.ElementWise,
                    layer.Shape,
                    Vector("scale", layer.Whole(NcnnNorm.ScaleSize, 0), WeightRole.Scale)
                )
        );
        Map("MVN", layer => layer.AddOperation(WorkKind.ElementWise, layer.Shape));
        Map("PReLU", layer => layer.Add(new PReLU { ParameterCount = layer.Whole(NcnnNorm.Size, 0) }));
        MapFunctions();
    }

    private void MapFunctions()
    {
        Map("ReLU", layer => layer.Activate(layer.Line.Real(NcnnFunction.Slope) is null or 0 ? "relu" : "leaky_relu"));
        MapFunctions(
            "Sigmoid=sigmoid TanH=tanh Swish=silu Mish=mish GELU=gelu ELU=elu SELU=selu CELU=celu HardSwish=hard_swish "
                + "HardSigmoid=hard_sigmoid Softplus=softplus BNLL=softplus Clip=hard_tanh"
        );
        Map("Softmax", layer => layer.Activate("softmax", NcnnLayer.Axis(layer.Whole(NcnnFunction.Axis, 0))));
        Map("Dropout", layer => layer.Add(new Dropout()));
        Map(
            "AbsVal Exp Log Power UnaryOp Threshold Erf Shrink Cast Quantize Dequantize",
            layer => layer.AddOperation(WorkKind.ElementWise, layer.Shape)
        );
        Map("Noop", layer => layer.PassOn());
    }

    private static void Norm(NcnnLayer layer, bool isRootMeanSquare)
    {
        bool learns = layer.Whole(NcnnNorm.IsLearned, 1) != 0;
        if (learns)
        {
            layer.Add(
                new LayerNormalization
                {
                    NormalizedShape = Normalized(layer),
                    IsRootMeanSquare = isRootMeanSquare,
                    Center = !isRootMeanSquare,
                }
            );
        }
        else
        {
            layer.AddOperation(WorkKind.ElementWise, layer.Shape);
        }
    }

    // As many of the last axes as have so many values.
    private static IReadOnlyList<long> Normalized(NcnnLayer layer)
    {
        long size = layer.Whole(NcnnNorm.Size, 0),
            product = 1;
        long[] last =
        [
            .. Enumerable
                .Reverse(layer.Shape.HasRank ? layer.Shape.Sizes : [])
                .TakeWhile(axis => axis is not null && product < size)
                .Select(axis =>
                {
                    product = axis!.Value > 0 && product <= size / axis.Value ? product * axis.Value : long.MaxValue;
                    return axis.Value;
                }),
        ];
        return product == size && last.Length > 0 ? [.. Enumerable.Reverse(last)] : [size];
    }

    // -233 stands for factors that are a second input, one for each of the first axis (scale.cpp).
    private static void Scaling(NcnnLayer layer)
    {
        long size = layer.Whole(NcnnNorm.Size, 0);
        if (size == -233)
            layer.AddRepeated(layer.Shape);
        else if (layer.Whole(NcnnNorm.HasBias, 0) != 0)
            layer.AddOperation(
                WorkKind.ElementWise,
                layer.Shape,
                [.. Vector("scale", size, WeightRole.Scale), .. Vector("bias", size, WeightRole.Bias)]
            );
        else
            layer.AddOperation(WorkKind.ElementWise, layer.Shape, Vector("scale", size, WeightRole.Scale));
    }

    private static TensorSpec[] Vector(string name, long size, WeightRole role) =>
        size > 0 ? [new TensorSpec(name, new TensorShape(size), role)] : [];
}
