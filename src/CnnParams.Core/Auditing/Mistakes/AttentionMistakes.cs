using CnnParams.Formulas;
using CnnParams.Layers;
using CnnParams.Measuring;

namespace CnnParams.Auditing.Mistakes;

/// <summary>
/// Query, key and value are projected, and the heads' values are not once more: 3 * 64 * 65 = 12480 for 16640.
/// </summary>
internal sealed class OutputProjectionForgotten : Mistake
{
    internal override IEnumerable<Computation> Make(Computation computation, Figure claimed) =>
        computation.Layer is MultiHeadAttention
            ? computation.WithParts(
                new Slip("OutputProjectionForgotten", 2),
                node =>
                    node is SumNode sum
                    && Array.FindAll([.. sum.Terms], term => !term.Has("o")) is { Length: > 1 } rest
                    && rest.Length < sum.Terms.Count
                        ? SumNode.Of(rest)
                        : null
            )
            : [];
}

/// <summary>
/// Heads share the features among them: they are multiplied, as if each had all of them, or one head is counted.
/// </summary>
internal sealed class HeadsMiscounted : Mistake
{
    internal override IEnumerable<Computation> Make(Computation computation, Figure claimed)
    {
        if (
            computation.Layer is not MultiHeadAttention
            || computation.Slips.Length > 0
            || computation["h"] is not { } heads
            || heads < 2
        )
            yield break;
        var multiplied = new Slip("HeadsMultiplied", 3, heads);
        yield return computation.Wrapped(multiplied, "heads * all", ("heads", heads));
        foreach (var other in computation.WithParts(multiplied, Multiplied))
            yield return other;
        yield return computation.Put(new Slip("OneHead", 3, heads), "h", 1);
    }

    // The three projections for each head; the heads' values are projected together.
    private static FormulaNode? Multiplied(FormulaNode node) =>
        node is SumNode sum && sum.Terms.Any(term => term.Has("o")) && !sum.Terms.All(term => term.Has("o"))
            ? SumNode.Of([
                .. sum.Terms.Select(term => term.Has("o") ? term : ProductNode.Of([FormulaNode.Of("h"), term])),
            ])
            : null;
}

/// <summary>
/// The features are divided among the heads, as PyTorch's embed_dim is, where Keras's key_dim is of each head; or they
/// are taken whole for each where they are divided.
/// </summary>
internal sealed class KeySizeMistaken : OtherLayer
{
    private protected override MistakenLayer? Change(LayerMeasurement row) =>
        row.Layer is MultiHeadAttention { Heads: > 1 and var heads, KeySize: var keys, ValueSize: null }
        && row.InputShape is { Rank: > 1 } input
        && input[input.Rank - 1].Size is { } features
        && (keys == features ? features / heads : features) is var other
        && features % heads == 0
        && other != keys
            ? new MistakenLayer(
                new Slip(keys == features ? "KeysDivided" : "KeysWhole", 3, features, heads, keys),
                nameof(MultiHeadAttention.KeySize),
                other
            )
            : null;
}
