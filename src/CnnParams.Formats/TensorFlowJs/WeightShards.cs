using System.Buffers.Binary;

namespace CnnParams.Formats.TensorFlowJs;

/// <summary>The files beside model.json that hold the tensors of one group, one file after the other.</summary>
/// <param name="file">The model.json.</param>
/// <param name="paths">The names of the files, in order.</param>
internal sealed class WeightShards(ModelFile file, IReadOnlyList<string> paths)
{
    private string[]? _found;

    /// <summary>Whole numbers of 32 bits at a place; null where the files are not all there, or end before.</summary>
    internal long[]? Wholes(long offset, int count) =>
        Bytes(offset, count * sizeof(int)) is { } bytes
            ?
            [
                .. Enumerable
                    .Range(0, count)
                    .Select(i => (long)BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(i * sizeof(int)))),
            ]
            : null;

    /// <summary>Bytes at a place; null where the files are not all there, or end before.</summary>
    internal byte[]? Bytes(long offset, long count)
    {
        byte[] bytes = new byte[count];
        try
        {
            _found ??= [.. paths.Select(file.Beside).OfType<string>()];
            return _found.Length == paths.Count && Fill(bytes, offset) ? bytes : null;
        }
        catch (Exception exception)
            when (exception
                    is Reading.ModelFileException
                        or IOException
                        or UnauthorizedAccessException
                        or ArgumentException
                        or NotSupportedException
            )
        {
            // The sizes that would follow stay open, and the check of the files says what is wrong with them.
            return null;
        }
    }

    private bool Fill(byte[] bytes, long offset)
    {
        int filled = 0;
        foreach (string path in _found!)
        {
            using var part = new ModelFile(path);
            var stream = part.Open();
            if (offset >= stream.Length)
            {
                offset -= stream.Length;
                continue;
            }

            stream.Position = offset;
            offset = 0;
            for (int more = 1; filled < bytes.Length && more > 0; filled += more)
                more = stream.Read(bytes, filled, bytes.Length - filled);
            if (filled == bytes.Length)
                return true;
        }

        return filled == bytes.Length;
    }
}
