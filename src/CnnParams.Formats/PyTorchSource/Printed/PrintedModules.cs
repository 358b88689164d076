using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CnnParams.Python.Syntax;
using CnnParams.Reading;
using Match = System.Text.RegularExpressions.Match;

namespace CnnParams.Formats.PyTorchSource.Printed;

/// <summary>
/// The text that <c>print(model)</c> writes in PyTorch, as a source that makes the same modules: it says which there
/// are and with what settings, but not what forward does with them.
/// </summary>
internal sealed class PrintedModules
{
    private const int MostModules = 100_000;

    // A class may say something of itself before its modules.
    private const int MostLines = 20;

    // (name): 3 x Class(settings)
    private static readonly Regex Module = new(
        @"^(?<indent>\s*)(?:\((?<name>[^()\s]*)\): )?(?:(?<count>\d+) x )?(?<type>[A-Za-z_][\w.]*)\((?<rest>.*)$"
    );
    private static readonly Regex Parameter = new(
        @"^\s*\((?<name>[\w.]+)\): Parameter containing: \[.*? of size (?<size>[\dx]*)"
    );
    private static readonly Regex Range = new(@"^(?<from>\d+)-(?<to>\d+)$");
    private static readonly Regex Word = new(@"(?<==)(?!True\b|False\b|None\b)[A-Za-z_][\w-]*(?=[,)]|$)");

    // What passes its input on where the network is used, whatever it is called.
    private static readonly HashSet<string> Bare = new(["DropPath", "StochasticDepth"], StringComparer.Ordinal);

    private readonly string _path;
    private readonly string[] _lines;
    private readonly StringBuilder _text = new("from torch import nn\nimport torch\n\n\ndef make():\n");
    private readonly List<(int Start, int Line)> _places = [];
    private readonly Dictionary<string, string> _classes = new(StringComparer.Ordinal);
    private int _count;
    private int _line;

    private PrintedModules(string path, string[] lines) => (_path, _lines) = (path, lines);

    /// <summary>
    /// Whether a text is one that was printed: a module that ends in a line of its own, with modules in it.
    /// </summary>
    internal static bool IsPrinted(string text)
    {
        var lines = text.Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > 0).Take(MostLines);
        bool isOpen = false;
        foreach (string line in lines)
        {
            if (!isOpen)
            {
                isOpen =
                    Module.Match(line) is { Success: true } root
                    && root.Groups["rest"].Length == 0
                    && root.Groups["indent"].Length == 0
                    && !root.Groups["name"].Success;
                if (!isOpen)
                    return false;
            }
            else if (line[0] != ' ')
            {
                return false;
            }
            else if (
                Parameter.IsMatch(line)
                || (Module.Match(line) is { Success: true } inner && inner.Groups["name"].Success)
            )
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The source that makes the modules.</summary>
    /// <exception cref="ModelFileException">The text ends within a module, or has too many.</exception>
    internal static SourceText ToSource(string path, string text)
    {
        var printed = new PrintedModules(path, [.. text.Split('\n').Select(line => line.TrimEnd())]);
        while (printed._lines[printed._line].Length == 0)
            printed._line++;
        string root = printed.Read(Module.Match(printed._lines[printed._line]));
        return new SourceText(
            path,
            printed._text.Append("    return ").Append(root).Append("\n\n\nmodel = make()\n").ToString()
        )
        {
            Map = printed.PlaceOf,
        };
    }

    // The printed line of which a line of the source was made.
    private Place PlaceOf(int position)
    {
        int at = _places.FindLastIndex(place => place.Start <= position);
        int line = at < 0 ? 0 : _places[at].Line;
        return new Place(_path, line + 1, 1 + _lines[line].Length - _lines[line].TrimStart().Length, _lines[line]);
    }

    // A module and those within it; the line after it is next.
    private string Read(Match module)
    {
        if (++_count > MostModules)
            throw Error($"it has more than {MostModules:N0} modules");
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        string type = module.Groups["type"].Value,
            rest = module.Groups["rest"].Value;
        int line = _line++;
        if (rest.Length > 0)
            return Make(
                type,
                rest.EndsWith(")", StringComparison.Ordinal)
                    ? rest.Substring(0, rest.Length - 1)
                    : throw Error("a module does not end in its line", line),
                isLeaf: true,
                line
            );

        int indent = module.Groups["indent"].Length;
        var members = new List<(string Call, string Name, string Value)>();
        while (true)
        {
            if (_line >= _lines.Length)
                throw Error($"the text ends within {type}, which begins here", line);
            string text = _lines[_line];
            if (text.Trim() == ")" && text.Length - 1 <= indent)
                break;
            ReadMember(text, members);
        }

        _line++;
        // What it was made with is not printed; what it is made of is.
        string made =
            type == "MultiheadAttention" && members.Find(member => member.Name == "out_proj").Value is { } projection
                ? Assign($"nn.MultiheadAttention({projection}.out_features, 1)", line)
                : Make(type, "", isLeaf: false, line);
        foreach (var (call, name, value) in type == "MultiheadAttention" ? [] : members)
            Note(line).Append(FormattableString.Invariant($"{made}.{call}('{name}', {value})\n"));
        return made;
    }

    private void ReadMember(string text, List<(string Call, string Name, string Value)> members)
    {
        if (Parameter.Match(text) is { Success: true } parameter)
        {
            string size = string.Join(
                ", ",
                parameter.Groups["size"].Value.Split(['x'], StringSplitOptions.RemoveEmptyEntries)
            );
            members.Add(("register_parameter", parameter.Groups["name"].Value, $"nn.Parameter(torch.empty({size}))"));
            _line++;
        }
        else if (Module.Match(text) is { Success: true } inner && inner.Groups["name"].Success)
        {
            int line = _line;
            foreach (string name in Names(inner.Groups["name"].Value, inner.Groups["count"]))
            {
                _line = line;
                members.Add(("add_module", name, Read(inner)));
            }
        }
        else
        {
            // What a class of one's own says of itself.
            _line++;
        }
    }

    // (0-5): 6 x Block( stands for six that are alike.
    private IEnumerable<string> Names(string name, Group count)
    {
        if (!count.Success || Range.Match(name) is not { Success: true } range)
            return [PyTorch.Writing.PythonNames.Segment(name)];
        bool isKnown =
            int.TryParse(range.Groups["from"].Value, out int from) & int.TryParse(range.Groups["to"].Value, out int to);
        return isKnown && to >= from && to - from < MostModules
            ? Enumerable.Range(from, to - from + 1).Select(number => number.ToString(CultureInfo.InvariantCulture))
            : throw Error($"'{name}' is no range of modules");
    }

    private string Make(string type, string settings, bool isLeaf, int line)
    {
        string name = PyTorch.Writing.PythonNames.Identifier(type.Substring(type.LastIndexOf('.') + 1));
        if (name == "NonDynamicallyQuantizableLinear")
            name = "Linear";
        if (Bare.Contains(name))
            return Assign("nn.Identity()", line);
        if (isLeaf ? TorchVocabulary.Classes.Contains(name) : name == "Sequential")
            return Assign($"nn.{name}({Word.Replace(settings, word => $"'{word.Value}'")})", line);
        string kind = isLeaf ? "_Unfamiliar" : "_Printed";
        if (!_classes.TryGetValue(kind + name, out string? known))
        {
            Note(line).Append(FormattableString.Invariant($"class {name}(nn.{kind}): pass\n"));
            _classes[kind + name] = known = Assign(name, line);
        }

        return Assign($"{known}()", line);
    }

    private string Assign(string value, int line)
    {
        string variable = FormattableString.Invariant($"m{_text.Length}");
        Note(line).Append(variable).Append(" = ").Append(value).Append('\n');
        return variable;
    }

    private StringBuilder Note(int line)
    {
        _places.Add((_text.Length, line));
        return _text.Append("    ");
    }

    private ModelFileException Error(string message, int? line = null) =>
        new(ModelFileError.InvalidSource, _path, (line ?? Math.Min(_line, _lines.Length - 1)) + 1, 1, message, null);
}
