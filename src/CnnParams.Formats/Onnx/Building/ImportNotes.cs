using System.Globalization;
using CnnParams.Formats.Folding;

namespace CnnParams.Formats.Onnx.Building;

/// <summary>What could not be understood, or contradicts itself; each kind makes one warning.</summary>
internal sealed class ImportNotes
{
    private readonly ReadingWarnings _warnings = new();
    private readonly SortedDictionary<string, int> _operators = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _subgraphs = new(StringComparer.Ordinal);
    private int _differences;
    private string _difference = "";

    /// <summary>Something that is said once.</summary>
    internal void Add(string warning) => _warnings.Add(warning);

    /// <summary>An operator whose cost is not known.</summary>
    internal void NotUnderstood(string name)
    {
        _operators.TryGetValue(name, out int count);
        _operators[name] = count + 1;
    }

    /// <summary>An operator whose graphs are counted another number of times than they run.</summary>
    internal void CountedOnce(string layer, string what)
    {
        if (!_subgraphs.TryGetValue(what, out var named))
            _subgraphs[what] = named = [];
        named.Add(layer);
    }

    /// <summary>A shape that the file states otherwise.</summary>
    /// <returns>The difference.</returns>
    internal string Differs(string value, Shape inferred, Shape stated)
    {
        string difference = $"'{value}' is {inferred}, and {stated} in the file";
        if (_differences++ == 0)
            _difference = difference;
        return difference;
    }

    /// <summary>All warnings.</summary>
    internal IReadOnlyList<string> Warnings()
    {
        var all = new List<string>(_warnings.All);
        foreach (var (what, named) in _subgraphs.Select(pair => (pair.Key, pair.Value)))
        {
            string others =
                named.Count == 1 ? "" : string.Format(CultureInfo.InvariantCulture, " and {0} others", named.Count - 1);
            all.Add($"{what}: '{named[0]}'{others}");
        }

        if (_operators.Count > 0)
        {
            var named = _operators.Select(pair =>
                pair.Value == 1
                    ? pair.Key
                    : string.Format(CultureInfo.InvariantCulture, "{0} ({1} times)", pair.Key, pair.Value)
            );
            all.Add(
                $"operators that no layer has the rule of: {string.Join(", ", named)}; their weights count, their cost "
                    + "is not known"
            );
        }

        if (_differences > 0)
            all.Add(
                string.Format(
                    CultureInfo.InvariantCulture,
                    "{0} shapes are other than the file states: {1}",
                    _differences,
                    _difference
                )
            );
        return all;
    }
}
