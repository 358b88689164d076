using System.Text;
using CnnParams.Reading;

namespace CnnParams.Formats.PyTorch;

/// <summary>
/// The bytes of a pickle, forward from its beginning. Lengths that the pickle states are believed only as far as bytes
/// follow, so that a wrong one cannot make room for more than the file has.
/// </summary>
internal sealed class PickleInput
{
    // PyTorch keeps about 150 bytes a tensor here; this is room for a million of them.
    private const long MaxLength = 256L << 20;

    private const int MaxLine = 1 << 16;

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private readonly ModelFile _file;
    private readonly Stream _stream;
    private readonly string? _entry;
    private readonly byte[] _buffer = new byte[8192];
    private long _bufferStart;
    private int _buffered;
    private int _at;

    /// <summary>The bytes from where a stream is.</summary>
    /// <param name="file">The file.</param>
    /// <param name="stream">Its content, or that of a part of it.</param>
    /// <param name="entry">The part's name, where the pickle is in one.</param>
    internal PickleInput(ModelFile file, Stream stream, string? entry = null)
    {
        _file = file;
        _stream = stream;
        _entry = entry;
    }

    /// <summary>The place of the next byte, from the start of the file or of the part.</summary>
    internal long Position => _bufferStart + _at;

    internal byte Byte()
    {
        if (_at == _buffered)
            Refill();
        return _buffer[_at++];
    }

    internal ulong Number(int size)
    {
        ulong number = 0;
        for (int i = 0; i < size; i++)
            number |= (ulong)Byte() << (8 * i);
        return number;
    }

    internal int Int32() => unchecked((int)(uint)Number(sizeof(int)));

    internal byte[] Bytes(ulong count)
    {
        if (count > MaxLength)
            throw Damaged($"{count} bytes should follow, which no such file has");
        var bytes = new MemoryStream();
        for (long left = (long)count; left > 0; )
        {
            if (_at == _buffered)
                Refill();
            int part = (int)Math.Min(left, _buffered - _at);
            bytes.Write(_buffer, _at, part);
            _at += part;
            left -= part;
        }

        return bytes.ToArray();
    }

    internal string Text(ulong count)
    {
        byte[] bytes = Bytes(count);
        try
        {
            // Pickles of Python 2 have text in other encodings, which names of tensors are never in.
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return Latin1(bytes);
        }
    }

    /// <summary>The text up to the end of the line.</summary>
    internal string Line()
    {
        var bytes = new List<byte>();
        for (byte next = Byte(); next != '\n'; next = Byte())
        {
            if (bytes.Count == MaxLine)
                throw Damaged($"a line of more than {MaxLine} bytes");
            bytes.Add(next);
        }

        return Latin1([.. bytes]);
    }

    /// <summary>The error of a pickle that is not one.</summary>
    internal ModelFileException Damaged(string message, long? at = null, Exception? inner = null) =>
        _file.Damaged(InEntry(message), at ?? Position, inner);

    /// <summary>The error of a pickle that holds what is refused.</summary>
    internal ModelFileException Refused(string message, long at) => _file.Unsupported(InEntry(message), at);

    private static string Latin1(byte[] bytes) => string.Concat(bytes.Select(value => (char)value));

    private string InEntry(string message) => _entry is null ? message : $"{message} (bytes counted in {_entry})";

    private void Refill()
    {
        long position = Position;
        if (position > MaxLength)
            throw Damaged($"the pickle is longer than {MaxLength} bytes");
        int read = _stream.Read(_buffer, 0, _buffer.Length);
        if (read == 0)
            throw Damaged("the pickle ends too early: its STOP is missing", position);
        (_bufferStart, _buffered, _at) = (position, read, 0);
    }
}
