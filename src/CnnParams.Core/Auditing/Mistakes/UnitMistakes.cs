using CnnParams.Layers;
using CnnParams.Measuring;

namespace CnnParams.Auditing.Mistakes;

/// <summary>Units are taken to see the positions or the channels alone, not all values: 25 * 120 for 400 * 120.</summary>
internal sealed class FlattenMissed : IMistake
{
    public IEnumerable<Reckoning> Make(Reckoning reckoning, Figure claimed)
    {
        if (reckoning["p"] is not { } values || reckoning.Row.Layer is not UnitLayer || Rows.Image(reckoning.Row) is not { } image)
            yield break;
        foreach (long? seen in new[] { image.OutputShape.Channels.Size, image.OutputShape.Positions })
        {
            if (seen is { } fewer && fewer < values)
                yield return reckoning.Put(new Slip("FlattenMissed", 3, fewer, image.Name), "p", fewer);
        }
    }
}

/// <summary>What arrives at a layer is taken to be what arrives at the one before: its inputs are off by one layer.</summary>
internal sealed class LayerSkipped : IMistake
{
    public IEnumerable<Reckoning> Make(Reckoning reckoning, Figure claimed)
    {
        string inputs = reckoning["p"] is not null ? "p" : "d";
        if (reckoning[inputs] is not { } arriving || Rows.WeightedBefore(reckoning.Row) is not { } before || Reckoning.Of(before, reckoning.Quantity) is not { } earlier)
            yield break;
        if (earlier[inputs] is { } instead && instead != arriving && instead > 1)
            yield return reckoning.Put(new Slip("LayerSkipped", 5, before.Name), inputs, instead);
    }
}

/// <summary>Rows of the network as seen from one of them.</summary>
internal static class Rows
{
    /// <summary>The row that one reads first; none for an input.</summary>
    internal static LayerMeasurement? Before(LayerMeasurement row)
    {
        var reads = row.Network.Graph.Reads[row.Index];
        return reads.Length > 0 && reads[0].Layer >= 0 ? row.Network.Rows[reads[0].Layer] : null;
    }

    /// <summary>The last row before one that leaves an image, behind flattening and what changes nothing.</summary>
    internal static LayerMeasurement? Image(LayerMeasurement row)
    {
        var before = Before(row);
        while (before is { OutputShape.Rank: 1 } && before.ActivationSize == Before(before)?.ActivationSize)
            before = Before(before);
        return before is { OutputShape: { Rank: > 1, IsKnown: true } } ? before : null;
    }

    /// <summary>The nearest row before one that has parameters.</summary>
    internal static LayerMeasurement? WeightedBefore(LayerMeasurement row)
    {
        var before = Before(row);
        while (before is not null && before.Parameters is null or 0)
            before = Before(before);
        return before;
    }
}
