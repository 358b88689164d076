using CnnParams.Python.Syntax;

namespace CnnParams.Python.Compiling;

/// <summary>A place in the instructions that jumps lead to, perhaps before it is known.</summary>
internal sealed class Label
{
    internal int Position { get; set; } = -1;

    internal int Depth { get; set; } = -1;

    internal List<int> Jumps { get; } = [];
}

/// <summary>Writes instructions, and keeps track of how deep the stack gets.</summary>
internal sealed class CodeWriter
{
    private const int MostInstructions = 1_000_000;

    private readonly List<Instruction> _instructions = [];
    private readonly List<int> _positions = [];
    private readonly List<object> _constants = [];
    private readonly Dictionary<object, int> _constantIndexes = new(ReferenceOrValue.Instance);
    private int _mostDepth;

    /// <summary>How many values are on the stack here.</summary>
    internal int Depth { get; set; }

    /// <summary>The position in the text that instructions belong to.</summary>
    internal int At { get; set; }

    internal int Next => _instructions.Count;

    internal List<HandlerRange> Handlers { get; } = [];

    /// <param name="op">The instruction.</param>
    /// <param name="effect">By how much the stack grows.</param>
    /// <param name="a">Its first operand.</param>
    /// <param name="b">Its second operand.</param>
    internal void Emit(OpCode op, int effect, int a = 0, int b = 0)
    {
        if (_instructions.Count >= MostInstructions)
            throw new InsufficientExecutionStackException("a function is too long");
        _instructions.Add(new Instruction(op, a, b));
        _positions.Add(At);
        Depth += effect;
        _mostDepth = Math.Max(_mostDepth, Depth);
    }

    internal int Constant(object value)
    {
        if (!_constantIndexes.TryGetValue(value, out int index))
        {
            index = _constants.Count;
            _constants.Add(value);
            _constantIndexes[value] = index;
        }

        return index;
    }

    internal void LoadConstant(object value) => Emit(OpCode.LoadConst, 1, Constant(value));

    /// <param name="op">The jump.</param>
    /// <param name="label">Where it leads.</param>
    /// <param name="effect">By how much the stack grows when it does not jump.</param>
    /// <param name="jumpEffect">By how much the stack grows when it does.</param>
    internal void Jump(OpCode op, Label label, int effect = 0, int? jumpEffect = null)
    {
        if (label.Depth < 0)
            label.Depth = Depth + (jumpEffect ?? effect);
        label.Jumps.Add(Next);
        Emit(op, effect, label.Position);
    }

    /// <summary>Puts a label here; after a jump, the stack is as deep as at that label.</summary>
    internal void Mark(Label label)
    {
        label.Position = Next;
        if (label.Depth >= 0)
            Depth = label.Depth;
        else
            label.Depth = Depth;
        _mostDepth = Math.Max(_mostDepth, Depth);
    }

    internal Code Finish(IEnumerable<Label> labels, Slots slots, bool isGenerator)
    {
        Instruction[] instructions = [.. _instructions];
        foreach (var label in labels)
        {
            foreach (int jump in label.Jumps)
                instructions[jump].A = label.Position;
        }

        return new Code
        {
            Instructions = instructions,
            Positions = [.. _positions],
            Constants = [.. _constants],
            Handlers = [.. Handlers],
            SlotCount = slots.Names.Count,
            StackSize = _mostDepth + 4,
            CellSlots = [.. slots.Cells],
            FreeSlots = [.. slots.Free],
            SlotNames = [.. slots.Names],
            IsGenerator = isGenerator,
        };
    }

    // 1 and 1.0 and True are equal and yet not the same constant.
    private sealed class ReferenceOrValue : IEqualityComparer<object>
    {
        internal static readonly ReferenceOrValue Instance = new();

        bool IEqualityComparer<object>.Equals(object? left, object? right) =>
            ReferenceEquals(left, right)
            || (
                left is string or long or double
                && left.GetType() == right!.GetType()
                && left.Equals(right)
                && !(left is double and 0.0)
            );

        int IEqualityComparer<object>.GetHashCode(object value) =>
            value is string or long or double
                ? value.GetHashCode()
                : System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(value);
    }
}

/// <summary>
/// The variables of a frame: parameters first, then others, those of outer functions, and hidden ones.
/// </summary>
internal sealed class Slots
{
    private readonly Dictionary<string, int> _indexes = new(StringComparer.Ordinal);

    internal List<string> Names { get; } = [];

    internal List<int> Cells { get; } = [];

    internal List<int> Free { get; } = [];

    internal int Of(string name)
    {
        if (!_indexes.TryGetValue(name, out int index))
        {
            index = Names.Count;
            Names.Add(name);
            _indexes[name] = index;
        }

        return index;
    }

    /// <summary>A variable that no source can name.</summary>
    internal int Hidden()
    {
        Names.Add("");
        return Names.Count - 1;
    }
}
