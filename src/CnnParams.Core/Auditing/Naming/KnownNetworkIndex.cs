using System.Globalization;
using CnnParams.Layers;

namespace CnnParams.Auditing.Naming;

/// <summary>
/// What the architectures of the catalogue are known by, so that a total is named without building all of them. It is
/// written by the tests from what they are measured as.
/// </summary>
internal static class KnownNetworkIndex
{
    private static readonly Lazy<KnownNetwork[]> All = new(() =>
        Array.ConvertAll(Read().Split(['\n'], StringSplitOptions.RemoveEmptyEntries), Parse)
    );

    /// <summary>All that are published, by year.</summary>
    internal static IReadOnlyList<KnownNetwork> Networks => All.Value;

    /// <summary>The index as it should be: a line for each variant.</summary>
    internal static string Write(IEnumerable<KnownNetwork> networks) =>
        string.Concat(networks.Select(known => Line(known) + "\n"));

    /// <summary>The index as it is.</summary>
    internal static string Read() => EmbeddedText.Read("KnownNetworks");

    private static string Line(KnownNetwork known) =>
        string.Join(
            "\t",
            [
                known.Name,
                known.Variant,
                known.View.ToString(),
                Text(known.Macs),
                Totals(known.Totals),
                Print(known.Kernels.Whole),
                Print(known.Kernels.Body),
                Text(known.Classifier),
                Text(known.Classes),
                .. known.Tops.SelectMany(top => new[] { top.Names, Print(top.Body.Whole), Totals(top.Totals) }),
            ]
        );

    private static KnownNetwork Parse(string line)
    {
        string[] cells = line.Split('\t');
        return new()
        {
            Name = cells[0],
            Variant = cells[1],
            View = (ParameterView)Enum.Parse(typeof(ParameterView), cells[2]),
            Macs = Number(cells[3]),
            Totals = TotalsOf(cells[4]),
            Kernels = new(PrintOf(cells[5]), PrintOf(cells[6])),
            Classifier = Number(cells[7]),
            Classes = Number(cells[8]),
            Tops =
            [
                .. Enumerable
                    .Range(0, (cells.Length - 9) / 3)
                    .Select(top => cells.Skip(9 + (3 * top)).Take(3).ToArray())
                    .Select(top => new KnownTop(top[0], new(PrintOf(top[1]), 0), TotalsOf(top[2]))),
            ],
        };
    }

    // A number for each view, or nothing; one alone is that of all views.
    private static string Totals(IReadOnlyDictionary<ParameterView, long> totals) =>
        totals.Count == ParameterViews.All.Count && totals.Values.Distinct().Count() == 1
            ? Text(totals.Values.First())
            : string.Join(
                " ",
                ParameterViews.All.Select(view => totals.TryGetValue(view, out long total) ? Text(total) : "-")
            );

    private static Dictionary<ParameterView, long> TotalsOf(string text) =>
        text.IndexOf(' ') < 0
            ? ParameterViews.All.ToDictionary(view => view, _ => Number(text))
            : text.Split(' ')
                .Select((total, place) => (Total: total, View: ParameterViews.All[place]))
                .Where(pair => pair.Total != "-")
                .ToDictionary(pair => pair.View, pair => Number(pair.Total));

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static string Print(ulong print) => print.ToString("x", CultureInfo.InvariantCulture);

    private static ulong PrintOf(string text) =>
        ulong.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
