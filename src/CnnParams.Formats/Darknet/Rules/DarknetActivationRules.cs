using CnnParams.Formats.Graphs;
using CnnParams.Layers;

namespace CnnParams.Formats.Darknet;

/// <summary>activation=, of a section of its own or of another's (get_activation in src/activations.c).</summary>
internal sealed class DarknetActivationRules : OperatorRules<DarknetLayer>
{
    private static readonly Dictionary<string, string> Functions = new(StringComparer.Ordinal)
    {
        ["logistic"] = "sigmoid",
        ["relu"] = "relu",
        ["relu6"] = "relu6",
        ["relie"] = "leaky_relu",
        ["ramp"] = "leaky_relu",
        ["leaky"] = "leaky_relu",
        ["elu"] = "elu",
        ["selu"] = "selu",
        ["gelu"] = "gelu",
        ["tanh"] = "tanh",
        ["hardtan"] = "hard_tanh",
        ["swish"] = "silu",
        ["mish"] = "mish",
    };

    public DarknetActivationRules()
    {
        Map("activation", layer => Activate(layer, "linear"));
        Map("logistic", layer => layer.Add("logistic", new Activation { Function = "sigmoid" }));
        Map("softmax soft", layer => layer.Add("softmax", new Activation { Function = "softmax" }));
    }

    /// <summary>Adds the activation that a section names, if it is one at all.</summary>
    internal static void Activate(DarknetLayer layer, string missing)
    {
        string name = layer.Section.Text("activation", missing);
        if (name == "linear")
            return;
        if (Functions.TryGetValue(name, out string? function))
        {
            layer.Add(name, new Activation { Function = function });
            return;
        }

        // Those that have no name elsewhere work on each value too: plse, lhtan, stair, loggy, hard_mish, norm_chan ...
        layer.AddOperation(name, WorkKind.ElementWise, layer.Shape);
    }
}
