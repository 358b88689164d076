using System.Text;

namespace CnnParams.Formats.Definitions;

/// <summary>Prints a definition as a PowerShell data file.</summary>
internal sealed class Psd1Printer : DefinitionPrinter
{
    /// <inheritdoc/>
    protected override string MapStart => "@{";

    /// <inheritdoc/>
    protected override string ListStart => "@(";

    /// <inheritdoc/>
    protected override char ListEnd => ')';

    /// <inheritdoc/>
    protected override string MemberSeparator => "; ";

    /// <inheritdoc/>
    protected override string LineSeparator => "";

    /// <inheritdoc/>
    protected override string Name(string name) =>
        (name.Length > 0 && name.All(c => c is '_' or (>= 'a' and <= 'z') or (>= 'A' and <= 'Z')) ? name : Text(name))
        + " = ";

    /// <inheritdoc/>
    protected override string Constant(object? value) =>
        value is bool truth
            ? truth
                ? "$true"
                : "$false"
            : "$null";

    /// <inheritdoc/>
    protected override string Text(string text)
    {
        var quoted = new StringBuilder("'");
        foreach (char c in text)
            quoted.Append(c, Psd1Scanner.IsSingleQuote(c) ? 2 : 1);
        return quoted.Append('\'').ToString();
    }
}
