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
    internal static IEnumerable<(Slip[] Slips, long Total)> Sums(NetworkMeasurement truth, ClaimedQuantity quantity, long total)
    {
        var terms = Of(truth, quantity).Where(term => term.Amount != 0).ToArray();
        for (int chosen = 1; chosen < 1 << terms.Length; chosen++)
        {
            var slips = new List<Slip>();
            long sum = total;
            for (int i = 0; i < terms.Length; i++)
            {
                if ((chosen & (1 << i)) == 0)
                    continue;
                slips.Add(terms[i].Slip);
                sum = unchecked(sum + terms[i].Amount);
            }

            if (slips.Count <= MostAtOnce && slips.Select(slip => slip.Key).Distinct().Count() == slips.Count)
                yield return ([.. slips], sum);
        }
    }

    private static IEnumerable<(Slip Slip, long Amount)> Of(NetworkMeasurement truth, ClaimedQuantity quantity) => quantity switch
    {
        ClaimedQuantity.Parameters => OfParameters(truth),
        ClaimedQuantity.Macs => OfMacs(truth),
        _ => [],
    };

    private static IEnumerable<(Slip, long)> OfParameters(NetworkMeasurement truth)
    {
        yield return Weights("Statistics", 2, weight => weight.Role == WeightRole.Statistic);
        yield return Weights("Counters", 4, weight => weight.Role == WeightRole.Counter);
        yield return Weights("Normalizations", 3, weight => weight.Role is WeightRole.Scale or WeightRole.Offset);
        foreach (var (kind, rows) in new[] { ("ConvolutionBiases", truth.Rows.Where(row => row.Layer is FilterLayer)), ("UnitBiases", truth.Rows.Where(row => row.Layer is UnitLayer)) })
        {
            long there = rows.SelectMany(row => row.CountedWeights).Where(weight => weight.Role == WeightRole.Bias).Sum(weight => weight.Count);
            // One for each filter or unit, where the layers have none.
            long missing = rows.Where(row => row.CountedWeights.All(weight => weight.Role != WeightRole.Bias)).Sum(row => row.OutputShape.Channels.Size ?? 0);
            yield return (new Slip("Without" + kind, 3, there), -there);
            yield return (new Slip("With" + kind, 3, missing), missing);
        }

        if (truth.Rows.LastOrDefault(row => row.Parameters > 0) is { Layer: UnitLayer } top)
            yield return (new Slip("WithoutClassifier", 2, top.Parameters!, top.Name), -top.Parameters!.Value);

        (Slip, long) Weights(string kind, int cost, Func<Weight, bool> isOne)
        {
            var weights = truth.Rows.SelectMany(row => row.Weights).Where(isOne).ToArray();
            long counted = weights.Where(truth.Counts).Sum(weight => weight.Count);
            long all = weights.Sum(weight => weight.Count);
            return counted > 0 ? (new Slip("Without" + kind, cost, counted), -counted) : (new Slip("With" + kind, cost, all), all);
        }
    }

    private static IEnumerable<(Slip, long)> OfMacs(NetworkMeasurement truth)
    {
        long batch = truth.Options.BatchSize;
        var works = truth.Rows.SelectMany(row => row.Work).ToArray();
        yield return With("WithBiasAdds", 2, works.Sum(work => work.BiasAdds));
        yield return With("WithNormalizationOperations", 3, 2 * Elements(WorkKind.BatchNormalization));
        yield return With("WithActivationOperations", 3, Elements(WorkKind.Activation));
        yield return With("WithPoolingOperations", 4, works.Where(work => work.Kind.ToString().EndsWith("Pooling", StringComparison.Ordinal)).Sum(work => work.ElementOperations));
        long units = works.Where(work => work.Kind == WorkKind.Linear).Sum(work => work.Macs?.Value ?? 0) * batch;
        yield return (new Slip("WithoutUnits", 2, units), -units);

        long Elements(WorkKind kind) => works.Where(work => work.Kind == kind).Sum(work => work.Elements);

        (Slip, long) With(string id, int cost, long amount) => (new Slip(id, cost, amount * batch), amount * batch);
    }
}
