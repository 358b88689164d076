namespace CnnParams.Fuzzing.Mutating;

/// <summary>
/// Pickles: opcodes with their arguments that are left out, repeated or exchanged (Python's Lib/pickletools.py).
/// </summary>
internal sealed class PickleMutation : Mutation
{
    // By the bytes that follow.
    private static readonly Dictionary<byte, int> Fixed = new()
    {
        [0x80] = 1,
        [0x95] = 8,
        [(byte)'K'] = 1,
        [(byte)'M'] = 2,
        [(byte)'J'] = 4,
        [(byte)'G'] = 8,
        [(byte)'h'] = 1,
        [(byte)'q'] = 1,
        [(byte)'j'] = 4,
        [(byte)'r'] = 4,
    };

    // By the bytes of the length of what follows.
    private static readonly Dictionary<byte, int> Counted = new()
    {
        [(byte)'U'] = 1,
        [(byte)'T'] = 4,
        [(byte)'X'] = 4,
        [0x8c] = 1,
        [0x8d] = 8,
        [(byte)'C'] = 1,
        [(byte)'B'] = 4,
        [0x8e] = 8,
        [0x96] = 8,
        [0x8a] = 1,
        [0x8b] = 4,
    };

    // By the lines that follow.
    private static readonly Dictionary<byte, int> Lined = new()
    {
        [(byte)'c'] = 2,
        [(byte)'i'] = 2,
        [(byte)'I'] = 1,
        [(byte)'L'] = 1,
        [(byte)'F'] = 1,
        [(byte)'S'] = 1,
        [(byte)'V'] = 1,
        [(byte)'p'] = 1,
        [(byte)'g'] = 1,
        [(byte)'P'] = 1,
    };

    protected override bool Fits(byte[] content) =>
        content.Length > 4 && content[0] == 0x80 && content[1] is >= 1 and <= 5;

    protected override byte[] Change(byte[] content, IReadOnlyList<byte[]> others, Random random)
    {
        var opcodes = Split(content);
        int at = random.Next(opcodes.Count),
            other = random.Next(opcodes.Count);
        switch (random.Next(6))
        {
            case 0:
                opcodes.RemoveAt(at);
                break;
            case 1:
                opcodes.Insert(other, opcodes[at]);
                break;
            case 2:
                (opcodes[at], opcodes[other]) = (opcodes[other], opcodes[at]);
                break;
            case 3:
                opcodes[at] = [(byte)Pick("NKM}])(.tRb0123aesuQ\x85\x86\x87\x88\x89\x93\x94\x81", random)];
                break;
            case 4 when opcodes[at].Length > 1:
                opcodes[at] =
                [
                    opcodes[at][0],
                    .. opcodes[at].Skip(1).Select(b => random.Next(3) == 0 ? (byte)random.Next(256) : b),
                ];
                break;
            default:
                var range = opcodes.GetRange(at, Math.Min(1 + random.Next(8), opcodes.Count - at));
                opcodes.InsertRange(at, Enumerable.Repeat(range, 1 + random.Next(20)).SelectMany(one => one));
                break;
        }

        return [.. opcodes.SelectMany(opcode => opcode)];
    }

    private static char Pick(string values, Random random) => values[random.Next(values.Length)];

    private static List<byte[]> Split(byte[] content)
    {
        var opcodes = new List<byte[]>();
        for (int at = 0, end; at < content.Length; at = end)
        {
            end = Math.Min(content.Length, at + 1 + Argument(content, at));
            opcodes.Add(content[at..end]);
        }

        return opcodes;
    }

    private static int Argument(byte[] content, int at)
    {
        byte code = content[at];
        if (Fixed.TryGetValue(code, out int size))
            return size;
        if (Counted.TryGetValue(code, out size))
            return size + Length(content, at + 1, size);
        int end = at;
        for (int lines = Lined.GetValueOrDefault(code); lines > 0 && end < content.Length; lines--)
            end = Array.IndexOf(content, (byte)'\n', end + 1) is > 0 and int found ? found : content.Length;
        return end - at;
    }

    private static int Length(byte[] content, int at, int size)
    {
        long length = 0;
        for (int i = 0; i < size && at + i < content.Length; i++)
            length |= (long)content[at + i] << (8 * i);
        return (int)Math.Clamp(length, 0, content.Length);
    }
}
