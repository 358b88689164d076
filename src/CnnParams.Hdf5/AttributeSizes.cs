using System.Buffers.Binary;

namespace CnnParams.Hdf5;

/// <summary>
/// The size of the value of an attribute, from what is read before it: its type (class and version, three bytes, the
/// size in four) and, right after, its dimensions (version, rank, flags, and each dimension in eight). PureHDF makes
/// room for the value before it reads it, whatever is stated. A text of any length lies in the global heap, whose
/// objects begin with an index, a count of references (two bytes each), four bytes of nothing, and the size in eight.
/// </summary>
/// <remarks>HDF5 File Format Specification 3.0, III.E, IV.A.2.b, d and m.</remarks>
internal sealed class AttributeSizes
{
    private const int Kept = 4,
        DimensionSize = 8,
        TypeSizeSize = 4,
        Padding = 5,
        MostRank = 32;

    private const uint HeapObject = 0x2248;

    // The last bytes that were read one after the other.
    private readonly byte[] _last = new byte[Kept];
    private int _count;
    private UInt128? _size;
    private int _dimensionsLeft;

    // How many bytes were read each time, the last in the lowest four bits.
    private uint _reads;

    /// <summary>Forgets what was read: what comes next is elsewhere.</summary>
    internal void Restart() => (_count, _size, _dimensionsLeft, _reads) = (0, null, 0, 0);

    /// <summary>
    /// Looks at what was read next; the size of an attribute's value where its end is reached, as far as it is known.
    /// </summary>
    internal UInt128? Next(ReadOnlySpan<byte> bytes)
    {
        _reads = (_reads << 4) | (uint)Math.Min(bytes.Length, 15);
        if (
            (_reads & 0xFFFF) == HeapObject
            && BinaryPrimitives.ReadUInt64LittleEndian(bytes) is var held and < ulong.MaxValue
        )
            return held;
        var size = _size;
        if (_dimensionsLeft > 0 && bytes.Length == DimensionSize)
        {
            _dimensionsLeft--;
            // 2^96 is no size, and times 2^32 no overflow.
            _size = size = size > (UInt128.One << 64) ? size : size * BinaryPrimitives.ReadUInt64LittleEndian(bytes);
            return size;
        }

        if (bytes.Length == TypeSizeSize && _count == Kept && IsType(_last[0]))
            _size = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        else if (bytes.Length == Padding && _count >= 3 && _last[Kept - 3] == 1)
            return Begin(_last[Kept - 2]);
        Keep(bytes);
        return bytes.Length == 1 && _count == Kept && _last[0] == 2 && _last[2] <= 1 && _last[3] <= 2
            ? Begin(_last[1])
            : null;
    }

    private UInt128? Begin(int rank)
    {
        _dimensionsLeft = rank <= MostRank && _size is not null ? rank : 0;
        return _size;
    }

    private static bool IsType(byte classAndVersion) =>
        (classAndVersion >> 4) is >= 1 and <= 3 && (classAndVersion & 0xF) <= 10;

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        foreach (byte one in bytes[Math.Max(0, bytes.Length - Kept)..])
        {
            _last.AsSpan(1).CopyTo(_last);
            _last[Kept - 1] = one;
            _count = Math.Min(Kept, _count + 1);
        }
    }
}
