using CnnParams.Networks;
using CnnParams.Python.Running;
using CnnParams.Python.Syntax;
using CnnParams.Reading;

namespace CnnParams.Formats.PythonSource;

/// <summary>
/// Reads the model that a source in Python builds: it is evaluated over shapes, and nothing of it is executed.
/// </summary>
public sealed class PythonReader : IModelReader
{
    private const string FormatName = "Python";

    /// <inheritdoc/>
    public ModelFormat Format { get; } =
        new(
            FormatName,
            "The source of a model in PyTorch or Keras, read and never run",
            [".py"],
            HasGraph: true,
            HasShapes: true,
            HasWeights: true
        );

    /// <inheritdoc/>
    public bool Recognizes(ModelFile file) =>
        file.IsFolder
            ? File.Exists(Path.Combine(file.Path, "__init__.py"))
            : TextOf(file) is { } text && Printed(text) is not null;

    /// <inheritdoc/>
    public Network Read(ModelFile file, ReadOptions options, CancellationToken cancellation) =>
        Read(
            file.Path,
            options.Entry ?? file.Name,
            file.Path,
            FormatName,
            options,
            [],
            () =>
                TextOf(file) is { } text && Printed(text) is { } printed
                    ? SourceEvaluation.OfText(
                        file.Path,
                        printed.ToSource(file.Path, text),
                        options.Arguments,
                        cancellation
                    )
                    : SourceEvaluation.OfFile(file.Path, options.Entry, options.Arguments, cancellation)
        );

    /// <summary>Reads a source that is a text and no file.</summary>
    internal static Network ReadText(string text, ReadOptions options, CancellationToken cancellation)
    {
        if (Notebook.OfText(text, TextName) is { } notebook)
            return NotebookReader.Read(notebook, TextName, "code", null, FormatName, options, cancellation);
        var body = ClassBody.Of(TextName, text);
        return Read(
            TextName,
            options.Entry ?? "code",
            null,
            FormatName,
            options,
            body is var (_, warning) ? [warning] : [],
            () =>
                SourceEvaluation.OfText(
                    TextName,
                    Printed(text)?.ToSource(TextName, text)
                        ?? PromptedText.Code(TextName, text)
                        ?? body?.Source
                        ?? new SourceText(TextName, text),
                    options.Arguments,
                    cancellation
                )
        );
    }

    private const string TextName = "code";

    private const long LongestText = 8 << 20;

    private static readonly IPrintedModel[] PrintedModels = [.. Implementations.Of<IPrintedModel>()];

    private static IPrintedModel? Printed(string text) =>
        Array.Find(PrintedModels, printed => printed.Recognizes(text));

    // What may be a printed model, of a file that is no source.
    private static string? TextOf(ModelFile file) =>
        !file.IsFolder && file.Extension is (".txt" or ".log" or ".md" or "") && file.Length <= LongestText
            ? File.ReadAllText(file.Path)
            : null;

    /// <summary>Reads the model of a source that has been found.</summary>
    /// <param name="path">What errors call the source.</param>
    /// <param name="name">What the network is called.</param>
    /// <param name="file">The file, where it is one.</param>
    /// <param name="format">The name of the format.</param>
    /// <param name="options">What to assume.</param>
    /// <param name="warnings">What was left out of the source.</param>
    /// <param name="evaluate">Evaluates it.</param>
    internal static Network Read(
        string path,
        string name,
        string? file,
        string format,
        ReadOptions options,
        IReadOnlyList<string> warnings,
        Func<SourceEvaluation> evaluate
    )
    {
        try
        {
            return Evaluation.Run(() =>
            {
                var evaluation = evaluate();
                object model = evaluation.FindModel(options.Entry, options.Arguments);
                var vocabulary = evaluation.Vocabularies.First(vocabulary => vocabulary.IsModel(model));
                var built = vocabulary.Build(
                    evaluation.Interpreter,
                    model,
                    options.InputShape ?? evaluation.WrittenInput
                );
                var network = new Network(built.Layers);
                IReadOnlyList<string> differences = [];
                if (options.Weights is { } weights)
                    (built, differences) = SourceWeights.Compare(built, weights);
                return new Network(built.Layers)
                {
                    Layout = built.Layout ?? network.Layout,
                    Name = name,
                    View = built.View,
                    HasGraph = built.HasGraph,
                    Outputs = built.Outputs,
                    Path = file,
                    Format = format,
                    Warnings =
                    [
                        .. warnings,
                        .. evaluation.Warnings,
                        .. built.Warnings,
                        .. evaluation.Interpreter.Notes,
                        .. differences,
                    ],
                };
            });
        }
        catch (Exception exception)
            when (exception
                    is PythonSyntaxException
                        or RaisedException
                        or EvaluationLimitException
                        or InsufficientExecutionStackException
            )
        {
            throw SourceErrors.ToFileError(path, exception);
        }
    }
}
