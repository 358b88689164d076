namespace CnnParams.Fuzzing.Mutating;

/// <summary>
/// Protocol buffers, of any schema: fields that are left out, repeated, exchanged or others, at any depth.
/// </summary>
internal sealed class ProtobufMutation : Mutation
{
    private const int Varint = 0,
        Fixed64 = 1,
        Bytes = 2,
        Fixed32 = 5;

    private const int Deepest = 12;

    private static readonly ulong[] Numbers =
    [
        0,
        1,
        2,
        3,
        7,
        11,
        127,
        128,
        1 << 20,
        int.MaxValue,
        1UL << 40,
        long.MaxValue,
        ulong.MaxValue,
    ];

    private sealed record Field(ulong Number, int Type, byte[] Content);

    protected override bool Fits(byte[] content) => content.Length > 1 && Parse(content) is not null;

    protected override byte[] Change(byte[] content, IReadOnlyList<byte[]> others, Random random) =>
        Change(content, others, random, 0);

    private static byte[] Change(byte[] content, IReadOnlyList<byte[]> others, Random random, int depth)
    {
        if (Parse(content) is not { Count: > 0 } fields)
            return Once([.. content], [content], random);
        int at = random.Next(fields.Count);
        var field = fields[at];
        switch (random.Next(10))
        {
            case 0:
                fields.RemoveAt(at);
                break;
            case 1:
                fields.Insert(random.Next(fields.Count), field);
                break;
            case 2:
                int other = random.Next(fields.Count);
                (fields[at], fields[other]) = (fields[other], field);
                break;
            case 3:
                fields[at] = field with { Number = (ulong)(1 + random.Next(32)) };
                break;
            case 4 when Parse(Pick(others, random)) is { Count: > 0 } foreign:
                fields.Insert(at, Pick(foreign, random));
                break;
            default:
                fields[at] = field with { Content = Changed(field, others, random, depth) };
                break;
        }

        return Print(fields);
    }

    private static byte[] Changed(Field field, IReadOnlyList<byte[]> others, Random random, int depth) =>
        field.Type switch
        {
            Varint => VarintOf(Pick(Numbers, random)),
            Bytes when field.Content.Length == 0 => [(byte)random.Next(256)],
            Bytes when depth < Deepest => Change(field.Content, others, random, depth + 1),
            _ => [.. field.Content.Select(b => random.Next(4) == 0 ? (byte)random.Next(256) : b)],
        };

    private static List<Field>? Parse(byte[] content)
    {
        var fields = new List<Field>();
        for (int at = 0; at < content.Length; )
        {
            if (ReadVarint(content, ref at) is not { } key || key >> 3 == 0 || key >> 3 > 1 << 20)
                return null;
            int type = (int)(key & 7),
                start = at;
            switch (type)
            {
                case Varint when ReadVarint(content, ref at) is not null:
                    break;
                case Fixed64:
                    at += 8;
                    break;
                case Fixed32:
                    at += 4;
                    break;
                case Bytes when ReadVarint(content, ref at) is { } length && length <= (ulong)(content.Length - at):
                    start = at;
                    at += (int)length;
                    break;
                default:
                    return null;
            }

            if (at > content.Length)
                return null;
            fields.Add(new(key >> 3, type, content[start..at]));
        }

        return fields;
    }

    private static byte[] Print(List<Field> fields)
    {
        using var stream = new MemoryStream();
        foreach (var field in fields)
        {
            stream.Write(VarintOf((field.Number << 3) | (uint)field.Type));
            if (field.Type == Bytes)
                stream.Write(VarintOf((ulong)field.Content.Length));
            stream.Write(field.Content);
        }

        return stream.ToArray();
    }

    private static ulong? ReadVarint(byte[] content, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; at < content.Length && shift < 64; shift += 7)
        {
            byte next = content[at++];
            value |= unchecked((ulong)(next & 0x7F) << shift);
            if (next < 0x80)
                return value;
        }

        return null;
    }

    private static byte[] VarintOf(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
            bytes.Add((byte)((value & 0x7F) | 0x80));
        bytes.Add((byte)value);
        return [.. bytes];
    }
}
