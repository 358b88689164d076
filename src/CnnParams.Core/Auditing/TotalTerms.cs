using CnnParams.Layers;
using CnnParams.Measuring;

namespace CnnParams.Auditing;

/// <summary>
/// What totals differ by: kinds of weights that some count and others do not, and kinds of arithmetic. Each has a name
/// and an amount, below zero for what is counted here and may be left out.
/// </summary>
internal static class TotalTerms
{
    private const int MostAtOnce = 3;

    /// <summary>Every total that comes about when up to three of the terms are counted otherwise.</summary>
    internal static IEnumerable<(Slip[] Slips, long Total)> Sums(RowSet whole, ClaimedQuantity quantity, long total)
    {
        Term[] terms = [.. Of(whole, quantity).Where(term => term.Amount != 0)];
        for (int chosen = 1; chosen < 1 << terms.Length; chosen++)
        {
            var taken = terms.Where((_, i) => (chosen & (1 << i)) != 0).ToArray();
            string[] kinds = [.. taken.SelectMany(term => term.Of)];
            // Each kind of weight is counted otherwise once.
            if (taken.Length <= MostAtOnce && kinds.Distinct().Count() == kinds.Length)
                yield return (
                    [.. taken.Select(term => term.Slip)],
                    taken.Aggregate(total, (sum, term) => unchecked(sum + term.Amount))
                );
        }
    }

    private static IEnumerable<Term> Of(RowSet whole, ClaimedQuantity quantity) =>
        quantity switch
        {
            ClaimedQuantity.Parameters => OfParameters(whole),
            ClaimedQuantity.Macs => OfMacs(whole),
            _ => [],
        };

    private static IEnumerable<Term> OfParameters(RowSet whole)
    {
        yield return Weights("Statistics", 2, weight => weight.Role == WeightRole.Statistic);
        yield return Weights("Counters", 4, weight => weight.Role == WeightRole.Counter);
        yield return Weights("Normalizations", 3, weight => weight.Role is WeightRole.Scale or WeightRole.Offset);
        long norms = whole.Rows.Where(row => row.Layer is BatchNormalization).Sum(row => row.OwnParameters);
        yield return new Term(
            new Slip("WithoutBatchNorms", 2, norms),
            -norms,
            "Statistics",
            "Counters",
            "Normalizations"
        );
        foreach (
            var (kind, rows) in new[]
            {
                ("ConvolutionBiases", whole.Rows.Where(row => row.Layer is FilterLayer)),
                ("UnitBiases", whole.Rows.Where(row => row.Layer is UnitLayer)),
            }
        )
        {
            long there = rows.SelectMany(row => row.CountedWeights)
                .Where(weight => weight.Role == WeightRole.Bias)
                .Sum(weight => weight.Count);
            // One for each filter or unit, where the layers have none.
            long missing = rows.Where(row => row.CountedWeights.All(weight => weight.Role != WeightRole.Bias))
                .Sum(row => row.OutputShape.Channels.Size ?? 0);
            yield return new Term(new Slip("Without" + kind, 3, there), -there, kind);
            yield return new Term(new Slip("With" + kind, 3, missing), missing, kind);
        }

        foreach (var top in NetworkTop.Of(whole))
        {
            long amount = top.Sum(row => row.OwnParameters);
            yield return new Term(NetworkTop.LeftOut(top, amount), -amount, "Top", "UnitBiases");
        }

        Term Weights(string kind, int cost, Func<Weight, bool> isOne)
        {
            var weights = whole.Rows.SelectMany(row => row.Weights).Where(isOne).ToArray();
            long counted = weights.Where(whole.Network.Counts).Sum(weight => weight.Count);
            long all = weights.Sum(weight => weight.Count);
            return counted > 0
                ? new Term(new Slip("Without" + kind, cost, counted), -counted, kind)
                : new Term(new Slip("With" + kind, cost, all), all, kind);
        }
    }

    private static IEnumerable<Term> OfMacs(RowSet whole)
    {
        long batch = whole.Network.Options.BatchSize;
        var works = whole.Rows.SelectMany(row => row.Work).ToArray();
        yield return With("WithBiasAdds", 2, works.Sum(work => work.BiasAdds));
        yield return With("WithNormalizationOperations", 3, 2 * Elements(WorkKind.BatchNormalization));
        yield return With("WithActivationOperations", 3, Elements(WorkKind.Activation));
        yield return With(
            "WithPoolingOperations",
            4,
            works
                .Where(work => work.Kind.ToString().EndsWith("Pooling", StringComparison.Ordinal))
                .Sum(work => work.ElementOperations)
        );
        long units = works.Where(work => work.Kind == WorkKind.Linear).Sum(work => work.Macs?.Value ?? 0) * batch;
        yield return new Term(new Slip("WithoutUnits", 2, units), -units, "Units");
        // A classifier alone is all of the units.
        foreach (var top in NetworkTop.Of(whole))
        {
            long amount = top.Sum(row => row.Macs ?? 0);
            if (amount != units)
                yield return new Term(NetworkTop.LeftOut(top, amount), -amount, "Units");
        }

        long Elements(WorkKind kind) => works.Where(work => work.Kind == kind).Sum(work => work.Elements);

        Term With(string id, int cost, long amount) => new(new Slip(id, cost, amount * batch), amount * batch, id);
    }

    /// <param name="Slip">The mistake.</param>
    /// <param name="Amount">What it adds.</param>
    /// <param name="Of">The kinds of weights or operations that it counts otherwise.</param>
    private sealed record Term(Slip Slip, long Amount, params string[] Of);
}
