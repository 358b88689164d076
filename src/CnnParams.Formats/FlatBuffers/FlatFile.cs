using System.Buffers.Binary;
using CnnParams.Reading;

namespace CnnParams.Formats.FlatBuffers;

/// <summary>
/// A FlatBuffers file that is read by position. The library of FlatBuffers wants the whole file in memory, weights and
/// all; here only the pages with tables are read. Every offset is checked against the file before it is followed.
/// </summary>
internal sealed class FlatFile
{
    private const int PageSize = 4096,
        MostPages = 1024;

    // Offsets may point to one place again and again: a short file could ask for any number of values.
    private const long MostValues = 50_000_000;

    private readonly ModelFile _file;
    private readonly PositionReader _reader;
    private readonly Dictionary<long, byte[]> _pages = [];
    private readonly byte[] _number = new byte[sizeof(ulong)];
    private long _values;

    // The page that was read last: what follows is most often on it.
    private byte[] _lately = [];
    private long _latelyAt = -1;

    internal FlatFile(ModelFile file)
    {
        _file = file;
        _reader = new PositionReader(file);
    }

    /// <summary>The length of the file.</summary>
    internal long Length => _reader.Length;

    /// <summary>The table that the file is.</summary>
    internal FlatTable Root => new(this, Target(0, "the model"));

    /// <summary>The error of a damaged file.</summary>
    internal ModelFileException Damaged(string message, long offset) => _file.Damaged(message, offset);

    internal byte Byte(long position, string what) => Number(position, sizeof(byte), what)[0];

    internal ushort UInt16(long position, string what) =>
        BinaryPrimitives.ReadUInt16LittleEndian(Number(position, sizeof(ushort), what));

    internal int Int32(long position, string what) =>
        BinaryPrimitives.ReadInt32LittleEndian(Number(position, sizeof(int), what));

    internal long Int64(long position, string what) =>
        BinaryPrimitives.ReadInt64LittleEndian(Number(position, sizeof(long), what));

    // By way of its bits: real numbers of a stated order of bytes are read only by newer .NET.
    internal float Single(long position, string what) =>
        BitConverter.ToSingle(BitConverter.GetBytes(Int32(position, what)), 0);

    /// <summary>Where the offset at a position leads to.</summary>
    /// <exception cref="ModelFileException">Out of the file.</exception>
    internal long Target(long position, string what)
    {
        long offset = unchecked((uint)Int32(position, what));
        return offset > 0 && position + offset <= Length - sizeof(int)
            ? position + offset
            : throw Damaged($"{what} should lie {offset} bytes from here, but the file has {Length}", position);
    }

    /// <summary>Some bytes, as a text.</summary>
    internal string Text(long position, int count, string what) =>
        System.Text.Encoding.UTF8.GetString(_reader.Bytes(position, count, what));

    /// <inheritdoc cref="PositionReader.Bytes"/>
    internal byte[] Bytes(long position, long count, string what) => _reader.Bytes(position, count, what);

    /// <summary>Notes that some values are about to be read.</summary>
    /// <exception cref="ModelFileException">They are more than any file needs.</exception>
    internal void Take(long count, long position)
    {
        _values += count;
        if (_values > MostValues)
            throw _file.Unsupported($"its lists have more than {MostValues} values in all", position);
    }

    private ReadOnlySpan<byte> Number(long position, int size, string what)
    {
        if (position < 0 || position > Length - size)
            throw Damaged($"{what} takes {size} bytes here, but the file has {Length}", position);
        int at = (int)(position % PageSize);
        if (at <= PageSize - size)
            return Page(position - at, what).AsSpan(at, size);

        for (int i = 0; i < size; i++)
            _number[i] = Byte(position + i, what);
        return _number.AsSpan(0, size);
    }

    private byte[] Page(long start, string what)
    {
        if (start == _latelyAt)
            return _lately;
        if (!_pages.TryGetValue(start, out byte[]? page))
        {
            if (_pages.Count == MostPages)
                _pages.Clear();
            _pages[start] = page = _reader.Bytes(start, Math.Min(PageSize, Length - start), what);
        }

        _latelyAt = start;
        return _lately = page;
    }
}
