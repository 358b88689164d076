using CnnParams.Catalogue;
using CnnParams.Measuring;

namespace CnnParams.Auditing;

/// <summary>
/// Claims about several networks, as a text with several summaries has them: each table with its network.
/// </summary>
public static class ClaimedTables
{
    /// <summary>
    /// The rows of a table of networks, as pages have one: <c>| Model | Params (M) | GFLOPs |</c>; none for another
    /// text.
    /// </summary>
    public static IReadOnlyList<ClaimedRow> OfNetworks(string text)
    {
        string[][] rows =
        [
            .. text.Split('\n')
                .Where(line => line.IndexOf('|') >= 0)
                .Select(line =>
                    line.Trim().Trim('|').Split('|').Select(cell => cell.Replace("<br>", " ").Trim()).ToArray()
                ),
        ];
        return rows.Length > 1 && rows[0].Any(ClaimedRow.IsOfNetworks)
            ?
            [
                .. rows.Skip(1)
                    .Select(cells =>
                        ClaimedRow.Of(
                            rows[0].Zip(cells, (title, cell) => new KeyValuePair<string, object?>(title, cell))
                        )
                    )
                    .Where(row => row.Network.Any(char.IsLetter) && row.Claims.Count > 0),
            ]
            : [];
    }

    /// <summary>
    /// What to say of a text that names no network of the catalogue, but what may be meant for one; null for any other.
    /// </summary>
    public static string? Unlisted(string text) =>
        ClaimedSentence
            .NamesIn(text)
            .Where(name => name.Any(char.IsDigit) || name.Contains("Net"))
            .Where(name => Architectures.Find(name) is null)
            .Select(name => (Name: name, Nearest: Architectures.Nearest(name)))
            .Where(pair => pair.Nearest is not null)
            .Select(pair => $"'{pair.Name}' is not in the catalogue (did you mean {pair.Nearest}?)")
            .FirstOrDefault();

    /// <summary>
    /// The rows for each network: those that name it; where names do not tell, the first table for the first network.
    /// Rows that name no network are for all, and so are the rows of a single table.
    /// </summary>
    public static IEnumerable<(NetworkMeasurement Network, IReadOnlyList<ClaimedRow> Rows)> Pair(
        IReadOnlyList<NetworkMeasurement> networks,
        IReadOnlyList<ClaimedRow> rows
    )
    {
        string[] tables =
        [
            .. rows.Select(row => row.Network)
                .Where(name => name.Length > 0)
                .Distinct(StringComparer.OrdinalIgnoreCase),
        ];
        if (tables.Length <= 1)
            return networks.Select(network => (network, rows));
        string?[] named = [.. networks.Select(network => Array.Find(tables, table => IsNameOf(network, table)))];
        // A name that two networks have tells nothing, nor does one that none has.
        bool areTold = named.All(name => name is not null) && named.Distinct().Count() == named.Length;
        if (!areTold && networks.Count != tables.Length)
            return networks.Select(network => (network, rows));
        return networks.Select((network, i) => (network, Of(rows, areTold ? named[i]! : tables[i])));
    }

    /// <summary>The rows that name an architecture, and those that name none.</summary>
    public static IReadOnlyList<ClaimedRow> About(Architecture architecture, IReadOnlyList<ClaimedRow> rows) =>
        [.. rows.Where(row => row.Network.Length == 0 || Architectures.Find(row.Network)?.Name == architecture.Name)];

    private static IReadOnlyList<ClaimedRow> Of(IReadOnlyList<ClaimedRow> rows, string table) =>
        [
            .. rows.Where(row =>
                row.Network.Length == 0 || row.Network.Equals(table, StringComparison.OrdinalIgnoreCase)
            ),
        ];

    private static bool IsNameOf(NetworkMeasurement network, string table) =>
        network.Network.Name.Equals(table, StringComparison.OrdinalIgnoreCase)
        || (
            Architectures.Find(table) is { } architecture
            && Architectures.Find(network.Network.Name)?.Name == architecture.Name
        );
}
