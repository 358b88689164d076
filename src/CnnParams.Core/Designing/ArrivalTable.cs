using CnnParams.Measuring;
using CnnParams.Shapes;

namespace CnnParams.Designing;

/// <summary>Gives each different arrival a number, so that tables can be indexed by it.</summary>
internal sealed class ArrivalTable
{
    private readonly Dictionary<string, Arrival> _known = new(StringComparer.Ordinal);

    internal int Count => _known.Count;

    /// <summary>The one object for a shape and a field.</summary>
    internal Arrival Of(TensorShape shape, ReceptiveField? field)
    {
        string key = $"{shape.Layout} {shape} {field?.Positions ?? "-"}";
        if (!_known.TryGetValue(key, out var arrival))
            _known.Add(key, arrival = new Arrival(_known.Count, shape, field));
        return arrival;
    }

    internal void Clear() => _known.Clear();
}
