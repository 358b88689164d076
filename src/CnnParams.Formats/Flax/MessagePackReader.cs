using System.Text;

namespace CnnParams.Formats.Flax;

/// <summary>
/// MessagePack at any position of a file (github.com/msgpack/msgpack: spec.md): what a value is, how long it is, and
/// where the next one begins, so that the bytes of tensors are sought over and not read.
/// </summary>
internal sealed class MessagePackReader(ModelFile file)
{
    private const int LongestText = 1 << 16;

    private readonly PositionReader _reader = new(file);

    /// <summary>The length of the file.</summary>
    internal long Length => _reader.Length;

    /// <summary>What begins at a position.</summary>
    internal MessagePackValue Value(long at)
    {
        byte first = _reader.Byte(at, "a value");
        return first switch
        {
            <= 0x7F => Number(at, first, 1),
            <= 0x8F => new(MessagePackKind.Map, first & 0x0F, at + 1),
            <= 0x9F => new(MessagePackKind.List, first & 0x0F, at + 1),
            <= 0xBF => Text(first & 0x1F, at + 1),
            0xC0 => new(MessagePackKind.Nothing, 0, at + 1),
            0xC2 or 0xC3 => new(MessagePackKind.Other, 0, at + 1),
            0xC4 or 0xC5 or 0xC6 => Sized(MessagePackKind.Bytes, at, 1 << (first - 0xC4)),
            0xC7 or 0xC8 or 0xC9 => Extension(at, 1 << (first - 0xC7)),
            0xCA => new(MessagePackKind.Other, 0, at + 5),
            0xCB => new(MessagePackKind.Other, 0, at + 9),
            0xCC or 0xCD or 0xCE or 0xCF => Number(at, Whole(at + 1, 1 << (first - 0xCC)), 1 + (1 << (first - 0xCC))),
            0xD0 or 0xD1 or 0xD2 or 0xD3 => Number(at, Whole(at + 1, 1 << (first - 0xD0)), 1 + (1 << (first - 0xD0))),
            0xD4 or 0xD5 or 0xD6 or 0xD7 or 0xD8 => new(MessagePackKind.Extension, 1 << (first - 0xD4), at + 2)
            {
                ExtensionType = _reader.Byte(at + 1, "a type"),
            },
            0xD9 or 0xDA or 0xDB => Text(Whole(at + 1, 1 << (first - 0xD9)), at + 1 + (1 << (first - 0xD9))),
            0xDC => new(MessagePackKind.List, Whole(at + 1, 2), at + 3),
            0xDD => new(MessagePackKind.List, Whole(at + 1, 4), at + 5),
            0xDE => new(MessagePackKind.Map, Whole(at + 1, 2), at + 3),
            0xDF => new(MessagePackKind.Map, Whole(at + 1, 4), at + 5),
            0xC1 => throw file.Damaged("the byte C1 is used for nothing in MessagePack", at),
            _ => Number(at, unchecked((sbyte)first), 1),
        };
    }

    /// <summary>The error of a place.</summary>
    internal Reading.ModelFileException Wrong(string message, long at) => file.Damaged(message, at);

    /// <summary>The content of a text.</summary>
    internal string TextOf(MessagePackValue value) =>
        value.Size <= LongestText
            ? Encoding.UTF8.GetString(_reader.Bytes(value.Content, value.Size, "a text"))
            : throw file.Damaged($"a name of {value.Size} bytes; at most {LongestText} are read", value.Content);

    private static MessagePackValue Number(long at, long number, int bytes) =>
        new(MessagePackKind.Number, 0, at + bytes) { Number = number };

    private MessagePackValue Text(long size, long content) => Inside(new(MessagePackKind.Text, size, content));

    private MessagePackValue Sized(MessagePackKind kind, long at, int sizeBytes) =>
        Inside(new(kind, Whole(at + 1, sizeBytes), at + 1 + sizeBytes));

    private MessagePackValue Extension(long at, int sizeBytes) =>
        Inside(
            new(MessagePackKind.Extension, Whole(at + 1, sizeBytes), at + 2 + sizeBytes)
            {
                ExtensionType = _reader.Byte(at + 1 + sizeBytes, "a type"),
            }
        );

    private MessagePackValue Inside(MessagePackValue value) =>
        value.Size <= _reader.Length - value.Content
            ? value
            : throw file.Damaged(
                $"{value.Size} bytes should follow, but {_reader.Length - value.Content} do",
                value.Content
            );

    // The first byte is the highest.
    private long Whole(long at, int bytes)
    {
        ulong number = 0;
        foreach (byte next in _reader.Bytes(at, bytes, "a number"))
            number = (number << 8) | next;
        return number <= long.MaxValue ? (long)number : -1;
    }
}

/// <summary>What a value is.</summary>
internal enum MessagePackKind
{
    /// <summary>Nil.</summary>
    Nothing,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary>A truth or a real number.</summary>
    Other,

    /// <summary>A text.</summary>
    Text,

    /// <summary>Bytes.</summary>
    Bytes,

    /// <summary>Values one after the other.</summary>
    List,

    /// <summary>Keys and values in turns.</summary>
    Map,

    /// <summary>Bytes of a kind of the program's own.</summary>
    Extension,
}

/// <summary>A value.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Size">Its bytes, or its items.</param>
/// <param name="Content">Where its content begins; for what has none, where the next value does.</param>
internal readonly record struct MessagePackValue(MessagePackKind Kind, long Size, long Content)
{
    /// <summary>The value of a number.</summary>
    internal long Number { get; init; }

    /// <summary>The kind of an extension.</summary>
    internal byte ExtensionType { get; init; }

    /// <summary>Where the next value begins; for lists and maps, where their first item does.</summary>
    internal long Next =>
        Kind is MessagePackKind.Text or MessagePackKind.Bytes or MessagePackKind.Extension ? Content + Size : Content;
}
