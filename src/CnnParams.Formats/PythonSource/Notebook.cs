using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CnnParams.Formats.Json;
using CnnParams.Python.Compiling;
using CnnParams.Python.Syntax;
using CnnParams.Reading;

namespace CnnParams.Formats.PythonSource;

/// <summary>
/// The code of a notebook as one source, in which each place is known by its cell. Commands of the notebook (lines that
/// begin with % or !) are no Python: they are left out, and named, and so are cells that are not Python at all. A file
/// that a cell writes is a module for the others.
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
        "cmd",
        "R",
        "sql",
        "bigquery",
        "cython",
        "system",
        "writefile",
        "file",
    ];

    private const int LongestText = 64 << 20;

    private static readonly Regex LooksLike = new("^\\s*\\{\\s*\"(cells|metadata|nbformat|worksheets)\"\\s*:");

    private readonly StringBuilder _text = new();
    private readonly List<NotebookLine> _lines = [];
    private readonly List<string> _skipped = [];
    private readonly List<PythonSyntaxException> _broken = [];
    private readonly Dictionary<string, SourceText> _written = new(StringComparer.Ordinal);
    private readonly string _path;

    private Notebook(string path) => _path = path;

    private static readonly Regex EntryForm = new(@"^(?<name>[^@]*)@(?<cell>\d{1,6})$");

    internal const string CellMark = ", cell ";

    private int? _last;

    /// <summary>The code of all cells, or of those that are read.</summary>
    internal SourceText Source
    {
        get
        {
            int end = _last is { } last ? _lines.FindIndex(line => line.Cell > last) : -1;
            return new SourceText(_path, end < 0 ? _text.ToString() : _text.ToString(0, _lines[end].Start))
            {
                Map = PlaceAt,
            };
        }
    }

    /// <summary>
    /// Reads the cells up to the one that an entry says, <c>model@12</c> or <c>@12</c>: names stand for other models
    /// after it.
    /// </summary>
    /// <returns>The entry without its cell; null where it says nothing else.</returns>
    /// <exception cref="ModelFileException">There is no such cell.</exception>
    internal string? ReadUpTo(string? entry)
    {
        var form = EntryForm.Match(entry ?? "");
        if (!form.Success)
            return entry;
        int cell = int.Parse(form.Groups["cell"].Value, CultureInfo.InvariantCulture),
            count = _lines[_lines.Count - 1].Cell;
        if (cell < 1 || cell > count)
            throw new ModelFileException(
                ModelFileError.UnknownEntry,
                _path,
                FormattableString.Invariant($"it has no cell {cell} of code: there are {count}")
            );
        _last = cell;
        return form.Groups["name"].Value is { Length: > 0 } name ? name : null;
    }

    /// <summary>The entry that reads the cells up to that of a place; null for a place in no cell.</summary>
    internal string? EntryAt(Place place) =>
        place.Path.StartsWith(_path + CellMark, StringComparison.Ordinal)
            ? "@" + place.Path.Substring(_path.Length + CellMark.Length)
            : null;

    /// <summary>The files in Python that cells write, by their paths.</summary>
    internal IReadOnlyDictionary<string, SourceText> Written => _written;

    /// <summary>What was left out.</summary>
    internal IReadOnlyList<string> Warnings =>
        [
            .. _skipped.Count == 0
                ? Array.Empty<string>()
                : [Listed(_skipped, "command of the notebook", "commands of the notebook")],
            .. Broken is { } broken ? new[] { broken } : [],
        ];

    /// <summary>The cells that are not Python; null where all are.</summary>
    internal string? Broken =>
        _broken.Count == 0
            ? null
            : Listed(
                [.. _broken.Select(error => FormattableString.Invariant($"{NameOf(error.Place)}: {error.Message}"))],
                "cell that is not Python",
                "cells that are not Python"
            );

    private const int MostListed = 3;

    private static string Listed(IReadOnlyList<string> items, string one, string many) =>
        FormattableString.Invariant(
            $"{(items.Count == 1 ? $"a {one} was" : $"{items.Count} {many} were")} left out: {string.Join("; ", items.Take(MostListed))}{(items.Count > MostListed ? "; ..." : "")}"
        );

    // cell 3, line 2
    private string NameOf(Place place) =>
        FormattableString.Invariant($"{place.Path.Substring(_path.Length + 2)}, line {place.Line}");

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
        if (number == 0)
            throw Unsupported("none of its cells is code");
        return notebook._text.ToString().Trim().Length > 0 || notebook._broken.Count == 0
            ? notebook
            : throw SourceErrors.ToFileError(path, notebook._broken[0]);

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
        string magic = first < 0 ? "" : lines[first].Trim();
        string[] words = magic.StartsWith("%%", StringComparison.Ordinal)
            ? magic.Substring(2).Split([' '], StringSplitOptions.RemoveEmptyEntries)
            : [];
        bool isModule =
                words is ["writefile" or "file", .., var path] && path.EndsWith(".py", StringComparison.Ordinal),
            isForeign = !isModule && words.Length > 0 && Foreign.Contains(words[0]);
        var code = new StringBuilder();
        int start = _text.Length,
            before = _lines.Count;
        var statements = new StatementLines();
        bool goesOn = false;
        // As IPython has it, what the first line is indented by is no indentation.
        string indent = first < 0 ? "" : Indentation(lines[first]);
        for (int i = 0; i < lines.Length; i++)
        {
            int cut = lines[i].StartsWith(indent, StringComparison.Ordinal) ? indent.Length : 0;
            string line = lines[i].Substring(cut);
            _lines.Add(new NotebookLine(cell, i + 1, start + code.Length, cut, lines[i]));
            bool isCommand = statements.IsFirst && IsCommand(line);
            if (isModule || isForeign || goesOn || isCommand)
            {
                bool isFirst = isForeign ? i == first : isCommand && !goesOn && !isModule;
                // A block whose only line it is needs another.
                if (isFirst)
                {
                    code.Append(Indentation(line)).Append("pass");
                    _skipped.Add(FormattableString.Invariant($"{Shorten(line.Trim())} (cell {cell}, line {i + 1})"));
                }

                goesOn = (goesOn || isCommand) && line.EndsWith("\\", StringComparison.Ordinal);
            }
            else
            {
                statements.Read(line);
                code.Append(line);
            }

            code.Append('\n');
        }

        if (isModule)
            _written[words[words.Length - 1]] = FileOf(first, before);
        // Blank, and as long as it was: places are known by where their lines begin.
        string written = code.ToString();
        _text.Append(IsPython(written, start) ? written : Regex.Replace(written, "[^\n]", " "));
    }

    private bool IsPython(string code, int start)
    {
        try
        {
            Python.Running.Evaluation.Run(() =>
                Compiler.Compile(
                    new SourceText(_path, code) { Map = position => PlaceAt(start + position) },
                    isLenient: true
                )
            );
            return true;
        }
        catch (PythonSyntaxException exception)
        {
            _broken.Add(exception);
            return false;
        }
        catch (InsufficientExecutionStackException)
        {
            // The source as a whole is refused for it.
            return true;
        }
    }

    // What stands below %%writefile, as a source of its own whose places are those of the cell.
    private SourceText FileOf(int magic, int first)
    {
        var places = new List<NotebookLine>();
        int start = 0;
        foreach (var line in _lines.Skip(first + magic + 1))
        {
            places.Add(line with { Start = start, Cut = 0 });
            start += line.Content.Length + 1;
        }

        return new SourceText(_path, string.Join("\n", places.Select(place => place.Content)))
        {
            Map = position => PlaceAt(places, position),
        };
    }

    private static string Indentation(string line) => line.Substring(0, line.Length - line.TrimStart().Length);

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

    private static string Shorten(string line) => line.Length > 40 ? line.Substring(0, 37) + "..." : line;

    private Place PlaceAt(int position) => PlaceAt(_lines, position);

    private Place PlaceAt(List<NotebookLine> lines, int position)
    {
        int low = 0,
            high = lines.Count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            (low, high) = lines[middle].Start <= position ? (middle, high) : (low, middle - 1);
        }

        return lines[low].PlaceAt(_path, position - lines[low].Start + lines[low].Cut);
    }
}
