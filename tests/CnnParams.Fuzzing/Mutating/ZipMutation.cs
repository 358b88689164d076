using System.IO.Compression;

namespace CnnParams.Fuzzing.Mutating;

/// <summary>
/// Zip archives (PyTorch, .keras, .npz): what is in one of their files is changed as that file's structure suggests.
/// </summary>
internal sealed class ZipMutation : Mutation
{
    private const int MostBytes = 1 << 20;

    protected override bool Fits(byte[] content) => content.AsSpan().StartsWith("PK\x03\x04"u8);

    protected override byte[] Change(byte[] content, IReadOnlyList<byte[]> others, Random random)
    {
        try
        {
            using var source = new ZipArchive(new MemoryStream(content));
            using var target = new MemoryStream();
            using (var archive = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true))
            {
                // What says most is small, or is called so.
                int chosen = random.Next(source.Entries.Count);
                int told = source
                    .Entries.ToList()
                    .FindIndex(entry => entry.Name is "data.pkl" or "config.json" or "model.weights.h5");
                if (told >= 0 && random.Next(4) > 0)
                    chosen = told;
                for (int i = 0; i < source.Entries.Count; i++)
                    Copy(source.Entries[i], archive, i == chosen, random);
            }

            return target.ToArray();
        }
        catch (Exception exception)
            when (exception
                    is InvalidDataException
                        or EndOfStreamException
                        or ArgumentException
                        or NotSupportedException
            )
        {
            return content[..^1];
        }
    }

    private static void Copy(ZipArchiveEntry entry, ZipArchive archive, bool isChanged, Random random)
    {
        byte[] content = Read(entry);
        if (isChanged && random.Next(16) == 0)
            return;
        using var stream = archive.CreateEntry(entry.FullName, CompressionLevel.NoCompression).Open();
        stream.Write(isChanged ? Once(content, [content], random) : content);
    }

    private static byte[] Read(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        using var content = new MemoryStream();
        byte[] buffer = new byte[8192];
        for (int read; content.Length < MostBytes && (read = stream.Read(buffer)) > 0; )
            content.Write(buffer, 0, read);
        return content.ToArray();
    }
}
