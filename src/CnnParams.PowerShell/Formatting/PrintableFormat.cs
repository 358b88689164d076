namespace CnnParams.PowerShell.Formatting;

/// <summary>
/// Texts of model files as the format views show them: what would move the cursor or turn the line is shown as its
/// number.
/// </summary>
public static class PrintableFormat
{
    /// <summary>A text in one line.</summary>
    public static string Of(object? text) => PrintableText.Of(text?.ToString() ?? "");

    /// <summary>A text of several lines.</summary>
    public static string Lines(object? text) => PrintableText.Lines(text?.ToString() ?? "");
}
