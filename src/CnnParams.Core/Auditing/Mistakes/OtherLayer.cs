using CnnParams.Measuring;

namespace CnnParams.Auditing.Mistakes;

/// <summary>A layer is taken for another: in one of its figures, or in all of them and in what follows.</summary>
internal abstract class OtherLayer : Mistake, ILayerMistake
{
    /// <summary>What the layer of a row is taken for; none where it is not.</summary>
    private protected abstract MistakenLayer? Change(LayerMeasurement row);

    public IEnumerable<MistakenLayer> Make(LayerMeasurement row, IReadOnlyList<Claim> wrong) =>
        Change(row) is { } change ? [change] : [];

    internal override IEnumerable<Computation> Make(Computation computation, Figure claimed) =>
        computation.Slips.Length == 0
        && Change(computation.Row) is { } change
        && change.Measured(computation.Row) is { } other
        && Computation.Of(other, computation.Quantity) is { } instead
            ? [instead.After(change.Slip)]
            : [];
}
