using System.IO.Compression;
using CnnParams.Reading;

namespace CnnParams.Formats.PyTorch;

/// <summary>
/// A zip archive as PyTorch writes it since 1.6: <c>name/data.pkl</c>, and the bytes of each storage as
/// <c>name/data/key</c>, which are never read. A TorchScript archive has <c>name/code/</c> and
/// <c>name/constants.pkl</c> besides.
/// </summary>
internal static class TorchArchive
{
    private const string Constants = "constants.pkl";

    private static readonly byte[] Signature = [(byte)'P', (byte)'K', 3, 4];

    /// <summary>Whether a file is a zip archive of PyTorch's.</summary>
    internal static bool Is(ModelFile file)
    {
        if (!IsZip(file))
            return false;
        try
        {
            using var zip = ArchivedFile.OpenArchive(file);
            return Prefix(zip) is not null;
        }
        catch (ModelFileException)
        {
            return false;
        }
    }

    /// <summary>Whether a file is a zip archive at all.</summary>
    internal static bool IsZip(ModelFile file) => file.StartsWith(Signature);

    /// <summary>Reads the pickles of an archive.</summary>
    internal static TorchPickles Read(ModelFile file, CancellationToken cancellation)
    {
        using var zip = ArchivedFile.OpenArchive(file);
        string prefix =
            Prefix(zip)
            ?? throw file.Unsupported(
                "the zip archive has no data.pkl, so that torch.save did not write it (or a PyTorch before 1.0 wrote "
                    + "it as TorchScript); save the weights again, with torch.save(model.state_dict(), path)"
            );
        var entries = Entries(file, zip);
        var pickles = new TorchPickles(file)
        {
            IsTorchScript =
                entries.ContainsKey(prefix + Constants)
                || entries.Keys.Any(name => name.StartsWith(prefix + "code/", StringComparison.Ordinal)),
        };
        string name = prefix + "data.pkl";
        using var stream = ArchivedFile.Open(entries[name], file);
        pickles.Root = PickleMachine.Read(new PickleInput(file, stream, name), pickles.Resolve, cancellation);

        CheckStorages(pickles, prefix, entries);
        if (entries.TryGetValue(prefix + Constants, out var constants))
            ReadConstants(pickles, constants, cancellation);
        return pickles;
    }

    // Those of the code. Freezing makes constants of weights, and takes away what every other module has.
    private static void ReadConstants(TorchPickles pickles, ZipArchiveEntry entry, CancellationToken cancellation)
    {
        using var stream = ArchivedFile.Open(entry, pickles.File);
        object? root = PickleMachine.Read(
            new PickleInput(pickles.File, stream, entry.FullName),
            new TorchPickles(pickles.File).Resolve,
            cancellation
        );

        bool isFrozen = pickles.Root is PickleObject module && module.Attributes["training"] is null;
        var constants = PickleList.ItemsOf(root) ?? [];
        for (int i = 0; i < constants.Count; i++)
        {
            if (constants[i] is not PickleTensor tensor)
                continue;
            string name = FormattableString.Invariant($"{Constants}/{i}");
            if (isFrozen && tensor.Type?.IsIndex != true)
                pickles.File.Weights.Hold(name, tensor.Sizes);
            else
                pickles.File.Weights.Allow(name, tensor.Sizes);
        }
    }

    // The bytes are not read, but the archive's directory says how many there are.
    private static void CheckStorages(TorchPickles pickles, string prefix, Dictionary<string, ZipArchiveEntry> entries)
    {
        int missing = 0;
        foreach (var storage in pickles.Storages.Values)
        {
            if (!entries.TryGetValue($"{prefix}data/{storage.Key}", out var entry))
                missing++;
            else if (storage.Type?.BytesOrNull(storage.Count) is not { } bytes || entry.Length < bytes)
                pickles.ShortStorages[storage.Key] =
                    $"{entry.FullName} holds {entry.Length} bytes, fewer than the {storage.Count} elements that "
                    + "data.pkl says";
        }

        if (missing > 0)
            pickles.Warnings.Add(
                $"the bytes of {missing} of {pickles.Storages.Count} storages are not in the archive; counts are from "
                    + "data.pkl"
            );
    }

    private static string? Prefix(ZipArchive zip) =>
        zip
            .Entries.Where(entry =>
                entry.FullName == "data.pkl"
                || (
                    entry.FullName.EndsWith("/data.pkl", StringComparison.Ordinal)
                    && entry.FullName.Count(letter => letter == '/') == 1
                )
            )
            .Select(entry => entry.FullName.Substring(0, entry.FullName.Length - "data.pkl".Length))
            .FirstOrDefault();

    private static Dictionary<string, ZipArchiveEntry> Entries(ModelFile file, ZipArchive zip)
    {
        var entries = new Dictionary<string, ZipArchiveEntry>(StringComparer.Ordinal);
        foreach (var entry in zip.Entries)
        {
            if (entries.ContainsKey(entry.FullName))
                throw file.Damaged($"the zip archive has '{entry.FullName}' twice");
            entries.Add(entry.FullName, entry);
        }

        return entries;
    }
}
