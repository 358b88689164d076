using CnnParams.Layers;

namespace CnnParams.Auditing.Mistakes;

/// <summary>Operations for multiply-accumulates: two for one; with the backward pass, three and six times as many.</summary>
internal sealed class OperationsForMacs : Mistake
{
    internal override MistakeScope Scope => MistakeScope.Number;

    internal override IEnumerable<Reckoning> Make(Reckoning reckoning, Figure claimed)
    {
        if (reckoning.Quantity != ClaimedQuantity.Macs || reckoning.Value is null or 0)
            yield break;
        yield return Times("FlopsForMacs", 2, 2);
        yield return Times("BackwardCounted", 4, 3);
        yield return Times("BackwardFlops", 5, 6);

        Reckoning Times(string id, int cost, long times) => reckoning.Wrapped(new Slip(id, cost, times), "times * all", ("times", times));
    }
}

/// <summary>Additions of biases, or operations on single values, among the multiply-accumulates.</summary>
internal sealed class OtherOperationsInMacs : Mistake
{
    internal override IEnumerable<Reckoning> Make(Reckoning reckoning, Figure claimed)
    {
        if (reckoning.Quantity != ClaimedQuantity.Macs)
            yield break;
        if (reckoning.Row.BiasAdds is { } adds && adds > 0)
            yield return Added("BiasInMacs", 2, "adds", adds);
        if (reckoning.Row.ElementOperations is { } operations && operations > 0)
            yield return Added("ElementOperationsInMacs", 4, "extra", operations);

        Reckoning Added(string id, int cost, string symbol, long number) => reckoning.Wrapped(new Slip(id, cost, number), "all + " + symbol, (symbol, number));
    }
}

/// <summary>A transposed convolution is reckoned at the positions of its output.</summary>
internal sealed class OutputGrid : Mistake
{
    internal override IEnumerable<Reckoning> Make(Reckoning reckoning, Figure claimed) =>
        reckoning.Quantity == ClaimedQuantity.Macs && reckoning.Layer is TransposedConvolution && reckoning["u"] is { } inputs
        && reckoning.Row.OutputShape.Positions is { } positions && positions != inputs
            ? [reckoning.Put(new Slip("OutputGrid", 2, positions), "u", positions)]
            : [];
}

/// <summary>Filters are applied once, not at every position.</summary>
internal sealed class PositionsForgotten : Mistake
{
    internal override IEnumerable<Reckoning> Make(Reckoning reckoning, Figure claimed) =>
        reckoning.Quantity == ClaimedQuantity.Macs && reckoning.Layer is FilterLayer && reckoning["u"] is { } positions && positions > 1
            ? [reckoning.Put(new Slip("PositionsForgotten", 3, positions), "u", 1)]
            : [];
}
