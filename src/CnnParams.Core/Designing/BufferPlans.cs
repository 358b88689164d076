using CnnParams.Measuring;
using CnnParams.Networks;

namespace CnnParams.Designing;

/// <summary>The plans of memory of a search: one for each set of layers that is left out.</summary>
internal sealed class BufferPlans(DesignSpace space, MeasureOptions options)
{
    private const int MostKept = 1024;

    private readonly Dictionary<string, BufferPlan> _plans = new(StringComparer.Ordinal);
    private readonly char[] _present = new char[space.Layers.Count];
    private readonly bool _isFixed = !space.Choices.OfType<RepeatChoice>().Any();
    private BufferPlan? _only;

    internal BufferPlan For(LayerOutcome[] current)
    {
        if (_isFixed)
            return _only ??= Plan(current);

        for (int index = 0; index < current.Length; index++)
            _present[index] = current[index].IsAbsent ? '-' : '+';
        string key = new(_present);
        if (_plans.TryGetValue(key, out var plan))
            return plan;
        if (_plans.Count >= MostKept)
            _plans.Clear();
        return _plans[key] = Plan(current);
    }

    private BufferPlan Plan(LayerOutcome[] current)
    {
        LayerOutput Present(LayerOutput read) => space.Present(read, index => current[index].IsAbsent);
        var outputs = new HashSet<int>(space.Outputs.Select(output => Present(output).Layer));
        return new BufferPlan(
            [.. Enumerable.Range(0, current.Length).Where(index => !current[index].IsAbsent)],
            [.. space.Layers.Select(layer => Array.ConvertAll(layer.Reads, Present))],
            outputs.Contains,
            index => space.Layers[index].Layer.IsView,
            index => Liveness.Overwrites(space.Layers[index].Layer, options.InPlace)
        );
    }
}
