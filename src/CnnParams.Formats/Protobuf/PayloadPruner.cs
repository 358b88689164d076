using System.Globalization;
using CnnParams.Reading;
using Google.Protobuf;

namespace CnnParams.Formats.Protobuf;

/// <summary>
/// Reads a protobuf file without its payload. It walks the wire format by position and copies what the schema names;
/// what the schema leaves out, and payload fields that are large, are sought over, so that the time and the memory
/// depend on the graph and not on the weights. The small message that is left goes to Google.Protobuf.
/// </summary>
internal sealed class PayloadPruner
{
    /// <summary>
    /// A payload of up to this many bytes is kept: shapes, scales and bounds, which shapes are computed from.
    /// </summary>
    private const int SmallPayload = 1024;

    /// <summary>Google.Protobuf itself stops at 100.</summary>
    private const int MaximumDepth = 96;

    /// <summary>The graphs of the largest known models are some tens of MB without their weights.</summary>
    private const int MaximumKept = 256 * 1024 * 1024;

    private readonly ModelFile _file;
    private readonly WireReader _reader;
    private readonly ReadOptions _options;
    private readonly CancellationToken _cancellation;

    // What is kept of the message at each depth: a message is copied into the one around it before the next begins, and
    // a graph has thousands.
    private readonly List<MemoryStream> _kept = [];

    private PayloadPruner(ModelFile file, ReadOptions options, CancellationToken cancellation)
    {
        _file = file;
        _reader = new WireReader(file);
        _options = options;
        _cancellation = cancellation;
    }

    /// <summary>Reads the message that a file is.</summary>
    /// <param name="file">The file.</param>
    /// <param name="parser">The parser of the message.</param>
    /// <param name="schema">What of the message is kept.</param>
    /// <param name="options">Is told how far the reading is.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="ModelFileException">The file is damaged.</exception>
    internal static T Read<T>(
        ModelFile file,
        MessageParser<T> parser,
        WireMessage schema,
        ReadOptions options,
        CancellationToken cancellation
    )
        where T : IMessage<T>
    {
        var pruner = new PayloadPruner(file, options, cancellation);
        var kept = pruner.Prune(schema, 0, pruner._reader.Length, 0);
        try
        {
            return parser.WithDiscardUnknownFields(true).ParseFrom(kept.GetBuffer(), 0, (int)kept.Length);
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw file.Damaged(
                $"it is not the message that the format has here ({exception.Message})",
                inner: exception
            );
        }
    }

    private MemoryStream Prune(WireMessage message, long start, long end, int depth)
    {
        if (depth > MaximumDepth)
            throw _file.Damaged($"messages are nested more than {MaximumDepth} deep", start);

        if (depth == _kept.Count)
            _kept.Add(new MemoryStream());
        var kept = _kept[depth];
        kept.SetLength(0);
        long payload = 0,
            bytes = 0,
            places = 0;
        WireField last = default;
        for (long position = start; position < end; )
        {
            var field = _reader.Field(position, end);
            position = field.End;
            if (message.Find(field.Number) is not { } known || message.IsTold(known))
                continue;
            // A list that is not packed comes number by number.
            if (known.IsPayload && known.IsOfFixedSize)
            {
                bytes += field.End - field.Content;
                places++;
                last = field;
            }

            if (known.IsPayload && (payload += field.End - field.Content) > SmallPayload)
                continue;
            Keep(kept, known, field, depth);
        }

        if (bytes > 0)
        {
            Tell(kept, message.Told(WireSchema.PayloadBytes), bytes);
            Tell(kept, message.Told(WireSchema.PayloadField), last.Number);
            Tell(kept, message.Told(WireSchema.PayloadPosition), places == 1 ? last.Content : 0);
        }

        _cancellation.ThrowIfCancellationRequested();
        if (depth <= 2 && _reader.Length > 0)
            _options.Progress?.Invoke((double)end / _reader.Length);
        return kept;
    }

    private static void Tell(MemoryStream kept, int number, long value)
    {
        if (number <= 0 || value <= 0)
            return;
        WriteVarint(kept, (ulong)number << 3);
        WriteVarint(kept, (ulong)value);
    }

    private void Keep(MemoryStream kept, WireEntry known, WireField field, int depth)
    {
        if (known.Message is { } message && field.IsLengthDelimited)
        {
            var inner = Prune(message, field.Content, field.End, depth + 1);
            WriteVarint(kept, field.Tag);
            WriteVarint(kept, (ulong)inner.Length);
            inner.WriteTo(kept);
        }
        else
        {
            if (field.End - field.Start > MaximumKept - kept.Length)
                throw _file.Unsupported(
                    string.Format(
                        CultureInfo.InvariantCulture,
                        "more than {0} bytes are left without the weights",
                        MaximumKept
                    ),
                    field.Start
                );
            _reader.CopyTo(kept, field.Start, field.End);
        }

        if (kept.Length > MaximumKept)
            throw _file.Unsupported(
                string.Format(
                    CultureInfo.InvariantCulture,
                    "more than {0} bytes are left without the weights",
                    MaximumKept
                ),
                field.Start
            );
    }

    private static void WriteVarint(MemoryStream stream, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            stream.WriteByte((byte)((value & 0x7F) | 0x80));
        stream.WriteByte((byte)value);
    }
}
