using System.Globalization;
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
        string key = $"{shape.Layout} {shape} {Text(field)}";
        if (!_known.TryGetValue(key, out var arrival))
            _known.Add(key, arrival = new Arrival(_known.Count, shape, field));
        return arrival;
    }

    internal void Clear() => _known.Clear();

    private static string Text(ReceptiveField? field) => field is null
        ? "-"
        : field.IsWholeInput ? "all" : $"{Text(field.Sizes)}/{Text(field.Jumps)}/{string.Join(",", field.Starts.Select(start => start?.ToString("R", CultureInfo.InvariantCulture)))}";

    private static string Text(IEnumerable<double> numbers) => string.Join(",", numbers.Select(number => number.ToString("R", CultureInfo.InvariantCulture)));
}
