using CnnParams.Formats.Graphs;
using CnnParams.Layers;

namespace CnnParams.Formats.Caffe;

/// <summary>Functions of each value.</summary>
internal sealed class CaffeActivationRules : OperatorRules<CaffeLayer>
{
    public CaffeActivationRules()
    {
        Map("RELU", layer => layer.Activate(layer.Proto.ReluParam is { NegativeSlope: not 0 } ? "leaky_relu" : "relu"));
        MapFunctions(
            "RELU6=relu6 ELU=elu SIGMOID=sigmoid TANH=tanh SWISH=silu MISH=mish BNLL=softplus THRESHOLD=threshold"
        );
        Map("SOFTMAX", layer => layer.Activate("softmax", CaffeShapes.Axis(layer.Proto.SoftmaxParam?.Axis ?? 1)));
        Map("ABSVAL EXP LOG POWER CLIP", layer => layer.AddOperation(WorkKind.ElementWise, layer.Shape));
        Map("PRELU", Learned);
        Map("DROPOUT", layer => layer.Add(new Dropout()));
    }

    private static void Learned(CaffeLayer layer)
    {
        long? count = layer.Proto.PreluParam is { ChannelShared: true }
            ? 1
            : layer.Channels ?? layer.BlobSizes(0)?.Max();
        if (count is null)
        {
            layer.AddUnknown();
            return;
        }

        layer.Add(
            new PReLU
            {
                ParameterCount = count,
                Trainable = layer.IsTrained,
                Stored = layer.Stored("alpha"),
            }
        );
    }
}
