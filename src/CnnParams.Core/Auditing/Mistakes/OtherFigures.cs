using CnnParams.Measuring.Conventions;

namespace CnnParams.Auditing.Mistakes;

/// <summary>
/// Another figure of the same layer is given: its activation, its multiply-accumulates, its parameters.
/// </summary>
internal sealed class OtherQuantity : Mistake
{
    private static readonly (ClaimedQuantity Quantity, string Id, int Cost)[] Others =
    [
        (ClaimedQuantity.ActivationSize, "ActivationGiven", 3),
        (ClaimedQuantity.Macs, "MacsGiven", 3),
        (ClaimedQuantity.Parameters, "ParametersGiven", 3),
        (ClaimedQuantity.TrainableParameters, "TrainableGiven", 3),
        (ClaimedQuantity.Flops, "FlopsGiven", 3),
    ];

    internal override IEnumerable<Computation> Make(Computation computation, Figure claimed)
    {
        if (computation.Slips.Length > 0)
            yield break;
        foreach (var (quantity, id, cost) in Others)
        {
            if (quantity == ClaimedQuantity.TrainableParameters && !computation.IsOfParameters)
                continue;
            if (
                quantity != computation.Quantity
                && Computation.Of(computation.Row, quantity) is { } other
                && other.Value is { } value
                && value != computation.Value
                && value != 0
            )
                yield return other.For(computation.Quantity, new Slip(id, cost, computation.Quantity));
        }
    }
}

/// <summary>The figure of another row: of the one before or after, or with more room for chance, any.</summary>
internal sealed class NeighbouringRow : Mistake
{
    internal override MistakeScope Scope => MistakeScope.Row;

    private const int Near = 3;

    internal override IEnumerable<Computation> Make(Computation computation, Figure claimed)
    {
        if (computation.Slips.Length > 0)
            yield break;
        var rows = computation.Row.Network.Rows;
        for (int i = 0; i < rows.Count; i++)
        {
            int distance = Math.Abs(i - computation.Row.Index);
            if (
                distance is 0
                || Figures.Value(rows[i], computation.Quantity) is not { } value
                || value == 0
                || !claimed.Fits(value)
            )
                continue;
            if (Computation.Of(rows[i], computation.Quantity) is { } other)
                yield return other.For(
                    computation.Quantity,
                    new Slip("NeighbouringRow", distance <= Near ? 4 : 6, rows[i].Name)
                    {
                        Choices = distance <= Near ? 2 * Near : rows.Count,
                    }
                );
        }
    }
}

/// <summary>What a tool prints for the multiply-accumulates of a layer, by a convention of its own.</summary>
internal sealed class ToolsFigure : Mistake
{
    internal override MistakeScope Scope => MistakeScope.Row;

    internal override IEnumerable<Computation> Make(Computation computation, Figure claimed)
    {
        if (
            computation.Quantity != ClaimedQuantity.Macs
            || computation.Slips.Length > 0
            || computation.Value is not { } macs
        )
            yield break;
        foreach (var convention in CostConventions.All)
        {
            if (convention.CostOf(computation.Row).Cost is not { } cost || cost == macs || !claimed.Fits(cost))
                continue;
            var slip = new Slip("ToolsFigure", 3.5, convention.Tool, convention.Unit)
            {
                Key = "ToolsFigure|" + convention.Name,
            };
            yield return computation.With(slip, "macs + rest", null, ("macs", macs), ("rest", cost - macs));
        }
    }
}
