using System.Globalization;

namespace CnnParams.PowerShell.Formatting;

/// <summary>Numbers with their digits in groups, as tables show them, the same under every culture.</summary>
public static class NumberFormat
{
    /// <summary>
    /// A whole number with its digits in groups: <c>25,557,032</c>; <c>?</c> for one that is not known.
    /// </summary>
    public static string Grouped(object? number) =>
        number is null ? "?" : string.Format(CultureInfo.InvariantCulture, "{0:#,0}", number);
}
