using CnnParams.Python.Compiling;
using CnnParams.Python.Values;

namespace CnnParams.Python.Running;

/// <summary>Instructions that make functions and classes, import, raise, manage contexts and match patterns.</summary>
public sealed partial class Interpreter
{
    private int Define(Frame frame, Instruction instruction, int top)
    {
        object?[] values = frame.Values;
        object[] constants = frame.Code.Constants;
        switch (instruction.Op)
        {
            case OpCode.MakeFunction:
                return MakeFunction(frame, (FunctionTemplate)constants[instruction.A], top);
            case OpCode.MakeClass:
                var template = (FunctionTemplate)constants[instruction.A];
                values[top - 2] = Classes.Define(
                    this,
                    template.Code,
                    frame.Globals,
                    Closure(frame, template),
                    (PyList)values[top - 2]!,
                    (PyDict)values[top - 1]!
                );
                return top - 1;
            case OpCode.Annotate:
                if (frame.Names!.Get("__annotations__") is not PyDict annotations)
                    frame.Names["__annotations__"] = annotations = new PyDict();
                annotations.Set(constants[instruction.A], constants[instruction.B]);
                return top;
            case OpCode.LoadLocals:
                values[top] = frame.Locals();
                return top + 1;
            case OpCode.LoadGlobals:
                values[top] = frame.Globals;
                return top + 1;
            case OpCode.Import:
                values[top] = Modules.Import(
                    this,
                    (string)constants[instruction.A],
                    wantsLast: (instruction.B & 1) != 0,
                    isOptional: (instruction.B & 2) != 0
                );
                return top + 1;
            case OpCode.ImportFrom:
                values[top - 1] = Modules.ImportFrom(
                    this,
                    frame.Globals,
                    (string)values[top - 1]!,
                    (string)constants[instruction.A],
                    isOptional: (instruction.B & 2) != 0
                );
                return top;
            case OpCode.ImportStar:
                Modules.ImportAll(this, frame.Globals, (string)constants[instruction.A]);
                return top;
            case OpCode.Raise:
                throw Classes.ToRaise(this, values[top - 2]!, values[top - 1]!);
            case OpCode.RaiseAgain:
                throw (RaisedException)values[instruction.A]!;
            case OpCode.MatchError:
                values[top - 1] = Boxed.Of(
                    Classes.IsInstance(this, ((RaisedException)values[instruction.A]!).Error, values[top - 1]!)
                );
                return top;
            case OpCode.LoadError:
                values[top] = ((RaisedException)values[instruction.A]!).Error;
                return top + 1;
            case OpCode.FailAssertion:
                throw Errors.Of(
                    BuiltinTypes.AssertionError,
                    values[top - 1] is None ? "this condition does not hold" : ToText(values[top - 1]!)
                );
            case OpCode.Holds:
                values[top - 1] = Boxed.Of(Holds(values[top - 1]!));
                return top;
            case OpCode.PassOver:
                PassOver(frame, (RaisedException)values[instruction.A]!, constants[instruction.B]);
                return top;
            case OpCode.Enter:
                object manager = values[top - 1]!;
                values[top] = CallMethod(manager, "__enter__");
                values[top - 1] = values[top];
                values[top] = GetAttribute(manager, "__exit__");
                return top + 1;
            case OpCode.Leave:
                values[top] = Boxed.Of(
                    Leave(values[instruction.A]!, instruction.B < 0 ? null : (RaisedException)values[instruction.B]!)
                );
                return top + 1;
            default:
                return PatternMatching.Execute(this, instruction, constants, values, top);
        }
    }

    private bool Leave(object exit, RaisedException? raised) =>
        IsTrue(
            raised is null
                ? Call(exit, None.Instance, None.Instance, None.Instance)
                : Call(exit, raised.Error.Type, raised.Error, None.Instance)
        );

    private static int MakeFunction(Frame frame, FunctionTemplate template, int top)
    {
        object?[] defaults = new object?[template.Code.Signature.Names.Length];
        int first = top - template.DefaultIndexes.Length;
        for (int i = 0; i < template.DefaultIndexes.Length; i++)
            defaults[template.DefaultIndexes[i]] = frame.Values[first + i];
        frame.Values[first] = new PyFunction(template.Code, frame.Globals, defaults, Closure(frame, template));
        return first + 1;
    }

    private static Cell[] Closure(Frame frame, FunctionTemplate template) =>
        Array.ConvertAll(template.FreeSlots, slot => (Cell)frame.Values[slot]!);

    private void PassOver(Frame frame, RaisedException raised, object what)
    {
        if (what is string name)
        {
            frame.Globals.Set(name, new Unknown(name, raised));
            return;
        }

        raised.Statement = PlaceOf(frame);
        PassedOver.Add(raised);
        foreach (object changed in UnfinishedChanges.Of(this, frame, (Change[])what, raised))
            LeaveUnfinished(frame.Globals, changed, raised);
        Failed?.Invoke(raised, frame.Globals);
    }

    // A model without one of its parts is another model, and so is one that holds it; settings without one are read as
    // they are.
    private void LeaveUnfinished(PyDict globals, object changed, RaisedException raised)
    {
        // What has no value keeps the reason for it.
        if (changed is Unknown)
            return;
        foreach (var pair in globals.Pairs().ToArray())
        {
            bool isModel = IsModel?.Invoke(pair.Value) == true;
            if (isModel ? IsWithin?.Invoke(changed, pair.Value) != true : !ReferenceEquals(pair.Value, changed))
                continue;
            if (isModel)
                Unfinished.Add((pair.Value, raised));
            globals.Set(pair.Key, new Unknown((string)pair.Key, raised));
        }
    }

    // A source that goes on asserts what is so.
    private bool Holds(object value)
    {
        try
        {
            return IsTrue(value);
        }
        catch (RaisedException raised) when (raised.Is(BuiltinTypes.UnknownValueError))
        {
            return true;
        }
    }
}
