using System.Globalization;

namespace CnnParams.Measuring.Conventions;

/// <summary>What a tool prints for a network.</summary>
public sealed class ConventionTotals
{
    private readonly CostConvention _convention;

    internal ConventionTotals(CostConvention convention, NetworkMeasurement measurement)
    {
        _convention = convention;
        var leftOut = new List<string>();
        var unknown = new List<string>();
        var assumed = new List<string>();
        foreach (var row in measurement.Rows.Select(convention.CostOf))
        {
            Cost = checked(Cost + (row.Cost ?? 0));
            leftOut.AddRange(row.LeftOut);
            if (row.Cost is null)
                unknown.Add(row.UnknownBecause);
            assumed.AddRange(row.Assumptions);
        }

        LeftOut = Counted(leftOut);
        Unknown = Counted(unknown);
        Assumptions = Counted(assumed);
        Trust =
            measurement.Rows.Any(row => row.MacsTrust == Trust.Contradicted) ? Trust.Contradicted
            : assumed.Count > 0 ? Trust.Assumed
            : Unknown.Count > 0 ? Trust.LowerBound
            : Trust.Exact;
    }

    /// <summary>The name of the convention.</summary>
    public string Convention => _convention.Name;

    /// <summary>The number, for the batch: the sum of all layers whose number is known.</summary>
    public long Cost { get; }

    /// <summary>What it counts.</summary>
    public string Unit => _convention.Unit;

    /// <summary>
    /// Whether it is the number, at least the number, or the number if what <see cref="Assumptions"/> say is so.
    /// </summary>
    public Trust Trust { get; }

    /// <summary>What is assumed of the program that the tool would see, each with of how many layers.</summary>
    public TextList<string> Assumptions { get; }

    /// <summary>The arithmetic that the tool has no rule for, each with how often: <c>MaxPooling x 3</c>.</summary>
    public TextList<string> LeftOut { get; }

    /// <summary>Why some layers have no number, each with how often.</summary>
    public TextList<string> Unknown { get; }

    private static TextList<string> Counted(IEnumerable<string> texts) =>
        new(
            texts
                .GroupBy(text => text)
                .Select(same =>
                    same.Count() == 1
                        ? same.Key
                        : string.Format(CultureInfo.InvariantCulture, "{0} x {1}", same.Key, same.Count())
                )
        );

    /// <inheritdoc/>
    public override string ToString() =>
        string.Format(CultureInfo.InvariantCulture, "{0}{1} {2} as {3}", Quantity.Bound(Trust), Cost, Unit, Convention);
}
