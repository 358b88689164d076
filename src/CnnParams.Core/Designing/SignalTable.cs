using CnnParams.Measuring;
using CnnParams.Shapes;

namespace CnnParams.Designing;

/// <summary>
/// Gives each different output of a layer a number, so that the tables of those that read it can be indexed by it. A
/// table for each layer: numbers of all layers together would make the arrays of each as long as those of all.
/// </summary>
internal sealed class SignalTable
{
    private readonly Dictionary<string, Signal> _known = new(StringComparer.Ordinal);

    internal int Count => _known.Count;

    /// <summary>The one object for a shape and a field.</summary>
    internal Signal Of(TensorShape shape, ReceptiveField? field)
    {
        string key = $"{shape.Layout} {shape} {field?.Positions ?? "-"}";
        if (!_known.TryGetValue(key, out var signal))
            _known.Add(key, signal = new Signal(_known.Count, shape, field));
        return signal;
    }

    internal void Clear() => _known.Clear();
}
