using System.Text.RegularExpressions;
using CnnParams.Layers;

namespace CnnParams.Measuring;

/// <summary>
/// Amounts as people write them: 50000, '25.6M' (millions), '320KB' (kilobytes of 1024, as in PowerShell itself, where
/// 320KB is 327680; 320KiB is the same). They may say what they count: '5 GMACs', '9 GFLOPs', '25.6M params'.
/// </summary>
public static class Amount
{
    private static readonly Regex Form = new(
        @"^\s*(?<number>[0-9]+(_[0-9]+)*(\.[0-9]+)?([eE]\+?[0-9]+)?)\s*(?<unit>[A-Za-z]*)\s*$",
        RegexOptions.CultureInvariant
    );

    // What is counted, and the word for it in the name of a limit.
    private static readonly Regex Counted = new(
        @"(?<=[0-9\skKmMgGtTbn])((?<Macs>macs?|m-?adds?)|(?<Flops>flops?)|(?<Parameters>param(eter)?s?|weights?))$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture
    );

    private static readonly string[] Counts = ["Macs", "Flops", "Parameters"];

    private static readonly Regex Bytes = new(
        @"[0-9]\s*[KMGT]i?B\s*$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    );

    private static readonly Dictionary<string, long> Units = new(StringComparer.OrdinalIgnoreCase)
    {
        [""] = 1,
        ["B"] = 1,
        ["K"] = 1_000,
        ["M"] = 1_000_000,
        ["G"] = 1_000_000_000,
        ["T"] = 1_000_000_000_000,
        ["thousand"] = 1_000,
        ["million"] = 1_000_000,
        ["billion"] = 1_000_000_000,
        ["KB"] = 1L << 10,
        ["MB"] = 1L << 20,
        ["GB"] = 1L << 30,
        ["TB"] = 1L << 40,
        ["KiB"] = 1L << 10,
        ["MiB"] = 1L << 20,
        ["GiB"] = 1L << 30,
        ["TiB"] = 1L << 40,
    };

    private static readonly Dictionary<string, long> CountUnits = new(Units, StringComparer.OrdinalIgnoreCase)
    {
        ["B"] = 1_000_000_000,
    };

    /// <summary>Reads an amount; what is after the point of a whole unit is dropped.</summary>
    /// <param name="value">A number or a text.</param>
    /// <param name="name">What it is the amount of, for the error.</param>
    /// <exception cref="LayerException">
    /// It is not an amount, is one of something else, is negative or larger than 2^63-1.
    /// </exception>
    public static long Read(object value, string name) => Read(value, name, Units);

    /// <summary>Reads a number of things that are no bytes: 7B are billions.</summary>
    /// <inheritdoc cref="Read(object, string)"/>
    public static long ReadCount(object value, string name) =>
        Bytes.IsMatch(SettingValue.Text(value))
            ? throw OfOther(name, SettingValue.Text(value), "bytes", "WeightBytes")
            : Read(value, name, CountUnits);

    private static long Read(object value, string name, Dictionary<string, long> units)
    {
        string text = SettingValue.Text(value);
        var counted = Counted.Match(text);
        string number = counted.Success ? text.Substring(0, counted.Index) : text;
        if (Array.Find(Counts, count => counted.Groups[count].Success) is { } other && !name.Contains(other))
        {
            throw OfOther(
                name,
                text,
                other == "Parameters" ? "parameters"
                    : other == "Macs" ? "MACs"
                    : "FLOPs",
                other
            );
        }

        try
        {
            if (
                UnitNumber.Read(Form, number, unit => units.TryGetValue(unit, out long size) ? size : null) is
                { } amount
            )
                return amount;
        }
        catch (OverflowException exception)
        {
            throw Invalid(name, text, exception);
        }

        throw Invalid(name, text, null);
    }

    private static LayerException OfOther(string name, string text, string counted, string limit) =>
        new(
            ErrorId.InvalidLimit,
            $"{name} is '{text}', which is a number of {counted}; a limit of those has another name, such as Max{limit}"
        );

    private static LayerException Invalid(string name, string text, Exception? inner) =>
        new(
            ErrorId.InvalidLimit,
            $"{name} is '{text}'; write a number, with a unit where it is long: 50000, 25.6M, 5 GMACs, 320KB",
            inner
        );
}
