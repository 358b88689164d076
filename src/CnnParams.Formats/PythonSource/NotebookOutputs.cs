using System.Text;
using System.Text.Json;
using CnnParams.Formats.Json;

namespace CnnParams.Formats.PythonSource;

/// <summary>What the cells of a notebook printed when they ran, as text; pictures and pages are left out.</summary>
internal static class NotebookOutputs
{
    /// <summary>The outputs of all cells in order, each set apart by a blank line.</summary>
    internal static string Of(JsonElement cells)
    {
        var text = new StringBuilder();
        foreach (var output in ((JsonElement?)cells).Items().SelectMany(cell => cell.Member("outputs").Items()))
        {
            // A stream, or a value in several forms; before version 4 the forms stood side by side.
            string printed = Notebook.TextOf(
                output.Member("text") ?? output.Member("data")?.Member("text/plain") ?? output.Member("text/plain")
            );
            if (printed.Length > 0)
                text.Append(printed).Append("\n\n");
        }

        return text.ToString();
    }
}
