using System.Buffers.Binary;
using CnnParams.Reading;

namespace CnnParams.Formats;

/// <summary>
/// Little-endian numbers of a file at any position. Every position is checked against the file's length before a
/// byte is read or kept, so that a damaged offset gives an error that names it.
/// </summary>
internal sealed class PositionReader(ModelFile file)
{
    private readonly byte[] _number = new byte[sizeof(ulong)];

    /// <summary>The length of the file.</summary>
    internal long Length { get; } = file.Length;

    /// <summary>The error of a damaged file.</summary>
    internal ModelFileException Damaged(string message, long offset) => file.Damaged(message, offset);

    internal byte Byte(long offset, string what) => Number(offset, sizeof(byte), what)[0];

    internal ushort UInt16(long offset, string what) =>
        BinaryPrimitives.ReadUInt16LittleEndian(Number(offset, sizeof(ushort), what));

    internal int Int32(long offset, string what) =>
        BinaryPrimitives.ReadInt32LittleEndian(Number(offset, sizeof(int), what));

    internal uint UInt32(long offset, string what) =>
        BinaryPrimitives.ReadUInt32LittleEndian(Number(offset, sizeof(uint), what));

    internal ulong UInt64(long offset, string what) =>
        BinaryPrimitives.ReadUInt64LittleEndian(Number(offset, sizeof(ulong), what));

    /// <summary>Some bytes; made sure to be in the file before they are made room for.</summary>
    /// <exception cref="ModelFileException">They are not all in the file.</exception>
    internal byte[] Bytes(long offset, long count, string what)
    {
        Check(offset, count, what);
        byte[] bytes = new byte[count];
        Fill(bytes, offset, bytes.Length, what);
        return bytes;
    }

    /// <summary>Some bytes of a file beside a model; null where they are not all in it.</summary>
    internal static byte[]? Part(string path, long offset, long count)
    {
        using var file = new ModelFile(path);
        return offset >= 0 && count > 0 && offset <= file.Length - count
            ? new PositionReader(file).Bytes(offset, count, "a tensor")
            : null;
    }

    private ReadOnlySpan<byte> Number(long offset, int size, string what)
    {
        Check(offset, size, what);
        Fill(_number, offset, size, what);
        return _number.AsSpan(0, size);
    }

    private void Check(long offset, long count, string what)
    {
        if (offset < 0 || count < 0 || count > Length || offset > Length - count)
            throw Damaged($"{what} takes {count} bytes here, but the file has {Length}", offset);
    }

    private void Fill(byte[] into, long offset, int count, string what)
    {
        var stream = file.Open();
        stream.Position = offset;
        for (int read = 0; read < count; )
        {
            int more = stream.Read(into, read, count - read);
            if (more == 0)
                throw Damaged($"{what} takes {count} bytes here, but the file has become shorter", offset);
            read += more;
        }
    }
}
