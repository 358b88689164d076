using System.Text.RegularExpressions;
using CnnParams.Layers;

namespace CnnParams.Auditing.Summaries;

/// <summary>
/// Types whose names the width of a column has cut: completed by the name of the layer, since Keras names layers after
/// their types, and by the rank of the shape. Where several are left, the word stays as it is printed.
/// </summary>
internal static class CutType
{
    /// <summary>The type; the word itself where it is whole, or where nothing says how it goes on.</summary>
    internal static string Complete(string type, string name, string shape)
    {
        if (!type.EndsWith("…", StringComparison.Ordinal))
            return type;
        string word = type.TrimEnd('…', '.', ')');
        string[] candidates =
        [
            .. LayerTypes
                .All.SelectMany(known => known.Aliases.Append(known.Name))
                .Where(candidate => candidate.StartsWith(word, StringComparison.Ordinal) && !candidate.Contains('_')),
        ];
        string plain = Plain(name);
        // The longest type with which the name begins: conv1d_1 (Con, bidirectional_layer_one (B.
        var named = candidates
            .Where(candidate => plain.StartsWith(Plain(candidate), StringComparison.Ordinal))
            .OrderByDescending(candidate => candidate.Length)
            .ToArray();
        // A name that is cut itself begins the type.
        if (named.Length == 0 && name.EndsWith("…", StringComparison.Ordinal))
            named =
            [
                .. candidates
                    .Where(candidate => Plain(candidate).StartsWith(plain, StringComparison.Ordinal))
                    .OrderBy(candidate => candidate.Length),
            ];
        return Only(named.Take(1))
            ?? Only(candidates)
            ?? Only(candidates.Where(candidate => Rank(candidate) == RankOf(shape)))
            ?? Whole(word);
    }

    // The one type that all of the names stand for.
    private static string? Only(IEnumerable<string> names)
    {
        string[] all = [.. names.OrderBy(name => name.Length).ThenBy(name => name, StringComparer.Ordinal)];
        return all.Select(name => LayerTypes.Find(name)).Distinct().Count() == 1 ? all[0] : null;
    }

    private static string Whole(string word) => LayerTypes.Find(word) is not null ? word : word + "…";

    private static string Plain(string name) => Regex.Replace(name, "[^A-Za-z0-9]", "").ToUpperInvariant();

    private static int Rank(string type) =>
        type.Length > 1 && type[type.Length - 1] is 'D' or 'd' && char.IsDigit(type[type.Length - 2])
            ? type[type.Length - 2] - '0'
            : -1;

    // Batch and channels are no places.
    private static int RankOf(string shape) => ShapeFigure.Parse(shape) is { } figure ? figure.Axes.Count - 2 : -2;
}
