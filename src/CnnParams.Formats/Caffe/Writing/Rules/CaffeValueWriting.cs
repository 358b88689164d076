using CnnParams.Formats.Writing;
using CnnParams.Layers;

namespace CnnParams.Formats.Caffe.Writing.Rules;

/// <summary>Layers that work on each value, or on each channel: activations, normalisations, dropout.</summary>
internal sealed class CaffeValueWriting : LayerRules<CaffeOutline>
{
    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        ["relu"] = "ReLU",
        ["elu"] = "ELU",
        ["sigmoid"] = "Sigmoid",
        ["tanh"] = "TanH",
        ["silu"] = "Swish",
        ["softplus"] = "BNLL",
    };

    public CaffeValueWriting()
    {
        For<Activation>(
            (activation, layer, outline) =>
            {
                string function = activation.Function;
                if (function == "linear")
                    outline.Pass(layer);
                else if (function == "leaky_relu")
                    outline.Add(layer, "ReLU", "relu_param { negative_slope: 0.01 }");
                else if (function == "softmax")
                    outline.Add(
                        layer,
                        "Softmax",
                        Along(
                            "softmax_param",
                            Shapes.Axis.Index(activation.Axis ?? -1, layer.InputShape, "Axis"),
                            layer
                        )
                    );
                else if (Types.TryGetValue(function, out string? type))
                    outline.Add(layer, type);
                else
                    throw new InexpressibleException($"Caffe has no function {function}");
            }
        );
        For<PReLU>(
            (prelu, layer, outline) =>
            {
                long? channels = layer.InputShape.GetChannels().Size;
                InexpressibleException.Unless(
                    prelu.ParameterCount is { } count && (count == 1 || count == channels),
                    "Caffe has one slope, or one for each channel"
                );
                outline.Add(
                    layer,
                    "PReLU",
                    prelu.ParameterCount == 1 && channels != 1 ? "prelu_param { channel_shared: true }" : "",
                    weights: 1
                );
            }
        );
        For<Dropout>(
            (dropout, layer, outline) =>
            {
                InexpressibleException.Unless(dropout.Kind == DropoutKind.Dropout, $"Caffe has no {dropout.Kind}");
                outline.Add(
                    layer,
                    "Dropout",
                    Prototxt.Message("dropout_param", Prototxt.Field("dropout_ratio", dropout.Rate))
                );
            }
        );
        For<LocalResponseNormalization>(
            (norm, layer, outline) =>
            {
                InexpressibleException.Unless(norm.Size % 2 == 1, "Caffe looks at as many channels on both sides");
                outline.Add(layer, "LRN", Prototxt.Message("lrn_param", Prototxt.Field("local_size", norm.Size)));
            }
        );
        For<Scale>(
            (scale, layer, outline) => outline.Add(layer, "Scale", Biased(scale.UseBias), scale.UseBias ? 2 : 1)
        );
        For<BatchNormalization>(Normalize);
    }

    // What is learned is in a layer after it.
    private static void Normalize(BatchNormalization norm, WritableLayer layer, CaffeOutline outline)
    {
        InexpressibleException.Unless(norm.TrackStatistics, "Caffe always keeps running statistics");
        InexpressibleException.Unless(layer.WeightsFrom is null, $"it shares the weights of {layer.WeightsFrom}");
        InexpressibleException.Unless(
            norm.Axis is not { } axis
                || Shapes.Axis.Index(axis, layer.InputShape, "Axis") == layer.InputShape.GetChannelAxis(),
            "Caffe normalises the channels"
        );
        outline.Add(layer, "BatchNorm");
        if (norm.Scale)
            outline.AddAfter(layer, "_scale", "Scale", Biased(norm.Center), norm.Center ? 2 : 1);
        else if (norm.Center)
            outline.AddAfter(layer, "_bias", "Bias", weights: 1);
    }

    private static string Biased(bool hasBias) => hasBias ? "scale_param { bias_term: true }" : "";

    private static string Along(string message, int axis, WritableLayer layer)
    {
        int caffes = CaffeOutline.Axis(axis, layer.InputShape);
        return caffes == 1 ? "" : Prototxt.Message(message, Prototxt.Field("axis", (long)caffes));
    }
}
