namespace CnnParams.Formats.Folding;

/// <summary>All axes of a value, the batch among them.</summary>
internal sealed class Shape(params Size[] axes)
{
    /// <summary>More axes than any operator makes; a list that asks for more is damaged.</summary>
    internal const int MostAxes = 64;

    internal static Shape Scalar { get; } = new();

    internal IReadOnlyList<Size> Axes => axes;

    internal int Rank => axes.Length;

    internal Size this[int index] => axes[index];

    /// <summary>The number of elements.</summary>
    internal Size Count => Product(axes);

    internal static Shape Of(IEnumerable<Size> axes) => new(axes.ToArray());

    /// <summary>A shape of a known rank, and nothing else.</summary>
    internal static Shape OfRank(int rank) => Of(Enumerable.Range(0, rank).Select(_ => Size.Unknown));

    internal static Size Product(IEnumerable<Size> sizes) =>
        sizes.Aggregate((Size)1, (product, size) => product * size);

    /// <summary>
    /// The index of an axis that counts from the end where it is negative, or null where there is none.
    /// </summary>
    internal int? Index(long axis)
    {
        long index = axis < 0 ? axis + Rank : axis;
        return index >= 0 && index < Rank ? (int)index : null;
    }

    internal Shape With(int axis, Size size)
    {
        var copy = (Size[])axes.Clone();
        copy[axis] = size;
        return new Shape(copy);
    }

    internal Shape Without(int axis) => Of(axes.Where((_, index) => index != axis));

    /// <summary>The numpy rule: axes align at the end, and an axis of 1 repeats.</summary>
    internal static Shape? Broadcast(Shape? left, Shape? right)
    {
        if (left is null || right is null)
            return null;
        int rank = Math.Max(left.Rank, right.Rank);
        var merged = new Size[rank];
        for (int i = 0; i < rank; i++)
        {
            if (Broadcast(left.FromEnd(rank - i), right.FromEnd(rank - i)) is not { } size)
                return null;
            merged[i] = size;
        }

        return new Shape(merged);
    }

    private Size? FromEnd(int place) => place <= Rank ? axes[Rank - place] : null;

    private static Size? Broadcast(Size? left, Size? right)
    {
        if (left is not { } a)
            return right;
        if (right is not { } b || a.Equals(b))
            return left;
        if (b.IsNumber && b.Factor == 1)
            return a;
        if (a.IsNumber && a.Factor == 1)
            return b;
        if (a.Value is { } known && b.Value is { } other)
            return known == other ? (a.IsNumber ? b : a)
                : known == 1 ? b
                : other == 1 ? a
                : null;
        // An open axis beside one above 1 can only be the same.
        return a.Value > 1 ? a
            : b.Value > 1 ? b
            : Size.Unknown;
    }

    /// <summary>
    /// One size of two that must be the same: the batch before a number, a number before what is open.
    /// </summary>
    internal static Size Meet(Size left, Size right)
    {
        if (left.HasBatch || right.HasBatch)
            return left.HasBatch ? left : right;
        if (left.IsNumber || right.IsNumber)
            return left.IsNumber ? left : right;
        return left.IsUnnamed ? right : left;
    }

    /// <summary>What is sure of a value that has one shape or the other.</summary>
    internal static Shape? Either(Shape? left, Shape? right) =>
        left is null || right is null || left.Rank != right.Rank
            ? null
            : Of(left.Axes.Zip(right.Axes, (a, b) => a.Same(b) == true ? Meet(a, b) : Size.Unknown));

    public override string ToString() => $"({string.Join(",", axes)})";
}
