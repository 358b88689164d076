using CnnParams.Python.Syntax;
using CnnParams.Python.Values;

namespace CnnParams.Python.Compiling;

/// <summary>Loops, try and with: what is done when a block is left, and how.</summary>
public sealed partial class Compiler
{
    private readonly List<Block> _blocks = [];
    private readonly Stack<int> _errorSlots = new();
    private int _optionalImports;

    /// <summary>A block that is being compiled.</summary>
    private sealed class Block
    {
        /// <summary>Of a loop: where break and continue lead.</summary>
        internal Label? Break { get; init; }

        internal Label? Continue { get; init; }

        /// <summary>Of a loop: whether its iterator is on the stack.</summary>
        internal bool HasIterator { get; init; }

        /// <summary>What is done when the block is left by return, break or continue.</summary>
        internal Action? Leave { get; init; }

        /// <summary>Where the instructions begin that its handler is for; less than 0 while it is left.</summary>
        internal int RangeStart { get; set; } = -1;

        internal List<(int Start, int End)> Ranges { get; } = [];

        internal bool IsProtected => Break is null;
    }

    private void CompileFor(For loop)
    {
        var next = NewLabel();
        var otherwise = NewLabel();
        var end = NewLabel();
        Compile(loop.Items);
        _writer.At = loop.Items.At;
        _writer.Emit(OpCode.GetIterator, 0);
        end.Depth = _writer.Depth - 1;
        Mark(next);
        _writer.At = loop.Items.At;
        _writer.Jump(OpCode.ForNext, otherwise, 1, -1);
        Store(loop.Target);
        _blocks.Add(
            new Block
            {
                Break = end,
                Continue = next,
                HasIterator = true,
            }
        );
        CompileAll(loop.Body);
        _blocks.RemoveAt(_blocks.Count - 1);
        _writer.At = loop.At;
        _writer.Jump(OpCode.JumpBack, next);
        Mark(otherwise);
        CompileAll(loop.Otherwise);
        Mark(end);
    }

    private void CompileWhile(While loop)
    {
        var next = NewLabel();
        var otherwise = NewLabel();
        var end = NewLabel();
        end.Depth = _writer.Depth;
        Mark(next);
        Compile(loop.Test);
        _writer.Jump(OpCode.JumpIfFalse, otherwise, -1);
        _blocks.Add(new Block { Break = end, Continue = next });
        CompileAll(loop.Body);
        _blocks.RemoveAt(_blocks.Count - 1);
        _writer.At = loop.At;
        _writer.Jump(OpCode.JumpBack, next);
        Mark(otherwise);
        CompileAll(loop.Otherwise);
        Mark(end);
    }

    private void CompileLeave(Statement statement, bool isBreak)
    {
        int loop = _blocks.FindLastIndex(block => block.Break is not null);
        if (loop < 0)
            throw new PythonSyntaxException(
                _source.PlaceAt(statement.At),
                $"'{(isBreak ? "break" : "continue")}' outside of a loop"
            );
        int depth = _writer.Depth;
        LeaveBlocks(loop + 1);
        var target = _blocks[loop];
        _writer.At = statement.At;
        if (isBreak && target.HasIterator)
            _writer.Emit(OpCode.Pop, -1);
        _writer.Jump(isBreak ? OpCode.Jump : OpCode.JumpBack, isBreak ? target.Break! : target.Continue!);
        // What follows is not reached, and has the stack that it would have.
        _writer.Depth = depth;
    }

    // What must be done when blocks are left, the innermost first; exceptions in it belong to the blocks around.
    private void LeaveBlocks(int first)
    {
        Block[] left = [.. _blocks.Skip(first)];
        for (int i = left.Length - 1; i >= 0; i--)
        {
            _blocks.RemoveAt(_blocks.Count - 1);
            Suspend(left[i]);
            left[i].Leave?.Invoke();
        }

        foreach (var block in left)
        {
            _blocks.Add(block);
            Resume(block);
        }
    }

    private void Suspend(Block block)
    {
        if (block.RangeStart >= 0 && block.RangeStart < _writer.Next)
            block.Ranges.Add((block.RangeStart, _writer.Next));
        block.RangeStart = -1;
    }

    // Only the jump or the return itself stands between; it raises nothing.
    private void Resume(Block block)
    {
        if (block.IsProtected)
            block.RangeStart = _writer.Next;
    }

    private void Begin(Block block)
    {
        block.RangeStart = _writer.Next;
        _blocks.Add(block);
    }

    private void End(Block block)
    {
        _blocks.Remove(block);
        Suspend(block);
    }

    // The handler begins with the exception on a stack that is otherwise as deep as before the block.
    private int BeginHandler(Block block, int depth)
    {
        foreach (var (start, end) in block.Ranges)
            _writer.Handlers.Add(new HandlerRange(start, end, _writer.Next, depth));
        _writer.Depth = depth + 1;
        int slot = _slots.Hidden();
        _writer.Emit(OpCode.StoreFast, -1, slot);
        return slot;
    }

    private void CompileTry(Try attempt)
    {
        if (attempt.Final.Length == 0)
        {
            CompileExcept(attempt);
            return;
        }

        int depth = _writer.Depth;
        var end = NewLabel();
        var block = new Block { Leave = () => CompileAll(attempt.Final) };
        Begin(block);
        if (attempt.Handlers.Length > 0)
            CompileExcept(attempt);
        else
            CompileAll(attempt.Body);
        End(block);
        CompileAll(attempt.Final);
        _writer.Jump(OpCode.Jump, end);

        int slot = BeginHandler(block, depth);
        _errorSlots.Push(slot);
        CompileAll(attempt.Final);
        _errorSlots.Pop();
        _writer.Emit(OpCode.RaiseAgain, 0, slot);
        Mark(end);
    }

    private void CompileExcept(Try attempt)
    {
        int depth = _writer.Depth;
        var end = NewLabel();
        var block = new Block();
        bool isOptional = Array.Exists(attempt.Handlers, CatchesImport);
        Begin(block);
        _optionalImports += isOptional ? 1 : 0;
        CompileAll(attempt.Body);
        _optionalImports -= isOptional ? 1 : 0;
        End(block);
        CompileAll(attempt.Otherwise);
        _writer.Jump(OpCode.Jump, end);

        int slot = BeginHandler(block, depth);
        _errorSlots.Push(slot);
        foreach (var handler in attempt.Handlers)
        {
            var next = NewLabel();
            _writer.At = handler.At;
            if (handler.ErrorType is not null)
            {
                Compile(handler.ErrorType);
                _writer.Emit(OpCode.MatchError, 0, slot);
                _writer.Jump(OpCode.JumpIfFalse, next, -1);
            }

            if (handler.Name is not null)
            {
                _writer.Emit(OpCode.LoadError, 1, slot);
                Use(handler.Name, Access.Store);
            }

            CompileAll(handler.Body);
            _writer.Jump(OpCode.Jump, end);
            Mark(next);
        }

        _errorSlots.Pop();
        _writer.Emit(OpCode.RaiseAgain, 0, slot);
        Mark(end);
    }

    // Where a source says what to do without a module, it is told when there is none.
    private static bool CatchesImport(ExceptHandler handler) =>
        handler.ErrorType switch
        {
            null => true,
            Name { Id: "ImportError" or "ModuleNotFoundError" or "Exception" or "BaseException" } => true,
            Sequence sequence => Array.Exists(
                sequence.Items,
                item => item is Name { Id: "ImportError" or "ModuleNotFoundError" or "Exception" }
            ),
            _ => false,
        };

    private void CompileWith(With with)
    {
        int depth = _writer.Depth;
        int leave = _slots.Hidden();
        var end = NewLabel();
        Compile(with.Manager);
        _writer.At = with.Manager.At;
        _writer.Emit(OpCode.Enter, 1);
        _writer.Emit(OpCode.StoreFast, -1, leave);
        var block = new Block { Leave = () => LeaveManager(leave) };
        Begin(block);
        if (with.Target is null)
            _writer.Emit(OpCode.Pop, -1);
        else
            Store(with.Target);
        CompileAll(with.Body);
        End(block);
        LeaveManager(leave);
        _writer.Jump(OpCode.Jump, end);

        int slot = BeginHandler(block, depth);
        _writer.Emit(OpCode.Leave, 1, leave, slot);
        _writer.Jump(OpCode.JumpIfTrue, end, -1);
        _writer.Emit(OpCode.RaiseAgain, 0, slot);
        Mark(end);
    }

    private void LeaveManager(int slot)
    {
        _writer.Emit(OpCode.Leave, 1, slot, -1);
        _writer.Emit(OpCode.Pop, -1);
    }

    // What a failing statement would have bound stands for its error from then on.
    private void CompileGuarded(Statement statement)
    {
        var end = NewLabel();
        var block = new Block();
        Begin(block);
        Compile(statement);
        End(block);
        _writer.Jump(OpCode.Jump, end);
        int slot = BeginHandler(block, 0);
        _writer.At = statement.At;
        // Before the names: they may be those of what is changed.
        _writer.Emit(OpCode.PassOver, 0, slot, _writer.Constant(Change.Of(statement).ToArray()));
        foreach (string name in BoundNames.Of(statement))
            _writer.Emit(OpCode.PassOver, 0, slot, _writer.Constant(name));
        Mark(end);
    }
}
