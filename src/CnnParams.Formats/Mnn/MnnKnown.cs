namespace CnnParams.Formats.Mnn;

/// <summary>
/// A number that shapes are made of: as it stands, or times the size of the batch, which is not known.
/// </summary>
/// <param name="Value">The number; not a number where it is not known.</param>
/// <param name="IsPerBatch">Whether it is multiplied by the batch.</param>
internal readonly record struct MnnNumber(double Value, bool IsPerBatch = false)
{
    // Larger ones are not exact.
    private const double Largest = 1L << 52;

    internal static MnnNumber Unknown { get; } = new(double.NaN);

    /// <summary>The whole number that it is; null for one of the batch, or that is not known.</summary>
    internal long? Whole => !IsPerBatch && Math.Abs(Value) <= Largest ? (long)Value : null;
}

/// <summary>
/// A tensor that is known without data: a constant, or one that is made of constants and shapes alone.
/// </summary>
/// <param name="Source">The constant that it is, or is made of; null where it is made of shapes.</param>
/// <param name="Numbers">Its values, one after the other; null where they are not known.</param>
internal sealed record MnnKnown(MnnConstant? Source, IReadOnlyList<MnnNumber>? Numbers)
{
    /// <summary>Whether it has real numbers, which a division does not round.</summary>
    internal bool IsReal { get; init; }

    /// <summary>Its values where all are whole, and none of them depends on the batch.</summary>
    internal long[]? Wholes =>
        Numbers is { } numbers && numbers.All(number => number.Whole is not null)
            ? [.. numbers.Select(number => number.Whole!.Value)]
            : null;
}
