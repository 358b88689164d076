using System.Globalization;
using System.Numerics;
using CnnParams.Reading;

namespace CnnParams.Formats.PyTorch;

/// <summary>
/// The opcodes of a pickle (Python's Lib/pickletools.py, protocols 0 to 5): what each does to the machine. Those that
/// are not in the table are refused: they make objects by calling, or take bytes from elsewhere.
/// </summary>
/// <param name="Name">Its name.</param>
/// <param name="Run">What it does.</param>
internal sealed record PickleOpcode(string Name, Action<PickleMachine> Run)
{
    // No number of PyTorch's is longer; reading digits takes time by the square of their number.
    private const int MaxDigits = 256;

    private static readonly PickleOpcode?[] Known = MakeTable();

    private static readonly Dictionary<byte, string> Refused = new()
    {
        [(byte)'i'] = "INST",
        [(byte)'o'] = "OBJ",
        [(byte)'P'] = "PERSID",
        [0x82] = "EXT1",
        [0x83] = "EXT2",
        [0x84] = "EXT4",
        [0x92] = "NEWOBJ_EX",
        [0x97] = "NEXT_BUFFER",
        [0x98] = "READONLY_BUFFER",
    };

    /// <summary>The opcode of a byte.</summary>
    /// <exception cref="ModelFileException">It is one that is refused, or none.</exception>
    internal static PickleOpcode Of(byte code, PickleInput input)
    {
        long at = input.Position - 1;
        return Known[code]
            ?? throw (
                Refused.TryGetValue(code, out string? name)
                    ? input.Refused(
                        $"the pickle uses the opcode {name}, which is refused: it is not needed for weights",
                        at
                    )
                    : input.Damaged($"a pickle has no opcode 0x{code:x2}", at)
            );
    }

    private static PickleOpcode?[] MakeTable()
    {
        var table = new PickleOpcode?[256];
        AddNumbers(table);
        AddTexts(table);
        AddContainers(table);
        AddStack(table);
        AddObjects(table);
        return table;
    }

    private static void AddNumbers(PickleOpcode?[] table)
    {
        table['N'] = new("NONE", machine => machine.Push(null));
        table[0x88] = new("NEWTRUE", machine => machine.Push(true));
        table[0x89] = new("NEWFALSE", machine => machine.Push(false));
        table['I'] = new(
            "INT",
            machine =>
                machine.Push(
                    machine.Input.Line() switch
                    {
                        "00" => false,
                        "01" => true,
                        var text => Whole(machine, text),
                    }
                )
        );
        table['L'] = new("LONG", machine => machine.Push(Whole(machine, machine.Input.Line().TrimEnd('L'))));
        table['J'] = new("BININT", machine => machine.Push((long)machine.Input.Int32()));
        table['K'] = new("BININT1", machine => machine.Push((long)machine.Input.Byte()));
        table['M'] = new("BININT2", machine => machine.Push((long)machine.Input.Number(2)));
        table[0x8a] = new("LONG1", machine => machine.Push(Whole(machine.Input.Bytes(machine.Input.Byte()))));
        table[0x8b] = new(
            "LONG4",
            machine => machine.Push(Whole(machine.Input.Bytes(Math.Min(machine.Input.Number(4), MaxDigits))))
        );
        table['F'] = new(
            "FLOAT",
            machine =>
                machine.Push(
                    double.TryParse(
                        machine.Input.Line(),
                        NumberStyles.Float,
                        CultureInfo.InvariantCulture,
                        out double number
                    )
                        ? number
                        : throw machine.Input.Damaged("FLOAT is followed by no number")
                )
        );
        table['G'] = new(
            "BINFLOAT",
            machine => machine.Push(BitConverter.Int64BitsToDouble(unchecked((long)BigEndian(machine.Input.Number(8)))))
        );
    }

    private static void AddTexts(PickleOpcode?[] table)
    {
        table['S'] = new("STRING", machine => machine.Push(machine.Input.Line().Trim('\'', '"')));
        table['V'] = new("UNICODE", machine => machine.Push(machine.Input.Line()));
        table['U'] = new("SHORT_BINSTRING", machine => machine.Push(machine.Input.Text(machine.Input.Byte())));
        table['T'] = new("BINSTRING", machine => machine.Push(machine.Input.Text(machine.Input.Number(4))));
        table['X'] = new("BINUNICODE", machine => machine.Push(machine.Input.Text(machine.Input.Number(4))));
        table[0x8c] = new("SHORT_BINUNICODE", machine => machine.Push(machine.Input.Text(machine.Input.Byte())));
        table[0x8d] = new("BINUNICODE8", machine => machine.Push(machine.Input.Text(machine.Input.Number(8))));
        table['C'] = new("SHORT_BINBYTES", machine => machine.Push(machine.Input.Bytes(machine.Input.Byte())));
        table['B'] = new("BINBYTES", machine => machine.Push(machine.Input.Bytes(machine.Input.Number(4))));
        table[0x8e] = new("BINBYTES8", machine => machine.Push(machine.Input.Bytes(machine.Input.Number(8))));
        table[0x96] = new("BYTEARRAY8", machine => machine.Push(machine.Input.Bytes(machine.Input.Number(8))));
    }

    private static void AddContainers(PickleOpcode?[] table)
    {
        table[')'] = new("EMPTY_TUPLE", machine => machine.Push(Array.Empty<object?>()));
        table['t'] = new("TUPLE", machine => machine.Push(machine.PopToMark()));
        table[0x85] = new("TUPLE1", machine => machine.Push(machine.Pop(1)));
        table[0x86] = new("TUPLE2", machine => machine.Push(machine.Pop(2)));
        table[0x87] = new("TUPLE3", machine => machine.Push(machine.Pop(3)));
        table[']'] = new("EMPTY_LIST", machine => machine.Push(new PickleList()));
        table[0x8f] = new("EMPTY_SET", machine => machine.Push(new PickleList()));
        table['l'] = new("LIST", machine => machine.PushList(machine.PopToMark()));
        table[0x91] = new("FROZENSET", machine => machine.PushList(machine.PopToMark()));
        table['a'] = new("APPEND", machine => machine.Append(machine.Pop(1)));
        table['e'] = new("APPENDS", machine => machine.Append(machine.PopToMark()));
        table[0x90] = new("ADDITEMS", machine => machine.Append(machine.PopToMark()));
        table['}'] = new("EMPTY_DICT", machine => machine.Push(new PickleDictionary()));
        table['d'] = new(
            "DICT",
            machine =>
            {
                object?[] items = machine.PopToMark();
                machine.Push(new PickleDictionary());
                machine.SetItems(items);
            }
        );
        table['s'] = new("SETITEM", machine => machine.SetItems(machine.Pop(2)));
        table['u'] = new("SETITEMS", machine => machine.SetItems(machine.PopToMark()));
    }

    private static void AddStack(PickleOpcode?[] table)
    {
        table[0x80] = new("PROTO", machine => machine.Input.Byte());
        table[0x95] = new("FRAME", machine => machine.Input.Number(8));
        table['.'] = new("STOP", machine => machine.Stop());
        table['('] = new("MARK", machine => machine.Mark());
        table['0'] = new("POP", machine => machine.PopOrUnmark());
        table['1'] = new("POP_MARK", machine => machine.PopToMark());
        table['2'] = new("DUP", machine => machine.Push(machine.Top));
        table['p'] = new("PUT", machine => machine.Remember((ulong)WholeLong(machine, machine.Input.Line())));
        table['q'] = new("BINPUT", machine => machine.Remember(machine.Input.Byte()));
        table['r'] = new("LONG_BINPUT", machine => machine.Remember(machine.Input.Number(4)));
        table[0x94] = new("MEMOIZE", machine => machine.Remember());
        table['g'] = new("GET", machine => machine.Recall((ulong)WholeLong(machine, machine.Input.Line())));
        table['h'] = new("BINGET", machine => machine.Recall(machine.Input.Byte()));
        table['j'] = new("LONG_BINGET", machine => machine.Recall(machine.Input.Number(4)));
    }

    private static void AddObjects(PickleOpcode?[] table)
    {
        table['c'] = new(
            "GLOBAL",
            machine =>
            {
                string module = machine.Input.Line();
                machine.PushGlobal(module, machine.Input.Line());
            }
        );
        table[0x93] = new(
            "STACK_GLOBAL",
            machine =>
            {
                object?[] names = machine.Pop(2);
                if (names[0] is not string module || names[1] is not string name)
                    throw machine.Input.Damaged("STACK_GLOBAL needs two texts", machine.OpcodeOffset);
                machine.PushGlobal(module, name);
            }
        );
        table['R'] = new("REDUCE", machine => machine.Reduce());
        table[0x81] = new("NEWOBJ", machine => machine.NewObject());
        table['b'] = new("BUILD", machine => machine.SetState());
        table['Q'] = new("BINPERSID", machine => machine.LoadPersistent());
    }

    private static ulong BigEndian(ulong littleEndian)
    {
        ulong turned = 0;
        for (int i = 0; i < 8; i++)
            turned = (turned << 8) | ((littleEndian >> (8 * i)) & 0xff);
        return turned;
    }

    private static object Whole(PickleMachine machine, string text) =>
        text.Length <= MaxDigits
        && BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? Narrow(number)
            : throw machine.Input.Damaged($"'{text}' is no whole number", machine.OpcodeOffset);

    private static long WholeLong(PickleMachine machine, string text) =>
        Whole(machine, text) is long and >= 0 and var number
            ? number
            : throw machine.Input.Damaged($"'{text}' is no place in the memo", machine.OpcodeOffset);

    private static object Whole(byte[] littleEndian) => Narrow(new BigInteger(littleEndian));

    private static object Narrow(BigInteger number) =>
        number >= long.MinValue && number <= long.MaxValue ? (object)(long)number : number;
}
