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
        return Read(notebook, file.Path, file.Name, file.Path, Format.Name, options, cancellation);
    }

    /// <summary>Reads the model of a notebook.</summary>
    /// <param name="notebook">The notebook.</param>
    /// <param name="path">What errors call it.</param>
    /// <param name="name">What the network is called where no entry is given.</param>
    /// <param name="file">The file, where it is one.</param>
    /// <param name="format">The name of the format.</param>
    /// <param name="options">What to assume.</param>
    /// <param name="cancellation">Stops the reading.</param>
    internal static Network Read(
        Notebook notebook,
        string path,
        string name,
        string? file,
        string format,
        ReadOptions options,
        CancellationToken cancellation
    )
    {
        string? entry = notebook.ReadUpTo(options.Entry);
        return PythonReader.Read(
            path,
            options.Entry ?? name,
            file,
            format,
            options with
            {
                Entry = entry,
            },
            notebook.Warnings,
            () => SourceEvaluation.OfNotebook(file, path, notebook, options.Arguments, cancellation)
        );
    }
}
