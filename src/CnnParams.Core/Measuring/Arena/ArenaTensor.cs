using System.Globalization;

namespace CnnParams.Measuring.Arena;

/// <summary>What a piece of an arena holds.</summary>
public enum ArenaTensorKind : long
{
    /// <summary>An input of the network.</summary>
    Input,

    /// <summary>What an operator writes and later ones read.</summary>
    Activation,

    /// <summary>An output of the network.</summary>
    Output,

    /// <summary>Room that a kernel needs while it runs.</summary>
    Scratch,
}

/// <summary>A tensor with its place in an arena.</summary>
public sealed class ArenaTensor
{
    internal ArenaTensor(string name, ArenaTensorKind kind, string shape, long bytes, ArenaBuffer buffer, long offset)
    {
        Name = name;
        Kind = kind;
        Shape = shape;
        Bytes = bytes;
        AlignedBytes = buffer.Bytes;
        FirstUse = buffer.First;
        LastUse = buffer.Last;
        Offset = offset;
    }

    /// <summary>The layer that writes it, with the number of the output where it has several.</summary>
    public string Name { get; }

    /// <summary>What it is.</summary>
    public ArenaTensorKind Kind { get; }

    /// <summary>The shape of one sample; empty for a scratch buffer.</summary>
    public string Shape { get; }

    /// <summary>The bytes of its values, for the batch.</summary>
    public long Bytes { get; }

    /// <summary>The bytes that it takes in the arena: rounded up to the alignment.</summary>
    public long AlignedBytes { get; }

    /// <summary>The operator that writes it, counted from 1; 0 for an input, which is there before the first.</summary>
    public int FirstUse { get; }

    /// <summary>The last operator that reads it; for an output the last of all.</summary>
    public int LastUse { get; }

    /// <summary>Where it begins in the arena, in bytes.</summary>
    public long Offset { get; }

    /// <summary>The tensor whose memory it is written over; empty for one with memory of its own.</summary>
    public string SharesWith { get; internal init; } = "";

    /// <summary>Whether it is alive when most bytes are.</summary>
    public bool IsAtPeak { get; internal init; }

    /// <summary>The tensor in a line: <c>conv1 18432 bytes at 0, operators 1 to 2</c>.</summary>
    public override string ToString() =>
        string.Format(
            CultureInfo.InvariantCulture,
            "{0} {1} bytes at {2}, operators {3} to {4}",
            Name,
            Bytes,
            Offset,
            FirstUse,
            LastUse
        );
}
