using CnnParams.Layers;

namespace CnnParams.Auditing.Mistakes;

/// <summary>
/// Operations for multiply-accumulates: two for one; with the backward pass, three and six times as many.
/// </summary>
internal sealed class OperationsForMacs : Mistake
{
    internal override MistakeScope Scope => MistakeScope.Number;

    internal override IEnumerable<Computation> Make(Computation computation, Figure claimed)
    {
        if (computation.Quantity != ClaimedQuantity.Macs || computation.Value is null or 0)
            yield break;
        yield return Times("FlopsForMacs", 2, 2);
        yield return Times("BackwardCounted", 4, 3);
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
