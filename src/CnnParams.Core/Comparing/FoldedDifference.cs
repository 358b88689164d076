using CnnParams.Measuring;
using CnnParams.Networks;

namespace CnnParams.Comparing;

/// <summary>A block of two networks, or of one of them, with what became of its layers.</summary>
internal sealed class FoldedDifference
{
    private static readonly LayerChange[] Changes = [LayerChange.Added, LayerChange.Removed, LayerChange.Changed];

    private readonly BlockMeasurement? _reference;
    private readonly BlockMeasurement? _difference;
    private readonly LayerDifference[] _layers;
    private readonly int _moved;

    private FoldedDifference(
        BlockMeasurement? reference,
        BlockMeasurement? difference,
        IEnumerable<LayerDifference> layers,
        int moved
    )
    {
        _reference = reference;
        _difference = difference;
        _layers = [.. layers];
        _moved = moved;
    }

    /// <summary>The blocks of both networks, in the order in which they begin.</summary>
    /// <param name="layers">What became of each layer.</param>
    /// <param name="reference">The first network.</param>
    /// <param name="difference">The second.</param>
    /// <param name="depth">How many steps down a block stands.</param>
    internal static IEnumerable<FoldedDifference> Of(
        IReadOnlyList<LayerDifference> layers,
        NetworkMeasurement reference,
        NetworkMeasurement difference,
        int depth
    )
    {
        var before = Blocks.Fold(reference, depth).ToDictionary(block => block.Name, StringComparer.Ordinal);
        var after = Blocks.Fold(difference, depth).ToDictionary(block => block.Name, StringComparer.Ordinal);
        (LayerDifference Layer, string? Before, string? After)[] places =
        [
            .. layers.Select(layer =>
                (
                    layer,
                    layer.Change == LayerChange.Added ? null : LayerPath.Block(layer.Name, depth),
                    layer.DifferenceName is { } name ? LayerPath.Block(name, depth) : null
                )
            ),
        ];
        var partners = Partners(places.Select(place => (place.Before, place.After)));
        var owners = partners.ToDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);
        var inBefore = places.ToLookup(place => place.Before, StringComparer.Ordinal);
        var inAfter = places.ToLookup(place => place.After, StringComparer.Ordinal);
        return places
            .SelectMany(place =>
                new[]
                {
                    (place.Before, After: place.Before is null ? null : Find(partners, place.Before)),
                    (Before: place.After is null ? null : Find(owners, place.After), place.After),
                }
            )
            .Where(block => block.Before is not null || block.After is not null)
            .Distinct()
            .Select(block =>
            {
                var own = (block.Before is null ? [] : inBefore[block.Before])
                    .Union(block.After is null ? [] : inAfter[block.After])
                    .ToArray();
                return new FoldedDifference(
                    block.Before is null ? null : before[block.Before],
                    block.After is null ? null : after[block.After],
                    own.Select(place => place.Layer),
                    own.Count(place =>
                        place is { Before: not null, After: not null }
                        && (place.Before != block.Before || place.After != block.After)
                    )
                );
            });
    }

    /// <summary>The row of the block.</summary>
    internal LayerDifference Of(NetworkDifference networks) => new(networks, _reference, _difference, Reason());

    // Blocks that have most layers in common are one block, and of those that have as many the ones of one name.
    private static Dictionary<string, string> Partners(IEnumerable<(string? Before, string? After)> places)
    {
        var partners = new Dictionary<string, string>(StringComparer.Ordinal);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (
            var (before, after) in places
                .Where(place => place is { Before: not null, After: not null })
                .GroupBy(place => place)
                .OrderByDescending(group => group.Count())
                .ThenByDescending(group => group.Key.Before == group.Key.After)
                .Select(group => (group.Key.Before!, group.Key.After!))
        )
        {
            if (!partners.ContainsKey(before) && taken.Add(after))
                partners.Add(before, after);
        }

        return partners;
    }

    private static string? Find(Dictionary<string, string> names, string name) =>
        names.TryGetValue(name, out string? found) ? found : null;

    private string Reason()
    {
        if (_reference is null || _difference is null)
            return "";
        if (_layers is [var only] && _moved == 0)
            return only.Reason;
        var counts = Changes
            .Select(change => (Count: _layers.Count(layer => layer.Change == change), Text: change.ToString()))
            .Append((Count: _moved, Text: "Moved"))
            .Where(count => count.Count > 0)
            .Select(count => FormattableString.Invariant($"{count.Count} {count.Text.ToLowerInvariant()}"))
            .ToArray();
        return counts.Length == 0
            ? ""
            : FormattableString.Invariant($"{string.Join(", ", counts)} of {_layers.Length} layers");
    }
}
