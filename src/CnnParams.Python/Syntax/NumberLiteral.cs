using System.Globalization;
using System.Numerics;

namespace CnnParams.Python.Syntax;

/// <summary>What a number says: a whole one of any size, or a real one.</summary>
internal static class NumberLiteral
{
    private const int MostDigits = 4000;

    internal static object Read(SourceText source, int start, int end)
    {
        string text = source.Text.Substring(start, end - start).Replace("_", "");
        object? value = text.Length > MostDigits ? null : Read(text);
        return value
            ?? throw new PythonSyntaxException(
                source.PlaceAt(start),
                $"'{(text.Length > 40 ? $"{text.Substring(0, 37)}..." : text)}' is not a number"
            );
    }

    private static object? Read(string text)
    {
        char kind = text.Length > 1 && text[0] == '0' ? char.ToLowerInvariant(text[1]) : '0';
        if (kind is 'x' or 'o' or 'b')
            return ReadDigits(
                text.Substring(2),
                kind == 'x' ? 16
                    : kind == 'o' ? 8
                    : 2
            );
        if (text.EndsWith("j", StringComparison.OrdinalIgnoreCase))
            return ReadReal(text.Substring(0, text.Length - 1)) is { } imaginary
                ? new Values.Imaginary(imaginary)
                : null;
        if (text.IndexOfAny(['.', 'e', 'E']) >= 0)
            return ReadReal(text);
        if (text.Length <= 18 && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long small))
            return Values.Boxed.Of(small);
        return BigInteger.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var large)
            ? Values.Boxed.Of(large)
            : null;
    }

    private static object? ReadDigits(string digits, int radix)
    {
        BigInteger value = 0;
        foreach (char c in digits)
        {
            int digit =
                c is >= '0' and <= '9' ? c - '0'
                : char.ToLowerInvariant(c) is >= 'a' and <= 'f' and var letter ? letter - 'a' + 10
                : radix;
            if (digit >= radix)
                return null;
            value = (value * radix) + digit;
        }

        return digits.Length == 0 ? null : Values.Boxed.Of(value);
    }

    private static double? ReadReal(string text) =>
        double.TryParse(
            text,
            NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
            CultureInfo.InvariantCulture,
            out double value
        )
            ? value
            : null;
}
