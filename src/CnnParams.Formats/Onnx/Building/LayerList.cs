using CnnParams.Formats.Folding;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Onnx.Building;

/// <summary>The layers of the network so far, with names of their own and the output shapes them.</summary>
internal sealed class LayerList
{
    private readonly List<Layer> _layers = [];
    private readonly UniqueNames _names = new(first: 1, comparer: StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, (int Index, TensorShape Shape)> _outputs = new(StringComparer.Ordinal);

    internal IReadOnlyList<Layer> Layers => _layers;

    /// <summary>A name that no layer has: the wanted one, with a number after it where it is taken.</summary>
    internal string FreeName(string wanted)
    {
        // Readers name the second output of a layer name:1; a layer's own name must not be one.
        int colon = wanted.LastIndexOf(':');
        if (colon > 0 && int.TryParse(wanted.Substring(colon + 1), out int output) && output > 0)
            wanted = FormattableString.Invariant($"{wanted.Substring(0, colon)}_{output}");
        return _names.Take(wanted);
    }

    /// <summary>Adds a layer with the output shapes it.</summary>
    internal void Add(Layer layer, IReadOnlyList<TensorShape> outputs)
    {
        for (int i = 0; i < outputs.Count; i++)
            _outputs[Output(layer.Name, i)] = (_layers.Count, outputs[i]);
        _layers.Add(layer);
    }

    /// <summary>Puts a layer of the same name, inputs and output in the place of another.</summary>
    internal void Replace(Layer layer) => _layers[_outputs[layer.Name].Index] = layer;

    /// <summary>The layer that a name of an output is of.</summary>
    internal Layer Of(string output) => _layers[_outputs[output].Index];

    /// <summary>The shape that an output has.</summary>
    internal TensorShape Shape(string output) => _outputs[output].Shape;

    /// <summary>How readers name an output of a layer.</summary>
    internal static string Output(string layer, int index) =>
        index == 0 ? layer : FormattableString.Invariant($"{layer}:{index}");
}
