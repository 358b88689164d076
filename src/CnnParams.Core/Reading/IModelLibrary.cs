using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Shapes;
using CnnParams.Writing;

namespace CnnParams.Reading;

/// <summary>
/// What reads and writes model files. The module knows it by this interface alone: readers and what they depend on are
/// loaded on first use, apart from the session's own assemblies.
/// </summary>
public interface IModelLibrary
{
    /// <summary>The formats that can be read, and those of them that can be written.</summary>
    IReadOnlyList<ModelFormat> Formats { get; }

    /// <summary>Reads the network that a file holds, from its headers alone.</summary>
    /// <param name="path">The full path of the file, or of the folder where a format is one.</param>
    /// <param name="options">What to assume.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="ModelFileException">The file is damaged, or of no known format.</exception>
    Network Read(string path, ReadOptions options, CancellationToken cancellation);

    /// <summary>Reads the network that the source of a model builds, which is a text and no file.</summary>
    /// <param name="text">The source.</param>
    /// <param name="options">What to assume.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="ModelFileException">The source is not one, or its model cannot be built.</exception>
    Network ReadCode(string text, ReadOptions options, CancellationToken cancellation);

    /// <summary>What the cells of a notebook printed, where a text is its file; null for another text.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="ModelFileException">It begins as a notebook does, but is none.</exception>
    string? PrintedIn(string text);

    /// <summary>
    /// What a source can be read for: the classes and functions of it that can be a model, by name; none for other
    /// files.
    /// </summary>
    /// <param name="path">The full path of the file.</param>
    IReadOnlyList<string> FindEntries(string path);

    /// <summary>The content of a file that a network is written to; nothing is written yet.</summary>
    /// <param name="network">The network, as it was measured.</param>
    /// <param name="path">The full path of the file.</param>
    /// <param name="format">The name of the format; found by the extension when not given.</param>
    /// <param name="cancellation">Stops the writing.</param>
    /// <exception cref="ModelWriteException">The format cannot express some of its layers.</exception>
    /// <exception cref="ModelFileException">The format is not known.</exception>
    byte[] Print(NetworkMeasurement network, string path, string? format, CancellationToken cancellation);
}

/// <summary>A format of model files.</summary>
/// <param name="Name">Its name: ONNX, Keras, ...</param>
/// <param name="Description">What the files are, in a line.</param>
/// <param name="Extensions">How their names end: .onnx</param>
/// <param name="HasGraph">Whether a file says which layer reads which.</param>
/// <param name="HasShapes">Whether the shapes of activations follow from a file.</param>
/// <param name="HasWeights">Whether a file says which weights there are.</param>
public sealed record ModelFormat(
    string Name,
    string Description,
    IReadOnlyList<string> Extensions,
    bool HasGraph,
    bool HasShapes,
    bool HasWeights
)
{
    /// <summary>
    /// How the names of files end that can be written in this format; none where it can only be read.
    /// </summary>
    public IReadOnlyList<string> WrittenExtensions { get; init; } = [];

    /// <summary>Whether the format can be written.</summary>
    public bool CanWrite => WrittenExtensions.Count > 0;

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>What a reader is asked to assume.</summary>
public sealed record ReadOptions
{
    /// <summary>The name of the format; found by content, then by extension, when not given.</summary>
    public string? Format { get; init; }

    /// <summary>The shape of one sample, where the file leaves axes open.</summary>
    public TensorShape? InputShape { get; init; }

    /// <summary>The scale of a model that has several: n, s, m, l, x; told by the file's name when not given.</summary>
    public string? Scale { get; init; }

    /// <summary>Of a source, the class, function or variable that is the model; found where not given.</summary>
    public string? Entry { get; init; }

    /// <summary>Of a source, what the class or function is called with, by name.</summary>
    public IReadOnlyDictionary<string, object?> Arguments { get; init; } = new Dictionary<string, object?>();

    /// <summary>
    /// Of a source, a file with weights of its model, whose names and shapes are held against those of the source.
    /// </summary>
    public string? Weights { get; init; }

    /// <summary>Is told the share that has been read, from 0 to 1.</summary>
    public Action<double>? Progress { get; init; }
}

/// <summary>What is wrong with a model file; the names are stable.</summary>
public enum ModelFileError : long
{
    /// <summary>No reader knows the format.</summary>
    UnknownFormat,

    /// <summary>The content is not what the format says it must be.</summary>
    DamagedFile,

    /// <summary>The file uses something that is refused or not supported.</summary>
    UnsupportedContent,

    /// <summary>The operating system does not let the file be read.</summary>
    UnreadableFile,

    /// <summary>The format cannot be read in this edition of PowerShell.</summary>
    UnsupportedEdition,

    /// <summary>A network that was written by hand is not one: a name, a setting or the text itself is wrong.</summary>
    InvalidDefinition,

    /// <summary>
    /// A source is not one, or its model cannot be built: what it does cannot be, or cannot be known without running
    /// it.
    /// </summary>
    InvalidSource,

    /// <summary>A source has no model of the name that is asked for, or several and no name is given.</summary>
    UnknownEntry,

    /// <summary>No writer knows the format.</summary>
    UnknownWriteFormat,

    /// <summary>The operating system does not let the file be written.</summary>
    UnwritableFile,
}

/// <summary>A model file that cannot be read: which, where in it, and what was expected there.</summary>
public sealed class ModelFileException : Exception
{
    /// <summary>An error about a file.</summary>
    /// <param name="error">The stable identifier.</param>
    /// <param name="path">The file.</param>
    /// <param name="message">What is wrong, and what was expected.</param>
    /// <param name="offset">The place, in bytes from the start.</param>
    /// <param name="inner">The cause.</param>
    public ModelFileException(
        ModelFileError error,
        string path,
        string message,
        long? offset = null,
        Exception? inner = null
    )
        : base(
            PrintableText.Message(
                offset is null
                    ? $"{path}: {message}"
                    : FormattableString.Invariant($"{path}, at byte {offset}: {message}")
            ),
            inner
        )
    {
        Error = error;
        Path = path;
        Offset = offset;
    }

    /// <summary>An error at a place in a text.</summary>
    /// <param name="error">The stable identifier.</param>
    /// <param name="path">The file.</param>
    /// <param name="line">The line, counted from 1.</param>
    /// <param name="column">The character within the line, counted from 1.</param>
    /// <param name="message">What is wrong there, and what was expected.</param>
    /// <param name="inner">The cause.</param>
    public ModelFileException(
        ModelFileError error,
        string path,
        int line,
        int column,
        string message,
        Exception? inner = null
    )
        : base(
            PrintableText.Message(FormattableString.Invariant($"{path}, line {line}, column {column}: {message}")),
            inner
        )
    {
        Error = error;
        Path = path;
        Line = line;
        Column = column;
    }

    /// <summary>The stable identifier.</summary>
    public ModelFileError Error { get; }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The place, in bytes from the start; null where there is none.</summary>
    public long? Offset { get; }

    /// <summary>The line of the place, counted from 1; null where the file is no text.</summary>
    public int? Line { get; }

    /// <summary>The character within the line, counted from 1; null where the file is no text.</summary>
    public int? Column { get; }
}
