using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Shapes;

namespace CnnParams.Auditing;

/// <summary>What a row of a claimed table is about: a layer, or a block of them.</summary>
internal sealed class ClaimMatch
{
    internal ClaimMatch(LayerMeasurement row) => (Row, Rows) = (row, [row]);

    internal ClaimMatch(BlockMeasurement block) => (Block, Rows) = (block, block.Rows);

    /// <summary>The layer; null for a block.</summary>
    internal LayerMeasurement? Row { get; }

    /// <summary>The block; null for a layer.</summary>
    internal BlockMeasurement? Block { get; }

    /// <summary>The layer, or all of the block.</summary>
    internal IReadOnlyList<LayerMeasurement> Rows { get; }

    internal string Name => Row?.Name ?? Block!.Name;

    internal string Type => Row?.Type ?? Block!.Type;

    /// <summary>What the last of its layers gives.</summary>
    internal TensorShape OutputShape => Rows[Rows.Count - 1].OutputShape;

    /// <summary>
    /// The shape that a claim is about: of the last layer, or where that is a concatenation, of the one before, since
    /// the code around a block does that, as in DenseNet.
    /// </summary>
    internal TensorShape ShapeFor(ShapeFigure? claimed) =>
        Block is not null
        && claimed?.Fits(OutputShape) == false
        && Rows.LastOrDefault(row => row.Layer is not Concatenate) is { } last
        && claimed.Fits(last.OutputShape)
            ? last.OutputShape
            : OutputShape;

    /// <summary>Whether it was found by its place among the others, and not by its name.</summary>
    internal bool IsByOrder { get; init; }

    /// <summary>
    /// What a block has itself, where a claim is about that and not about all of its layers; null where it is not.
    /// </summary>
    internal long? Own { get; init; }

    /// <summary>
    /// The activation that the row is about, where the network has no such layer: it changes no shape and learns
    /// nothing, and is held to what it reads. Null elsewhere.
    /// </summary>
    internal string? Without { get; init; }

    internal long? Value(ClaimedQuantity quantity) =>
        Without is not null && quantity != ClaimedQuantity.ActivationSize ? OfActivation(quantity)
        : quantity == ClaimedQuantity.Parameters && Own is { } own ? own
        : Row is { } row ? Figures.Value(row, quantity)
        : Figures.Value(Block!, quantity);

    private static long? OfActivation(ClaimedQuantity quantity) =>
        quantity is ClaimedQuantity.Macs or ClaimedQuantity.Flops ? null : 0;
}
