using System.Management.Automation;

namespace CnnParams.PowerShell.Formatting;

/// <summary>
/// Cells of the table of verdicts, as the format view calls them. They read properties by name, as those of rows do.
/// </summary>
public static class VerdictFormat
{
    // What a window of 120 columns has left beside the other columns.
    private const int Width = 64;

    /// <summary>The mistake with the arithmetic that leads to the claimed figure, and what has been assumed.</summary>
    public static string Mistake(PSObject verdict)
    {
        string mistake = verdict.Properties["Mistake"]?.Value?.ToString() ?? "";
        string calculation = verdict.Properties["Calculation"]?.Value?.ToString() ?? "";
        string note = verdict.Properties["Note"]?.Value?.ToString() ?? "";
        string text = calculation.Length > 0 ? $"{mistake}: {calculation}" : mistake;
        return WordWrap.Wrap(text.Length > 0 && note.Length > 0 ? $"{text} ({note})" : text + note, Width);
    }
}
