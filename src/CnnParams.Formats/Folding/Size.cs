using System.Globalization;

namespace CnnParams.Formats.Folding;

/// <summary>A number that a file leaves open, under the name that the file gives it if it does.</summary>
/// <param name="name">The name; null for a number that follows from others by no simple rule.</param>
/// <param name="isBatch">Whether it is the number of samples.</param>
/// <param name="value">The number of samples that the file fixes.</param>
/// <param name="needsProof">Whether the samples have to be followed, to show that they are samples.</param>
internal sealed class Symbol(string? name = null, bool isBatch = false, long? value = null, bool needsProof = false)
{
    internal bool NeedsProof => needsProof;

    internal string? Name => name;

    internal bool IsBatch => isBatch;

    internal long? Value => value;
}

/// <summary>
/// A whole number as a product, 64 * N: the size of an axis, or one of the numbers that shapes are computed from. So
/// sizes that a file leaves open pass through Shape, Gather, Concat and Reshape, and what is multiplied can be divided
/// again. The batch is always a symbol, even where the file fixes it: that tells which axis of a later shape it is.
/// Where it is merged with others, factors before it in the order of the axes and factors after it are told apart.
/// </summary>
internal readonly struct Size : IEquatable<Size>
{
    // No export multiplies more open axes than a tensor has.
    private const int MostSymbols = 8;

    private const long NotKnown = -1;

    private readonly long _factor;
    private readonly long _beforeBatch;
    private readonly Symbol[]? _symbols;

    private Size(long factor, Symbol[] symbols, long beforeBatch = NotKnown)
    {
        _factor = factor;
        _symbols = factor == 0 || symbols.Length == 0 ? null : symbols;
        _beforeBatch = beforeBatch;
    }

    /// <summary>The size of the symbol.</summary>
    internal Size(Symbol symbol)
        : this(1, [symbol], 1) { }

    /// <summary>A size of which nothing is known; different from every other.</summary>
    internal static Size Unknown => new(new Symbol());

    /// <summary>The number that the symbols are multiplied with.</summary>
    internal long Factor => _factor;

    internal IReadOnlyList<Symbol> Symbols => _symbols ?? [];

    /// <summary>The number, where all symbols have one.</summary>
    internal long? Value
    {
        get
        {
            long product = _factor;
            foreach (var symbol in Symbols)
            {
                if (symbol.Value is not { } value)
                    return null;
                product = checked(product * value);
            }

            return product;
        }
    }

    internal bool IsBatch => _factor == 1 && Symbols.Count == 1 && Symbols[0].IsBatch;

    internal bool HasBatch => Symbols.Any(symbol => symbol.IsBatch);

    /// <summary>The number of samples that the file fixes, where they are among its factors.</summary>
    internal long? Batch => Symbols.FirstOrDefault(symbol => symbol.IsBatch)?.Value;

    /// <summary>
    /// Where the batch is merged with other axes: how many positions of those lie before it; null where that is not
    /// known.
    /// </summary>
    internal long? BeforeBatch => HasBatch && _beforeBatch != NotKnown ? _beforeBatch : null;

    /// <summary>Whether nothing is known of it, not even a name.</summary>
    internal bool IsUnnamed => Value is null && Symbols.Any(symbol => symbol.Name is null);

    /// <summary>Whether it is a number whatever the batch is.</summary>
    internal bool IsNumber => _symbols is null;

    public static implicit operator Size(long number) => new(number, []);

    /// <summary>This size for one sample.</summary>
    internal Size WithoutBatch() => new(_factor, Symbols.Where(symbol => !symbol.IsBatch).ToArray());

    /// <summary>
    /// This size with the batch after so many positions of what it is merged with; null for a number that is not known.
    /// </summary>
    internal Size WithBatchBehind(long? positions) => new(_factor, [.. Symbols], positions ?? NotKnown);

    /// <summary>Two axes merged, the left one before the right.</summary>
    public static Size operator *(Size left, Size right) =>
        left.Symbols.Count + right.Symbols.Count <= MostSymbols
            ? new Size(
                checked(left._factor * right._factor),
                [.. left.Symbols, .. right.Symbols],
                BeforeBatchOf(left, right)
            )
            : Unknown;

    private static long BeforeBatchOf(Size left, Size right)
    {
        long? before =
            left.HasBatch ? (right.HasBatch ? null : left.BeforeBatch)
            : right.BeforeBatch is { } inner && left.Value is { } outer ? checked(outer * inner)
            : null;
        return before ?? NotKnown;
    }

    /// <summary>The quotient where it is a size again, else null.</summary>
    internal Size? DividedBy(Size divisor)
    {
        if (divisor._factor == 0)
            return null;
        var rest = Symbols.ToList();
        if (_factor % divisor._factor == 0 && divisor.Symbols.All(rest.Remove))
            return new Size(_factor / divisor._factor, [.. rest]);
        // With the batch fixed, 8 may stand for it.
        return Value is { } value && divisor.Value is { } by and not 0 && value % by == 0 ? value / by : null;
    }

    public static Size operator +(Size left, Size right)
    {
        if (left._factor == 0)
            return right;
        if (right._factor == 0)
            return left;
        if (left.HasSymbolsOf(right))
            return new Size(
                checked(left._factor + right._factor),
                [.. left.Symbols],
                left.EndsInBatch && right.EndsInBatch ? left._factor + right._factor : NotKnown
            );
        return left.Value is { } a && right.Value is { } b ? checked(a + b) : Unknown;
    }

    public static Size operator -(Size left, Size right) => left + (right * -1);

    /// <summary>Whether both are the same number, or null where that depends on what is open.</summary>
    internal bool? Same(Size other)
    {
        if (Equals(other))
            return true;
        return Value is { } a && other.Value is { } b ? a == b : null;
    }

    // Tensors joined along it then are the same with more before the batch.
    private bool EndsInBatch => Symbols.Count == 1 && BeforeBatch == _factor;

    private bool HasSymbolsOf(Size other)
    {
        var rest = other.Symbols.ToList();
        return Symbols.Count == rest.Count && Symbols.All(rest.Remove);
    }

    public bool Equals(Size other) => _factor == other._factor && HasSymbolsOf(other);

    public override bool Equals(object? obj) => obj is Size other && Equals(other);

    public override int GetHashCode() => _factor.GetHashCode();

    /// <summary>The size as a shape shows it: 64*N, or ? where a symbol has no name.</summary>
    public override string ToString()
    {
        if (IsNumber)
            return _factor.ToString(CultureInfo.InvariantCulture);
        if (Symbols.Any(symbol => symbol.Name is null))
            return "?";
        var names = Symbols.Select(symbol => symbol.Name!);
        return string.Join("*", _factor == 1 ? names : names.Prepend(_factor.ToString(CultureInfo.InvariantCulture)));
    }
}
