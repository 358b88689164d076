using System.Globalization;
using CnnParams.Layers;

namespace CnnParams.Measuring;

/// <summary>The input positions that one output value sees, axis by axis.</summary>
public sealed class ReceptiveField : IComparable, IComparable<ReceptiveField>
{
    internal ReceptiveField(IReadOnlyList<double> sizes, IReadOnlyList<double> jumps, IReadOnlyList<double?> starts, bool isWhole = false)
    {
        Sizes = sizes;
        Jumps = jumps;
        Starts = starts;
        IsWholeInput = isWhole;
    }

    /// <summary>Input positions that an output value sees, by axis: r + (k - 1) * j over the longest path.</summary>
    public IReadOnlyList<double> Sizes { get; }

    /// <summary>Input positions from one output value to the next, by axis: the effective stride.</summary>
    public IReadOnlyList<double> Jumps { get; }

    /// <summary>
    /// The centre of what the first output value sees, in input positions (0.5 is the middle of the first); null where
    /// branches disagree about it.
    /// </summary>
    public IReadOnlyList<double?> Starts { get; }

    /// <summary>Whether every value sees the whole input: after global pooling, units, attention.</summary>
    public bool IsWholeInput { get; }

    /// <summary>The largest of the sizes.</summary>
    public double Size => IsWholeInput ? double.PositiveInfinity : Sizes.Count == 0 ? 1 : Sizes.Max();

    /// <summary>Padding that the centre of the first value amounts to: (r - 1) / 2 - (start - 0.5), by axis.</summary>
    public IReadOnlyList<double?> EffectivePaddings => Sizes.Select((size, i) => ((size - 1) / 2) - (Starts[i] - 0.5)).ToArray();

    internal static ReceptiveField OfInput(int axes) => new(
        Enumerable.Repeat(1.0, axes).ToArray(), Enumerable.Repeat(1.0, axes).ToArray(), Enumerable.Repeat((double?)0.5, axes).ToArray());

    internal static ReceptiveField Whole { get; } = new([], [], [], isWhole: true);

    /// <summary>The field behind a window, or null where the window has other axes.</summary>
    internal ReceptiveField? Behind(IReadOnlyList<ReceptiveAxis> window)
    {
        if (IsWholeInput)
            return this;
        if (window.Count != Sizes.Count)
            return null;
        return new ReceptiveField(
            window.Select((axis, i) => Sizes[i] + ((axis.Reach - 1) * Jumps[i])).ToArray(),
            window.Select((axis, i) => Jumps[i] * axis.Stride).ToArray(),
            window.Select((axis, i) => Starts[i] + ((((axis.Reach - 1) / 2.0) - axis.PadBegin) * Jumps[i])).ToArray());
    }

    /// <summary>The field of two branches that meet: the longest path counts.</summary>
    internal ReceptiveField? And(ReceptiveField other)
    {
        if (IsWholeInput || other.IsWholeInput)
            return Whole;
        if (Sizes.Count != other.Sizes.Count)
            return null;
        return new ReceptiveField(
            Sizes.Select((size, i) => Math.Max(size, other.Sizes[i])).ToArray(),
            Jumps.Select((jump, i) => Math.Max(jump, other.Jumps[i])).ToArray(),
            Starts.Select((start, i) => start == other.Starts[i] && Jumps[i].Equals(other.Jumps[i]) ? start : null).ToArray());
    }

    /// <inheritdoc/>
    public int CompareTo(ReceptiveField? other) => other is null ? 1 : Size.CompareTo(other.Size);

    /// <inheritdoc/>
    public int CompareTo(object? obj) => obj switch
    {
        ReceptiveField other => CompareTo(other),
        IConvertible number => Size.CompareTo(Convert.ToDouble(number, CultureInfo.InvariantCulture)),
        _ => 1,
    };

    /// <summary>The size as <c>16</c> for a square one, <c>5x3</c> by axis, or <c>whole input</c>.</summary>
    public override string ToString()
    {
        if (IsWholeInput)
            return "whole input";
        var shown = Sizes.Select(size => size.ToString("0.##", CultureInfo.InvariantCulture)).ToArray();
        return shown.Distinct().Count() == 1 ? shown[0] : string.Join("x", shown);
    }
}
