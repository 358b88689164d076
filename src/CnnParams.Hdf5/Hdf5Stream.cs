using System.Runtime.CompilerServices;
using System.Text;
using CnnParams.Formats;
using CnnParams.Reading;

namespace CnnParams.Hdf5;

/// <summary>
/// What PureHDF reads a file through. It follows links by itself: one that leads to itself until the stack is full, one
/// to another file wherever that is; and it makes room for what a file states. Here it is stopped before: each step
/// reads.
/// </summary>
internal sealed class Hdf5Stream(Stream stream, ModelFile file) : Stream
{
    private const int LongestName = 4096;

    // More than that is refused before there is room for it.
    private const long LargestAttribute = 16 << 20;

    private readonly List<byte> _text = [];
    private readonly AttributeSizes _sizes = new();
    private long _next = -1;

    /// <summary>
    /// Why the file is refused; null while it is not. PureHDF swallows errors where it follows links.
    /// </summary>
    internal ModelFileException? Refusal { get; private set; }

    /// <summary>Where it was read last: near to what is damaged.</summary>
    internal long LastRead { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => stream.Length;

    public override long Position
    {
        get => stream.Position;
        set => stream.Position = value;
    }

    public override int Read(Span<byte> buffer)
    {
        if (Refusal is { } refused)
            throw refused;
        // Without this the process would end: a link that leads back to itself is walked without end.
        RuntimeHelpers.EnsureSufficientExecutionStack();
        long position = stream.Position;
        LastRead = position;
        int read = stream.Read(buffer);
        Watch(position, buffer.Slice(0, read));
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int ReadByte()
    {
        Span<byte> one = stackalloc byte[1];
        return Read(one) == 1 ? one[0] : -1;
    }

    public override long Seek(long offset, SeekOrigin origin) => stream.Seek(offset, origin);

    public override void Flush() { }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    // Names end with a zero. PureHDF opens another file if its whole path is in a link, and there is such a file; how
    // it is asked for it cannot be chosen.
    private void Watch(long position, ReadOnlySpan<byte> bytes)
    {
        if (position != _next)
        {
            _text.Clear();
            _sizes.Restart();
        }

        if (_sizes.Next(bytes) is { } size && size > (ulong)(LargestAttribute + stream.Length))
            throw Refusal = file.Damaged($"an attribute takes {size} bytes, for which the file is too short", position);
        _next = position + bytes.Length;
        foreach (byte one in bytes)
        {
            if (one != 0)
            {
                if (_text.Count <= LongestName)
                    _text.Add(one);
                continue;
            }

            if (_text.Count is > 1 and <= LongestName)
                Check(Encoding.UTF8.GetString([.. _text]), position);
            _text.Clear();
        }
    }

    private void Check(string name, long position)
    {
        bool isOfNetwork =
            name.StartsWith(@"\\", StringComparison.Ordinal) || name.StartsWith("//", StringComparison.Ordinal);
        if (!isOfNetwork && !(Path.IsPathRooted(name) && File.Exists(name)))
            return;
        Refusal = file.Unsupported(
            $"it names the file '{name}', which is outside its own folder and is not followed",
            position
        );
        throw Refusal;
    }
}
