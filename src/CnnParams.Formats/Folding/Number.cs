namespace CnnParams.Formats.Folding;

/// <summary>
/// One element of a small tensor that is known: a whole number, maybe with open sizes in it, or a real one.
/// </summary>
internal readonly struct Number
{
    private readonly Size _size;
    private readonly double _real;

    private Number(Size size, double real, bool isReal) => (_size, _real, IsReal) = (size, real, isReal);

    internal bool IsReal { get; }

    internal static Number Unknown => Size.Unknown;

    /// <summary>The whole number; an open one for a fraction.</summary>
    internal Size Size => IsReal ? Size.Unknown : _size;

    /// <summary>The number if it is known.</summary>
    internal double? Value => IsReal ? _real : _size.Value;

    /// <summary>The whole number if it is known.</summary>
    internal long? Whole => IsReal ? null : _size.Value;

    public static implicit operator Number(Size size) => new(size, 0, false);

    public static implicit operator Number(long number) => new(number, 0, false);

    public static implicit operator Number(bool truth) => new(truth ? 1 : 0, 0, false);

    // A real number without a fraction is kept as a whole one: it may be multiplied with an open size.
    public static implicit operator Number(double number) =>
        Math.Abs(number) < 1L << 53 && Math.Floor(number) == number
            ? new Number((long)number, 0, false)
            : new Number(0, number, true);

    internal static Number Add(Number left, Number right) => Compute(left, right, (a, b) => a + b, (a, b) => a + b);

    internal static Number Subtract(Number left, Number right) =>
        Compute(left, right, (a, b) => a - b, (a, b) => a - b);

    internal static Number Multiply(Number left, Number right) =>
        Compute(left, right, (a, b) => a * b, (a, b) => a * b);

    /// <summary>The quotient; of whole numbers cut off, as ONNX has it.</summary>
    internal static Number Divide(Number left, Number right, bool isInteger)
    {
        if (right.Value == 0)
            return Unknown;
        if (!left.IsReal && !right.IsReal && left._size.DividedBy(right._size) is { } quotient)
            return quotient;
        if (left.Value is not { } a || right.Value is not { } b)
            return Unknown;
        return isInteger && left.Whole is { } whole && right.Whole is { } divisor ? whole / divisor : a / b;
    }

    /// <summary>The quotient, rounded down.</summary>
    internal static Number DivideDown(Number left, Number right) =>
        Divide(left, right, isInteger: false).Rounded(Math.Floor);

    /// <summary>The remainder of the quotient that is rounded down.</summary>
    internal static Number Modulo(Number left, Number right)
    {
        if (
            !left.IsReal
            && !right.IsReal
            && left.Size.DividedBy(right.Size) is not null
            && (left.Whole is null || right.Whole is null)
        )
            return 0;
        return right.Value is 0 ? Unknown : Apply(left, right, (a, b) => a - (b * Math.Floor(a / b)));
    }

    internal static Number Max(Number left, Number right) => Apply(left, right, Math.Max);

    internal static Number Min(Number left, Number right) => Apply(left, right, Math.Min);

    internal static Number Apply(Number left, Number right, Func<double, double, double> rule) =>
        left.Value is { } a && right.Value is { } b ? rule(a, b) : Unknown;

    internal Number Apply(Func<double, double> rule) => Value is { } known ? rule(known) : Unknown;

    /// <summary>A fraction rounded; a whole number, open or not, is so already.</summary>
    internal Number Rounded(Func<double, double> rule) => IsReal ? Apply(rule) : this;

    private static Number Compute(
        Number left,
        Number right,
        Func<Size, Size, Size> whole,
        Func<double, double, double> real
    )
    {
        if (left.IsReal || right.IsReal)
            return Apply(left, right, real);
        try
        {
            return whole(left._size, right._size);
        }
        catch (OverflowException)
        {
            // The end of a slice is often the largest number there is, and more is added to it.
            return Unknown;
        }
    }
}
