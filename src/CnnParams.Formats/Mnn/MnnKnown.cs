using CnnParams.Formats.Folding;

namespace CnnParams.Formats.Mnn;

/// <summary>
/// A tensor that is known without data: a constant, or one that is made of constants and shapes alone.
/// </summary>
/// <param name="Source">The constant that it is, or is made of; null where it is made of shapes.</param>
/// <param name="Numbers">Its values, one after the other; null where they are not known.</param>
internal sealed record MnnKnown(MnnConstant? Source, IReadOnlyList<Number>? Numbers)
{
    /// <summary>Whether it is made of a constant, so that it may have other axes than that.</summary>
    internal bool IsMade { get; init; }

    /// <summary>Whether it has real numbers, which a division does not round.</summary>
    internal bool IsReal { get; init; }

    /// <summary>Its values where all are whole, and none of them depends on the batch.</summary>
    internal long[]? Wholes => NumberList.Wholes(Numbers);
}
