using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.PythonSource;

/// <summary>
/// The layers that a source builds, in the order in which it does: names that are taken get a number.
/// </summary>
internal sealed class SourceGraph
{
    // The largest published networks have some ten thousand layers.
    private const int MostLayers = 100_000;

    private readonly List<Layer> _layers = [];
    private readonly UniqueNames _names = new(comparer: StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, TensorShape> _shapes = new(StringComparer.Ordinal);

    internal IReadOnlyList<Layer> Layers => _layers;

    /// <summary>Whether a name is taken.</summary>
    internal bool Has(string name) => _names.Has(name);

    /// <summary>The shape of one sample of an output.</summary>
    internal TensorShape ShapeOf(string output) =>
        _shapes.TryGetValue(output, out var shape) ? shape : TensorShape.Unknown;

    /// <summary>One of the outputs of a layer.</summary>
    internal static string OutputOf(string layer, int output) =>
        output == 0 ? layer : FormattableString.Invariant($"{layer}:{output}");

    /// <summary>The shapes that a layer would give, before it is added.</summary>
    /// <exception cref="LayerException">It cannot take them.</exception>
    internal IReadOnlyList<TensorShape> Try(Layer layer, IReadOnlyList<string> inputs) =>
        layer.OutputShapes(new LayerInputs([.. inputs.Select(ShapeOf)]));

    /// <summary>Adds a layer that has just been made, and gives its name.</summary>
    internal string Add(string name, Layer layer, IReadOnlyList<string> inputs, IReadOnlyList<TensorShape> shapes)
    {
        if (_layers.Count >= MostLayers)
            throw new Python.Running.EvaluationLimitException($"this builds more than {MostLayers:N0} layers");
        string free = Free(name);
        _layers.Add(layer.With(place => place with { Name = free, Inputs = inputs }));
        for (int i = 0; i < shapes.Count; i++)
            _shapes[OutputOf(free, i)] = shapes[i];
        return free;
    }

    /// <summary>
    /// Gives the layer that was added last another name, if that is free; nothing but its maker reads it yet.
    /// </summary>
    internal bool RenameLast(string name)
    {
        var layer = _layers[_layers.Count - 1];
        if (
            _names.Has(name)
            || !_shapes.TryGetValue(layer.Name, out var shape)
            || _shapes.ContainsKey(OutputOf(layer.Name, 1))
        )
            return false;
        _names.Release(layer.Name);
        _shapes.Remove(layer.Name);
        ChangeLast(last => last.With(place => place with { Name = name }));
        _names.Take(name);
        _shapes[name] = shape;
        return true;
    }

    /// <summary>Puts in the place of the layer that was added last what more is known of it.</summary>
    internal void ChangeLast(Func<Layer, Layer> change) =>
        _layers[_layers.Count - 1] = change(_layers[_layers.Count - 1]);

    // A colon would be an output of another layer.
    private string Free(string name) => _names.Take(name.Length == 0 ? "layer" : name.Replace(':', '_'));
}
