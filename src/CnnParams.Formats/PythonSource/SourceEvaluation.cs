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
    private readonly SourceModels _models;
    private readonly AssumedImports _assumed;
    private readonly string _source;
    private IReadOnlyList<string> _warnings = [];

    private SourceEvaluation(SourceModels models, AssumedImports assumed, string source) =>
        (_models, _assumed, _source) = (models, assumed, source);

    internal Interpreter Interpreter => _models.Interpreter;

    internal IReadOnlyList<IModelVocabulary> Vocabularies => _models.Vocabularies;

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
    ) =>
        OfScript(
            name,
            notebook.Source,
            new NotebookSources(
                notebook.Written,
                path is null ? new NoSources() : new FolderSources(Path.GetDirectoryName(Path.GetFullPath(path))!)
            ),
            given,
            cancellation,
            notebook
        );

    private static SourceEvaluation OfScript(
        string path,
        SourceText source,
        ISourceProvider sources,
        IReadOnlyDictionary<string, object?> given,
        CancellationToken cancellation,
        Notebook? notebook = null
    ) => Of(path, source, "__main__", isPackage: false, sources, isScript: true, given, cancellation, notebook);

    /// <summary>The model of a name, made with arguments; or the one that there is where no name is given.</summary>
    internal object FindModel(string? entry, IReadOnlyDictionary<string, object?> arguments)
    {
        if (entry is null)
        {
            // What a variable was given is no argument of a function.
            var choice = new ModelChoice(_models, [.. _assumed.Begun], _source);
            object found = choice.Find(
                arguments
                    .Where(pair => !Interpreter.Taken.Contains(pair.Key))
                    .ToDictionary(pair => pair.Key, pair => pair.Value)
            );
            _warnings = choice.Warnings;
            return found;
        }

        object value = _models.Module;
        foreach (string part in entry.Split('.'))
        {
            if (!Interpreter.TryGetAttribute(value, part, out value))
                throw _models.Unknown(
                    $"it has no '{entry}'{SimilarNames.Find(part, _models.Candidates())}; {_models.Listed()}"
                );
        }

        return _models.Make(value, entry, arguments);
    }

    private static SourceEvaluation Of(
        string path,
        SourceText source,
        string name,
        bool isPackage,
        ISourceProvider sources,
        bool isScript,
        IReadOnlyDictionary<string, object?> given,
        CancellationToken cancellation,
        Notebook? notebook = null
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
                .SelectMany(called => SourceModels.OnPath(interpreter, names, called))
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
        var models = new SourceModels(path, interpreter, module, vocabularies)
        {
            LeftOut = notebook?.Broken,
            EntryAt = place => notebook?.EntryAt(place),
        };
        return new SourceEvaluation(models, assumed, source.Text);
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
