using System.Management.Automation;

namespace CnnParams.PowerShell.Formatting;

/// <summary>Explanations as the format view shows them.</summary>
public static class ExplanationFormat
{
    private const int Width = 100;

    /// <summary>The text of an explanation, in lines that fit.</summary>
    public static string Text(PSObject explanation) =>
        WordWrap.Wrap(PrintableFormat.Lines(explanation.Properties["Text"]?.Value), Width, "  ");
}
