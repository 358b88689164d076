using System.Globalization;
using System.Text.RegularExpressions;
using CnnParams.Layers;
using CnnParams.Measuring;

namespace CnnParams.Devices;

/// <summary>
/// Rates as data sheets state them: <c>4TOPS</c> and <c>35.6TFLOPS</c> are operations, two for each
/// multiply-accumulate; <c>936GB/s</c> is 936 * 10^9 bytes a second. Plain amounts are multiply-accumulates, or bytes.
/// </summary>
public static class Rate
{
    private const string Number = @"^\s*(?<number>[0-9]+(\.[0-9]+)?)\s*(?<unit>[KMGTP]?)";

    private static readonly Regex Operations = new(
        Number + @"(FL)?OPS(/s)?\s*$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    );

    private static readonly Regex BytesEach = new(
        Number + @"B/s\s*$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    );

    private static readonly Regex SizeUnit = new(@"[A-Za-z]B\s*$", RegexOptions.CultureInvariant);

    private static readonly string[] Prefixes = ["", "K", "M", "G", "T", "P"];

    /// <summary>Multiply-accumulates a second.</summary>
    /// <exception cref="LayerException">It is no rate, or 0.</exception>
    internal static long Macs(object value, string name) =>
        Positive(Scaled(Operations, value, name) is { } operations ? operations / 2 : Amount.Read(value, name), name);

    /// <summary>Bytes a second.</summary>
    /// <exception cref="LayerException">It is no rate, or 0.</exception>
    internal static long Bytes(object value, string name)
    {
        if (SizeUnit.IsMatch(SettingValue.Text(value)))
            throw new LayerException(
                ErrorId.InvalidSetting,
                $"{name} is '{SettingValue.Text(value)}', a size; data sheets count in powers of 10: write 936GB/s or "
                    + "936G"
            );
        return Positive(Scaled(BytesEach, value, name) ?? Amount.Read(value, name), name);
    }

    /// <summary>A rate in a few digits: <c>17.8T</c>.</summary>
    public static string Short(long rate) => Scaled(rate, "{0:0.###}{1}");

    /// <summary>Bytes a second in a few digits: <c>936 GB/s</c>.</summary>
    public static string BytesText(long rate) => Scaled(rate, "{0:0.###} {1}B/s");

    /// <summary>A number that is more than 0, as every size and rate of a device is.</summary>
    /// <exception cref="LayerException">It is 0, or less.</exception>
    internal static long Positive(long value, string name) =>
        value > 0
            ? value
            : throw new LayerException(
                ErrorId.InvalidSetting,
                $"{name} is {value}; leave out what is not known or not there"
            );

    private static string Scaled(long rate, string format)
    {
        double number = rate;
        int step = 0;
        for (; number >= 1000 && step < Prefixes.Length - 1; step++)
            number /= 1000;
        return string.Format(CultureInfo.InvariantCulture, format, number, Prefixes[step]);
    }

    private static long? Scaled(Regex form, object value, string name)
    {
        try
        {
            return UnitNumber.Read(form, SettingValue.Text(value), UnitOf);
        }
        catch (OverflowException exception)
        {
            throw new LayerException(
                ErrorId.InvalidLimit,
                $"{name} is '{SettingValue.Text(value)}', which is more than 2^63-1",
                exception
            );
        }
    }

    private static decimal? UnitOf(string prefix) =>
        Enumerable
            .Repeat(1000m, Array.IndexOf(Prefixes, prefix.ToUpperInvariant()))
            .Aggregate(1m, (product, factor) => product * factor);
}
