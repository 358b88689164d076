using CnnParams.Layers;

namespace CnnParams.Auditing.Mistakes;

/// <summary>Pooling is given weights, as if its window were a filter.</summary>
internal sealed class PoolingGivenWeights : Mistake
{
    internal override IEnumerable<Computation> Make(Computation computation, Figure claimed)
    {
        if (
            computation.Quantity != ClaimedQuantity.Parameters
            || computation.Layer is not Pooling pooling
            || computation.Slips.Length > 0
            || computation.Inputs.First is not { HasRank: true } image
            || image.Channels.Size is not { } depth
        )
        {
            yield break;
        }

        var slip = new Slip("PoolingGivenWeights", 2, pooling.PoolSize);
        (string, long)[] numbers = [("w", pooling.PoolSize.Product(pooling.SpatialRank)), ("d", depth)];
        foreach (
            var (kernel, bias) in new (string, string?)[]
            {
                ("w * d * d", "d"),
                ("w * d", "d"),
                ("w * d * d", null),
                ("w * d", null),
                ("w", null),
                ("w", "1"),
            }
        )
            yield return computation.With(slip, kernel, bias, numbers);
    }
}

/// <summary>A layer that has parameters is taken to have none.</summary>
internal sealed class WeightsForgotten : Mistake
{
    internal override IEnumerable<Computation> Make(Computation computation, Figure claimed) =>
        claimed.Value == 0
        && computation.IsOfParameters
        && computation.Row.Parameters > 0
        && computation.Slips.Length == 0
            ? [computation.With(new Slip("WeightsForgotten", 2), "0")]
            : [];
}
