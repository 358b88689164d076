using System.Globalization;

namespace CnnParams.Shapes;

/// <summary>How a window meets the border of its input.</summary>
public enum PaddingMode : long
{
    /// <summary>No padding: the window stays inside (TensorFlow's VALID).</summary>
    Valid,

    /// <summary>
    /// Zeros so that out = ceil(in / stride); an odd one goes to the end (TensorFlow's SAME, ONNX's SAME_UPPER).
    /// </summary>
    Same,

    /// <summary>As <see cref="Same"/>, the odd zero at the beginning (ONNX's SAME_LOWER).</summary>
    SameLower,

    /// <summary>The zeros are given, side by side.</summary>
    Explicit,

    /// <summary>All zeros at the beginning, so that no output sees a later position (Keras's causal).</summary>
    Causal,
}

/// <summary>Padding before and after each spatial axis, by rule or by number.</summary>
public sealed class Padding : IEquatable<Padding>
{
    private readonly (long Begin, long End)[] _sides;

    private Padding(PaddingMode mode, (long Begin, long End)[] sides)
    {
        Mode = mode;
        _sides = sides;
    }

    /// <summary>No padding.</summary>
    public static Padding Valid { get; } = new(PaddingMode.Valid, []);

    /// <summary>Padding that keeps the size at stride 1, the odd zero at the end.</summary>
    public static Padding Same { get; } = new(PaddingMode.Same, []);

    /// <summary>Padding that keeps the size at stride 1, the odd zero at the beginning.</summary>
    public static Padding SameLower { get; } = new(PaddingMode.SameLower, []);

    /// <summary>Padding that lets no output see a later position.</summary>
    public static Padding Causal { get; } = new(PaddingMode.Causal, []);

    /// <summary>The rule.</summary>
    public PaddingMode Mode { get; }

    /// <summary>Whether the zeros are given by number.</summary>
    internal bool IsExplicit => Mode == PaddingMode.Explicit;

    /// <summary>The same number of zeros at both ends of an axis: one number for every axis, or one per axis.</summary>
    public static Padding Symmetric(params long[] sizes) =>
        new(PaddingMode.Explicit, Array.ConvertAll(sizes, size => (size, size)));

    /// <summary>Zeros at the beginning and the end of each axis.</summary>
    public static Padding Sides(params (long Begin, long End)[] sides) => new(PaddingMode.Explicit, [.. sides]);

    /// <summary>The zeros of one axis; nothing for a rule.</summary>
    public (long Begin, long End) this[int axis] =>
        _sides.Length == 0 ? (0, 0)
        : _sides.Length == 1 ? _sides[0]
        : _sides[axis];

    /// <summary>Whether this can be read over <paramref name="rank"/> axes.</summary>
    public bool HasRank(int rank) => _sides.Length <= 1 || _sides.Length == rank;

    /// <summary>Whether a side is negative, which only cropping allows.</summary>
    internal bool HasNegativeSide => Array.Exists(_sides, side => side.Begin < 0 || side.End < 0);

    /// <summary>One number of zeros on every side.</summary>
    public static implicit operator Padding(long size) => Symmetric(size);

    /// <summary>
    /// Reads <c>valid</c>, <c>same</c>, <c>same_lower</c>, <c>causal</c>, numbers (<c>1</c>; <c>1,2</c> per axis) or
    /// pairs per axis (<c>0:1,0:1</c>).
    /// </summary>
    /// <exception cref="FormatException">The text is not a padding.</exception>
    public static Padding Parse(string text)
    {
        switch (text.Trim().Replace("_", string.Empty).ToUpperInvariant())
        {
            case "VALID":
                return Valid;
            case "SAME" or "SAMEUPPER":
                return Same;
            case "SAMELOWER":
                return SameLower;
            case "CAUSAL":
                return Causal;
        }

        string[] parts = text.Trim()
            .Trim('(', ')', '[', ']')
            .Split([',', 'x', 'X', ' ', ';'], StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 0)
            throw Unreadable(text);
        return Sides(Array.ConvertAll(parts, part => ParseSide(part, text)));
    }

    private static (long Begin, long End) ParseSide(string part, string text)
    {
        string[] ends = part.Split(':');
        if (ends.Length > 2)
            throw Unreadable(text);
        long begin = Number(ends[0], text);
        return (begin, ends.Length == 2 ? Number(ends[1], text) : begin);
    }

    private static long Number(string part, string text) =>
        long.TryParse(part, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
            ? number
            : throw Unreadable(text);

    private static FormatException Unreadable(string text) =>
        new(
            $"'{text}' is not a padding; write valid, same, causal, a number such as 1, one per axis as 1,2, or pairs "
                + "as 0:1,0:1."
        );

    /// <inheritdoc/>
    public bool Equals(Padding? other) => other is not null && Mode == other.Mode && _sides.SequenceEqual(other._sides);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Padding);

    /// <inheritdoc/>
    public override int GetHashCode() => _sides.Length == 0 ? (int)Mode : _sides[0].GetHashCode();

    /// <inheritdoc/>
    public override string ToString() =>
        Mode switch
        {
            PaddingMode.Valid => "valid",
            PaddingMode.Same => "same",
            PaddingMode.SameLower => "same_lower",
            PaddingMode.Causal => "causal",
            _ => string.Join(",", Array.ConvertAll(_sides, Text)),
        };

    private static string Text((long Begin, long End) side) =>
        side.Begin == side.End
            ? side.Begin.ToString(CultureInfo.InvariantCulture)
            : string.Format(CultureInfo.InvariantCulture, "{0}:{1}", side.Begin, side.End);
}
