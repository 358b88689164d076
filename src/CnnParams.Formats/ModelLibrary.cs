using CnnParams.Formats.Writing;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Reading;

namespace CnnParams.Formats;

/// <summary>
/// All readers and writers of this assembly: a file goes to the reader that knows its content, or else its extension.
/// </summary>
public sealed class ModelLibrary : IModelLibrary
{
    private readonly IReadOnlyList<IModelReader> _readers =
    [
        .. Implementations.Of<IModelReader>().OrderBy(reader => reader.Format.Name, StringComparer.Ordinal),
    ];

    private readonly Lazy<IReadOnlyList<IModelWriter>> _writers = new(() =>
        [.. Implementations.Of<IModelWriter>().OrderBy(writer => writer.Format, StringComparer.Ordinal)]
    );

    /// <inheritdoc/>
    public IReadOnlyList<ModelFormat> Formats =>
        [
            .. _readers.Select(reader =>
                reader.Format with
                {
                    WrittenExtensions =
                        _writers.Value.FirstOrDefault(writer => writer.Format == reader.Format.Name)?.Extensions ?? [],
                }
            ),
        ];

    /// <inheritdoc/>
    public Network Read(string path, ReadOptions options, CancellationToken cancellation)
    {
        using var file = new ModelFile(path);
        try
        {
            var reader = Choose(file, options.Format);
            var network = ReadAsNamed(reader, file, options, cancellation);
            return options.InputShape is { } shape
                ? WantedInput.Give(
                    network,
                    shape,
                    other => ReadAgain(reader, path, options with { InputShape = other, Progress = null }, cancellation)
                )
                : network;
        }
        catch (Exception exception) when (exception is EndOfStreamException)
        {
            throw file.Damaged("the file ends too early", inner: exception);
        }
        catch (OverflowException exception)
        {
            throw file.Damaged("sizes in it multiply to more than 2^63-1", inner: exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ModelFileException(ModelFileError.UnreadableFile, path, exception.Message, inner: exception);
        }
    }

    /// <summary>The tensors that a file of weights holds, by name.</summary>
    /// <exception cref="ModelFileException">It cannot be read, or does not say which weights it has.</exception>
    internal IReadOnlyDictionary<string, HeldTensor> TensorsOf(string path)
    {
        // Damage is told by the first reading; the second one is asked what it has seen.
        Read(path, new ReadOptions(), default);
        using var file = new ModelFile(path);
        Choose(file, null).Read(file, new ReadOptions(), default);
        return file.Weights.IsKept
            ? file.Weights.Held
            : throw new ModelFileException(
                ModelFileError.UnsupportedContent,
                path,
                "it is no file of weights with names, as .pth and .safetensors are"
            );
    }

    /// <inheritdoc/>
    public Network ReadCode(string text, ReadOptions options, CancellationToken cancellation) =>
        PythonSource.PythonReader.ReadText(text, options, cancellation);

    /// <inheritdoc/>
    public string? PrintedIn(string text) => PythonSource.Notebook.PrintedIn(text, "the text");

    /// <inheritdoc/>
    public IReadOnlyList<string> FindEntries(string path) => PythonSource.SourceEntries.Find(path);

    /// <inheritdoc/>
    public byte[] Print(NetworkMeasurement network, string path, string? format, CancellationToken cancellation)
    {
        using var content = new MemoryStream();
        ChooseWriter(path, format).Write(new WritableNetwork(network), Path.GetFileName(path), content, cancellation);
        return content.ToArray();
    }

    // Of several that fit, the longest extension says most: .keras.json is also .json.
    private IModelWriter ChooseWriter(string path, string? wanted)
    {
        if (wanted is not null)
        {
            return _writers.Value.FirstOrDefault(writer =>
                    writer.Format.Equals(wanted, StringComparison.OrdinalIgnoreCase)
                )
                ?? throw new ModelFileException(
                    ModelFileError.UnknownWriteFormat,
                    path,
                    $"the format '{wanted}' cannot be written; there are "
                        + $"{string.Join(", ", _writers.Value.Select(writer => writer.Format))}"
                );
        }

        return _writers
                .Value.SelectMany(
                    writer => writer.Extensions,
                    (writer, extension) => (Writer: writer, Extension: extension)
                )
                .Where(pair => path.EndsWith(pair.Extension, StringComparison.OrdinalIgnoreCase))
                .OrderByDescending(pair => pair.Extension.Length)
                .Select(pair => pair.Writer)
                .FirstOrDefault()
            ?? throw new ModelFileException(
                ModelFileError.UnknownWriteFormat,
                path,
                "its extension is of no format that can be written "
                    + $"({string.Join(", ", _writers.Value.SelectMany(writer => writer.Extensions))}); name one with "
                    + "-Format"
            );
    }

    // Opened anew: what has been read of a file is kept with it.
    private static Network ReadAgain(
        IModelReader reader,
        string path,
        ReadOptions options,
        CancellationToken cancellation
    )
    {
        using var file = new ModelFile(path);
        return Read(reader, file, options, cancellation);
    }

    private static Network Read(
        IModelReader reader,
        ModelFile file,
        ReadOptions options,
        CancellationToken cancellation
    )
    {
        Network network;
        try
        {
            network = reader.Read(file, options, cancellation);
        }
        catch (Exception exception) when (RuleFailure.Is(exception) || exception is InsufficientExecutionStackException)
        {
            // What a reader has not foreseen: its error tells of no file.
            throw file.Damaged(
                $"it holds something that no such file has, or lacks it: {exception.Message}",
                inner: exception
            );
        }

        network = file.Weights.Checked(network, isResized: options.InputShape is not null, cancellation);
        return file.Weights is { IsKept: true, IsInputOpen: false } ? network.WithHeldWeights() : network;
    }

    // Bytes that only their extension takes for a format: where a reader of it fails tells nothing of what they are.
    private Network ReadAsNamed(
        IModelReader reader,
        ModelFile file,
        ReadOptions options,
        CancellationToken cancellation
    )
    {
        try
        {
            return Read(reader, file, options, cancellation);
        }
        catch (ModelFileException exception)
            when (options.Format is null
                && exception.Error == ModelFileError.DamagedFile
                && exception.Path == file.Path
                && FileSignatures.IsUnknown(file)
                && !reader.Recognizes(file)
            )
        {
            throw Unknown(file, $", and not like {reader.Format.Name}, which its name says it is", exception);
        }
    }

    private IModelReader Choose(ModelFile file, string? wanted)
    {
        if (!file.IsFolder && file.Length == 0)
            throw file.Damaged("it is empty, or a pipe or a device and no file");
        if (wanted is not null)
        {
            return _readers.FirstOrDefault(reader =>
                    reader.Format.Name.Equals(wanted, StringComparison.OrdinalIgnoreCase)
                )
                ?? throw new ModelFileException(
                    ModelFileError.UnknownFormat,
                    file.Path,
                    $"there is no format '{wanted}'; there are {string.Join(", ", Formats)}"
                );
        }

        // Formats without a signature of their own can begin alike: the extension tells those apart that know the
        // content, and is asked first, since it is known without a look.
        return _readers.FirstOrDefault(reader => HasExtension(reader, file) && reader.Recognizes(file))
            ?? _readers.FirstOrDefault(reader => reader.Recognizes(file))
            // A name tells the format only of what does not begin as something else does.
            ?? (
                FileSignatures.FindForeign(file) is null && !FileSignatures.IsOfManyKinds(file)
                    ? _readers.FirstOrDefault(reader => HasExtension(reader, file))
                    : null
            )
            ?? throw Unknown(file);
    }

    private ModelFileException Unknown(ModelFile file, string unlike = "", Exception? inner = null) =>
        new(
            ModelFileError.UnknownFormat,
            file.Path,
            $"it looks like {FileSignatures.Describe(file)}{unlike}. Formats that can be read: "
                + $"{string.Join(", ", Formats)}; name one with -Format if you know it to be of that",
            inner: inner
        );

    private static bool HasExtension(IModelReader reader, ModelFile file) =>
        !file.IsFolder && reader.Format.Extensions.Contains(file.Extension);
}
