namespace CnnParams.Python.Running;

/// <summary>How far an evaluation may go.</summary>
public sealed class Limits
{
    /// <summary>
    /// Turns of loops, calls and elements gone through. The largest networks of timm take less than 150,000; a loop
    /// without an end over tensors takes this many in two seconds.
    /// </summary>
    internal long Steps { get; init; } = 1_000_000;

    /// <summary>Calls within calls.</summary>
    internal int Depth { get; init; } = 400;

    /// <summary>
    /// Elements of collections and characters of texts that are ever made, those that are forgotten too.
    /// </summary>
    internal long Elements { get; init; } = 8_000_000;

    /// <summary>Bits of a whole number.</summary>
    internal int IntegerBits { get; init; } = 16_384;
}
