using System.Buffers.Binary;

namespace CnnParams.Fuzzing.Mutating;

/// <summary>Bytes without a structure: bits, numbers of two to eight bytes at even places, blocks that move.</summary>
internal sealed class ByteMutation : Mutation
{
    private const int LongestBlock = 64;

    private static readonly long[] Numbers =
    [
        0,
        1,
        -1,
        2,
        3,
        7,
        8,
        16,
        127,
        128,
        255,
        256,
        32767,
        65535,
        65536,
        1 << 20,
        int.MaxValue,
        int.MinValue,
        uint.MaxValue,
        1L << 40,
        long.MaxValue,
        long.MinValue,
    ];

    protected override bool Fits(byte[] content) => true;

    protected override byte[] Change(byte[] content, IReadOnlyList<byte[]> others, Random random)
    {
        if (content.Length == 0)
            return [(byte)random.Next(256)];
        int at = random.Next(content.Length);
        int length = Math.Min(1 + random.Next(LongestBlock), content.Length - at);
        return random.Next(8) switch
        {
            0 => With(content, at, [(byte)(content[at] ^ (1 << random.Next(8)))]),
            1 => With(content, at, [(byte)random.Next(256)]),
            2 => content[..(random.Next(4) == 0 ? at : content.Length - Math.Min(length, content.Length))],
            3 => [.. content[..at], .. content[(at + length)..]],
            4 => [.. content[..(at + length)], .. content[at..]],
            5 => With(content, random.Next(content.Length), content.AsSpan(at, length)),
            6 => Spliced(content, at, Pick(others, random), random),
            _ => Numbered(content, at, random),
        };
    }

    private static byte[] Numbered(byte[] content, int at, Random random)
    {
        Span<byte> number = stackalloc byte[8];
        int size = 1 << random.Next(1, 4);
        BinaryPrimitives.WriteInt64LittleEndian(number, Pick(Numbers, random));
        return With(content, at / size * size, number[..size]);
    }

    private static byte[] Spliced(byte[] content, int at, byte[] other, Random random)
    {
        if (other.Length == 0)
            return content;
        int from = random.Next(other.Length);
        return
        [
            .. content[..at],
            .. other[from..Math.Min(other.Length, from + random.Next(4 * LongestBlock))],
            .. content[at..],
        ];
    }

    private static byte[] With(byte[] content, int at, ReadOnlySpan<byte> bytes)
    {
        byte[] changed = [.. content];
        bytes[..Math.Min(bytes.Length, content.Length - at)].CopyTo(changed.AsSpan(at));
        return changed;
    }
}
