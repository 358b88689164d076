using CnnParams.Layers;

namespace CnnParams.Auditing.Mistakes;

/// <summary>The biases are left out: 400 * 120 = 48000 for 48120.</summary>
internal sealed class BiasForgotten : Mistake
{
    internal override IEnumerable<Reckoning> Make(Reckoning reckoning, Figure claimed) => BiasCount.Of(reckoning) is { } biases
        ? [reckoning.WithBias(new Slip("BiasForgotten", 2, biases), (string?)null)]
        : [];
}

/// <summary>One bias for the whole layer: 400 * 120 + 1 = 48001.</summary>
internal sealed class OneBias : Mistake
{
    internal override IEnumerable<Reckoning> Make(Reckoning reckoning, Figure claimed) => BiasCount.Of(reckoning) is { } biases && biases > 1
        ? [reckoning.WithBias(new Slip("OneBias", 2, biases), "1")]
        : [];
}

/// <summary>Biases where the layer has none, as in a convolution before a batch normalisation.</summary>
internal sealed class BiasInvented : Mistake
{
    internal override IEnumerable<Reckoning> Make(Reckoning reckoning, Figure claimed)
    {
        if (reckoning.Quantity != ClaimedQuantity.Parameters || reckoning.Bias is not null || reckoning.Layer is not (FilterLayer or UnitLayer)
            || reckoning.Row.CountedWeights.Any(weight => weight.Role == WeightRole.Bias))
            return [];
        string outputs = reckoning["k"] is not null ? "k" : reckoning["c"] is not null ? "c" : reckoning["q"] is not null ? "d * q" : "";
        return outputs.Length > 0 && reckoning.Row.Parameters > 0
            ? [reckoning.WithBias(new Slip("BiasInvented", 2, reckoning.Row.Name), outputs)]
            : [];
    }
}

/// <summary>A bias for each weight: twice as many parameters as weights.</summary>
internal sealed class BiasPerWeight : Mistake
{
    internal override IEnumerable<Reckoning> Make(Reckoning reckoning, Figure claimed) => BiasCount.Of(reckoning) is { } biases
        ? [reckoning.WithBias(new Slip("BiasPerWeight", 4, biases), reckoning.Kernel)]
        : [];
}

/// <summary>A bias for each filter and input channel: ((5 * 5) + 1) * 3 * 8 = 624 for 608.</summary>
internal sealed class BiasPerInputPlane : Mistake
{
    internal override IEnumerable<Reckoning> Make(Reckoning reckoning, Figure claimed)
    {
        if (BiasCount.Of(reckoning) is not { } biases || reckoning["d"] is not { } depth || depth < 2 || reckoning["k"] is null)
            return [];
        return [reckoning.WithBias(new Slip("BiasPerInputPlane", 3, biases), "d * k")];
    }
}

/// <summary>Biases for what arrives: 400 * 120 + 400.</summary>
internal sealed class BiasOnInputSide : Mistake
{
    internal override IEnumerable<Reckoning> Make(Reckoning reckoning, Figure claimed)
    {
        string inputs = reckoning["p"] is not null ? "p" : "d";
        return BiasCount.Of(reckoning) is { } biases && reckoning[inputs] is { } arriving && arriving != biases
            ? [reckoning.WithBias(new Slip("BiasOnInputSide", 3, biases), inputs)]
            : [];
    }
}

/// <summary>Biases on both sides: (400 + 1) * (120 + 1), or 400 * 120 + 400 + 120.</summary>
internal sealed class BiasOnBothSides : Mistake
{
    internal override IEnumerable<Reckoning> Make(Reckoning reckoning, Figure claimed)
    {
        if (BiasCount.Of(reckoning) is not { } biases)
            yield break;
        var slip = new Slip("BiasOnBothSides", 4, biases);
        if (reckoning["c"] is not null && reckoning["p"] is not null)
        {
            yield return reckoning.With(slip, "(c + 1) * (p + 1)");
            yield return reckoning.WithBias(slip, "c + p");
        }
        else if (reckoning["k"] is not null && reckoning["d"] is not null)
        {
            yield return reckoning.WithBias(slip, "k + d");
        }
    }
}

/// <summary>A bias behind the depthwise step of a separable convolution as well.</summary>
internal sealed class BiasInBothSteps : Mistake
{
    internal override IEnumerable<Reckoning> Make(Reckoning reckoning, Figure claimed) =>
        reckoning.Layer is SeparableConvolution && BiasCount.Of(reckoning) is { } biases
            ? [reckoning.WithBias(new Slip("BiasInBothSteps", 2, biases), "k + d * q")]
            : [];
}

/// <summary>The biases of a reckoning.</summary>
internal static class BiasCount
{
    /// <summary>How many biases a reckoning of parameters has; none where it has none, or is of something else.</summary>
    internal static long? Of(Reckoning reckoning) =>
        reckoning.Quantity is ClaimedQuantity.Parameters or ClaimedQuantity.TrainableParameters && reckoning.Bias is not null
            ? reckoning.Row.CountedWeights.Where(weight => weight.Role == WeightRole.Bias).Sum(weight => weight.Count)
            : null;
}
