using CnnParams.Python.Importing;
using CnnParams.Python.Running;
using CnnParams.Python.Syntax;
using CnnParams.Python.Values;
using CnnParams.Reading;
using CnnParams.Shapes;

namespace CnnParams.Formats.PythonSource;

/// <summary>A source that has been evaluated: its module, and what of it can be a model.</summary>
internal sealed class SourceEvaluation
{
    private readonly string _path;
    private readonly PyModule _module;
    private readonly AssumedImports _assumed;
    private readonly string _source;
    private readonly List<string> _warnings = [];

    private SourceEvaluation(
        string path,
        Interpreter interpreter,
        PyModule module,
        IReadOnlyList<IModelVocabulary> vocabularies,
        AssumedImports assumed,
        string source
    )
    {
        (_assumed, _source) = (assumed, source);
        _path = path;
        Interpreter = interpreter;
        _module = module;
        Vocabularies = vocabularies;
    }

    internal Interpreter Interpreter { get; }

    internal IReadOnlyList<IModelVocabulary> Vocabularies { get; }

    /// <summary>The shape of the input that a source states which was written here; null for any other.</summary>
    internal TensorShape? WrittenInput => Formats.WrittenInput.ShapeIn(_source);

    /// <summary>What to say of the model that was found.</summary>
    internal IReadOnlyList<string> Warnings => [.. _assumed.Warnings, .. _warnings];

    /// <summary>Evaluates a file, or a folder that is a package, within the package that it belongs to.</summary>
    /// <param name="path">The full path.</param>
    /// <param name="entry">What is asked for; without it a file is run as a script, which builds its models
    /// itself.</param>
    /// <param name="cancellation">Stops the evaluation.</param>
    internal static SourceEvaluation OfFile(string path, string? entry, CancellationToken cancellation)
    {
        bool isFolder = Directory.Exists(path);
        if (isFolder && entry is not null && FileOf(path, entry) is { } defining)
            (path, isFolder) = (defining, false);
        var (root, name) = PackageOf(path);
        // A script may import what lies beside it, a file of a package what is in the package.
        var sources =
            isFolder || name.Contains('.')
                ? new FolderSources(
                    root,
                    name.Split('.')[0],
                    isFolder ? null : Path.GetDirectoryName(Path.GetFullPath(path))
                )
                : new FolderSources(root);
        string file = isFolder ? Path.Combine(path, "__init__.py") : path;
        return Of(path, sources.Read(file), name, isFolder, sources, isScript: entry is null, cancellation);
    }

    /// <summary>Evaluates a text that stands alone.</summary>
    internal static SourceEvaluation OfText(string path, SourceText source, CancellationToken cancellation) =>
        Of(path, LastValue.Bound(source), "__main__", isPackage: false, new NoSources(), isScript: true, cancellation);

    /// <summary>Evaluates the code of a notebook, which may import what lies beside it.</summary>
    internal static SourceEvaluation OfNotebook(string path, SourceText source, CancellationToken cancellation) =>
        Of(
            path,
            source,
            "__main__",
            isPackage: false,
            new FolderSources(Path.GetDirectoryName(Path.GetFullPath(path))!),
            isScript: true,
            cancellation
        );

    /// <summary>The model of a name, made with arguments; or the one that there is where no name is given.</summary>
    internal object FindModel(string? entry, IReadOnlyDictionary<string, object?> arguments)
    {
        if (entry is null)
            return FindOnly(arguments);
        object value = _module;
        foreach (string part in entry.Split('.'))
        {
            if (!Interpreter.TryGetAttribute(value, part, out value))
                throw Unknown($"it has no '{entry}'{SimilarNames.Find(part, Candidates())}; {Listed()}");
        }

        return Make(value, entry, arguments);
    }

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

    private object FindOnly(IReadOnlyDictionary<string, object?> arguments)
    {
        // What the source has tried, or else what it has built, is what it is about.
        object[] tried =
        [
            .. Vocabularies
                .SelectMany(vocabulary => vocabulary.Tried(Interpreter))
                .Where(model => !Interpreter.Unfinished.Exists(other => ReferenceEquals(other.Model, model))),
        ];
        object[] built = [.. _module.Names.Pairs().Select(pair => pair.Value).Concat(_assumed.Begun).Where(IsModel)];
        if (tried.Length > 0 && arguments.Count == 0)
        {
            object about = WholeOf(tried, built);
            SayAlone(about, tried);
            return Chosen(about);
        }

        object[] whole =
        [
            .. built
                .Where(model => !Array.Exists(built, other => !ReferenceEquals(other, model) && IsPart(model, other)))
                .Distinct(),
        ];
        if (whole.Length == 1 && arguments.Count == 0)
            return Continued(whole[0]) ?? Chosen(whole[0]);
        if (Interpreter.Unfinished.Count > 0 && arguments.Count == 0)
            throw Interpreter.Unfinished[0].Raised;
        if (whole.Length > 1)
            throw Unknown($"it builds {whole.Length} models; choose one with -Entry: {Listed()}");
        string[] classes = [.. Own(IsModelClass)];
        if (classes.Length == 1)
            return Make(_module.Names.Get(classes[0])!, classes[0], arguments);
        if (classes.Length == 0 && arguments.Count == 0 && Joined(after: null) is { } joined)
            return GoneOn() is { } raised ? throw raised : joined;
        if (classes.Length == 0 && OnlyFunction() is { } function)
            return Make(_module.Names.Get(function)!, function, arguments);
        if (classes.Length == 0 && Interpreter.PassedOver.Count > 0)
            throw Interpreter.PassedOver[0];
        throw Unknown(
            classes.Length == 0
                ? (
                    OtherFramework.In(_source)
                    ?? "it has no model: no class that is one, and no variable that holds one"
                ) + $"; {Listed()}"
                : $"several of its classes can be the model; choose one with -Entry: {Listed()}"
        );
    }

    // What the source computes without saying that it is a model.
    private object? Joined(object? after)
    {
        object[] values = [.. _module.Names.Pairs().Select(pair => pair.Value)];
        return Vocabularies
            .Select(vocabulary => vocabulary.Joined(Interpreter, values, after))
            .OfType<object>()
            .FirstOrDefault();
    }

    // What failed of what the source computes of tensors: the network goes on there.
    private RaisedException? GoneOn() =>
        Interpreter.PassedOver.Find(raised =>
            Word.Matches(raised.Trace.LastOrDefault().Content ?? "")
                .Cast<System.Text.RegularExpressions.Match>()
                .Select(word => _module.Names.Get(word.Value))
                .Any(value =>
                    value is not null
                    && Vocabularies.Any(vocabulary => vocabulary.Joined(Interpreter, [value], null) is not null)
                )
        );

    private static readonly System.Text.RegularExpressions.Regex Word = new(@"[A-Za-z_]\w*");

    // Layers after a published network, of which no model is made.
    private object? Continued(object model)
    {
        if (Joined(model) is not { } joined)
            return null;
        string name = NameOf(model) ?? "a model";
        _warnings.Add(
            $"no model is made of the layers after {name}; they are read with it. -Entry {name} is that alone"
        );
        return joined;
    }

    // What is called beside the model is not read.
    private void SayAlone(object model, object[] tried)
    {
        string[] others =
        [
            .. tried
                .Where(other => !ReferenceEquals(other, model) && !IsPart(other, model) && !IsPart(model, other))
                .Distinct()
                .Select(NameOf)
                .OfType<string>(),
        ];
        if (others.Length > 0 && NameOf(model) is { } name)
            _warnings.Add(
                $"{string.Join(", ", others)} {(others.Length == 1 ? "is" : "are")} called as well, and {name} alone is "
                    + "read; choose with -Entry"
            );
    }

    // A loop over the layers of a model tries each of them, and is about all.
    private object WholeOf(object[] tried, object[] built)
    {
        object last = tried[tried.Length - 1];
        return Array.Find(
                built,
                whole =>
                    !ReferenceEquals(whole, last)
                    && IsPart(last, whole)
                    && tried.Distinct().Count(other => IsPart(other, whole)) > 1
            ) ?? last;
    }

    // People show the function that builds their model, and not where they call it.
    private string? OnlyFunction()
    {
        string[] functions =
        [
            .. Own(value =>
                value is PyFunction function && IsHere(function.Globals.Get("__name__")) && !function.Needed.Any()
            ),
        ];
        return functions.Length == 1 ? functions[0] : null;
    }

    // What the source calls a value of its own first.
    private string? NameOf(object model) => Own(value => ReferenceEquals(value, model)).FirstOrDefault();

    private object Chosen(object model)
    {
        string name = NameOf(model) ?? "another model";
        foreach (var pair in _module.Names.Pairs())
        {
            if (pair.Value is Python.Values.Unknown { Cause: RaisedException raised } && WasToBeModel(raised))
                _warnings.Add(
                    $"'{pair.Key}' is not built, and {name} is read in its place: {Python.Values.Unknown.Explain(raised)}; choose with "
                        + $"-Entry: {Listed()}"
                );
        }

        return model;
    }

    // Whether the statement that failed makes a model, of this source or of the framework: name = Class(...).
    private bool WasToBeModel(RaisedException raised)
    {
        var called = Called.Match(raised.Trace.LastOrDefault().Content ?? "");
        if (!called.Success)
            return false;
        string[] path = called.Groups[1].Value.Split('.');
        object value = _module;
        foreach (string part in path)
        {
            if (!Interpreter.TryGetAttribute(value, part, out value))
                return false;
        }

        return value is PyType type
            && (type.Name is "Model" or "Sequential" || Vocabularies.Any(vocabulary => vocabulary.IsModelType(type)));
    }

    private static readonly System.Text.RegularExpressions.Regex Called = new(@"(?:=|\breturn)\s*([A-Za-z_][\w.]*)\(");

    private object Make(object value, string name, IReadOnlyDictionary<string, object?> arguments)
    {
        if (!IsModel(value))
        {
            string[] missing = [.. Needed(value).Where(needed => !arguments.ContainsKey(needed))];
            if (missing.Length > 0)
                throw Unknown($"'{name}' needs {string.Join(", ", missing)}: say it with {Said(null, missing)}");
            var call = new Arguments([.. arguments.Values.Select(SourceValue.Of)], [.. arguments.Keys]);
            value = Interpreter.Call(value, call);
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
        && Interpreter.TryGetAttribute(type, "__init__", out object init)
        && init is PyFunction made
            ? made.Needed.Skip(1)
        : [];

    private static string Said(string? entry, IEnumerable<string> arguments) =>
        (entry is null ? "" : $"-Entry {entry} ")
        + $"-Argument @{{ {string.Join("; ", arguments.Select(argument => $"{argument} = ..."))} }}";

    // One that this source defines, and not one that it imports.
    private bool IsModelClass(object value) =>
        value is PyType type
        && Vocabularies.Any(vocabulary => vocabulary.IsModelType(type))
        && IsHere(type.Members.Get("__module__"));

    private bool IsModel(object value) => Vocabularies.Any(vocabulary => vocabulary.IsModel(value));

    private bool IsPart(object model, object whole) =>
        Vocabularies.Any(vocabulary =>
            vocabulary.IsModel(model) && vocabulary.IsModel(whole) && vocabulary.IsPart(model, whole)
        );

    private bool IsHere(object? name) => name is string text && text == _module.Names.Get("__name__") as string;

    private IEnumerable<string> Own(Func<object, bool> test) =>
        _module
            .Names.Pairs()
            .Where(pair => test(pair.Value))
            .Select(pair => (string)pair.Key)
            .Where(name => name != LastValue.Name && !name.StartsWith("__", StringComparison.Ordinal));

    private string Listed()
    {
        var candidates = Candidates();
        if (candidates.Count == 0)
            return "it defines nothing that could be one";
        string others = candidates.Count > 20 ? FormattableString.Invariant($" and {candidates.Count - 20} more") : "";
        // What is built of the others stands below them.
        string last = candidates[candidates.Count - 1];
        string[] needed = [.. Needed(_module.Names.Get(last)!)];
        return $"there {(candidates.Count == 1 ? "is" : "are")} {string.Join(", ", candidates.Take(20))}{others}"
            + (needed.Length > 0 ? $"; choose with {Said(last, needed)}" : "");
    }

    private ModelFileException Unknown(string message) => new(ModelFileError.UnknownEntry, _path, message);

    private static SourceEvaluation Of(
        string path,
        SourceText source,
        string name,
        bool isPackage,
        ISourceProvider sources,
        bool isScript,
        CancellationToken cancellation
    )
    {
        IModelVocabulary[] vocabularies = [.. Implementations.Of<IModelVocabulary>()];
        var interpreter = new Interpreter(
            new Limits(),
            new Importer(sources, vocabularies) { IsLenient = true },
            cancellation
        );
        var assumed = new AssumedImports(interpreter, vocabularies, source.Text);
        interpreter.Assumed = assumed.Find;
        interpreter.IsModel = value => Array.Exists(vocabularies, vocabulary => vocabulary.IsModel(value));
        interpreter.IsWithin = (part, whole) =>
            ReferenceEquals(part, whole)
            || Array.Exists(
                vocabularies,
                vocabulary => vocabulary.IsModel(part) && vocabulary.IsModel(whole) && vocabulary.IsPart(part, whole)
            );
        var module = interpreter.Modules.Load(
            interpreter,
            name,
            source,
            isPackage,
            isLenient: true,
            calledAs: isScript ? "__main__" : null
        );
        return new SourceEvaluation(path, interpreter, module, vocabularies, assumed, source.Text);
    }

    // The file of a package that defines what is asked for, where the package itself does not speak of it.
    private static string? FileOf(string folder, string entry)
    {
        var sources = new FolderSources(folder);
        string initial = Path.Combine(folder, "__init__.py"),
            name = entry.Split('.')[0];
        if (
            System.Text.RegularExpressions.Regex.IsMatch(
                sources.Read(initial).Text,
                $@"\b{System.Text.RegularExpressions.Regex.Escape(name)}\b"
            )
        )
            return null;
        var files = FolderSources.FilesDefining(folder, name);
        return files.Count < 2
            ? files.ElementAtOrDefault(0)
            : throw new ModelFileException(
                ModelFileError.UnknownEntry,
                folder,
                $"'{name}' is defined in {files.Count} of its files; give one of them in place of the folder: "
                    + $"{string.Join(", ", files.Take(5).Select(file => file.Substring(folder.TrimEnd(Path.DirectorySeparatorChar).Length + 1)))}"
            );
    }

    // The folder above the outermost package that a file is in, and what the file is called from there. The name of a
    // package has no point in it, and a folder within one needs no __init__.py to be one.
    private static (string Root, string Name) PackageOf(string path)
    {
        string name = Path.GetFileNameWithoutExtension(path.TrimEnd(Path.DirectorySeparatorChar));
        string folder = Path.GetDirectoryName(Path.GetFullPath(path.TrimEnd(Path.DirectorySeparatorChar)))!;
        bool IsPackage(string? place) => place is not null && File.Exists(Path.Combine(place, "__init__.py"));
        for (
            int depth = 0;
            depth < 32
                && (IsPackage(folder) || IsPackage(Path.GetDirectoryName(folder)))
                && !Path.GetFileName(folder).Contains('.')
                && Path.GetDirectoryName(folder) is { } above;
            depth++
        )
        {
            name = $"{Path.GetFileName(folder)}.{name}";
            folder = above;
        }

        return (folder, name);
    }
}
