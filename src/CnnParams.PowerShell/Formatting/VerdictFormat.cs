using System.Management.Automation;
using System.Management.Automation.Host;

namespace CnnParams.PowerShell.Formatting;

/// <summary>
/// Cells of the table of verdicts, as the format view calls them. They read properties by name, as those of rows do.
/// </summary>
public static class VerdictFormat
{
    // What a window of 120 columns has left beside the other columns; a narrower one beside those of a short name and
    // of figures of ten letters.
    private const int WideWindow = 120,
        Width = 64,
        NarrowName = 12,
        BesideNarrow = 62,
        LeastWidth = 16;

    /// <summary>The layer's name, shortened in the middle in a narrow window.</summary>
    public static string Layer(PSObject verdict, PSHost? host = null)
    {
        string layer = PrintableFormat.Of(verdict.Properties["Layer"]?.Value);
        return HostWindow.Width(host) < WideWindow ? RowFormat.Shorten(layer, NarrowName) : layer;
    }

    /// <summary>The mistake with the arithmetic that leads to the claimed figure, and what has been assumed.</summary>
    public static string Mistake(PSObject verdict, PSHost? host = null)
    {
        string mistake = verdict.Properties["Mistake"]?.Value?.ToString() ?? "";
        string calculation = verdict.Properties["Calculation"]?.Value?.ToString() ?? "";
        string note = verdict.Properties["Note"]?.Value?.ToString() ?? "";
        string text = calculation.Length > 0 ? $"{mistake}: {calculation}" : mistake;
        int width = HostWindow.Width(host) is { } window and < WideWindow
            ? Math.Max(LeastWidth, window - BesideNarrow)
            : Width;
        return WordWrap.Wrap(text.Length > 0 && note.Length > 0 ? $"{text} ({note})" : text + note, width);
    }
}
