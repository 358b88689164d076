using CnnParams.Layers;
using CnnParams.Measuring;

namespace CnnParams.Auditing.Mistakes;

/// <summary>
/// Units are taken to see the positions or the channels alone, not all values: 25 * 120 for 400 * 120.
/// </summary>
internal sealed class FlattenMissed : Mistake
{
    internal override IEnumerable<Computation> Make(Computation computation, Figure claimed)
    {
        if (
            computation["p"] is not { } values
            || computation.Layer is not UnitLayer
            || Rows.Image(computation.Row) is not { } image
        )
            yield break;
        foreach (long? seen in new[] { image.OutputShape.Channels.Size, image.OutputShape.Positions })
        {
            if (seen is { } fewer && fewer < values)
                yield return computation.Put(new Slip("FlattenMissed", 3, fewer, image.Name), "p", fewer);
        }
    }
}

/// <summary>
/// A Dense, which sees the last axis, is taken to see all values, as a FullyConnected does: 48120 for 2040.
/// </summary>
internal sealed class DenseSeesAll : OtherLayer
{
    private protected override MistakenLayer? Change(LayerMeasurement row) =>
        row.Layer is Dense && row.InputShape is { IsKnown: true, Rank: > 1 } input
            ? new MistakenLayer(
                new Slip("DenseSeesAll", 2, input[input.Rank - 1].ToString(), input.ToString()),
                Flattening
            )
            : null;

    private static FullyConnected Flattening(Layer layer)
    {
        var dense = (Dense)layer;
        return new FullyConnected
        {
            Name = dense.Name,
            Inputs = dense.Inputs,
            Units = dense.Units,
            UseBias = dense.UseBias,
            Trainable = dense.Trainable,
            WeightsFrom = dense.WeightsFrom,
        };
    }
}

/// <summary>
/// Units that see all values are taken to be applied at each position, as Keras's Dense is: (7,7,120) for (120).
/// </summary>
internal sealed class UnitsPerPosition : ILayerMistake
{
    public IEnumerable<MistakenLayer> Make(LayerMeasurement row, IReadOnlyList<Claim> wrong) =>
        row.Layer is FullyConnected && row.InputShape is { IsKnown: true, Rank: > 1 } input
            ?
            [
                new MistakenLayer(
                    new Slip("UnitsPerPosition", 3, input.ToString()),
                    layer =>
                    {
                        var units = (FullyConnected)layer;
                        return new Dense
                        {
                            Name = units.Name,
                            Inputs = units.Inputs,
                            Units = units.Units,
                            UseBias = units.UseBias,
                        };
                    }
                ),
            ]
            : [];
}

/// <summary>Dropout is taken to leave out inputs for good: units after a rate of 0.5 see half of them.</summary>
internal sealed class DropoutLeavesOut : Mistake
{
    internal override IEnumerable<Computation> Make(Computation computation, Figure claimed)
    {
        if (computation["p"] is not { } inputs || Dropped(computation.Row) is not { Layer: Dropout dropout } dropped)
            yield break;
        long kept = (long)Math.Round(inputs * (1 - (decimal)dropout.Rate));
        if (kept > 0 && kept < inputs)
            yield return computation.Put(new Slip("DropoutLeavesOut", 3, dropped.Name, kept, inputs), "p", kept);
    }

    // The dropout before a row, with what has no other values in between.
    private static LayerMeasurement? Dropped(LayerMeasurement row)
    {
        var before = Rows.Before(row);
        while (before is { Layer: not Dropout } && before.ActivationSize == Rows.Before(before)?.ActivationSize)
            before = Rows.Before(before);
        return before;
    }
}

/// <summary>One word more than the vocabulary has, as for padding or for unknown words: 1001 * 64 for 64000.</summary>
internal sealed class OneMoreWord : Mistake
{
    internal override IEnumerable<Computation> Make(Computation computation, Figure claimed) =>
        computation.Layer is Embedding && computation["v"] is { } words
            ? [computation.Put(new Slip("OneMoreWord", 3, words), "v", checked(words + 1))]
            : [];
}

/// <summary>The input of a layer is taken to be the input of the one before: its inputs are off by one layer.</summary>
internal sealed class LayerSkipped : Mistake
{
    internal override MistakeScope Scope => MistakeScope.Row;

    internal override IEnumerable<Computation> Make(Computation computation, Figure claimed)
    {
        string inputs = computation["p"] is not null ? "p" : "d";
        if (
            computation[inputs] is not { } incoming
            || Rows.WeightedBefore(computation.Row) is not { } before
            || Computation.Of(before, computation.Quantity) is not { } earlier
        )
            yield break;
        if (earlier[inputs] is { } instead && instead != incoming && instead > 1)
            yield return computation.Put(new Slip("LayerSkipped", 5, before.Name), inputs, instead);
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

    /// <summary>The last row before one whose output is an image, after flattening and what changes nothing.</summary>
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
