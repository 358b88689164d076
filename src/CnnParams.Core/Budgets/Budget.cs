using CnnParams.Measuring;

namespace CnnParams.Budgets;

/// <summary>Holds a measured network to limits.</summary>
public static class Budget
{
    private const int MostShown = 3;

    /// <summary>One result for each limit.</summary>
    public static IEnumerable<BudgetResult> Check(NetworkMeasurement measurement, IEnumerable<BudgetLimit> limits) =>
        limits.Select(limit => limit.IsForEachLayer ? OfLayers(measurement, limit) : OfNetwork(measurement, limit));

    private static BudgetResult OfNetwork(NetworkMeasurement measurement, BudgetLimit limit)
    {
        var totals = measurement.Totals;
        var trust = limit.Quantity.TrustOf(totals);
        long? amount = limit.Quantity.AmountOf(totals);
        return new BudgetResult(
            limit,
            totals.Name,
            limit.Quantity.Of(totals),
            amount,
            trust,
            Reason(trust, limit.Quantity, totals)
        )
        {
            Heaviest = Heaviest(measurement, limit.Quantity, amount),
        };
    }

    private static BudgetResult OfLayers(NetworkMeasurement measurement, BudgetLimit limit)
    {
        var amounts = measurement.Rows.Select(row => limit.Quantity.OfLayer!(row)).ToArray();
        var trust = limit.Quantity.TrustOf(measurement.Totals);
        if (
            trust is not (Trust.Contradicted or Trust.Assumed)
            && (trust != Trust.Exact || Array.Exists(amounts, amount => amount is null))
        )
            trust = Trust.LowerBound;
        // What decides is the layer that is nearest to breaking the limit.
        long? amount = limit.IsMinimum ? amounts.Min() : amounts.Max();
        return new BudgetResult(
            limit,
            measurement.Totals.Name,
            amount,
            amount,
            trust,
            Reason(trust, limit.Quantity, measurement.Totals)
        )
        {
            Heaviest = Heaviest(measurement, limit.Quantity, limit.Quantity.AmountOf(measurement.Totals)),
        };
    }

    private static string Reason(Trust trust, BudgetQuantity quantity, NetworkTotals totals)
    {
        if (trust == Trust.Exact)
            return "";
        string reasons = string.Join("; ", totals.TrustReasons.Take(MostShown));
        if (reasons.Length > 0)
            return reasons;
        return quantity.ReasonOf(totals) ?? "a shape, or which layer reads which, is not known";
    }

    private static TextList<LayerShare> Heaviest(NetworkMeasurement measurement, BudgetQuantity quantity, long? total)
    {
        if (quantity.OfLayer is not { } ofLayer || total is not > 0)
            return TextList<LayerShare>.None;
        bool isExact = quantity.TrustOf(measurement.Totals) == Trust.Exact;
        return new TextList<LayerShare>(
            measurement
                .Rows.Select(row => new LayerShare(
                    row.Name,
                    ofLayer(row) ?? 0,
                    isExact ? (double)(ofLayer(row) ?? 0) / total.Value : null
                ))
                .Where(share => share.Amount > 0)
                .OrderByDescending(share => share.Amount)
                .Take(MostShown)
        );
    }
}
