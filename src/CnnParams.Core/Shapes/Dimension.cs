using System.Globalization;

namespace CnnParams.Shapes;

/// <summary>
/// One axis of a shape: a number of positions, or a symbol such as <c>N</c> where the source leaves the axis open.
/// An open axis stays a symbol; it is never counted as 1.
/// </summary>
public readonly struct Dimension : IEquatable<Dimension>
{
    private readonly long _size;

    private Dimension(long size, string? symbol)
    {
        _size = size;
        Symbol = symbol;
    }

    /// <summary>An axis of which nothing is known; printed as <c>?</c>.</summary>
    public static Dimension Unknown { get; } = new(0, "?");

    /// <summary>The symbol of an open axis, or null where the size is known.</summary>
    public string? Symbol { get; }

    /// <summary>Whether the size is a number.</summary>
    public bool IsKnown => Symbol is null;

    /// <summary>The number of positions, or null for an open axis.</summary>
    public long? Size => IsKnown ? _size : null;

    /// <summary>The number of positions of an axis that <see cref="IsKnown"/>.</summary>
    /// <exception cref="InvalidOperationException">The axis is open.</exception>
    public long Value =>
        IsKnown ? _size : throw new InvalidOperationException($"The axis '{Symbol}' has no known size.");

    /// <summary>An axis of <paramref name="size"/> positions.</summary>
    /// <exception cref="LayerException">The size is negative.</exception>
    public static Dimension Of(long size) =>
        size >= 0
            ? new Dimension(size, null)
            : throw new LayerException(
                ErrorId.InvalidShape,
                $"a size of {size} is not possible; sizes are zero or more"
            );

    /// <summary>An open axis with a name.</summary>
    public static Dimension Named(string symbol) => string.IsNullOrEmpty(symbol) ? Unknown : new Dimension(0, symbol);

    /// <summary>A known axis.</summary>
    public static implicit operator Dimension(long size) => Of(size);

    /// <summary>Whether two axes may be the same: equal numbers, or at least one of them open.</summary>
    public bool Fits(Dimension other) => !IsKnown || !other.IsKnown || _size == other._size;

    /// <inheritdoc/>
    public bool Equals(Dimension other) => _size == other._size && Symbol == other.Symbol;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Dimension other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        Symbol is null ? _size.GetHashCode() : StringComparer.Ordinal.GetHashCode(Symbol);

    /// <summary>Equality of size and symbol.</summary>
    public static bool operator ==(Dimension left, Dimension right) => left.Equals(right);

    /// <summary>Inequality of size or symbol.</summary>
    public static bool operator !=(Dimension left, Dimension right) => !left.Equals(right);

    /// <inheritdoc/>
    public override string ToString() => Symbol ?? _size.ToString(CultureInfo.InvariantCulture);
}
