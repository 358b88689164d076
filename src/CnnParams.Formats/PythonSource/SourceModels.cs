using CnnParams.Python.Running;
using CnnParams.Python.Syntax;
using CnnParams.Python.Values;
using CnnParams.Reading;

namespace CnnParams.Formats.PythonSource;

/// <summary>The names of a source that has been evaluated: which of them can be a model, and how one is made.</summary>
internal sealed class SourceModels(
    string path,
    Interpreter interpreter,
    PyModule module,
    IReadOnlyList<IModelVocabulary> vocabularies
)
{
    internal Interpreter Interpreter => interpreter;

    internal IReadOnlyList<IModelVocabulary> Vocabularies => vocabularies;

    internal PyModule Module => module;

    /// <summary>What of the source could not be read; null for nothing.</summary>
    internal string? LeftOut { get; init; }

    /// <summary>The entry that leads to a place of it; null where none does.</summary>
    internal Func<Place, string?> EntryAt { get; init; } = _ => null;

    /// <summary>The names of what can be a model: variables that are one, then classes, then functions.</summary>
    internal IReadOnlyList<string> Candidates() =>
        [
            .. Own(IsModel),
            .. Own(IsModelClass),
            .. Own(value =>
                value is PyFunction function
                && IsHere(function.Globals.Get("__name__"))
                && !function.Name.StartsWith("_", StringComparison.Ordinal)
            ),
        ];

    /// <summary>The values on a path of names, as far as they are known.</summary>
    internal static List<object> OnPath(Interpreter interpreter, PyDict names, string path)
    {
        var values = new List<object>();
        foreach (string part in path.Split('.'))
        {
            object? value =
                values.Count == 0 ? names.Get(part)
                // What has no value has no parts either.
                : values[values.Count - 1] is not Python.Values.Unknown
                && interpreter.TryGetAttribute(values[values.Count - 1], part, out object found)
                    ? found
                : null;
            if (value is null)
                break;
            values.Add(value);
        }

        return values;
    }

    /// <summary>What the source calls a value of its own first; null for nothing.</summary>
    internal string? NameOf(object model) => Own(value => ReferenceEquals(value, model)).FirstOrDefault();

    /// <summary>The model that a value is, or that a class or a function gives for arguments.</summary>
    /// <exception cref="ModelFileException">It gives none, or needs others.</exception>
    internal object Make(object value, string name, IReadOnlyDictionary<string, object?> arguments)
    {
        if (!IsModel(value))
        {
            string[] missing = [.. Needed(value).Where(needed => !arguments.ContainsKey(needed))];
            if (missing.Length > 0)
                throw Unknown($"'{name}' needs {string.Join(", ", missing)}: say it with {Said(null, missing)}");
            string[] passed =
            [
                .. arguments.Keys.Where(key => !interpreter.Taken.Contains(key) || Needed(value).Contains(key)),
            ];
            var call = new Arguments([.. passed.Select(key => SourceValue.Of(arguments[key]))], passed);
            value = interpreter.Call(value, call);
        }

        if (value is PyTuple { Items: [var first, ..] } && IsModel(first))
            value = first;
        return IsModel(value)
            ? value
            : throw Unknown($"'{name}' gives a {BuiltinTypes.Of(value).Name} and no model; {Listed()}");
    }

    // What a function, or the class of a model, cannot be called without.
    private IEnumerable<string> Needed(object value) =>
        value is PyFunction function ? function.Needed
        : value is PyType type
        && interpreter.TryGetAttribute(type, "__init__", out object init)
        && init is PyFunction made
            ? made.Needed.Skip(1)
        : [];

    private static string Said(string? entry, IEnumerable<string> arguments) =>
        (entry is null ? "" : $"-Entry {entry} ")
        + $"-Argument @{{ {string.Join("; ", arguments.Select(argument => $"{argument} = ..."))} }}";

    /// <summary>Whether a value is a class of models that this source defines, and not one that it imports.</summary>
    internal bool IsModelClass(object value) =>
        value is PyType type && IsModelType(type) && IsHere(type.Members.Get("__module__"));

    internal bool IsModelType(PyType type) => vocabularies.Any(vocabulary => vocabulary.IsModelType(type));

    internal bool IsModel(object value) => vocabularies.Any(vocabulary => vocabulary.IsModel(value));

    internal bool IsPart(object model, object whole) =>
        vocabularies.Any(vocabulary =>
            vocabulary.IsModel(model) && vocabulary.IsModel(whole) && vocabulary.IsPart(model, whole)
        );

    internal bool IsHere(object? name) => name is string text && text == module.Names.Get("__name__") as string;

    /// <summary>The names of values that fulfil a condition.</summary>
    internal IEnumerable<string> Own(Func<object, bool> test) =>
        module
            .Names.Pairs()
            .Where(pair => test(pair.Value))
            .Select(pair => (string)pair.Key)
            .Where(name => name != LastValue.Name && !name.StartsWith("__", StringComparison.Ordinal));

    /// <summary>What can be chosen, as a sentence.</summary>
    internal string Listed()
    {
        var candidates = Candidates();
        if (candidates.Count == 0)
            return "it defines nothing that could be one";
        string others = candidates.Count > 20 ? FormattableString.Invariant($" and {candidates.Count - 20} more") : "";
        // What is built of the others stands below them.
        string last = candidates[candidates.Count - 1];
        string[] needed = [.. Needed(module.Names.Get(last)!)];
        return $"there {(candidates.Count == 1 ? "is" : "are")} {string.Join(", ", candidates.Take(20))}{others}"
            + (needed.Length > 0 ? $"; choose with {Said(last, needed)}" : "");
    }

    // What is missing may stand in what could not be read.
    internal ModelFileException Unknown(string message) =>
        new(ModelFileError.UnknownEntry, path, LeftOut is null ? message : $"{message}; {LeftOut}");
}
