using System.Globalization;
using System.Text.RegularExpressions;

namespace CnnParams.Measuring;

/// <summary>Numbers with a unit, as people write them: what amounts, times and rates have in common.</summary>
internal static class UnitNumber
{
    /// <summary>
    /// The number in whole units of the smallest kind, what is after their point dropped; null where the text has
    /// another form, or a unit that is not known.
    /// </summary>
    /// <param name="form">Names the groups number and unit.</param>
    /// <param name="text">What is written.</param>
    /// <param name="unitOf">How many of the smallest units one is.</param>
    /// <exception cref="OverflowException">It is larger than 2^63-1.</exception>
    internal static long? Read(Regex form, string text, Func<string, decimal?> unitOf)
    {
        var match = form.Match(text);
        return match.Success && unitOf(match.Groups["unit"].Value) is { } unit
            ? (long)(
                decimal.Parse(
                    match.Groups["number"].Value.Replace("_", ""),
                    NumberStyles.Float,
                    CultureInfo.InvariantCulture
                ) * unit
            )
            : null;
    }
}
