using CnnParams.Networks;
using CnnParams.Python.Running;
using CnnParams.Python.Syntax;
using CnnParams.Reading;

namespace CnnParams.Formats.PythonSource;

/// <summary>Reads the model that a source in Python builds: it is evaluated over shapes, and nothing of it is executed.</summary>
public sealed class PythonReader : IModelReader
{
    private const string FormatName = "Python";

    /// <inheritdoc/>
    public ModelFormat Format { get; } = new(
        FormatName, "The source of a model in PyTorch, read and never run", [".py"], HasGraph: true, HasShapes: true, HasWeights: true);

    /// <inheritdoc/>
    public bool Recognizes(ModelFile file) => file.IsFolder && File.Exists(Path.Combine(file.Path, "__init__.py"));

    /// <inheritdoc/>
    public Network Read(ModelFile file, ReadOptions options, CancellationToken cancellation) => Read(
        file.Path, file.Name, file.Path, options, () => SourceEvaluation.OfFile(file.Path, options.Entry, cancellation));

    /// <summary>Reads a source that is a text and no file.</summary>
    internal static Network ReadText(string text, ReadOptions options, CancellationToken cancellation) =>
        Read(TextName, "code", null, options, () => SourceEvaluation.OfText(TextName, new SourceText(TextName, text), cancellation));

    private const string TextName = "code";

    private static Network Read(string path, string name, string? file, ReadOptions options, Func<SourceEvaluation> evaluate)
    {
        try
        {
            return Evaluation.Run(() =>
            {
                var evaluation = evaluate();
                object model = evaluation.FindModel(options.Entry, options.Arguments);
                var vocabulary = evaluation.Vocabularies.First(vocabulary => vocabulary.IsModel(model));
                var built = vocabulary.Build(evaluation.Interpreter, model, options.InputShape);
                return new Network(built.Layers)
                {
                    Name = options.Entry ?? name,
                    View = built.View,
                    HasGraph = built.HasGraph,
                    Outputs = built.Outputs,
                    Path = file,
                    Format = FormatName,
                    Warnings = built.Warnings,
                };
            });
        }
        catch (Exception exception) when (exception is PythonSyntaxException or PythonRaise or EvaluationLimitException or InsufficientExecutionStackException)
        {
            throw SourceErrors.ToFileError(path, exception);
        }
    }
}
