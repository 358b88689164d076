using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CnnParams.Formats.Json;
using CnnParams.Python.Syntax;
using CnnParams.Reading;

namespace CnnParams.Formats.PythonSource;

/// <summary>
/// The code of a notebook as one source, in which each place is known by its cell. Commands of the notebook (lines that
/// begin with % or !) are no Python: they are left out, and named.
/// </summary>
internal sealed class Notebook
{
    // A cell with one of these on its first line is written in another language, or is a file.
    private static readonly HashSet<string> Foreign =
    [
        "bash",
        "sh",
        "html",
        "HTML",
        "javascript",
        "js",
        "latex",
        "markdown",
        "perl",
        "ruby",
        "script",
        "svg",
        "SVG",
        "writefile",
        "file",
        "cmd",
        "R",
        "sql",
        "bigquery",
        "cython",
        "system",
    ];

    private const int LongestText = 64 << 20;

    private static readonly Regex LooksLike = new("^\\s*\\{\\s*\"(cells|metadata|nbformat|worksheets)\"\\s*:");

    private readonly StringBuilder _text = new();
    private readonly List<(int Cell, int Line, int Start)> _lines = [];
    private readonly List<string> _contents = [];
    private readonly List<string> _skipped = [];
    private readonly string _path;

    private Notebook(string path) => _path = path;

    /// <summary>The code of all cells.</summary>
    internal SourceText Source => new(_path, _text.ToString()) { Map = PlaceAt };

    /// <summary>What was left out.</summary>
    internal IReadOnlyList<string> Warnings =>
        _skipped.Count == 0
            ? []
            :
            [
                FormattableString.Invariant(
                    $"{(_skipped.Count == 1 ? "a command of the notebook was" : $"{_skipped.Count} commands of the notebook were")} left out: {string.Join("; ", _skipped.Take(3))}{(_skipped.Count > 3 ? "; ..." : "")}"
                ),
            ];

    /// <exception cref="ModelFileException">It is no notebook, or has no code in Python.</exception>
    internal static Notebook Of(JsonElement json, string path)
    {
        var notebook = new Notebook(path);
        var cells = CellsOf(json, path);
        string? language =
            json.Member("metadata")?.Member("kernelspec")?.Member("language")?.Text()
            ?? json.Member("metadata")?.Member("language_info")?.Member("name")?.Text();
        if (language is not (null or "python"))
            throw Unsupported($"its code is in {language}; code in Python is read");
        int number = 0;
        foreach (var cell in ((JsonElement?)cells).Items().Where(cell => cell.Member("cell_type")?.Text() == "code"))
            notebook.Add(++number, TextOf(cell.Member("source") ?? cell.Member("input")));
        return number > 0 ? notebook : throw Unsupported("none of its cells is code");

        ModelFileException Unsupported(string what) => new(ModelFileError.UnsupportedContent, path, what);
    }

    /// <summary>The notebook that a text is, as its file holds it; null for another text.</summary>
    /// <exception cref="ModelFileException">It is no notebook in Python.</exception>
    internal static Notebook? OfText(string text, string path) => Read(text, path, json => Of(json, path));

    /// <summary>What the cells of a notebook printed, where a text is its file; null for another text.</summary>
    /// <exception cref="ModelFileException">It is no notebook.</exception>
    internal static string? PrintedIn(string text, string path) =>
        Read(text, path, json => NotebookOutputs.Of(CellsOf(json, path)));

    private static T? Read<T>(string text, string path, Func<JsonElement, T> read)
        where T : class
    {
        if (text.Length > LongestText || !LooksLike.IsMatch(text))
            return null;
        try
        {
            using var json = JsonDocument.Parse(text);
            return read(json.RootElement);
        }
        catch (JsonException exception)
        {
            throw new ModelFileException(
                ModelFileError.DamagedFile,
                path,
                $"it begins as a notebook does, but is not JSON as expected: {exception.Message}",
                inner: exception
            );
        }
    }

    // Before version 4 cells were in worksheets.
    private static JsonElement CellsOf(JsonElement json, string path) =>
        json.Member("cells")
        ?? json.Member("worksheets").Items().FirstOrDefault().Member("cells")
        ?? throw new ModelFileException(ModelFileError.DamagedFile, path, "it has no list 'cells', as a notebook has");

    /// <summary>A text, or its lines.</summary>
    internal static string TextOf(JsonElement? source) =>
        source switch
        {
            { ValueKind: JsonValueKind.String } text => text.Text()!,
            { ValueKind: JsonValueKind.Array } lines => string.Concat(
                ((JsonElement?)lines).Items().Select(line => line.Text())
            ),
            _ => "",
        };

    private void Add(int cell, string text)
    {
        string[] lines = text.Replace("\r\n", "\n").Replace('\r', '\n').Split('\n');
        int first = Array.FindIndex(lines, line => line.Trim().Length > 0);
        bool isForeign =
            first >= 0
            && lines[first].StartsWith("%%", StringComparison.Ordinal)
            && Foreign.Contains(lines[first].Substring(2).Trim().Split(' ')[0]);
        bool goesOn = false;
        for (int i = 0; i < lines.Length; i++)
        {
            bool isCommand = (isForeign && lines[i].Trim().Length > 0) || goesOn || IsCommand(lines[i]);
            goesOn = isCommand && lines[i].EndsWith("\\", StringComparison.Ordinal);
            _lines.Add((cell, i + 1, _text.Length));
            _contents.Add(lines[i]);
            _text.Append(isCommand ? InPlaceOf(lines[i]) : lines[i]).Append('\n');
            if (isCommand && lines[i].Trim().Length > 0 && (!isForeign || i == first))
                _skipped.Add(FormattableString.Invariant($"{Shorten(lines[i].Trim())} (cell {cell}, line {i + 1})"));
        }
    }

    // %matplotlib inline, !pip install, files = !ls, and help? that asks what something is.
    private static bool IsCommand(string line)
    {
        string text = line.Trim();
        if (text.Length == 0 || text[0] == '#')
            return false;
        if (text[0] is '%' or '!' or '?')
            return true;
        int equals = text.IndexOf('=');
        bool isAssigned =
            equals > 0
            && text.Substring(equals + 1).TrimStart() is { Length: > 1 } right
            && right[0] is '!' or '%'
            && text.Substring(0, equals).Trim().All(c => c == '_' || char.IsLetterOrDigit(c));
        return isAssigned
            || (text[text.Length - 1] == '?' && text.TrimEnd('?').All(c => c is '_' or '.' || char.IsLetterOrDigit(c)));
    }

    // A block whose only line it is needs another.
    private static string InPlaceOf(string line) => line.Substring(0, line.Length - line.TrimStart().Length) + "pass";

    private static string Shorten(string line) => line.Length > 40 ? line.Substring(0, 37) + "..." : line;

    private Place PlaceAt(int position)
    {
        int low = 0,
            high = _lines.Count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            (low, high) = _lines[middle].Start <= position ? (middle, high) : (low, middle - 1);
        }

        var (cell, line, start) = _lines[low];
        return new Place(
            FormattableString.Invariant($"{_path}, cell {cell}"),
            line,
            position - start + 1,
            _contents[low]
        );
    }
}
