using CnnParams.Layers;
using CnnParams.Measuring;

namespace CnnParams.Auditing.Mistakes;

/// <summary>
/// Operations for multiply-accumulates: two for one; with the backward pass, three and six times as many.
/// </summary>
internal sealed class OperationsForMacs : Mistake
{
    internal override MistakeScope Scope => MistakeScope.Number;

    internal override IEnumerable<Computation> Make(Computation computation, Figure claimed)
    {
        if (
            computation.Quantity is not (ClaimedQuantity.Macs or ClaimedQuantity.Flops)
            || computation.Value is null or 0
        )
            yield break;
        yield return Times("BackwardCounted", 4, 3);
        if (computation.Quantity == ClaimedQuantity.Flops)
            yield break;
        yield return Times("FlopsForMacs", 2, 2);
        yield return Times("BackwardFlops", 5, 6);

        Computation Times(string id, int cost, long times) =>
            computation.Wrapped(new Slip(id, cost, times), "times * all", ("times", times));
    }
}

/// <summary>Additions of biases, or operations on single values, among the multiply-accumulates.</summary>
internal sealed class OtherOperationsInMacs : Mistake
{
    internal override IEnumerable<Computation> Make(Computation computation, Figure claimed)
    {
        if (computation.Quantity != ClaimedQuantity.Macs)
            yield break;
        if (computation.Row.BiasAdds is { } adds && adds > 0)
            yield return Added("BiasInMacs", 2, "adds", adds);
        if (computation.Row.ElementOperations is { } operations && operations > 0)
            yield return Added("ElementOperationsInMacs", 4, "extra", operations);

        Computation Added(string id, int cost, string symbol, long number) =>
            computation.Wrapped(new Slip(id, cost, number), "all + " + symbol, (symbol, number));
    }
}

/// <summary>
/// Operations that are counted by another rule: two for each multiply-accumulate and no others; one addition less in
/// each sum; the biases twice.
/// </summary>
internal sealed class OperationsByOtherRule : Mistake, ITotalMistake
{
    internal override IEnumerable<Computation> Make(Computation computation, Figure claimed) =>
        computation.Quantity == ClaimedQuantity.Flops && computation.Slips.Length == 0
            ? Rules([computation.Row])
                .Select(rule =>
                    computation.With(
                        rule.Slip,
                        rule.More == 0 ? "2 * macs"
                            : rule.More > 0 ? "(2 * macs) + more"
                            : "(2 * macs) - more",
                        null,
                        ("macs", rule.Macs),
                        ("more", Math.Abs(rule.More))
                    )
                )
            : [];

    public IEnumerable<MistakenTotal> Make(RowSet whole, ClaimedQuantity quantity, long right) =>
        quantity == ClaimedQuantity.Flops
            ? Rules(whole.Rows).Select(rule => new MistakenTotal(rule.Slip, (2 * rule.Macs) + rule.More))
            : [];

    private static IEnumerable<(Slip Slip, long Macs, long More)> Rules(IReadOnlyList<LayerMeasurement> rows)
    {
        long macs = rows.Sum(row => row.Macs ?? 0);
        if (macs == 0)
            yield break;
        long biases = rows.Sum(row => row.BiasAdds ?? 0);
        long sums = rows.SelectMany(
                row => row.Work.Where(work => work.Macs?.Value > 0),
                (row, work) => work.Elements * row.Options.BatchSize
            )
            .Sum();
        yield return (new Slip("MacsAlone", 2), macs, 0);
        yield return (new Slip("SumsWithOneLess", 3), macs, -sums);
        if (biases > 0)
            yield return (new Slip("BiasTwice", 3, biases), macs, 2 * biases);
    }
}

/// <summary>A transposed convolution is computed at the positions of its output.</summary>
internal sealed class OutputGrid : Mistake
{
    internal override IEnumerable<Computation> Make(Computation computation, Figure claimed) =>
        computation.Quantity == ClaimedQuantity.Macs
        && computation.Layer is TransposedConvolution
        && computation["u"] is { } inputs
        && computation.Row.OutputShape.Positions is { } positions
        && positions != inputs
            ? [computation.Put(new Slip("OutputGrid", 2, positions), "u", positions)]
            : [];
}

/// <summary>A convolution is computed at the positions of its input: as many as without stride and padding.</summary>
internal sealed class InputGrid : Mistake
{
    internal override IEnumerable<Computation> Make(Computation computation, Figure claimed) =>
        computation.Quantity == ClaimedQuantity.Macs
        && computation.Layer is FilterLayer and not TransposedConvolution
        && computation["u"] is { } positions
        && computation.Inputs.First.Positions is { } inputs
        && positions != inputs
            ? [computation.Put(new Slip("InputGrid", 3, inputs), "u", inputs)]
            : [];
}

/// <summary>Filters are applied once, not at every position.</summary>
internal sealed class PositionsForgotten : Mistake
{
    internal override IEnumerable<Computation> Make(Computation computation, Figure claimed) =>
        computation.Quantity == ClaimedQuantity.Macs
        && computation.Layer is FilterLayer
        && computation["u"] is { } positions
        && positions > 1
            ? [computation.Put(new Slip("PositionsForgotten", 3, positions), "u", 1)]
            : [];
}
