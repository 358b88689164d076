using CnnParams.Reading;

namespace CnnParams.Formats.Protobuf;

/// <summary>A field of a message, where it lies in the file.</summary>
/// <param name="Tag">Its number and wire type, as the file has them.</param>
/// <param name="Start">The first byte of the tag.</param>
/// <param name="Content">The first byte of the value, after the length where there is one.</param>
/// <param name="End">The first byte after the field.</param>
internal readonly record struct WireField(ulong Tag, long Start, long Content, long End)
{
    /// <summary>The number that the schema knows the field by.</summary>
    internal int Number => (int)(Tag >> 3);

    /// <summary>Whether it is a text, bytes, a message or a packed list.</summary>
    internal bool IsLengthDelimited => (Tag & 7) == 2;
}

/// <summary>Protobuf's wire format at any position of a file (protobuf.dev/programming-guides/encoding).</summary>
internal sealed class WireReader
{
    // The header between two payloads is some hundred bytes; a larger buffer would read payloads for nothing.
    private const int BufferSize = 4096;

    private readonly ModelFile _file;
    private readonly Stream _stream;
    private readonly byte[] _buffer = new byte[BufferSize];
    private long _bufferStart;
    private int _buffered;

    internal WireReader(ModelFile file)
    {
        _file = file;
        _stream = file.Open();
        Length = _stream.Length;
    }

    /// <summary>The length of the file.</summary>
    internal long Length { get; }

    /// <summary>
    /// The field that begins at <paramref name="position"/>, in a message that ends at <paramref name="end"/>.
    /// </summary>
    /// <exception cref="ModelFileException">There is none, or it does not end within the message.</exception>
    internal WireField Field(long position, long end)
    {
        long at = position;
        ulong tag = Varint(ref at, end);
        if (tag >> 3 is 0 or > 0x1FFFFFFF)
            throw _file.Damaged(
                $"a field of a protobuf message was expected, but {tag >> 3} is not a field number",
                position
            );

        long content = at;
        switch (tag & 7)
        {
            case 0:
                Varint(ref at, end);
                break;
            case 1:
                at += sizeof(ulong);
                break;
            case 2:
                ulong length = Varint(ref at, end);
                content = at;
                if (length > (ulong)(end - at))
                    throw _file.Damaged(
                        $"field {tag >> 3} should have {length} bytes, but its message ends after {end - at}",
                        position
                    );
                at += (long)length;
                break;
            case 5:
                at += sizeof(uint);
                break;
            default:
                throw _file.Damaged(
                    $"field {tag >> 3} has the wire type {tag & 7}; 0, 1, 2 and 5 are in use",
                    position
                );
        }

        return at <= end
            ? new WireField(tag, position, content, at)
            : throw _file.Damaged($"field {tag >> 3} does not end within its message", position);
    }

    /// <summary>Copies a part of the file, of a size that has been checked.</summary>
    internal void CopyTo(MemoryStream into, long start, long end)
    {
        for (long position = start; position < end; )
        {
            Load(position);
            int from = (int)(position - _bufferStart);
            int count = (int)Math.Min(_buffered - from, end - position);
            into.Write(_buffer, from, count);
            position += count;
        }
    }

    private ulong Varint(ref long position, long end)
    {
        long start = position;
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            if (position >= end)
                throw _file.Damaged("a number does not end within its message", start);
            byte next = Byte(position++);
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }

        throw _file.Damaged("a number has more than ten bytes", start);
    }

    private byte Byte(long position)
    {
        Load(position);
        return _buffer[position - _bufferStart];
    }

    private void Load(long position)
    {
        if (position >= _bufferStart && position < _bufferStart + _buffered)
            return;
        _stream.Position = position;
        _bufferStart = position;
        _buffered = _stream.Read(_buffer, 0, BufferSize);
        if (_buffered == 0)
            throw _file.Damaged($"the file ends here; it had {Length} bytes when it was opened", position);
    }
}
