using System.Globalization;
using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Words;

namespace CnnParams.Auditing;

/// <summary>A term of the way from one total to another.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Amount">How much it adds; below zero for what it takes away. The first term is the first total
/// itself.</param>
/// <param name="Sum">The sum so far; that of the last term is the second total.</param>
public sealed record TotalTerm(string Name, long Amount, long Sum)
{
    /// <inheritdoc/>
    public override string ToString() =>
        string.Format(CultureInfo.InvariantCulture, "{0}: {1}{2}", Name, Amount > 0 ? "+" : "", Amount);
}

/// <summary>
/// Leads one total to another, of two networks or of two ways to count one, by terms that have names: what differs is
/// sorted by what it is, and adds up exactly to the difference.
/// </summary>
public static class Reconciliation
{
    /// <summary>The terms between the parameters of two networks, or of one network in two views.</summary>
    public static IReadOnlyList<TotalTerm> OfParameters(
        NetworkMeasurement from,
        NetworkMeasurement to,
        Wording? words = null
    ) => Of(from, to, Parts, totals => totals.Parameters, words ?? Wording.English);

    /// <summary>The terms between the multiply-accumulates of two networks.</summary>
    public static IReadOnlyList<TotalTerm> OfMacs(
        NetworkMeasurement from,
        NetworkMeasurement to,
        Wording? words = null
    ) => Of(from, to, Works, totals => totals.Macs, words ?? Wording.English);

    private static List<TotalTerm> Of(
        NetworkMeasurement from,
        NetworkMeasurement to,
        Func<NetworkMeasurement, List<Part>> parts,
        Func<NetworkTotals, long> total,
        Wording words
    )
    {
        var terms = new List<TotalTerm> { new(Title(from), total(from.Totals), total(from.Totals)) };
        long sum = total(from.Totals);
        foreach (
            var (name, amount) in Differences(parts(from), parts(to), words)
                .Where(term => term.Amount != 0)
                .OrderByDescending(term => Math.Abs(term.Amount))
        )
            terms.Add(new TotalTerm(name, amount, sum = checked(sum + amount)));

        // Weights that are shared count once in a total, and in as many rows as have them.
        if (sum != total(to.Totals))
            terms.Add(new TotalTerm(words["term.rest"], total(to.Totals) - sum, total(to.Totals)));
        return terms;
    }

    private static IEnumerable<(string Name, long Amount)> Differences(List<Part> from, List<Part> to, Wording words)
    {
        // What is in both, to the last size, leads to nothing.
        var left = Without(from, to);
        var right = Without(to, from);
        foreach (
            string kind in left.Concat(right).Where(part => part.Window is null).Select(part => part.Kind).Distinct()
        )
        {
            var (less, more) = (
                left.Where(part => part.Kind == kind).ToArray(),
                right.Where(part => part.Kind == kind).ToArray()
            );
            yield return (
                Named(words, "term." + kind, less, more),
                more.Sum(part => part.Count) - less.Sum(part => part.Count)
            );
        }

        // Of what is left, the same channels with another window are the same kernel with another size.
        var kernels = right.Where(part => part.Window is not null).ToList();
        var others = new List<Part>();
        var resized = new Dictionary<(string, string), (int Layers, long Amount)>();
        foreach (var kernel in left.Where(part => part.Window is not null))
        {
            int twin = kernels.FindIndex(other => other.Channels == kernel.Channels && other.Window != kernel.Window);
            if (twin < 0)
            {
                others.Add(kernel);
                continue;
            }

            var key = (kernel.Window!, kernels[twin].Window!);
            resized.TryGetValue(key, out var before);
            resized[key] = (before.Layers + 1, before.Amount + kernels[twin].Count - kernel.Count);
            kernels.RemoveAt(twin);
        }

        foreach (var same in resized)
            yield return (
                words.Format("term.Resized", same.Value.Layers, same.Key.Item2, same.Key.Item1),
                same.Value.Amount
            );
        yield return (words.Format("term.OnlyFirst", Names(others)), -others.Sum(part => part.Count));
        yield return (words.Format("term.OnlySecond", Names(kernels)), kernels.Sum(part => part.Count));
    }

    private static string Named(Wording words, string key, Part[] less, Part[] more)
    {
        int layers = more.Length > 0 ? more.Length : less.Length;
        return words.Format(key, layers);
    }

    private static string Names(List<Part> parts)
    {
        const int mostShown = 4;
        string names = string.Join(", ", parts.Select(part => part.Layer).Distinct().Take(mostShown));
        return parts.Count > mostShown ? names + ", ..." : names;
    }

    // Parts of the same kind and size cancel, one for one.
    private static List<Part> Without(List<Part> parts, List<Part> others)
    {
        var there = others.GroupBy(part => part.Key).ToDictionary(same => same.Key, same => same.Count());
        return
        [
            .. parts.Where(part => !(there.TryGetValue(part.Key, out int count) && (there[part.Key] = count - 1) >= 0)),
        ];
    }

    private static List<Part> Parts(NetworkMeasurement measurement) =>
        [
            .. measurement
                .Rows.Where(row => row.SharedParameters == 0)
                .SelectMany(row => row.CountedWeights.Select(weight => PartOf(row, weight))),
        ];

    private static Part PartOf(LayerMeasurement row, Weight weight) =>
        weight.Role switch
        {
            WeightRole.Statistic => new Part("Statistics", row.Name, weight.Count),
            WeightRole.Counter => new Part("Counters", row.Name, weight.Count),
            WeightRole.Scale => new Part("Scales", row.Name, weight.Count),
            WeightRole.Offset => new Part("Offsets", row.Name, weight.Count),
            WeightRole.Bias => new Part(
                row.Layer is FilterLayer ? "ConvolutionBiases" : "UnitBiases",
                row.Name,
                weight.Count
            ),
            _ => row.Layer is FilterLayer filters
                ? new Part("Kernels", row.Name, weight.Count) { Window = Window(filters) }
                : new Part("Kernels", row.Name, weight.Count) { Window = "" },
        };

    private static string Window(FilterLayer filters) =>
        string.Join("x", Enumerable.Range(0, filters.SpatialRank).Select(axis => filters.KernelSize[axis]));

    private static List<Part> Works(NetworkMeasurement measurement) =>
        [
            .. measurement
                .Rows.Where(row => row.Macs > 0)
                .Select(row => new Part(
                    "Macs."
                        + (
                            row.Layer is FilterLayer ? "Convolutions"
                            : row.Layer is UnitLayer ? "Units"
                            : "Others"
                        ),
                    row.Name,
                    row.Macs!.Value
                )),
        ];

    private static string Title(NetworkMeasurement measurement) =>
        measurement.Network.Name.Length > 0
            ? $"{measurement.Network.Name} ({measurement.View})"
            : measurement.Network.ToString();

    private sealed record Part(string Kind, string Layer, long Count)
    {
        /// <summary>The window of a filter, empty for a matrix; none for what is no kernel.</summary>
        internal string? Window { get; init; }

        /// <summary>Channels that are connected, whatever the window.</summary>
        internal long Channels =>
            Window is { Length: > 0 }
                ? Count
                    / Window
                        .Split('x')
                        .Aggregate(1L, (product, size) => product * long.Parse(size, CultureInfo.InvariantCulture))
                : Count;

        internal (string, string?, long) Key => (Kind, Window, Count);
    }
}
