using CnnParams.Formats.GraphFiles;
using CnnParams.Layers;

namespace CnnParams.Formats.Caffe;

/// <summary>Functions of each value.</summary>
internal sealed class ActivationRules : OperatorRules<CaffeLayer>
{
    public ActivationRules()
    {
        Map("RELU", layer => Function(layer, layer.Proto.ReluParam is { NegativeSlope: not 0 } ? "leaky_relu" : "relu"));
        Map("RELU6", layer => Function(layer, "relu6"));
        Map("ELU", layer => Function(layer, "elu"));
        Map("SIGMOID", layer => Function(layer, "sigmoid"));
        Map("TANH", layer => Function(layer, "tanh"));
        Map("SWISH", layer => Function(layer, "silu"));
        Map("MISH", layer => Function(layer, "mish"));
        Map("BNLL", layer => Function(layer, "softplus"));
        Map("THRESHOLD", layer => Function(layer, "threshold"));
        Map("SOFTMAX", layer => layer.Add(place => new Activation
        {
            Name = place.Name, Inputs = place.Inputs, Function = "softmax", Axis = CaffeShapes.Axis(layer.Proto.SoftmaxParam?.Axis ?? 1),
        }));
        Map("ABSVAL EXP LOG POWER CLIP", layer => layer.AddOperation(WorkKind.ElementWise, layer.Shape));
        Map("PRELU", Learned);
        Map("DROPOUT", layer => layer.Add(place => new Dropout { Name = place.Name, Inputs = place.Inputs }));
    }

    private static void Function(CaffeLayer layer, string name) =>
        layer.Add(place => new Activation { Name = place.Name, Inputs = place.Inputs, Function = name });

    private static void Learned(CaffeLayer layer)
    {
        long? count = layer.Proto.PreluParam is { ChannelShared: true } ? 1 : layer.Channels ?? layer.BlobSizes(0)?.Max();
        if (count is null)
        {
            layer.AddUnknown();
            return;
        }

        layer.Add(place => new PReLU
        {
            Name = place.Name, Inputs = place.Inputs, ParameterCount = count, Trainable = layer.IsTrained, Stored = layer.Stored("alpha"),
        });
    }
}
