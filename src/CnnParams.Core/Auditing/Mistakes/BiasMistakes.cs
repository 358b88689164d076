using CnnParams.Layers;

namespace CnnParams.Auditing.Mistakes;

/// <summary>The biases are left out: 400 * 120 = 48000 for 48120.</summary>
internal sealed class BiasForgotten : Mistake
{
    internal override IEnumerable<Computation> Make(Computation computation, Figure claimed) =>
        BiasCount.Of(computation) is { } biases
            ? [computation.WithBias(new Slip("BiasForgotten", 2, biases), (string?)null)]
            : [];
}

/// <summary>One bias for the whole layer: 400 * 120 + 1 = 48001.</summary>
internal sealed class OneBias : Mistake
{
    internal override IEnumerable<Computation> Make(Computation computation, Figure claimed) =>
        BiasCount.Of(computation) is { } biases && biases > 1
            ? [computation.WithBias(new Slip("OneBias", 2, biases), "1")]
            : [];
}

/// <summary>Biases where the layer has none, as in a convolution before a batch normalisation.</summary>
internal sealed class BiasInvented : Mistake
{
    internal override IEnumerable<Computation> Make(Computation computation, Figure claimed)
    {
        if (
            computation.Quantity != ClaimedQuantity.Parameters
            || computation.Bias is not null
            || computation.Layer is not (FilterLayer or UnitLayer or Embedding)
            || computation.Row.CountedWeights.Any(weight => weight.Role == WeightRole.Bias)
        )
            return [];
        string outputs =
            computation["k"] is not null ? "k"
            : computation["c"] is not null ? "c"
            : computation["q"] is not null ? "d * q"
            : computation["v"] is not null ? "v"
            : "";
        return outputs.Length > 0 && computation.Row.Parameters > 0
            ? [computation.WithBias(new Slip("BiasInvented", 2, computation.Row.Name), outputs)]
            : [];
    }
}

/// <summary>A bias for each weight: twice as many parameters as weights.</summary>
internal sealed class BiasPerWeight : Mistake
{
    internal override IEnumerable<Computation> Make(Computation computation, Figure claimed) =>
        BiasCount.Of(computation) is { } biases
            ? [computation.WithBias(new Slip("BiasPerWeight", 4, biases), computation.Kernel)]
            : [];
}

/// <summary>A bias for each filter and input channel: ((5 * 5) + 1) * 3 * 8 = 624 for 608.</summary>
internal sealed class BiasPerInputPlane : Mistake
{
    internal override IEnumerable<Computation> Make(Computation computation, Figure claimed)
    {
        if (
            BiasCount.Of(computation) is not { } biases
            || computation["d"] is not { } depth
            || depth < 2
            || computation["k"] is null
        )
            return [];
        return [computation.WithBias(new Slip("BiasPerInputPlane", 3, biases), "d * k")];
    }
}

/// <summary>Biases for the input: 400 * 120 + 400.</summary>
internal sealed class BiasOnInputSide : Mistake
{
    internal override IEnumerable<Computation> Make(Computation computation, Figure claimed)
    {
        string inputs = computation["p"] is not null ? "p" : "d";
        return BiasCount.Of(computation) is { } biases && computation[inputs] is { } incoming && incoming != biases
            ? [computation.WithBias(new Slip("BiasOnInputSide", 3, biases), inputs)]
            : [];
    }
}

/// <summary>Biases on both sides: (400 + 1) * (120 + 1), or 400 * 120 + 400 + 120.</summary>
internal sealed class BiasOnBothSides : Mistake
{
    internal override IEnumerable<Computation> Make(Computation computation, Figure claimed)
    {
        if (BiasCount.Of(computation) is not { } biases)
            yield break;
        var slip = new Slip("BiasOnBothSides", 4, biases);
        if (computation["c"] is not null && computation["p"] is not null)
        {
            yield return computation.With(slip, "(c + 1) * (p + 1)");
            yield return computation.WithBias(slip, "c + p");
        }
        else if (computation["k"] is not null && computation["d"] is not null)
        {
            yield return computation.WithBias(slip, "k + d");
        }
    }
}

/// <summary>Biases of a place of their own are counted once for each filter, as if all places shared them.</summary>
internal sealed class BiasShared : Mistake
{
    internal override IEnumerable<Computation> Make(Computation computation, Figure claimed) =>
        computation.Layer is LocallyConnected && BiasCount.Of(computation) is { } biases
            ? [computation.WithBias(new Slip("BiasShared", 3, biases), "k")]
            : [];
}

/// <summary>A bias after the depthwise step of a separable convolution as well.</summary>
internal sealed class BiasInBothSteps : Mistake
{
    internal override IEnumerable<Computation> Make(Computation computation, Figure claimed) =>
        computation.Layer is SeparableConvolution && BiasCount.Of(computation) is { } biases
            ? [computation.WithBias(new Slip("BiasInBothSteps", 2, biases), "k + d * q")]
            : [];
}

/// <summary>The biases of a computation.</summary>
internal static class BiasCount
{
    /// <summary>
    /// How many biases a computation of parameters has; none where it has none, or is of something else.
    /// </summary>
    internal static long? Of(Computation computation) =>
        computation.Quantity is ClaimedQuantity.Parameters or ClaimedQuantity.TrainableParameters
        && computation.Bias is not null
            ? computation.Row.CountedWeights.Where(weight => weight.Role == WeightRole.Bias).Sum(weight => weight.Count)
            : null;
}
