namespace CnnParams.Formats.PythonSource;

/// <summary>
/// Which lines of a text in Python begin a statement: those that are not within brackets, or within a text of several
/// lines, and that the line before does not go on in. What begins with % elsewhere is arithmetic.
/// </summary>
internal sealed class StatementLines
{
    private int _depth;
    private string? _quotes;
    private bool _goesOn;

    /// <summary>Whether the next line begins a statement.</summary>
    internal bool IsFirst => _depth <= 0 && _quotes is null && !_goesOn;

    internal void Read(string line)
    {
        _goesOn = false;
        for (int i = 0; i < line.Length; i++)
        {
            if (line[i] == '\\')
            {
                _goesOn = i == line.Length - 1;
                i++;
            }
            else if (_quotes is { } quotes)
            {
                if (string.CompareOrdinal(line, i, quotes, 0, quotes.Length) != 0)
                    continue;
                i += quotes.Length - 1;
                _quotes = null;
            }
            else if (line[i] == '#')
            {
                break;
            }
            else if (line[i] is '"' or '\'')
            {
                string three = new(line[i], 3);
                _quotes = string.CompareOrdinal(line, i, three, 0, 3) == 0 ? three : three.Substring(2);
                i += _quotes.Length - 1;
            }
            else
            {
                _depth +=
                    line[i] is '(' or '[' or '{' ? 1
                    : line[i] is ')' or ']' or '}' ? -1
                    : 0;
            }
        }

        // A text in single quotes ends with its line.
        if (_quotes is { Length: 1 } && !_goesOn)
            _quotes = null;
    }
}
