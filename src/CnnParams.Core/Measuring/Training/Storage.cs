namespace CnnParams.Measuring.Training;

/// <summary>A piece of memory that tensors lie in: views and what is written in place have it in common.</summary>
internal sealed class Storage(int origin, string what, long? elements, int width)
{
    /// <summary>The row whose layer has written it.</summary>
    internal int Origin => origin;

    /// <summary>What it is.</summary>
    internal string What => what;

    /// <summary>Its values: of one sample, or where it is not for each sample, of the batch.</summary>
    internal long? Elements => elements;

    /// <summary>Bytes of a value.</summary>
    internal int Width { get; set; } = width;

    /// <summary>Whether there is so much of it for each sample.</summary>
    internal bool IsPerSample { get; init; } = true;

    /// <summary>Whether it is the network's input.</summary>
    internal bool IsInput { get; init; }

    /// <summary>Whether it is kept for the backward pass.</summary>
    internal bool IsKept { get; set; }

    /// <summary>Its size, as far as it is known.</summary>
    internal BatchBytes Size =>
        IsPerSample
            ? new BatchBytes(checked((Elements ?? 0) * Width), 0)
            : new BatchBytes(0, checked((Elements ?? 0) * Width));
}

/// <summary>Bytes that grow with the batch, and bytes that do not.</summary>
/// <param name="PerSample">For each sample.</param>
/// <param name="Fixed">For any batch.</param>
internal readonly record struct BatchBytes(long PerSample, long Fixed)
{
    /// <exception cref="OverflowException">A sum is larger than 2^63-1.</exception>
    public static BatchBytes operator +(BatchBytes left, BatchBytes right) =>
        checked(new(left.PerSample + right.PerSample, left.Fixed + right.Fixed));

    /// <summary>All of them for a batch.</summary>
    /// <exception cref="OverflowException">More than 2^63-1.</exception>
    internal long Of(long batch) => checked((batch * PerSample) + Fixed);

    /// <summary>How they come about.</summary>
    internal string Calculation(long batch) =>
        PerSample == 0 ? Quantity.Plain(Fixed)
        : Fixed == 0 ? $"{batch} * {PerSample}"
        : $"{batch} * {PerSample} + {Fixed}";
}
