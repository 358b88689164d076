using System.Text.RegularExpressions;
using CnnParams.Python.Running;
using CnnParams.Python.Values;

namespace CnnParams.Formats.PythonSource;

/// <summary>
/// What the names are taken for that a source uses and does not import: people show a class or a few lines without the
/// imports above them. A name by which a module is usually imported is that module; any other is what the framework has
/// of that name whose words the source uses. What is taken for what is said, but for Python's own library.
/// </summary>
internal sealed class AssumedImports(
    Interpreter interpreter,
    IReadOnlyList<IModelVocabulary> vocabularies,
    string source
)
{
    private static readonly Regex Words = new(@"[A-Za-z_]\w*");

    // A source of more different words is a program, whose first ones tell as much.
    private const int MostWords = 500;

    // Names of Python's own library, and of what every framework is used with.
    private static readonly Dictionary<string, string> Others = new()
    {
        ["np"] = "numpy",
        ["numpy"] = "numpy",
        ["math"] = "math",
        ["functools"] = "functools",
        ["partial"] = "functools.partial",
        ["collections"] = "collections",
        ["OrderedDict"] = "collections.OrderedDict",
        ["itertools"] = "itertools",
        ["copy"] = "copy",
        ["dataclass"] = "dataclasses.dataclass",
        ["Any"] = "typing.Any",
        ["Callable"] = "typing.Callable",
        ["Dict"] = "typing.Dict",
        ["List"] = "typing.List",
        ["Optional"] = "typing.Optional",
        ["Sequence"] = "typing.Sequence",
        ["Tuple"] = "typing.Tuple",
        ["Type"] = "typing.Type",
        ["Union"] = "typing.Union",
    };

    private readonly List<(string Name, string Stands)> _taken = [];

    private readonly List<(string Name, string Stands, object Model)> _begun = [];

    private readonly Lazy<IModelVocabulary[]> _byWords = new(() => ByWords(interpreter, vocabularies, source));

    /// <summary>What to say of the names.</summary>
    internal IEnumerable<string> Warnings =>
        [
            .. _taken.Count switch
            {
                0 => Array.Empty<string>(),
                1 => [$"{_taken[0].Name} is not imported; it is taken for {_taken[0].Stands}"],
                _ =>
                [
                    $"{string.Join(", ", _taken.Select(name => name.Name))} are not imported; they are taken for "
                        + string.Join(", ", _taken.Select(name => name.Stands)),
                ],
            },
            .. _begun.Select(name => $"{name.Name} is not made here; it is taken for an empty {name.Stands}"),
        ];

    /// <summary>Models that are not made in the source, and that it adds layers to.</summary>
    internal IEnumerable<object> Begun => _begun.Select(begun => begun.Model);

    /// <summary>What a name is taken for; null where it is none that is usually imported.</summary>
    internal object? Find(string name)
    {
        if (Others.TryGetValue(name, out string? other))
            return Import(interpreter, other);
        foreach (var vocabulary in _byWords.Value)
        {
            if (Of(interpreter, vocabulary, name, out string stands) is not { } value)
                continue;
            _taken.Add((name, stands));
            return value;
        }

        string? type = _byWords
            .Value.Select(vocabulary => vocabulary.Begun(name, source))
            .OfType<string>()
            .FirstOrDefault();
        return type is null ? null : Make(name, type);
    }

    private object Make(string name, string type)
    {
        int dot = type.LastIndexOf('.');
        object model = interpreter.Call(
            Attribute(interpreter, type.Substring(0, dot), type.Substring(dot + 1))!,
            new Arguments([])
        );
        _begun.Add((name, type, model));
        return model;
    }

    // First the framework that alone has most of the words.
    private static IModelVocabulary[] ByWords(
        Interpreter interpreter,
        IReadOnlyList<IModelVocabulary> vocabularies,
        string source
    )
    {
        var own = Words
            .Matches(source)
            .Cast<Match>()
            .Select(match => match.Value)
            .Distinct()
            .Take(MostWords)
            .Select(word => vocabularies.Where(one => Of(interpreter, one, word, out _) is not null).ToArray())
            .Where(having => having.Length == 1)
            .ToLookup(having => having[0]);
        return [.. vocabularies.OrderByDescending(vocabulary => own[vocabulary].Count())];
    }

    private static object? Of(Interpreter interpreter, IModelVocabulary vocabulary, string name, out string stands)
    {
        if (vocabulary.UsualNames.TryGetValue(name, out string? module))
        {
            stands = module;
            return Import(interpreter, module);
        }

        foreach (string usual in vocabulary.UsualModules)
        {
            stands = $"{usual}.{name}";
            if (Attribute(interpreter, usual, name) is { } value)
                return value;
        }

        stands = $"{vocabulary.Networks.Module}.{name}";
        return vocabulary.Networks.Find(name);
    }

    // What from module import * would bind; where a module does not say that, what is written as classes are.
    private static object? Attribute(Interpreter interpreter, string module, string name)
    {
        object from = Import(interpreter, module);
        bool isUsual = (from as PyModule)?.Names.Get("__all__") is PyList all
            ? all.Items.Contains(name)
            : char.IsUpper(name[0]);
        return isUsual && interpreter.TryGetAttribute(from, name, out object value) && value is not Unknown
            ? value
            : null;
    }

    private static object Import(Interpreter interpreter, string module) =>
        interpreter.Modules.Import(interpreter, module, wantsLast: true, isOptional: false);
}
