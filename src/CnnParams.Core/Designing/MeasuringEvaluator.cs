using CnnParams.Budgets;
using CnnParams.Measuring;

namespace CnnParams.Designing;

/// <summary>
/// Builds and measures each design anew: right for every network, shared weights and folded batch norms among them, and
/// what the faster way is tested against.
/// </summary>
internal sealed class MeasuringEvaluator(DesignSpace space, IReadOnlyList<BudgetLimit> limits, MeasureOptions options)
    : IDesignEvaluator
{
    private long _design;
    private NetworkMeasurement? _measurement;

    public int Batch => 64;

    public bool Fails => Failure is not null;

    public string? Failure { get; private set; }

    public void GoTo(long design)
    {
        _design = design;
        _measurement = null;
        try
        {
            _measurement = Measurer.Measure(space.Build(design), options);
            Failure =
                _measurement.Problems.Count > 0 ? _measurement.Problems[0].Message : UnknownOf(_measurement.Totals);
        }
        catch (LayerException exception)
        {
            Failure = exception.Message;
        }
        catch (OverflowException exception)
        {
            Failure = exception.Message;
        }
    }

    public void Next() => GoTo(_design + 1);

    public bool Meets() => Budget.Check(_measurement!, limits).All(result => result.Passed);

    public long Amount(BudgetQuantity quantity) => quantity.AmountOf(_measurement!.Totals) ?? 0;

    private static string? UnknownOf(NetworkTotals totals) =>
        totals.ShapeTrust == Trust.Exact && totals.ParametersTrust == Trust.Exact && totals.MacsTrust == Trust.Exact
            ? null
            : string.Join("; ", totals.TrustReasons.Take(3));
}
