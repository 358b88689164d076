using CnnParams.Python.Syntax;

namespace CnnParams.Formats.PythonSource;

/// <summary>A line of a notebook's cell.</summary>
/// <param name="Cell">The number of the cell, counted from 1 among those of code.</param>
/// <param name="Line">The number of the line within it, counted from 1.</param>
/// <param name="Start">Where it begins in the code of all cells.</param>
/// <param name="Cut">How much of its indentation is left out there.</param>
/// <param name="Content">The line as the notebook has it.</param>
internal readonly record struct NotebookLine(int Cell, int Line, int Start, int Cut, string Content)
{
    internal Place PlaceAt(string path, int offset) =>
        new(FormattableString.Invariant($"{path}{Notebook.CellMark}{Cell}"), Line, offset + 1, Content);
}
