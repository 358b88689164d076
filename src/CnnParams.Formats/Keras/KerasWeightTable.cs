namespace CnnParams.Formats.Keras;

/// <summary>The weights that a file lists beside its layers, found by the names of the layers.</summary>
internal sealed class KerasWeightTable
{
    private readonly Dictionary<string, List<KerasWeight>> _byPart = new(StringComparer.Ordinal);
    private readonly HashSet<KerasWeight> _unclaimed;

    internal KerasWeightTable(IReadOnlyList<KerasWeight> weights)
    {
        All = weights;
        _unclaimed = [.. weights];
        foreach (var weight in weights)
        {
            foreach (string part in weight.Path.Take(weight.Path.Count - 1).Append(weight.Group ?? "").Distinct())
            {
                if (!_byPart.TryGetValue(part, out var under))
                    _byPart[part] = under = [];
                under.Add(weight);
            }
        }
    }

    /// <summary>No weights are listed.</summary>
    internal static KerasWeightTable Empty { get; } = new([]);

    internal IReadOnlyList<KerasWeight> All { get; }

    /// <summary>Weights that no layer has asked for.</summary>
    internal IEnumerable<KerasWeight> Unclaimed => All.Where(_unclaimed.Contains);

    /// <summary>The weights of a layer.</summary>
    /// <param name="path">The names of the models that it is nested in, the outermost first, and its own.</param>
    internal IReadOnlyList<KerasWeight> Of(IReadOnlyList<string> path)
    {
        if (All.Count == 0 || !_byPart.TryGetValue(path[path.Count - 1], out var under))
            return [];

        IReadOnlyList<KerasWeight> found = under;
        // Names within a nested model may be those of layers outside: the models around decide, where the file has
        // them.
        for (int i = path.Count - 2; i >= 0; i--)
        {
            string model = path[i];
            var within = found.Where(weight => weight.Group == model || weight.IsUnder(model)).ToArray();
            if (within.Length > 0)
                found = within;
        }

        if (path.Count == 1)
            found = [.. found.Where(weight => weight.Group is null || weight.Group == path[0])];
        _unclaimed.ExceptWith(found);
        return found;
    }
}
