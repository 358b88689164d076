using System.Globalization;
using System.Text.RegularExpressions;
using CnnParams.Layers;
using CnnParams.Measuring;

namespace CnnParams.Devices;

/// <summary>Times as people read and write them: <c>1.23 ms</c>.</summary>
public static class Duration
{
    private static readonly Regex Form = new(
        @"^\s*(?<number>[0-9]+(\.[0-9]+)?)\s*(?<unit>ns|us|µs|ms|s)\s*$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    );

    private static readonly Dictionary<string, decimal> Nanoseconds = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ns"] = 1,
        ["us"] = 1_000,
        ["µs"] = 1_000,
        ["ms"] = 1_000_000,
        ["s"] = 1_000_000_000,
    };

    /// <summary>A number of microseconds with three digits or more and the unit that suits it.</summary>
    public static string Text(double microseconds)
    {
        var (number, unit) =
            microseconds >= 1e6 ? (microseconds / 1e6, "s")
            : microseconds >= 1e3 ? (microseconds / 1e3, "ms")
            : microseconds >= 1 || microseconds == 0 ? (microseconds, "us")
            : (microseconds * 1e3, "ns");
        string form =
            number >= 100 ? "{0:0} {1}"
            : number >= 10 ? "{0:0.#} {1}"
            : "{0:0.##} {1}";
        return string.Format(CultureInfo.InvariantCulture, form, number, unit);
    }

    /// <summary>Reads a time with its unit, or a TimeSpan, as whole nanoseconds.</summary>
    /// <exception cref="LayerException">It is no time, or has no unit.</exception>
    public static long Read(object value, string name)
    {
        if (value is TimeSpan span && span >= TimeSpan.Zero)
            return checked(span.Ticks * 100);
        string text = Written(value);
        try
        {
            if (UnitNumber.Read(Form, text, unit => Nanoseconds[unit]) is { } nanoseconds)
                return nanoseconds;
        }
        catch (OverflowException exception)
        {
            throw Invalid(name, text, exception);
        }

        throw Invalid(name, text, null);
    }

    // PowerShell 7 takes 5s and 5us without quotes for numbers of 16 bits, with a sign and without.
    private static string Written(object value) =>
        value switch
        {
            short seconds => $"{seconds.ToString(CultureInfo.InvariantCulture)}s",
            ushort microseconds => $"{microseconds.ToString(CultureInfo.InvariantCulture)}us",
            _ => SettingValue.Text(value),
        };

    private static LayerException Invalid(string name, string text, Exception? inner) =>
        new(ErrorId.InvalidLimit, $"{name} is '{text}'; write a time with its unit: 5ms, 200us, 1.5s", inner);
}
