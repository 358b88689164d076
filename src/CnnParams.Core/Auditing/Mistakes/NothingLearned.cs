using CnnParams.Layers;

namespace CnnParams.Auditing.Mistakes;

/// <summary>Pooling is given weights, as if its window were a filter.</summary>
internal sealed class PoolingGivenWeights : Mistake
{
    internal override IEnumerable<Reckoning> Make(Reckoning reckoning, Figure claimed)
    {
        if (reckoning.Quantity != ClaimedQuantity.Parameters || reckoning.Layer is not Pooling pooling || reckoning.Slips.Length > 0
            || reckoning.Inputs.First is not { HasRank: true } image || image.Channels.Size is not { } depth)
        {
            yield break;
        }

        var slip = new Slip("PoolingGivenWeights", 2, pooling.PoolSize);
        (string, long)[] numbers = [("w", pooling.PoolSize.Product(pooling.SpatialRank)), ("d", depth)];
        foreach (var (kernel, bias) in new (string, string?)[] { ("w * d * d", "d"), ("w * d", "d"), ("w * d * d", null), ("w * d", null), ("w", null), ("w", "1") })
            yield return reckoning.With(slip, kernel, bias, numbers);
    }
}

/// <summary>A layer that has parameters is taken to have none.</summary>
internal sealed class WeightsForgotten : Mistake
{
    internal override IEnumerable<Reckoning> Make(Reckoning reckoning, Figure claimed) =>
        claimed.Value == 0 && reckoning.IsOfParameters && reckoning.Row.Parameters > 0 && reckoning.Slips.Length == 0
            ? [reckoning.With(new Slip("WeightsForgotten", 2), "0")]
            : [];
}
