using CnnParams.Networks;
using CnnParams.Reading;

namespace CnnParams.Formats;

/// <summary>All readers of this assembly: a file goes to the one that knows its content, or else its extension.</summary>
public sealed class ModelLibrary : IModelLibrary
{
    private readonly IReadOnlyList<IModelReader> _readers = [.. typeof(ModelLibrary).Assembly.GetTypes()
        .Where(type => typeof(IModelReader).IsAssignableFrom(type) && !type.IsAbstract)
        .Select(type => (IModelReader)Activator.CreateInstance(type)!)
        .OrderBy(reader => reader.Format.Name, StringComparer.Ordinal)];

    /// <inheritdoc/>
    public IReadOnlyList<ModelFormat> Formats => [.. _readers.Select(reader => reader.Format)];

    /// <inheritdoc/>
    public Network Read(string path, ReadOptions options, CancellationToken cancellation)
    {
        using var file = new ModelFile(path);
        try
        {
            return Choose(file, options.Format).Read(file, options, cancellation);
        }
        catch (Exception exception) when (exception is EndOfStreamException)
        {
            throw file.Damaged("the file ends too early", inner: exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ModelFileException(ModelFileError.UnreadableFile, path, exception.Message, inner: exception);
        }
    }

    private IModelReader Choose(ModelFile file, string? wanted)
    {
        if (wanted is not null)
        {
            return _readers.FirstOrDefault(reader => reader.Format.Name.Equals(wanted, StringComparison.OrdinalIgnoreCase))
                ?? throw new ModelFileException(ModelFileError.UnknownFormat, file.Path, $"there is no format '{wanted}'; there are {string.Join(", ", Formats)}");
        }

        // Formats without a signature of their own can begin alike: the extension tells those apart that know the content.
        IModelReader[] recognizing = [.. _readers.Where(reader => reader.Recognizes(file))];
        return Array.Find(recognizing, reader => HasExtension(reader, file))
            ?? recognizing.FirstOrDefault()
            ?? _readers.FirstOrDefault(reader => HasExtension(reader, file))
            ?? throw new ModelFileException(
                ModelFileError.UnknownFormat,
                file.Path,
                $"its content is of no known format ({string.Join(", ", Formats)}); name one with -Format if you know it");
    }

    private static bool HasExtension(IModelReader reader, ModelFile file) => !file.IsFolder && reader.Format.Extensions.Contains(file.Extension);
}
