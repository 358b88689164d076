using CnnParams.Layers;

namespace CnnParams.Formats.Keras;

/// <summary>keras.layers: activations.</summary>
internal sealed class KerasActivationRules : KerasRules
{
    public KerasActivationRules()
    {
        Map("Activation", call => Activation(call, call.Config.NameOf("activation") ?? "linear"));
        Map(
            "ReLU",
            call =>
                Activation(
                    call,
                    call.Config.Value("max_value") is 6L or 6.0 ? "relu6"
                        : call.Config.Value("negative_slope") is null or 0L or 0.0 ? "relu"
                        : "leaky_relu"
                )
        );
        Map("Softmax", call => Activation(call, "softmax"));
        Map("LeakyReLU", call => Activation(call, "leaky_relu"));
        Map("ELU", call => Activation(call, "elu"));
        Map("ThresholdedReLU", call => Activation(call, "threshold"));
        Map("PReLU", call => new PReLU { SharedAxes = call.Config.Given<IReadOnlyList<long>>("shared_axes") ?? [] });
    }

    /// <summary>A function of each value, by Keras's name of it.</summary>
    internal static Activation Activation(KerasCall call, string function)
    {
        string name = function.Substring(function.LastIndexOf('>') + 1);
        if (!ActivationFunction.IsKnown(name))
        {
            call.Warn(
                $"its function '{name}' is not known; the shape passes through it, and its operations are not counted"
            );
            name = "linear";
        }

        return new Activation { Function = name };
    }
}
