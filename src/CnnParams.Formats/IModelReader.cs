using CnnParams.Networks;
using CnnParams.Reading;

namespace CnnParams.Formats;

/// <summary>
/// A reader of one format. It builds layers and counts nothing; a class that is one is found by itself.
/// </summary>
[FoundByItself]
public interface IModelReader
{
    /// <summary>The format.</summary>
    ModelFormat Format { get; }

    /// <summary>Whether the content is of this format, by its own signature.</summary>
    bool Recognizes(ModelFile file);

    /// <summary>Reads the network, from headers alone.</summary>
    /// <exception cref="ModelFileException">The file is damaged, or holds what is refused.</exception>
    Network Read(ModelFile file, ReadOptions options, CancellationToken cancellation);
}
