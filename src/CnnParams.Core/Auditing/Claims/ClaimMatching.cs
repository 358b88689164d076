using System.Text.RegularExpressions;
using CnnParams.Layers;
using CnnParams.Measuring;

namespace CnnParams.Auditing;

/// <summary>
/// Which layer each row of a claimed table is about: by name where the network has it, else by the order of the rows
/// and their types, since a tool gives layers names of its own.
/// </summary>
internal static class ClaimMatching
{
    // A table of text is short; what is longer than this has names.
    private const long MostPairs = 16_000_000;

    // What one framework has as one type, and another as two; units that see everything are Linear or Dense to tools.
    private static readonly HashSet<(string, string)> Interchangeable =
    [
        ("Dense", "FullyConnected"), ("DepthwiseConv2D", "Conv2D"), ("GlobalAveragePool2D", "AdaptiveAveragePool2D"),
        ("Dropout", "SpatialDropout1D"), ("Dropout", "SpatialDropout2D"), ("Dropout", "SpatialDropout3D"),
    ];

    /// <summary>The measured layer of each claimed row; none for those of which it cannot be said.</summary>
    internal static IReadOnlyDictionary<ClaimedRow, LayerMeasurement> Match(IReadOnlyList<ClaimedRow> table, IReadOnlyList<LayerMeasurement> rows)
    {
        var matches = new Dictionary<ClaimedRow, LayerMeasurement>();
        var taken = new HashSet<LayerMeasurement>();
        foreach (var name in new Func<string, string>[] { name => name, Plain, LastPart })
        {
            MatchNames(table, rows.Where(row => !taken.Contains(row)), name, matches);
            taken.UnionWith(matches.Values);
        }


        // A table of names that are the network's needs no guessing: what is left over is unknown there. And a name
        // alone, without a type, is a guess that takes several rows to be believed.
        var open = table.Where(row => !row.IsTotal && !matches.ContainsKey(row)).ToArray();
        bool isTyped = open.All(row => row.Type.Length > 0 || row.Name.Length == 0);
        if (matches.Count <= open.Length && (isTyped || (matches.Count == 0 && open.Length > 1)))
            MatchInOrder(open, rows.Where(row => !taken.Contains(row)).ToArray(), matches);
        return matches;
    }

    private static void MatchNames(
        IReadOnlyList<ClaimedRow> table,
        IEnumerable<LayerMeasurement> rows,
        Func<string, string> plain,
        Dictionary<ClaimedRow, LayerMeasurement> matches)
    {
        var byName = rows.GroupBy(row => plain(row.Name), StringComparer.OrdinalIgnoreCase)
            .Where(same => same.Count() == 1)
            .ToDictionary(same => same.Key, same => same.First(), StringComparer.OrdinalIgnoreCase);
        foreach (var claimed in table.Where(row => !row.IsTotal && row.Name.Length > 0 && !matches.ContainsKey(row)))
        {
            if (byName.TryGetValue(plain(claimed.Name), out var row))
                matches.Add(claimed, row);
        }
    }

    // The longest sequence of pairs in the order of both, of types that are the same or may be.
    private static void MatchInOrder(ClaimedRow[] table, LayerMeasurement[] rows, Dictionary<ClaimedRow, LayerMeasurement> matches)
    {
        if ((long)table.Length * rows.Length > MostPairs)
            return;
        string[] types = Array.ConvertAll(table, TypeOf);
        int Likeness(int i, int j) => ClaimMatching.Likeness(table[i], types[i], rows[j]);
        int[,] best = new int[table.Length + 1, rows.Length + 1];
        for (int i = table.Length - 1; i >= 0; i--)
        {
            for (int j = rows.Length - 1; j >= 0; j--)
            {
                int pair = Likeness(i, j);
                best[i, j] = Math.Max(pair > 0 ? pair + best[i + 1, j + 1] : 0, Math.Max(best[i + 1, j], best[i, j + 1]));
            }
        }

        for (int i = 0, j = 0; i < table.Length && j < rows.Length;)
        {
            int pair = Likeness(i, j);
            if (pair > 0 && best[i, j] == pair + best[i + 1, j + 1])
                matches.Add(table[i++], rows[j++]);
            else if (best[i, j] == best[i + 1, j])
                i++;
            else
                j++;
        }
    }

    // The type decides; of several pairs, those whose figures agree.
    private static int Likeness(ClaimedRow claimed, string type, LayerMeasurement measured)
    {
        int types = type.Length == 0 ? 0
            : type == measured.Type ? 4
            : Interchangeable.Contains((type, measured.Type)) || Interchangeable.Contains((measured.Type, type)) ? 3
            : 0;
        if (types == 0)
            return 0;
        bool shape = claimed.Of(ClaimedQuantity.OutputShape)?.Shape is { } stated && stated.Fits(measured.OutputShape);
        bool parameters = claimed.Of(ClaimedQuantity.Parameters)?.Figure is { } figure && measured.Parameters is { } count && figure.Fits(count);
        return types + (shape ? 1 : 0) + (parameters ? 1 : 0);
    }

    // The type that is stated, or what the name begins with: conv2d_3, max_pooling2d.
    private static string TypeOf(ClaimedRow row)
    {
        string prefix = Regex.Replace(row.Name, @"([_\-: ]*\d+)+$", "");
        return (LayerTypes.Find(row.Type) ?? LayerTypes.Find(prefix) ?? LayerTypes.Find(prefix.Replace("_", "")))?.Name ?? "";
    }

    private static string Plain(string name) => Regex.Replace(name, "[^A-Za-z0-9]+", "").ToUpperInvariant();

    // layer1.0.conv1 is conv1 within its block.
    private static string LastPart(string name) => name.Split(['/', '.'], StringSplitOptions.RemoveEmptyEntries) is { Length: > 1 } parts ? Plain(parts[parts.Length - 1]) : "\0" + name;
}
