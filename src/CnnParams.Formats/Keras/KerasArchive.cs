using System.IO.Compression;
using CnnParams.Formats.Json;
using CnnParams.Layers;
using CnnParams.Networks;
using CnnParams.Reading;

namespace CnnParams.Formats.Keras;

/// <summary>
/// Keras 3's archive: config.json with the model, metadata.json, and the weights, of which the number is compared.
/// </summary>
internal static class KerasArchive
{
    private const string Config = "config.json",
        Metadata = "metadata.json",
        Weights = "model.weights.h5";

    private const int MostCopied = 64 << 20;

    // Beside them lie what an optimizer and metrics keep.
    private static readonly string[] Layers = ["layers", "_layer_checkpoint_dependencies"];

    internal static bool HasSignature(ModelFile file) => file.StartsWith("PK\x03\x04"u8);

    internal static bool Is(ModelFile file)
    {
        if (!HasSignature(file))
            return false;
        try
        {
            using var archive = ArchivedFile.OpenArchive(file);
            return archive.GetEntry(Config) is not null && archive.GetEntry(Metadata) is not null;
        }
        catch (ModelFileException)
        {
            return false;
        }
    }

    internal static Network Read(ModelFile file, ReadOptions options, CancellationToken cancellation)
    {
        using var archive = ArchivedFile.OpenArchive(file);
        using var config =
            Parse(archive, Config, file, cancellation)
            ?? throw file.Damaged($"the archive has no {Config}, in which Keras keeps the model");
        using var metadata = Parse(archive, Metadata, file, cancellation);
        var topology = new KerasTopology(config.RootElement)
        {
            Version = metadata?.RootElement.Member("keras_version")?.Text(),
        };
        HoldWeights(archive, file, cancellation);
        return topology.Read(file, options, cancellation);
    }

    // They are stored as they are, so that the headers can be sought out; those that were packed afterwards are, if
    // they are few. They lie under numbers, and not under the names of the layers' weights.
    private static void HoldWeights(ZipArchive archive, ModelFile file, CancellationToken cancellation)
    {
        if (Hdf5Library.Current is not { } library || archive.GetEntry(Weights) is not { } entry)
            return;
        using var packed = ArchivedFile.Open(entry, file);
        using var copy = new MemoryStream();
        if (!packed.CanSeek)
        {
            if (entry.Length > MostCopied)
                return;
            Copy(packed, copy);
        }

        using var hdf5 = library.Open(packed.CanSeek ? packed : copy, file, cancellation, Weights);
        var weights = hdf5.Weights("").Where(weight => !weight.IsRandomState && Layers.Contains(weight.Path[0]));
        // The number of samples that a normalisation has seen is no weight.
        file.Weights.HoldNameless(
            $"'{Weights}'",
            weights
                .Where(weight => weight.Shape.Count > 0 || weight.Type is not (DataType.Int32 or DataType.Int64))
                .Sum(weight => (decimal)weight.Count)
        );
    }

    // The length that the directory states may be wrong.
    private static void Copy(Stream from, MemoryStream to)
    {
        byte[] buffer = new byte[81920];
        for (int read = 1; read > 0 && to.Length <= MostCopied; )
        {
            read = from.Read(buffer, 0, buffer.Length);
            to.Write(buffer, 0, read);
        }

        to.Position = 0;
    }

    private static System.Text.Json.JsonDocument? Parse(
        ZipArchive archive,
        string name,
        ModelFile file,
        CancellationToken cancellation
    )
    {
        if (archive.GetEntry(name) is not { } entry)
            return null;
        using var stream = ArchivedFile.Open(entry, file);
        return JsonContent.Parse(stream, file, cancellation);
    }
}
