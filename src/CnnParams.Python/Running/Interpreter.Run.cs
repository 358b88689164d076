using CnnParams.Python.Compiling;
using CnnParams.Python.Syntax;
using CnnParams.Python.Values;

namespace CnnParams.Python.Running;

/// <summary>
/// The loop over instructions. What an instruction does that is more than a line is in the file of its kind.
/// </summary>
public sealed partial class Interpreter
{
    private object Run(Frame frame)
    {
        while (true)
        {
            try
            {
                if (frame.Pending is { } pending && ThrowInto(frame, pending) is { } yielded)
                    return yielded;
                return RunUntilRaised(frame);
            }
            catch (RaisedException raised) when (FindHandler(frame) is not null)
            {
                if (raised.Trace.Count == 0)
                    Note(raised.Trace, frame);
                GoToHandler(frame, raised);
            }
        }
    }

    // Raises an exception where a generator was left. One that was in another, by yield from, raises it there first,
    // and may yield again.
    private object? ThrowInto(Frame frame, RaisedException raised)
    {
        frame.Pending = null;
        if (
            frame.Code.Instructions[frame.Next].Op != OpCode.YieldFrom
            || frame.Values[frame.Top - 1] is not PyGenerator inner
        )
            throw raised;
        frame.Next++;
        if (inner.Throw(this, raised, out object value))
        {
            frame.Next--;
            frame.HasYielded = true;
            return value;
        }

        frame.Values[frame.Top - 1] = inner.Result;
        return null;
    }

    private static HandlerRange? FindHandler(Frame frame)
    {
        int at = frame.Next - 1;
        foreach (var range in frame.Code.Handlers)
        {
            if (at >= range.Start && at < range.End)
                return range;
        }

        return null;
    }

    private static void GoToHandler(Frame frame, RaisedException raised)
    {
        var range = FindHandler(frame)!.Value;
        frame.Top = frame.Code.SlotCount + range.Depth;
        frame.Push(raised);
        frame.Next = range.Handler;
    }

    private object RunUntilRaised(Frame frame)
    {
        Instruction[] instructions = frame.Code.Instructions;
        object[] constants = frame.Code.Constants;
        object?[] values = frame.Values;
        int top = frame.Top;
        int next = frame.Next;
        frame.HasYielded = false;
        while (true)
        {
            var instruction = instructions[next++];
            // What reads the place of a frame, or handles an exception of it, finds it up to date.
            frame.Next = next;
            switch (instruction.Op)
            {
                case OpCode.LoadConst:
                    values[top++] = constants[instruction.A];
                    break;
                case OpCode.LoadFast:
                    values[top++] = values[instruction.A] ?? throw Unbound(frame, instruction.A);
                    break;
                case OpCode.StoreFast:
                    values[instruction.A] = values[--top];
                    break;
                case OpCode.DeleteFast:
                    values[instruction.A] = null;
                    break;
                case OpCode.LoadCell:
                    values[top++] = ((Cell)values[instruction.A]!).Value ?? throw Unbound(frame, instruction.A);
                    break;
                case OpCode.StoreCell:
                    ((Cell)values[instruction.A]!).Value = values[--top];
                    break;
                case OpCode.DeleteCell:
                    ((Cell)values[instruction.A]!).Value = null;
                    break;
                case OpCode.LoadGlobal:
                    values[top++] = LoadGlobal(frame, (string)constants[instruction.A]);
                    break;
                case OpCode.StoreGlobal:
                    frame.Globals.Set(constants[instruction.A], values[--top]!);
                    break;
                case OpCode.DeleteGlobal:
                    frame.Globals.Remove(constants[instruction.A]);
                    break;
                case OpCode.LoadName:
                    values[top++] =
                        frame.Names!.Get(constants[instruction.A])
                        ?? LoadGlobal(frame, (string)constants[instruction.A]);
                    break;
                case OpCode.StoreName:
                    frame.Names!.Set(constants[instruction.A], values[--top]!);
                    break;
                case OpCode.DeleteName:
                    frame.Names!.Remove(constants[instruction.A]);
                    break;
                case OpCode.LoadClassCell:
                    values[top++] =
                        frame.Names!.Get(constants[instruction.B])
                        ?? ((Cell)values[instruction.A]!).Value
                        ?? throw Unbound(frame, instruction.A);
                    break;
                case OpCode.LoadAttribute:
                    values[top - 1] = GetAttribute(values[top - 1]!, (string)constants[instruction.A]);
                    break;
                case OpCode.StoreAttribute:
                    top -= 2;
                    SetAttribute(values[top + 1]!, (string)constants[instruction.A], values[top]!);
                    break;
                case OpCode.DeleteAttribute:
                    SetAttribute(values[--top]!, (string)constants[instruction.A], null);
                    break;
                case OpCode.LoadMethod:
                    LoadMethod(values, top, (string)constants[instruction.A]);
                    top++;
                    break;
                case OpCode.CallMethod:
                    top -= instruction.A;
                    object? self = values[top - 1];
                    object function = values[top - 2]!;
                    var arguments = TakeArguments(
                        values,
                        top,
                        instruction.A,
                        self,
                        instruction.B < 0 ? null : (string[])constants[instruction.B]
                    );
                    top -= 2;
                    values[top++] = Call(function, arguments);
                    break;
                case OpCode.Call:
                    top -= instruction.A + 1;
                    arguments = TakeArguments(
                        values,
                        top + 1,
                        instruction.A,
                        null,
                        instruction.B < 0 ? null : (string[])constants[instruction.B]
                    );
                    values[top] = Call(values[top]!, arguments);
                    top++;
                    break;
                case OpCode.CallUnpacked:
                    top -= 3;
                    values[top] = Call(
                        values[top]!,
                        UnpackArguments((PyList)values[top + 1]!, (PyDict)values[top + 2]!)
                    );
                    top++;
                    break;
                case OpCode.LoadItem:
                    top--;
                    values[top - 1] = GetItem(values[top - 1]!, values[top]!);
                    break;
                case OpCode.StoreItem:
                    top -= 3;
                    SetItem(values[top + 1]!, values[top + 2]!, values[top]!);
                    break;
                case OpCode.DeleteItem:
                    top -= 2;
                    SetItem(values[top]!, values[top + 1]!, null);
                    break;
                case OpCode.Binary:
                    top--;
                    values[top - 1] = Operators.Binary(this, (BinaryOp)instruction.A, values[top - 1]!, values[top]!);
                    break;
                case OpCode.InPlace:
                    top--;
                    values[top - 1] = Operators.InPlace(this, (BinaryOp)instruction.A, values[top - 1]!, values[top]!);
                    break;
                case OpCode.Unary:
                    values[top - 1] = Operators.Unary(this, (UnaryOp)instruction.A, values[top - 1]!);
                    break;
                case OpCode.Compare:
                    top--;
                    values[top - 1] = Comparing.Compare(this, (CompareOp)instruction.A, values[top - 1]!, values[top]!);
                    break;
                case OpCode.Jump:
                    next = instruction.A;
                    break;
                case OpCode.JumpBack:
                    Step();
                    next = instruction.A;
                    break;
                case OpCode.JumpIfFalse:
                    if (!IsTrue(values[--top]!))
                        next = instruction.A;
                    break;
                case OpCode.JumpIfTrue:
                    if (IsTrue(values[--top]!))
                        next = instruction.A;
                    break;
                case OpCode.JumpIfFalseOrPop:
                    if (IsTrue(values[top - 1]!))
                        top--;
                    else
                        next = instruction.A;
                    break;
                case OpCode.JumpIfTrueOrPop:
                    if (IsTrue(values[top - 1]!))
                        next = instruction.A;
                    else
                        top--;
                    break;
                case OpCode.Pop:
                    top--;
                    break;
                case OpCode.Duplicate:
                    values[top] = values[top - 1];
                    top++;
                    break;
                case OpCode.DuplicateTwo:
                    values[top] = values[top - 2];
                    values[top + 1] = values[top - 1];
                    top += 2;
                    break;
                case OpCode.RotateTwo:
                    (values[top - 1], values[top - 2]) = (values[top - 2], values[top - 1]);
                    break;
                case OpCode.RotateThree:
                    (values[top - 1], values[top - 2], values[top - 3]) = (
                        values[top - 2],
                        values[top - 3],
                        values[top - 1]
                    );
                    break;
                case OpCode.GetIterator:
                    values[top - 1] = Iterate(values[top - 1]!);
                    break;
                case OpCode.ForNext:
                    if (((PyIterator)values[top - 1]!).MoveNext(this, out object item))
                    {
                        values[top++] = item;
                    }
                    else
                    {
                        top--;
                        next = instruction.A;
                    }

                    break;
                case OpCode.Return:
                    frame.Top = top - 1;
                    return values[top - 1]!;
                case OpCode.Yield:
                    frame.Top = top - 1;
                    frame.HasYielded = true;
                    return values[top - 1]!;
                case OpCode.YieldFrom:
                    top--;
                    if (MoveInner((PyIterator)values[top - 1]!, values[top]!, out item))
                    {
                        // Comes back to this instruction with what is sent.
                        frame.Next = next - 1;
                        frame.Top = top;
                        frame.HasYielded = true;
                        return item;
                    }

                    values[top - 1] = values[top - 1] is PyGenerator { Result: var result } ? result : None.Instance;
                    break;
                default:
                    top = Collect(frame, instruction, top);
                    break;
            }
        }
    }

    private bool MoveInner(PyIterator iterator, object sent, out object value) =>
        iterator is PyGenerator generator ? generator.Send(this, sent, out value) : iterator.MoveNext(this, out value);

    private static Arguments TakeArguments(object?[] values, int first, int count, object? self, string[]? names)
    {
        int extra = self is null ? 0 : 1;
        if (count + extra == 0)
            return Arguments.None;
        object[] taken = new object[count + extra];
        if (self is not null)
            taken[0] = self;
        Array.Copy(values, first, taken, extra, count);
        return new Arguments(taken, names);
    }

    private static Arguments UnpackArguments(PyList positional, PyDict named)
    {
        if (named.Count == 0)
            return new Arguments([.. positional.Items]);
        object[] all = new object[positional.Items.Count + named.Count];
        positional.Items.CopyTo(all);
        string[] names = new string[named.Count];
        int i = 0;
        foreach (var pair in named.Pairs())
        {
            names[i] = pair.Key as string ?? throw Errors.Type("keywords must be strings");
            all[positional.Items.Count + i++] = pair.Value;
        }

        return new Arguments(all, names);
    }

    // Without making an object of the method and the one that it is called on.
    private void LoadMethod(object?[] values, int top, string name)
    {
        object self = values[top - 1]!;
        var type = BuiltinTypes.Of(self);
        bool isSimple =
            self is not PyObject
            || self is PyList or PyTuple or PyDict { Type.IsProvided: true }
            || (self is PyInstance { Type.HasOwnAttributeGetter: false } instance && !instance.Own.Has(name));
        if (isSimple && type.TryFind(name, out object method) && method is PyFunction or HostFunction)
        {
            values[top - 1] = method;
            values[top] = self;
        }
        else
        {
            values[top - 1] = GetAttribute(self, name);
            values[top] = null;
        }
    }

    private object LoadGlobal(Frame frame, string name)
    {
        if (frame.Globals.TryGet(name, out object value) || Builtins.TryGet(name, out value))
            return value is Unknown && Given.Count > 0 ? KnownFor(name) ?? value : value;
        if (KnownFor(name) is { } given)
            return given;
        if (Assumed?.Invoke(name) is { } assumed)
        {
            Builtins.Set(name, assumed);
            return assumed;
        }

        if (Starred.Find(starred => ReferenceEquals(starred.Globals, frame.Globals)).Module is { } module)
            return GetAttribute(module, name);
        string near = SimilarNames.Find(name, frame.Globals.Keys().OfType<string>());
        throw Errors.Name($"name '{name}' is not defined{near}");
    }

    private object? KnownFor(string name)
    {
        if (Given.TryGetValue(name, out object? given))
            Taken.Add(name);
        return given;
    }

    private static RaisedException Unbound(Frame frame, int slot) =>
        Errors.Of(BuiltinTypes.UnboundLocalError, $"the variable '{frame.Code.SlotNames[slot]}' has no value here yet");
}
