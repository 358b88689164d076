using CnnParams.Formats.Json;
using CnnParams.Networks;
using CnnParams.Reading;

namespace CnnParams.Formats.PythonSource;

/// <summary>Reads the model that a Jupyter notebook builds: its cells of code in order, read and never run.</summary>
public sealed class NotebookReader : IModelReader
{
    /// <inheritdoc/>
    public ModelFormat Format { get; } =
        new(
            "Notebook",
            "A Jupyter notebook that builds a model in PyTorch or Keras, read and never run",
            [".ipynb"],
            HasGraph: true,
            HasShapes: true,
            HasWeights: true
        );

    /// <inheritdoc/>
    public bool Recognizes(ModelFile file)
    {
        var members = JsonHead.Members(file);
        return members.ContainsKey("nbformat") || (members.ContainsKey("cells") && file.Extension == ".ipynb");
    }

    /// <inheritdoc/>
    public Network Read(ModelFile file, ReadOptions options, CancellationToken cancellation)
    {
        using var json = JsonContent.Parse(file.Open(), file, cancellation);
        var notebook = Notebook.Of(json.RootElement, file.Path);
        return PythonReader.Read(
            file.Path,
            file.Name,
            file.Path,
            Format.Name,
            options,
            notebook.Warnings,
            () => SourceEvaluation.OfNotebook(file.Path, notebook.Source, cancellation)
        );
    }
}
