using System.Globalization;
using System.Numerics;

namespace CnnParams.Python.Running;

/// <summary>
/// Real numbers in decimal digits, rounded as they are: 2.675 is a little less than it looks, and what is halfway goes
/// to the even digit.
/// </summary>
internal static class Decimals
{
    /// <summary>A number of zero or more with so many digits after the point: <c>%f</c>.</summary>
    internal static string Fixed(double value, int digits)
    {
        string text = Scaled(value, digits).ToString(CultureInfo.InvariantCulture).PadLeft(digits + 1, '0');
        return digits == 0 ? text : text.Insert(text.Length - digits, ".");
    }

    /// <summary>A number with one digit before the point and so many after it: <c>%e</c>.</summary>
    internal static string Scientific(double value, int digits)
    {
        var (text, exponent) = Significant(value, digits + 1);
        return (digits == 0 ? text : text.Insert(1, ".")) + Exponent(exponent);
    }

    /// <summary>A number with so many digits that count, without zeros at the end: <c>%g</c>.</summary>
    /// <param name="value">The number, zero or more.</param>
    /// <param name="digits">How many digits count.</param>
    /// <param name="hasPoint">Whether there is a digit after the point in any case.</param>
    internal static string General(double value, int digits, bool hasPoint)
    {
        var (text, exponent) = Significant(value, digits);
        text = text.TrimEnd('0').PadRight(1, '0');
        if (exponent < -4 || exponent >= digits - (hasPoint ? 1 : 0))
            return (text.Length > 1 ? text.Insert(1, ".") : text) + Exponent(exponent);
        if (exponent < 0)
            return "0." + new string('0', -exponent - 1) + text;
        text = text.PadRight(exponent + 1, '0');
        return text.Length > exponent + 1 ? text.Insert(exponent + 1, ".")
            : hasPoint ? text + ".0"
            : text;
    }

    /// <summary>The nearest number that has so many digits after the point, or zeros before it.</summary>
    internal static double Round(double value, int digits)
    {
        // Digits that a number of 64 bits does not have, or all that it has.
        if (digits > 323 || value == 0 || double.IsNaN(value) || double.IsInfinity(value))
            return value;
        if (digits < -308)
            return 0 * value;
        string text = FormattableString.Invariant($"{Scaled(Math.Abs(value), digits)}e{-digits}");
        double rounded = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        return value < 0 ? -rounded : rounded;
    }

    /// <summary>A quotient of whole numbers, the divisor above zero, to the nearest whole one.</summary>
    internal static BigInteger Nearest(BigInteger value, BigInteger divisor)
    {
        var quotient = BigInteger.DivRem(value, divisor, out var rest);
        if (rest.Sign < 0)
            (quotient, rest) = (quotient - 1, rest + divisor);
        int order = (2 * rest).CompareTo(divisor);
        return order > 0 || (order == 0 && !quotient.IsEven) ? quotient + 1 : quotient;
    }

    // The number times a power of ten, to the nearest whole one.
    private static BigInteger Scaled(double value, int digits)
    {
        var (mantissa, exponent) = Parts(value);
        var divisor = BigInteger.One;
        if (digits >= 0)
            mantissa *= BigInteger.Pow(10, digits);
        else
            divisor *= BigInteger.Pow(10, -digits);
        return exponent >= 0 ? Nearest(mantissa << exponent, divisor) : Nearest(mantissa, divisor << -exponent);
    }

    /// <summary>A number of zero or more as a whole number times a power of two.</summary>
    internal static (BigInteger Mantissa, int Exponent) Parts(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        int exponent = (int)((bits >> 52) & 0x7FF);
        long fraction = bits & 0xF_FFFF_FFFF_FFFF;
        return exponent == 0 ? (fraction, -1074) : (fraction | (1L << 52), exponent - 1075);
    }

    /// <summary>The real number nearest to so many times 2^-1074.</summary>
    internal static double FromUnits(BigInteger units)
    {
        var size = BigInteger.Abs(units);
        int spare = Math.Max(0, (int)Math.Floor(BigInteger.Log(BigInteger.Max(1, size), 2)) - 60);
        // Sixty bits and one that says whether there were more: no rounding happens twice.
        var kept = size >> spare;
        if ((kept << spare) != size)
            kept |= 1;
        double value = (double)(long)kept * Math.Pow(2, spare - 1074);
        return units.Sign < 0 ? -value : value;
    }

    // So many digits, and the power of ten of the first.
    private static (string Digits, int Exponent) Significant(double value, int digits)
    {
        if (value == 0)
            return (new string('0', digits), 0);
        int exponent = (int)Math.Floor(Math.Log10(value));
        while (true)
        {
            string text = Scaled(value, digits - 1 - exponent).ToString(CultureInfo.InvariantCulture);
            if (text.Length == digits)
                return (text, exponent);
            exponent += text.Length > digits ? 1 : -1;
        }
    }

    private static string Exponent(int exponent) =>
        $"e{(exponent < 0 ? "-" : "+")}{Math.Abs(exponent).ToString("00", CultureInfo.InvariantCulture)}";
}
