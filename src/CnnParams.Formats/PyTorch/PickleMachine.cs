using CnnParams.Reading;

namespace CnnParams.Formats.PyTorch;

/// <summary>
/// Reads a pickle as data. A pickle is a program of a small stack machine, whose calls can do anything in Python; here
/// a call makes metadata of tensors and containers (<see cref="PickleBuilders"/>) or is refused, with its name and
/// place. An object of an unknown class is its class's name and its attributes: nothing is imported, nothing is run.
/// </summary>
internal sealed class PickleMachine
{
    // A model of a million tensors takes about 30 million steps; each makes at most one small object.
    private const int MaxSteps = 32_000_000;

    // Shape, type and bytes of an array, and what they are made of.
    private const int MostParts = 32;

    private const string Advice =
        "; save the weights alone, with torch.save(model.state_dict(), path), and read that file";

    private readonly Func<object?[], object?> _persistent;
    private readonly List<object?> _stack = [];
    private readonly Stack<int> _marks = new();
    private readonly Dictionary<ulong, object?> _memo = [];
    private bool _stopped;

    private PickleMachine(PickleInput input, Func<object?[], object?> persistent)
    {
        Input = input;
        _persistent = persistent;
    }

    /// <summary>The bytes.</summary>
    internal PickleInput Input { get; }

    /// <summary>Where the opcode is that is being run.</summary>
    internal long OpcodeOffset { get; private set; }

    /// <summary>The value on top.</summary>
    internal object? Top => _stack.Count > Floor ? _stack[_stack.Count - 1] : throw Empty();

    private int Floor => _marks.Count > 0 ? _marks.Peek() : 0;

    /// <summary>Reads one pickle, up to its STOP.</summary>
    /// <param name="input">The bytes.</param>
    /// <param name="persistent">What a persistent id stands for.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="ModelFileException">It is damaged, or holds what is refused.</exception>
    internal static object? Read(PickleInput input, Func<object?[], object?> persistent, CancellationToken cancellation)
    {
        var machine = new PickleMachine(input, persistent);
        for (int step = 0; !machine._stopped; step++)
        {
            if (step == MaxSteps)
                throw input.Refused($"the pickle has more than {MaxSteps} opcodes", input.Position);
            if (step % 65536 == 0)
                cancellation.ThrowIfCancellationRequested();
            machine.Step();
        }

        return machine._stack[machine._stack.Count - 1];
    }

    internal void Stop()
    {
        _ = Top;
        _stopped = true;
    }

    internal void Push(object? value) => _stack.Add(value);

    internal void PushList(object?[] items)
    {
        var list = new PickleList();
        list.Items.AddRange(items);
        Push(list);
    }

    internal void Mark() => _marks.Push(_stack.Count);

    /// <summary>Takes some values from the top, in the order in which they were put there.</summary>
    internal object?[] Pop(int count)
    {
        if (_stack.Count - count < Floor)
            throw Empty();
        return Take(_stack.Count - count);
    }

    internal object?[] PopToMark() =>
        _marks.Count > 0
            ? Take(_marks.Pop())
            : throw Input.Damaged("the mark that this opcode goes back to is missing", OpcodeOffset);

    internal void PopOrUnmark()
    {
        if (_marks.Count > 0 && _marks.Peek() == _stack.Count)
            _marks.Pop();
        else
            Pop(1);
    }

    internal void Remember(ulong? place = null) => _memo[place ?? (ulong)_memo.Count] = Top;

    internal void Recall(ulong place) =>
        Push(
            _memo.TryGetValue(place, out object? value)
                ? value
                : throw Input.Damaged($"nothing was put at place {place} of the memo", OpcodeOffset)
        );

    internal void PushGlobal(string module, string name) => Push(new PickleGlobal(module, name, OpcodeOffset));

    internal void Append(object?[] items)
    {
        var into = Top switch
        {
            PickleList list => list,
            PickleObject { Elements: var elements } => elements,
            _ => throw Unexpected("a list"),
        };
        into.Items.AddRange(items);
    }

    internal void SetItems(object?[] items)
    {
        var into = Top switch
        {
            PickleDictionary dictionary => dictionary,
            PickleObject { Items: var own } => own,
            _ => throw Unexpected("a dict"),
        };
        if (items.Length % 2 != 0)
            throw Input.Damaged("a key without a value", OpcodeOffset);
        for (int i = 0; i < items.Length; i += 2)
            into.Pairs.Add(new(items[i], items[i + 1]));
    }

    /// <summary>A call, which is understood or refused.</summary>
    internal void Reduce()
    {
        object?[] call = Pop(2);
        if (call[0] is not PickleGlobal function || call[1] is not object?[] arguments)
            throw Input.Damaged("REDUCE needs a name and a tuple", OpcodeOffset);
        if (!PickleBuilders.Knows(function))
            throw Refused(function, "calls");
        Push(Build(function, arguments));
    }

    /// <summary>A new object: of a class that is understood, or an inert one.</summary>
    internal void NewObject()
    {
        object?[] call = Pop(2);
        if (call[0] is not PickleGlobal type || call[1] is not object?[] arguments)
            throw Input.Damaged("NEWOBJ needs a name and a tuple", OpcodeOffset);
        if (PickleBuilders.Knows(type))
            Push(Build(type, arguments));
        else if (arguments.Length == 0)
            Push(new PickleObject(type));
        else
            throw Refused(type, "makes an object with arguments of");
    }

    /// <summary>Attributes of an object. Those of a container (OrderedDict's _metadata) are of no use here.</summary>
    internal void SetState()
    {
        object? state = Pop(1)[0];
        switch (Top)
        {
            case PickleObject made:
                if (ArrayOf(made, state) is { } array)
                    Replace(made, array);
                else if (AttributesOf(state) is { } attributes)
                    made.Attributes = attributes;
                else
                    made.State = state;
                break;
            case PickleDictionary or PickleList or PickleTensor:
                break;
            default:
                throw Unexpected("an object");
        }
    }

    private PickleTensor? ArrayOf(PickleObject made, object? state)
    {
        try
        {
            return PickledArrays.Of(made, state);
        }
        catch (FormatException exception)
        {
            throw Input.Refused($"an array that is refused: {exception.Message}", OpcodeOffset);
        }
    }

    // It has been remembered just before its state, the parts of which have been too.
    private void Replace(object made, object by)
    {
        _stack[_stack.Count - 1] = by;
        for (int back = 1; back <= Math.Min(MostParts, _memo.Count); back++)
        {
            ulong key = (ulong)(_memo.Count - back);
            if (_memo.TryGetValue(key, out object? kept) && ReferenceEquals(kept, made))
                _memo[key] = by;
        }
    }

    internal void LoadPersistent()
    {
        if (Pop(1)[0] is not object?[] id)
            throw Input.Refused("a persistent id that is no tuple, as PyTorch's are", OpcodeOffset);
        try
        {
            Push(_persistent(id));
        }
        catch (FormatException exception)
        {
            throw Input.Refused($"a persistent id that is refused: {exception.Message}", OpcodeOffset);
        }
    }

    private void Step()
    {
        OpcodeOffset = Input.Position;
        PickleOpcode.Of(Input.Byte(), Input).Run(this);
    }

    private object? Build(PickleGlobal name, object?[] arguments)
    {
        try
        {
            return PickleBuilders.Build(name, arguments);
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            throw Input.Damaged(
                $"{name.FullName} is given what PyTorch does not give it: {exception.Message}",
                OpcodeOffset,
                exception
            );
        }
    }

    // Attributes come as a dict, or as (dict, slots).
    private static PickleDictionary? AttributesOf(object? state) =>
        state switch
        {
            PickleDictionary attributes => attributes,
            object?[] { Length: 2 } parts => parts[0] as PickleDictionary,
            _ => null,
        };

    private object?[] Take(int from)
    {
        object?[] items = _stack.GetRange(from, _stack.Count - from).ToArray();
        _stack.RemoveRange(from, items.Length);
        return items;
    }

    private ModelFileException Refused(PickleGlobal name, string does) =>
        Input.Refused(
            $"the pickle {does} {name.FullName}, which is refused: nothing in a file is run{Advice}",
            name.Offset
        );

    private ModelFileException Unexpected(string wanted) =>
        Input.Damaged($"the opcode needs {wanted} on the stack", OpcodeOffset);

    private ModelFileException Empty() =>
        Input.Damaged("the stack is empty where the opcode takes a value from it", OpcodeOffset);
}
