using CnnParams.Formulas;
using CnnParams.Layers;
using CnnParams.Measuring;

namespace CnnParams.Auditing.Mistakes;

/// <summary>
/// The last state alone is taken for the output, not those of all steps; or those of all steps for the last alone.
/// </summary>
internal sealed class OtherStatesTaken : ILayerMistake
{
    private const string Setting = nameof(RecurrentLayer.ReturnSequences);

    public IEnumerable<MistakenLayer> Make(LayerMeasurement row, IReadOnlyList<Claim> wrong)
    {
        var cell = RecurrentCell.Of(row.Layer);
        bool? isAll = cell switch
        {
            RecurrentLayer recurrent => recurrent.ReturnSequences,
            ConvolutionalLSTM recurrent => recurrent.ReturnSequences,
            _ => null,
        };
        if (isAll is not { } all)
            yield break;
        yield return RecurrentCell.With(new Slip(all ? "LastStateTaken" : "AllStatesTaken", 2), cell, Setting, !all);
    }
}

/// <summary>The layer that goes through a sequence, where another takes it in both directions, too.</summary>
internal static class RecurrentCell
{
    internal static Layer Of(Layer layer) => layer is Bidirectional both ? both.Layer : layer;

    /// <summary>The layer with another setting of its cell.</summary>
    internal static MistakenLayer With(Slip slip, Layer cell, string setting, object value)
    {
        var other = LayerTypes.Of(cell).With(cell, setting, value);
        return new MistakenLayer(
            slip,
            layer =>
                layer is Bidirectional ? LayerTypes.Of(layer).With(layer, nameof(Bidirectional.Layer), other) : other
        );
    }
}

/// <summary>
/// The weights of one gate are counted, or of as many as another kind of cell has: 1568 for an LSTM's 6272.
/// </summary>
internal sealed class GatesMiscounted : Mistake
{
    private const int MostGates = 4;

    internal override IEnumerable<Computation> Make(Computation computation, Figure claimed)
    {
        int gates = computation.Layer.GateCount;
        if (gates == 1)
            return [];
        return Enumerable
            .Range(1, MostGates)
            .Where(counted => counted != gates)
            .SelectMany(counted =>
                computation.WithParts(
                    counted == 1
                        ? new Slip("GatesForgotten", 2, gates)
                        : new Slip("GatesMiscounted", counted == 2 ? 4 : 3, gates, counted),
                    node =>
                        node is ProductNode product && IsNumber(product.Factors[0], gates)
                            ? ProductNode.Of(
                                counted == 1
                                    ? [.. product.Factors.Skip(1)]
                                    : [FormulaNode.Of(counted), .. product.Factors.Skip(1)]
                            )
                            : null
                )
            );
    }

    private static bool IsNumber(FormulaNode node, int number) =>
        node is NumberNode { Number: var value } && value == number;
}

/// <summary>
/// The weights for the state are left out, as if the units saw the input alone: 2176 for an LSTM's 6272.
/// </summary>
internal sealed class StateForgotten : Mistake
{
    internal override IEnumerable<Computation> Make(Computation computation, Figure claimed) =>
        computation.Layer.HasState ? computation.WithParts(new Slip("StateForgotten", 2), WithoutState) : [];

    // A matrix for the state among those of a gate; the channels of the state beside those of the input.
    private static FormulaNode? WithoutState(FormulaNode node) =>
        node is SumNode sum && sum.Terms.Any(IsOfState) ? SumNode.Of([.. sum.Terms.Where(term => !IsOfState(term))])
        : node is SumNode { Terms: [var depth, var filters] } && depth.Is("d") && filters.Is("k") ? depth
        : null;

    private static bool IsOfState(FormulaNode term) =>
        term.Inner is ProductNode { Factors: [var units, var state] }
        && units.Is("u")
        && (state.Is("u") || state.Is("r"));
}

/// <summary>One direction of a layer that goes through its sequence in both.</summary>
internal sealed class OneDirection : OtherLayer
{
    private protected override MistakenLayer? Change(LayerMeasurement row) =>
        row.Layer switch
        {
            Bidirectional => new MistakenLayer(Slip, layer => ((Bidirectional)layer).Layer),
            RecurrentLayer { Bidirectional: true } => new MistakenLayer(
                Slip,
                nameof(RecurrentLayer.Bidirectional),
                false
            ),
            _ => null,
        };

    private static Slip Slip => new("OneDirection", 2);
}

/// <summary>A layer that goes through its sequence once is taken to go through it in both directions.</summary>
internal sealed class BothDirections : OtherLayer
{
    private protected override MistakenLayer? Change(LayerMeasurement row) =>
        row.Layer is RecurrentLayer { Bidirectional: false }
            ? new MistakenLayer(new Slip("BothDirections", 4), nameof(RecurrentLayer.Bidirectional), true)
            : null;
}

/// <summary>One of the layers on top of each other is counted.</summary>
internal sealed class OneOfTheLayers : OtherLayer
{
    private protected override MistakenLayer? Change(LayerMeasurement row) =>
        row.Layer is RecurrentLayer { LayerCount: > 1 and var count }
            ? new MistakenLayer(
                new Slip("SettingIgnored", 2, nameof(RecurrentLayer.LayerCount), count),
                nameof(RecurrentLayer.LayerCount),
                1L
            )
            : null;
}

/// <summary>Layers on top of each other are counted alike, as if each saw the input.</summary>
internal sealed class LayersAlike : Mistake
{
    internal override IEnumerable<Computation> Make(Computation computation, Figure claimed) =>
        computation.Layer is RecurrentLayer { LayerCount: > 1 }
        && computation["q"] is { } given
        && computation["p"] is { } features
        && given != features
            ? [computation.Put(new Slip("LayersAlike", 3, given), "q", features)]
            : [];
}

/// <summary>One vector of biases is counted, not one for each gate: 6144 + 32 for an LSTM's 6144 + (4 * 32).</summary>
internal sealed class BiasOfOneGate : Mistake
{
    internal override IEnumerable<Computation> Make(Computation computation, Figure claimed) =>
        computation.Layer.GateCount is > 1 and var gates
        && BiasCount.Of(computation) is { } biases
        && (computation["u"] is not null ? "u" : "k") is var units
        && computation[units] is { } vector
        && vector < biases
            ? [computation.WithBias(new Slip("BiasOfOneGate", 3, gates), units)]
            : [];
}

/// <summary>Units and features change places: u * p + p * p for u * p + u * u.</summary>
internal sealed class UnitsExchanged : Mistake
{
    internal override IEnumerable<Computation> Make(Computation computation, Figure claimed) =>
        computation.Layer is RecurrentLayer
        && computation["u"] is { } units
        && computation["p"] is { } features
        && units != features
            ? [computation.Put(new Slip("UnitsExchanged", 3.5, units, features), ("u", features), ("p", units))]
            : [];
}

/// <summary>
/// The steps of a sequence are taken for the features of each, or the words of a text for the values of a vector.
/// </summary>
internal sealed class StepsForFeatures : Mistake
{
    internal override IEnumerable<Computation> Make(Computation computation, Figure claimed)
    {
        string features = computation.Layer switch
        {
            RecurrentLayer => "p",
            Embedding => "e",
            _ => "",
        };
        return
            features.Length > 0
            && computation[features] is { } right
            && computation.Inputs.First is { HasRank: true, Rank: > 0 } sequence
            && sequence[0].Size is { } steps
            && steps != right
            ? [computation.Put(new Slip("StepsForFeatures", 4, steps, right), features, steps)]
            : [];
    }
}

/// <summary>
/// Weights are counted at each step of a sequence, as if they were not the same: 64 * 264 = 16896 for 264.
/// </summary>
internal sealed class WeightsPerStep : Mistake
{
    internal override IEnumerable<Computation> Make(Computation computation, Figure claimed) =>
        computation.Quantity == ClaimedQuantity.Parameters
        && computation.Row.Layer.RepeatsOverSteps
        && computation.Row.InputShape is { HasRank: true, Rank: > 1 } sequence
        && sequence[0].Size is { } steps
        && steps > 1
            ? [computation.Wrapped(new Slip("WeightsPerStep", 3, steps), "steps * all", ("steps", steps))]
            : [];
}

/// <summary>Bias vectors of a recurrent layer are counted as another framework has them.</summary>
internal sealed class RecurrentBiases : ILayerMistake
{
    public IEnumerable<MistakenLayer> Make(LayerMeasurement row, IReadOnlyList<Claim> wrong)
    {
        if (RecurrentCell.Of(row.Layer) is not RecurrentLayer { UseBias: true } recurrent)
            yield break;
        foreach (long vectors in new[] { 1L, 2L })
        {
            if (vectors != recurrent.BiasCount)
                yield return RecurrentCell.With(
                    new Slip("RecurrentBiases", 2, vectors),
                    recurrent,
                    nameof(recurrent.BiasCount),
                    vectors
                );
        }
    }
}
