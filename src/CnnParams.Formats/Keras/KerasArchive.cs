using System.IO.Compression;
using CnnParams.Formats.Json;
using CnnParams.Networks;
using CnnParams.Reading;

namespace CnnParams.Formats.Keras;

/// <summary>Keras 3's archive: config.json with the model, metadata.json, and the weights, which are not opened.</summary>
internal static class KerasArchive
{
    private const string Config = "config.json", Metadata = "metadata.json";

    internal static bool HasSignature(ModelFile file) => file.StartsWith("PK\x03\x04"u8);

    internal static bool Is(ModelFile file)
    {
        if (!HasSignature(file))
            return false;
        try
        {
            using var archive = Open(file);
            return archive.GetEntry(Config) is not null && archive.GetEntry(Metadata) is not null;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    internal static Network Read(ModelFile file, ReadOptions options, CancellationToken cancellation)
    {
        try
        {
            using var archive = Open(file);
            using var config = Parse(archive, Config, file, cancellation)
                ?? throw file.Damaged($"the archive has no {Config}, in which Keras keeps the model");
            using var metadata = Parse(archive, Metadata, file, cancellation);
            var topology = new KerasTopology(config.RootElement) { Version = metadata?.RootElement.Member("keras_version")?.Text() };
            return topology.Read(file, options, cancellation);
        }
        catch (InvalidDataException exception)
        {
            throw file.Damaged($"its archive cannot be read: {exception.Message}", inner: exception);
        }
    }

    private static ZipArchive Open(ModelFile file) => new(file.Open(), ZipArchiveMode.Read, leaveOpen: true);

    private static System.Text.Json.JsonDocument? Parse(ZipArchive archive, string name, ModelFile file, CancellationToken cancellation)
    {
        if (archive.GetEntry(name) is not { } entry)
            return null;
        using var stream = entry.Open();
        return JsonContent.Parse(stream, file, cancellation);
    }
}
