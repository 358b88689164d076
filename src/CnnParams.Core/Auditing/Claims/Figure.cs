using System.Globalization;
using System.Text.RegularExpressions;

namespace CnnParams.Auditing;

/// <summary>
/// A claimed number as people write it: <c>62006</c>, <c>1,234,567</c>, <c>62k</c>, <c>25.6 M</c>, <c>4.1 GMac</c>. A
/// number with a unit stands for all numbers that are rounded to it. So does one in bytes, <c>98 MB</c>, whose unit may
/// be of 1000 or of 1024, as people use both; <c>98 MiB</c> is of 1024.
/// </summary>
public sealed class Figure
{
    private const string About =
        "([~≈≃]|about|approx(\\.|imately)?|around|roughly|ca\\.?|circa|etwa|rund|ungefähr|environ|cerca de|unos|около|约|約)?";

    private const string Amount = @"(?<digits>\d[\d.,'’_\s\u00A0\u202F]*)";

    // What people say for thousands and millions, in some languages.
    private static readonly (string Words, decimal Scale)[] Scales =
    [
        (@"k|thousand|tsd\.?|tausend|mille|mil|тыс\.?|тысяч[аи]?|千", 1e3m),
        ("万|萬|만", 1e4m),
        ("lakhs?", 1e5m),
        (@"m|millions?|millionen|mio\.?|mln\.?|millones|mill[oó]n|milh(ões|ão)|млн\.?|миллион(ов|а)?|百万", 1e6m),
        ("crores?", 1e7m),
        ("亿|億|억", 1e8m),
        (@"g|b|bn|billions?|milliarden?|milliards?|mrd\.?|млрд\.?|миллиард(ов|а)?|十亿", 1e9m),
        ("t|trillions?", 1e12m),
    ];

    /// <summary>What people say for thousands and millions, as a regular expression.</summary>
    internal static string ScaleWords { get; } = string.Join("|", Scales.Select(scale => scale.Words));

    /// <summary>A power of ten after a number, as a regular expression.</summary>
    internal const string PowerOfTen =
        @"[eE]\+?(?<power>\d{1,2})|\s?[×x·⋅*]\s*10((\^|\*\*)(?<power>\d{1,2})|(?<raised>[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2}))";

    /// <summary>What multiply-accumulates are called, as a regular expression.</summary>
    internal const string MacsWords =
        @"(mult(iply|iplication)?-?\s?(adds?|accumulates?|accumulations?)|m-?adds?|maccs?|macs?)(\s+operations)?";

    // Octets are French for bytes.
    /// <summary>Units of bytes, as a regular expression.</summary>
    internal const string ByteUnits =
        @"(?<prefix>[kKMmGgTt])(?<binary>i)?[Bo]|(?<prefix>[KМГТк])Б|(?<prefix>kilo|mega|giga|tera)?(bytes?|octets?)";

    private static readonly Regex Form = new(
        $@"^{About}\s*{Amount}(?<exponent>{PowerOfTen})?\s*(?<prefix>{ScaleWords})?[\s-]*(d[eio]\s+)?(?<unit>(?<macs>{MacsWords})|flops?|params?|parametern?|parameters|param[eèé]tres|par[aáâ]metros|parametri|параметр(ов|а)?|参数|參數|パラメータ|weights?|values?|elements?)?\.?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture
    );

    private static readonly Regex Bytes = new(
        $@"^([~≈≃]|about |ca\. ?)?\s*{Amount}({ByteUnits})$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture
    );

    private static readonly Regex Grouped = new(
        @"^(?!0)\d{1,3}(?<mark>[.,'’_\s\u00A0\u202F])\d{3}(\k<mark>\d{3})*$|^\d{1,2}(,\d{2})+,\d{3}$"
    );

    private const string Superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

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

    // The same in units of 1024, where the unit may be either.
    private Figure? InBinary { get; init; }

    /// <summary>The number, in ones.</summary>
    public long Value { get; }

    /// <summary>What it is a multiple of: 1 for one that is meant exactly, 100000 for 25.6 M.</summary>
    public long Step { get; }

    /// <summary>The claim as it was written.</summary>
    public string Text { get; }

    /// <summary>Whether a number is this one, or is rounded to it.</summary>
    public bool Fits(long number) => FitsAsItIs(number) || InBinary?.FitsAsItIs(number) == true;

    private bool FitsAsItIs(long number) => Step == 1 ? number == Value : Math.Abs((decimal)number - Value) * 2 <= Step;

    /// <summary>The figure in the units in which it fits a number.</summary>
    internal Figure ReadAs(long number) =>
        InBinary is { } binary && binary.FitsAsItIs(number) && !FitsAsItIs(number) ? binary : this;

    /// <summary>Whether a text is a number of bytes: <c>98 MB</c>, <c>528 MiB</c>.</summary>
    internal static bool IsOfBytes(string text) => text.Length <= Longest && Bytes.IsMatch(text.Trim());

    /// <summary>What a number is one of, as its unit says: <c>4.1 GMACs</c>; null without one.</summary>
    internal static ClaimedQuantity? QuantityOf(string text)
    {
        if (text.Length > Longest)
            return null;
        var form = Form.Match(text.Trim());
        return IsOfBytes(text) ? ClaimedQuantity.WeightBytes
            : !form.Groups["unit"].Success ? null
            : form.Groups["macs"].Success ? ClaimedQuantity.Macs
            : form.Groups["unit"].Value.StartsWith("flop", StringComparison.OrdinalIgnoreCase) ? ClaimedQuantity.Flops
            : ClaimedQuantity.Parameters;
    }

    /// <summary>Reads a number as people write it; none where the text is no number.</summary>
    public static Figure? Parse(string text)
    {
        if (text.Length > Longest)
            return null;
        string plain = text.Trim();
        try
        {
            return Bytes.Match(plain) is { Success: true } bytes ? OfBytes(bytes, plain)
                : Form.Match(plain) is { Success: true } match ? OfNumber(match, plain)
                : null;
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private static Figure? OfNumber(Match match, string text)
    {
        decimal scale = Scale(match.Groups["prefix"].Value);
        bool rounded = scale > 1 || match.Groups["exponent"].Success;
        if (Digits(match.Groups["digits"].Value.Trim(), rounded) is not { } digits)
            return null;
        if (match.Groups["exponent"].Success)
            scale *= Power(Exponent(match));
        var (value, step) = Scaled(digits, scale);
        // A fraction of one is no number of anything.
        return value == decimal.Truncate(value) && step == decimal.Truncate(step) && value <= Largest
            ? new Figure((long)value, (long)step, text)
            : null;
    }

    private static Figure? OfBytes(Match match, string text)
    {
        string prefix = match.Groups["prefix"].Value;
        if (Digits(match.Groups["digits"].Value.Trim(), prefix.Length > 0) is not { } digits)
            return null;
        int power = prefix.Length == 0 ? 0 : 1 + ("KMGTКМГТ".IndexOf(char.ToUpperInvariant(prefix[0])) % "KMGT".Length);
        var binary = Of(1L << (10 * power));
        return match.Groups["binary"].Success || binary is null ? binary
            : Of((long)Power(3 * power)) is { } figure
                ? new Figure(figure.Value, figure.Step, text) { InBinary = binary }
            : null;

        Figure? Of(long unit)
        {
            var (value, step) = Scaled(digits, unit);
            return value <= Largest ? new Figure((long)value, Math.Max(1, (long)step), text) : null;
        }
    }

    private static (decimal Value, decimal Step) Scaled(string digits, decimal scale)
    {
        int places = digits.Contains('.') ? digits.Length - digits.IndexOf('.') - 1 : 0;
        return (
            decimal.Parse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) * scale,
            Math.Max(1, scale / Power(places))
        );
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

    private static int Exponent(Match match) =>
        match.Groups["power"].Success
            ? int.Parse(match.Groups["power"].Value, NumberStyles.None, CultureInfo.InvariantCulture)
            : match.Groups["raised"].Value.Aggregate(0, (power, sign) => (power * 10) + Superscripts.IndexOf(sign));

    private static decimal Scale(string prefix) =>
        prefix.Length == 0
            ? 1
            : Scales.First(scale => Regex.IsMatch(prefix, $"^({scale.Words})$", RegexOptions.IgnoreCase)).Scale;

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
