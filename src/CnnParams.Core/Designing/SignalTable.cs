using CnnParams.Measuring;
using CnnParams.Shapes;

namespace CnnParams.Designing;

/// <summary>Gives each different signal a number, so that tables can be indexed by it.</summary>
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
