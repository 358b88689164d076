using System.Numerics;

namespace CnnParams.Formats.PyTorch;

/// <summary>
/// A file as PyTorch wrote it before 1.6: pickles one after the other (a magic number, the version, facts about the
/// machine, what was saved, the keys of the storages), then the storages, which are not read.
/// </summary>
internal static class LegacyFile
{
    private const int StorageHeader = sizeof(long);

    // torch/serialization.py: MAGIC_NUMBER = 0x1950a86a20f9469cfc6c, pickled with protocol 2.
    private static readonly byte[] Signature =
    [
        0x80,
        2,
        0x8a,
        10,
        0x6c,
        0xfc,
        0x9c,
        0x46,
        0xf9,
        0x20,
        0x6a,
        0xa8,
        0x50,
        0x19,
        (byte)'.',
    ];

    private static readonly BigInteger Magic = new(Signature.Skip(4).Take(10).ToArray());

    /// <summary>Whether a file begins so.</summary>
    internal static bool Is(ModelFile file) => file.StartsWith(Signature);

    /// <summary>Reads the pickles of a file.</summary>
    internal static TorchPickles Read(ModelFile file, CancellationToken cancellation)
    {
        var pickles = new TorchPickles(file);
        var input = new PickleInput(file, file.Open());
        if (Next() is not BigInteger magic || magic != Magic)
            throw file.Damaged(
                "this is neither a zip archive nor the magic number that PyTorch begins its older files with; it looks "
                    + $"like {FileSignatures.Describe(file)}",
                0
            );
        Next();
        Next();
        pickles.Root = Next();
        Next();
        CheckStorages(pickles, input.Position);
        return pickles;

        object? Next() => PickleMachine.Read(input, pickles.Resolve, cancellation);
    }

    private static void CheckStorages(TorchPickles pickles, long start)
    {
        decimal needed = pickles.Storages.Values.Sum(storage =>
            StorageHeader + ((decimal)storage.Count * (storage.Type?.Bits ?? 0) / 8)
        );
        long held = pickles.File.Length - start;
        if (needed <= held)
            return;
        string cut =
            $"the file is cut short: its storages take {needed:0} bytes from byte {start} on, and {held} are there; "
            + "counts are from the pickle";
        pickles.Warnings.Add(cut);
        // Pickles without any storage have been taken alone, and are whole. Storages lie in an order that only the file
        // knows.
        if (held > 0)
        {
            foreach (string key in pickles.Storages.Keys)
                pickles.ShortStorages[key] = cut;
        }
    }
}
