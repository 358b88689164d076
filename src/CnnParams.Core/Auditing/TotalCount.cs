using CnnParams.Auditing.Mistakes;
using CnnParams.Layers;
using CnnParams.Measuring;

namespace CnnParams.Auditing;

/// <summary>
/// The number of filters or units of one layer with which a network has the claimed total: a total grows with it as a
/// straight line does, so that two measurements tell it, and a third proves it.
/// </summary>
internal static class TotalCount
{
    // A long network has too many layers for one of them to be the likely cause.
    private const int MostLayers = 100;

    internal static IEnumerable<(LayerMeasurement Row, MistakenLayer Change)> Changes(
        NetworkMeasurement truth,
        Claim claim
    )
    {
        if (
            claim.Figure is not { Step: 1 } figure
            || truth.Rows.Count > MostLayers
            || Figures.Value(truth.Totals, claim.Quantity) is not { } total
        )
            yield break;
        foreach (var row in truth.Rows)
        {
            if (
                row.Layer.WidthSymbol is null
                || row.Layer is GroupedFilterLayer { Groups: > 1 }
                || LayerTypes.Of(row.Layer).Width is not { Name: var setting } width
                || (long)width.Get(row.Layer)! is var count
                    && MistakenNetwork.Measure(truth, [(row, Change(setting, count, count + 1))]) is not { } more
            )
                continue;
            long slope = (more.Total(claim.Quantity) ?? total) - total;
            if (slope == 0 || (figure.Value - total) % slope != 0)
                continue;
            long other = count + ((figure.Value - total) / slope);
            if (other > 0 && other != count)
                yield return (row, Change(setting, count, other));
        }
    }

    private static MistakenLayer Change(string setting, long count, long other) =>
        new(new Slip("OtherCount", 4.2, other, setting.ToLowerInvariant(), count) { Choices = other }, setting, other)
        {
            IsHabit = false,
        };
}
