using CnnParams.Formats.Writing;
using CnnParams.Writing;

namespace CnnParams.Formats;

/// <summary>A writer of one format; a class that is one is found by itself.</summary>
[FoundByItself]
internal interface IModelWriter
{
    /// <summary>The name of the format, the reader's where there is one.</summary>
    string Format { get; }

    /// <summary>How the names of its files end, the usual one first.</summary>
    IReadOnlyList<string> Extensions { get; }

    /// <summary>Writes a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="fileName">The name of the file, without its folder.</param>
    /// <param name="output">Where to.</param>
    /// <param name="cancellation">Stops the writing.</param>
    /// <exception cref="ModelWriteException">Some of its layers cannot be expressed; all of them are named.</exception>
    void Write(WritableNetwork network, string fileName, Stream output, CancellationToken cancellation);
}
