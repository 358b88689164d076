using System.Globalization;

namespace CnnParams.Measuring;

/// <summary>
/// Numbers as people read them: exact, with a rounded form beside a long one. Units are decimal: 1 kB = 1000 bytes.
/// </summary>
public static class Quantity
{
    private static readonly string[] Prefixes = ["", "k", "M", "G", "T", "P", "E"];

    /// <summary>A size in bytes: <c>251.83 kB</c>.</summary>
    public static string Bytes(long bytes)
    {
        var (value, prefix) = Scale(bytes);
        return prefix.Length == 0
            ? string.Format(CultureInfo.InvariantCulture, "{0} bytes", bytes)
            : string.Format(CultureInfo.InvariantCulture, "{0:0.##} {1}B", value, prefix);
    }

    /// <summary>
    /// What is put before a number that may not be the number: <c>at least</c>, or <c>about</c> where it may be less.
    /// </summary>
    internal static string Bound(Trust trust) =>
        trust switch
        {
            Trust.LowerBound => "at least ",
            Trust.Contradicted or Trust.Assumed => "about ",
            _ => "",
        };

    /// <summary>A number with all of its digits and nothing between them, the same under every culture.</summary>
    public static string Plain(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A number in parentheses, rounded, for one that is too long to be read: <c> (138.36 M)</c>.</summary>
    internal static string Short(long number)
    {
        var (value, prefix) = Scale(number);
        return number < 1_000_000 ? "" : string.Format(CultureInfo.InvariantCulture, " ({0:0.##} {1})", value, prefix);
    }

    private static (double Value, string Prefix) Scale(long number)
    {
        double value = number;
        int step = 0;
        while (Math.Abs(value) >= 1000 && step < Prefixes.Length - 1)
        {
            value /= 1000;
            step++;
        }

        return (value, Prefixes[step]);
    }
}
