using System.Globalization;
using CnnParams.Shapes;

namespace CnnParams.Measuring;

/// <summary>The input positions that one output value sees, axis by axis.</summary>
public sealed class ReceptiveField : IComparable, IComparable<ReceptiveField>
{
    private readonly ReceptiveAxis[] _axes;

    private ReceptiveField(ReceptiveAxis[] axes, bool isWhole = false)
    {
        _axes = axes;
        IsWholeInput = isWhole;
    }

    /// <summary>
    /// The most input positions that an output value sees, by axis: r + (k - 1) * j over the longest path.
    /// </summary>
    public IReadOnlyList<double> Sizes => Array.ConvertAll(_axes, axis => (double)axis.Size);

    /// <summary>Input positions from one output value to the next, by axis: the effective stride.</summary>
    public IReadOnlyList<double> Jumps => Array.ConvertAll(_axes, axis => axis.Jump);

    /// <summary>
    /// The centre of what the first output value sees, in input positions (0.5 is the middle of the first); null where
    /// it sees nothing.
    /// </summary>
    public IReadOnlyList<double?> Starts => Array.ConvertAll(_axes, axis => axis.Start);

    /// <summary>Whether every value sees the whole input: after global pooling, units, attention.</summary>
    public bool IsWholeInput { get; }

    /// <summary>The largest of the sizes.</summary>
    public double Size =>
        IsWholeInput ? double.PositiveInfinity
        : Sizes.Count == 0 ? 1
        : Sizes.Max();

    /// <summary>Padding that the centre of the first value amounts to: (r - 1) / 2 - (start - 0.5), by axis.</summary>
    public IReadOnlyList<double?> EffectivePaddings =>
        Sizes.Select((size, i) => ((size - 1) / 2) - (Starts[i] - 0.5)).ToArray();

    internal static ReceptiveField OfInput(int axes) => new([.. Enumerable.Repeat(ReceptiveAxis.Point, axes)]);

    internal static ReceptiveField Whole { get; } = new([], isWhole: true);

    /// <summary>What is seen, position by position: equal for fields that are the same.</summary>
    internal string Positions => IsWholeInput ? "all" : string.Join("/", _axes.Select(axis => axis.ToString()));

    /// <summary>
    /// The field after a window, or null where the window has other axes or what is seen cannot be followed.
    /// </summary>
    internal ReceptiveField? After(IReadOnlyList<ReceptiveAxis> window) =>
        IsWholeInput ? this : AxisByAxis(window, (before, axis) => axis.Through(before));

    /// <summary>The field of two branches that meet: what either sees.</summary>
    internal ReceptiveField? And(ReceptiveField other) =>
        IsWholeInput || other.IsWholeInput ? Whole : AxisByAxis(other._axes, (left, right) => left.And(right));

    private ReceptiveField? AxisByAxis(
        IReadOnlyList<ReceptiveAxis> others,
        Func<ReceptiveAxis, ReceptiveAxis, ReceptiveAxis?> rule
    )
    {
        if (others.Count != _axes.Length)
            return null;
        var axes = new ReceptiveAxis[_axes.Length];
        for (int i = 0; i < axes.Length; i++)
        {
            if (rule(_axes[i], others[i]) is not { } axis)
                return null;
            axes[i] = axis;
        }

        return new ReceptiveField(axes);
    }

    /// <inheritdoc/>
    public int CompareTo(ReceptiveField? other) => other is null ? 1 : Size.CompareTo(other.Size);

    /// <inheritdoc/>
    public int CompareTo(object? obj) =>
        obj switch
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
