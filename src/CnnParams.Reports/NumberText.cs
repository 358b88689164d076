using System.Globalization;
using CnnParams.Measuring;

namespace CnnParams.Reports;

/// <summary>Numbers as a report writes them: plain, or with their digits in groups.</summary>
public sealed class NumberText
{
    private readonly CultureInfo? _culture;

    private NumberText(CultureInfo? culture) => _culture = culture;

    /// <summary>All digits and nothing between them.</summary>
    public static NumberText Plain { get; } = new(null);

    /// <summary>Digits in threes with commas, whatever the culture: 1,234,567.</summary>
    public static NumberText Grouped { get; } = new(CultureInfo.InvariantCulture);

    /// <summary>Digits in groups, as a culture writes them.</summary>
    public static NumberText In(CultureInfo culture) => new(culture);

    /// <summary>A number; a question mark for one that is not known.</summary>
    public string Of(long? number) =>
        number is not { } known ? "?"
        : _culture is null ? known.ToString(CultureInfo.InvariantCulture)
        : known.ToString("N0", _culture);

    /// <summary>A number that may be a lower bound, with a sign in front when it is.</summary>
    public string Of(long? number, Trust trust) =>
        number is null
            ? Of(number)
            : trust switch
            {
                Trust.LowerBound => "≥ " + Of(number),
                Trust.Contradicted or Trust.Assumed => "≈ " + Of(number),
                _ => Of(number),
            };
}
