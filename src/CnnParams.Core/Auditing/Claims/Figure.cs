using System.Globalization;
using System.Text.RegularExpressions;

namespace CnnParams.Auditing;

/// <summary>
/// A claimed number as people write it: <c>62006</c>, <c>1,234,567</c>, <c>62k</c>, <c>25.6 M</c>, <c>4.1 GMac</c>. A
/// number with a unit stands for all numbers that are rounded to it.
/// </summary>
public sealed class Figure
{
    private static readonly Regex Form = new(
        @"^[~≈]?\s*(?<digits>\d[\d.,'_\s\u00A0\u202F]*)(?<exponent>[eE]\+?\d{1,2})?\s*(?<prefix>[kKMmGgBbTt]|thousand|million|billion|万|亿)?[\s-]*(?<unit>mult-?adds?|macs?|maccs?|flops?|params?|parameters?|weights?|values?|elements?)?\.?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    );

    private static readonly Regex Grouped = new(@"^\d{1,3}(?<mark>[.,'_\s\u00A0\u202F])\d{3}(\k<mark>\d{3})*$");

    // Longer texts are no numbers, and would keep a regular expression busy.
    private const int Longest = 64;

    // So that the difference to any other number is one, too.
    private const decimal Largest = 4e18m;

    private static readonly Regex SingleMark = new(@"^\d+[.,]\d+$");

    private static readonly Regex Plain = new(@"^\d+$");

    /// <summary>An exact number.</summary>
    public Figure(long value)
        : this(value, 1, value.ToString(CultureInfo.InvariantCulture)) { }

    private Figure(long value, long step, string text) => (Value, Step, Text) = (value, step, text);

    /// <summary>The number, in ones.</summary>
    public long Value { get; }

    /// <summary>What it is a multiple of: 1 for one that is meant exactly, 100000 for 25.6 M.</summary>
    public long Step { get; }

    /// <summary>The claim as it was written.</summary>
    public string Text { get; }

    /// <summary>Whether a number is this one, or is rounded to it.</summary>
    public bool Fits(long number) => Step == 1 ? number == Value : Math.Abs((decimal)number - Value) * 2 <= Step;

    /// <summary>Reads a number as people write it; none where the text is no number.</summary>
    public static Figure? Parse(string text)
    {
        if (text.Length > Longest || Form.Match(text.Trim()) is not { Success: true } match)
            return null;

        decimal scale = Scale(match.Groups["prefix"].Value);
        bool rounded = scale > 1 || match.Groups["exponent"].Success;
        if (Digits(match.Groups["digits"].Value.Trim(), rounded) is not { } digits)
            return null;
        try
        {
            if (match.Groups["exponent"].Success)
                scale *= Power(
                    int.Parse(
                        match.Groups["exponent"].Value.Substring(1),
                        NumberStyles.AllowLeadingSign,
                        CultureInfo.InvariantCulture
                    )
                );
            int places = digits.Contains('.') ? digits.Length - digits.IndexOf('.') - 1 : 0;
            decimal value = decimal.Parse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) * scale;
            decimal step = Math.Max(1, scale / Power(places));
            // A fraction of one is no number of anything.
            if (value != decimal.Truncate(value) || step != decimal.Truncate(step) || value > Largest)
                return null;
            return new Figure((long)value, (long)step, text.Trim());
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    // Marks between groups of three are left out. With a unit after it a single mark is decimal: 4.089 G.
    private static string? Digits(string text, bool hasUnit)
    {
        if (Grouped.IsMatch(text) && !(hasUnit && SingleMark.IsMatch(text)))
            return OnlyDigits(text);
        int mark = text.LastIndexOfAny(['.', ',']);
        if (mark < 0)
            return Plain.IsMatch(text) ? text : null;
        string whole = text.Substring(0, mark),
            fraction = text.Substring(mark + 1);
        return (Plain.IsMatch(whole) || Grouped.IsMatch(whole)) && Plain.IsMatch(fraction)
            ? $"{OnlyDigits(whole)}.{fraction}"
            : null;
    }

    private static string OnlyDigits(string text) => new([.. text.Where(char.IsDigit)]);

    private static decimal Scale(string prefix) =>
        prefix.ToUpperInvariant() switch
        {
            "K" or "THOUSAND" => 1e3m,
            "万" => 1e4m,
            "M" or "MILLION" => 1e6m,
            "亿" => 1e8m,
            "G" or "B" or "BILLION" => 1e9m,
            "T" => 1e12m,
            _ => 1,
        };

    private static decimal Power(int exponent)
    {
        decimal power = 1;
        for (int i = 0; i < exponent; i++)
            power *= 10;
        return power;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
