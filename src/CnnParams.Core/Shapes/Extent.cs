using System.Globalization;

namespace CnnParams.Shapes;

/// <summary>
/// A size per spatial axis, such as a kernel size or a stride: <c>5</c> stands for every axis, <c>5x3</c> for height
/// 5 and width 3.
/// </summary>
public sealed class Extent : IEquatable<Extent>
{
    private static readonly char[] Separators = [',', 'x', 'X', '×', '*', ' ', ';'];

    private readonly long[] _sizes;

    /// <summary>One size for every axis, or one per axis.</summary>
    /// <exception cref="ArgumentException">No size is given.</exception>
    public Extent(params long[] sizes)
    {
        if (sizes is null || sizes.Length == 0)
            throw new ArgumentException("A size needs at least one number, such as 5 or 5x3.", nameof(sizes));
        _sizes = (long[])sizes.Clone();
    }

    /// <summary>The size 1 on every axis.</summary>
    public static Extent One { get; } = new(1);

    /// <summary>The sizes as given: one for every axis, or one per axis.</summary>
    public IReadOnlyList<long> Sizes => _sizes;

    /// <summary>The smallest of the sizes.</summary>
    internal long Smallest => _sizes.Min();

    /// <summary>The size of spatial axis <paramref name="axis"/> (height is 0 in two dimensions).</summary>
    public long this[int axis] => _sizes.Length == 1 ? _sizes[0] : _sizes[axis];

    /// <summary>The product over <paramref name="rank"/> axes.</summary>
    public long Product(int rank)
    {
        long product = 1;
        for (int i = 0; i < rank; i++)
            product = checked(product * this[i]);
        return product;
    }

    /// <summary>Whether this can be read over <paramref name="rank"/> axes.</summary>
    public bool HasRank(int rank) => _sizes.Length == 1 || _sizes.Length == rank;

    /// <summary>Whether every axis has this size.</summary>
    public bool IsAll(long size)
    {
        foreach (long value in _sizes)
        {
            if (value != size)
                return false;
        }

        return true;
    }

    /// <summary>One size for every axis.</summary>
    public static implicit operator Extent(long size) => new(size);

    /// <summary>One size for every axis.</summary>
    public static implicit operator Extent(int size) => new(size);

    /// <summary>Reads <c>5</c>, <c>5,3</c>, <c>5x3</c> or <c>(5, 3)</c>.</summary>
    /// <exception cref="FormatException">The text is not a size.</exception>
    public static Extent Parse(string text)
    {
        string[] parts = text.Trim().Trim('(', ')', '[', ']').Split(Separators, StringSplitOptions.RemoveEmptyEntries);
        var sizes = new long[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            // An axis without a number is 0, as in a list.
            if (parts[i] is "?" or "None")
                sizes[i] = 0;
            else if (
                !long.TryParse(parts[i], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out sizes[i])
            )
                throw new FormatException($"'{text}' is not a size; write it as 5, 5,3 or 5x3.");
        }

        return parts.Length > 0
            ? new Extent(sizes)
            : throw new FormatException($"'{text}' is not a size; write it as 5, 5,3 or 5x3.");
    }

    /// <inheritdoc/>
    public bool Equals(Extent? other)
    {
        if (other is null)
            return false;
        int rank = Math.Max(_sizes.Length, other._sizes.Length);
        if (!HasRank(rank) || !other.HasRank(rank))
            return false;
        for (int i = 0; i < rank; i++)
        {
            if (this[i] != other[i])
                return false;
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Extent);

    /// <inheritdoc/>
    // The first size alone: 5 and 5x5 are equal, so their hashes must be too.
    public override int GetHashCode() => _sizes[0].GetHashCode();

    /// <inheritdoc/>
    public override string ToString() =>
        string.Join("x", Array.ConvertAll(_sizes, size => size.ToString(CultureInfo.InvariantCulture)));
}
