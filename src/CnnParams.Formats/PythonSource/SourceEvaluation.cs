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
    private Func<Place, string?>? _entryAt;
    private string? _leftOut;

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
    /// <param name="given">Values of variables that are not known without running what is not here.</param>
    /// <param name="cancellation">Stops the evaluation.</param>
    internal static SourceEvaluation OfFile(
        string path,
        string? entry,
        IReadOnlyDictionary<string, object?> given,
        CancellationToken cancellation
    )
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
        return Of(path, sources.Read(file), name, isFolder, sources, isScript: entry is null, given, cancellation);
    }

    /// <summary>Evaluates a text that stands alone.</summary>
    internal static SourceEvaluation OfText(
        string path,
        SourceText source,
        IReadOnlyDictionary<string, object?> given,
        CancellationToken cancellation
    ) => OfScript(path, LastValue.Bound(source), new NoSources(), given, cancellation);

    /// <summary>Evaluates the code of a notebook, which may import what its cells write.</summary>
    /// <param name="path">The full path; null for a notebook that is a text, which has nothing beside it.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="notebook">The notebook.</param>
    /// <param name="given">Values of variables that are not known without running what is not here.</param>
    /// <param name="cancellation">Stops the evaluation.</param>
    internal static SourceEvaluation OfNotebook(
        string? path,
        string name,
        Notebook notebook,
        IReadOnlyDictionary<string, object?> given,
        CancellationToken cancellation
    )
    {
        var evaluation = OfScript(
            name,
            notebook.Source,
            new NotebookSources(
                notebook.Written,
                path is null ? new NoSources() : new FolderSources(Path.GetDirectoryName(Path.GetFullPath(path))!)
            ),
            given,
            cancellation
        );
        evaluation._entryAt = notebook.EntryAt;
        evaluation._leftOut = notebook.Broken;
        return evaluation;
    }

    private static SourceEvaluation OfScript(
        string path,
        SourceText source,
        ISourceProvider sources,
        IReadOnlyDictionary<string, object?> given,
        CancellationToken cancellation
    ) => Of(path, source, "__main__", isPackage: false, sources, isScript: true, given, cancellation);

    /// <summary>The model of a name, made with arguments; or the one that there is where no name is given.</summary>
    internal object FindModel(string? entry, IReadOnlyDictionary<string, object?> arguments)
    {
        if (entry is null)
        {
            // What a variable was given is no argument of a function.
            return FindOnly(
                arguments
                    .Where(pair => !Interpreter.Taken.Contains(pair.Key))
                    .ToDictionary(pair => pair.Key, pair => pair.Value)
            );
        }

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
        TriedModel[] last = [.. Tried()];
        object[] tried = Array.ConvertAll(last, each => each.Model);
        object[] built = [.. _module.Names.Pairs().Select(pair => pair.Value).Concat(_assumed.Begun).Where(IsModel)];
        if (tried.Length > 0 && arguments.Count == 0)
        {
            // A model that was to be made after them is what the source is about.
            int failures = last[last.Length - 1].Failures;
            RefuseFor(raised => Interpreter.PassedOver.IndexOf(raised) >= failures);
            object about = WholeOf(tried, built);
            SayAlone(about);
            return Chosen(about);
        }

        object[] whole =
        [
            .. built
                .Where(model => !Array.Exists(built, other => !ReferenceEquals(other, model) && IsPart(model, other)))
                .Distinct(),
        ];
        if (whole.Length == 1 && arguments.Count == 0)
        {
            if (GoneOn() is { } failed)
                throw failed;
            if (Continued(whole[0]) is { } continued)
                return continued;
            RefuseFor(_ => true);
            return Chosen(whole[0]);
        }

        if (Interpreter.Unfinished.Count > 0 && arguments.Count == 0)
            throw Interpreter.Unfinished[0].Raised;
        if (whole.Length > 1)
            throw Unknown(
                $"it builds {whole.Length} models; choose one with -Entry: {Listed()}"
                    + string.Concat(
                        NotBuilt()
                            .Take(1)
                            .Select(pair =>
                                $"; '{pair.Name}' is not built: {Python.Values.Unknown.Explain(pair.Raised.First)}"
                            )
                    )
            );
        string[] classes = [.. Own(IsModelClass)];
        if (classes.Length == 1)
            return Make(_module.Names.Get(classes[0])!, classes[0], arguments);
        if (classes.Length == 0 && arguments.Count == 0 && Joined(after: null) is { } joined)
            return GoneOn() is { } raised ? throw raised : joined;
        if (classes.Length == 0 && Interpreter.PassedOver.Find(IsOfModel) is { } unmade)
            throw unmade;
        if (classes.Length == 0 && OnlyFunction() is { } function)
            return Make(_module.Names.Get(function)!, function, arguments);
        if (classes.Length == 0 && OtherFramework.In(_source) is null && OfOthers() is { } other)
            throw Unknown(other);
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

    // Of models that are tried, those that are parts of others are not what the source is about; of two with the same
    // parts, the last is.
    private IEnumerable<TriedModel> Tried()
    {
        var all = TriedModels.Of(Interpreter).All;
        return all.Where(
            (each, i) =>
                IsModel(each.Model)
                && !all.Where(
                        (other, j) =>
                            j != i && IsPart(each.Model, other.Model) && (j > i || !IsPart(other.Model, each.Model))
                    )
                    .Any()
                && !Interpreter.Unfinished.Exists(other => ReferenceEquals(other.Model, each.Model))
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
            Word.Matches(string.Join("\n", FailedStatement.Lines(raised)))
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
    private void SayAlone(object model)
    {
        string[] others =
        [
            .. Tried()
                .Where(other =>
                    !ReferenceEquals(other.Model, model) && !IsPart(other.Model, model) && !IsPart(model, other.Model)
                )
                .Select(other => NameOf(other.Model) ?? (other.Statement is { } place ? _entryAt?.Invoke(place) : null))
                .OfType<string>()
                .Distinct(),
        ];
        if (others.Length > 0)
            _warnings.Add(
                $"{string.Join(", ", others)} {(others.Length == 1 ? "is" : "are")} called as well, and "
                    + $"{NameOf(model) ?? "another model"} alone is read; choose with -Entry"
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
        _warnings.AddRange(
            NotBuilt()
                .Select(pair =>
                    $"'{pair.Name}' is not built, and {name} is read in its place: "
                    + Python.Values.Unknown.Explain(pair.Raised.First)
                    + $"; choose with -Entry: {Listed()}"
                )
        );
        return model;
    }

    // A layer that is not built is missed where the model has it; a model that is not built may be the one that is
    // meant.
    private void RefuseFor(Func<RaisedException, bool> isLater)
    {
        var (name, raised) = NotBuilt().FirstOrDefault(pair => isLater(pair.Raised) && WasToBeWhole(pair.Raised));
        if (raised is not null)
            throw Unknown(
                $"'{name}' is not built: {Python.Values.Unknown.Explain(raised.First)}{SourceErrors.Remedy(raised)}; "
                    + $"choose another model with -Entry: {Listed()}"
            );
    }

    private bool WasToBeWhole(RaisedException raised) =>
        Interpreter.Unfinished.Exists(other => ReferenceEquals(other.Raised, raised))
        || MadeBy(raised)
            .OfType<PyType>()
            .Any(type =>
                IsModelClass(type)
                || (
                    type.Name is "Model" or "Sequential"
                    && !Vocabularies.Any(vocabulary => vocabulary.IsModelType(type))
                )
            );

    // What was to be a model, the last first.
    private IEnumerable<(string Name, RaisedException Raised)> NotBuilt() =>
        from pair in _module.Names.Pairs().Reverse()
        let raised = (pair.Value as Python.Values.Unknown)?.Cause as RaisedException
        where
            raised is not null
            && (WasToBeModel(raised) || Interpreter.Unfinished.Exists(other => ReferenceEquals(other.Raised, raised)))
        select ((string)pair.Key, raised);

    // Whether the statement that failed makes a model, of this source or of the framework: name = Class(...).
    private bool WasToBeModel(RaisedException raised) =>
        MadeBy(raised)
            .OfType<PyType>()
            .Any(type =>
                type.Name is "Model" or "Sequential" || Vocabularies.Any(vocabulary => vocabulary.IsModelType(type))
            );

    // Whether the statement that failed makes a model, or calls a function of the source for its value, which may.
    private bool IsOfModel(RaisedException raised) =>
        WasToBeModel(raised)
        || MadeBy(raised).OfType<PyFunction>().Any(function => IsHere(function.Globals.Get("__name__")));

    // What is made by a class that is not here, and may be a model.
    private string? OfOthers() =>
        _module
            .Names.Pairs()
            .Where(pair =>
                pair.Value is Python.Values.Unknown { Cause: null } unknown && NotHere.ClassOf(unknown) is not null
            )
            .Select(pair =>
                $"it builds no model that is known here: '{pair.Key}' is what "
                + $"'{((Python.Values.Unknown)pair.Value).Name}' gives, which is not here"
            )
            .LastOrDefault();

    // What the statement that failed was to make its value by, as far as that is known.
    private IEnumerable<object> MadeBy(RaisedException raised) =>
        from maker in FailedStatement.Makers(raised)
        let values = OnPath(Interpreter, _module.Names, maker)
        where values.Count == maker.Split('.').Length
        select values[values.Count - 1];

    // The values on a path of names, as far as they are known.
    private static List<object> OnPath(Interpreter interpreter, PyDict names, string path)
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

    private object Make(object value, string name, IReadOnlyDictionary<string, object?> arguments)
    {
        if (!IsModel(value))
        {
            string[] missing = [.. Needed(value).Where(needed => !arguments.ContainsKey(needed))];
            if (missing.Length > 0)
                throw Unknown($"'{name}' needs {string.Join(", ", missing)}: say it with {Said(null, missing)}");
            string[] passed =
            [
                .. arguments.Keys.Where(key => !Interpreter.Taken.Contains(key) || Needed(value).Contains(key)),
            ];
            var call = new Arguments([.. passed.Select(key => SourceValue.Of(arguments[key]))], passed);
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

    // What is missing may stand in what could not be read.
    private ModelFileException Unknown(string message) =>
        new(ModelFileError.UnknownEntry, _path, _leftOut is null ? message : $"{message}; {_leftOut}");

    private static SourceEvaluation Of(
        string path,
        SourceText source,
        string name,
        bool isPackage,
        ISourceProvider sources,
        bool isScript,
        IReadOnlyDictionary<string, object?> given,
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
        foreach (var pair in given)
            interpreter.Given[pair.Key] = SourceValue.Of(pair.Value);
        interpreter.IsModel = value => Array.Exists(vocabularies, vocabulary => vocabulary.IsModel(value));
        interpreter.IsWithin = (part, whole) =>
            ReferenceEquals(part, whole)
            || Array.Exists(
                vocabularies,
                vocabulary => vocabulary.IsModel(part) && vocabulary.IsModel(whole) && vocabulary.IsPart(part, whole)
            );
        // A model that a library shows or trains is tried; and so is one whose call fails for what it is given.
        interpreter.Handed = value =>
        {
            if (interpreter.IsModel(value))
                TriedModels.Add(interpreter, value);
        };
        interpreter.Failed = (raised, names) =>
        {
            object? model = FailedStatement
                .Called(raised)
                .SelectMany(called => OnPath(interpreter, names, called))
                .FirstOrDefault(interpreter.IsModel);
            if (model is not null)
                TriedModels.Add(interpreter, model, raised.Statement);
        };
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
