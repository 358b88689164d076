using CnnParams.Python.Compiling;
using CnnParams.Python.Values;

namespace CnnParams.Python.Running;

/// <summary>What the patterns of a case ask of a subject.</summary>
internal static class PatternMatching
{
    internal static int Execute(
        Interpreter interpreter,
        Instruction instruction,
        object[] constants,
        object?[] values,
        int top
    )
    {
        switch (instruction.Op)
        {
            case OpCode.MatchSequence:
                values[top - 1] = Boxed.Of(
                    IsSequence(interpreter, values[top - 1]!, instruction.A, instruction.B != 0)
                );
                return top;
            case OpCode.MatchMapping:
                values[top - 1] = Boxed.Of(values[top - 1] is PyDict);
                return top;
            case OpCode.MatchKeys:
                values[top - 2] = Keys((PyDict)values[top - 2]!, (PyTuple)values[top - 1]!);
                return top - 1;
            case OpCode.MatchRest:
                var rest = ((PyDict)values[top - 2]!).Copy();
                foreach (object key in ((PyTuple)values[top - 1]!).Items)
                    rest.Remove(key);
                values[top - 2] = rest;
                return top - 1;
            case OpCode.MatchClass:
                values[top - 2] = Attributes(
                    interpreter,
                    values[top - 2]!,
                    values[top - 1]!,
                    instruction.A,
                    (string[])constants[instruction.B]
                );
                return top - 1;
            default:
                throw new InvalidOperationException($"an instruction that nothing does: {instruction.Op}");
        }
    }

    private static bool IsSequence(Interpreter interpreter, object subject, int count, bool orMore)
    {
        if (subject is not (PyList or PyTuple or PyRange))
            return false;
        long length = Integers.Index(interpreter, interpreter.Length(subject));
        return orMore ? length >= count : length == count;
    }

    private static PyObject Keys(PyDict subject, PyTuple keys)
    {
        object?[] found = Array.ConvertAll(keys.Items, subject.Get);
        return Array.TrueForAll(found, value => value is not null) ? PyTuple.Of(found!) : None.Instance;
    }

    private static PyObject Attributes(
        Interpreter interpreter,
        object subject,
        object type,
        int positional,
        string[] names
    )
    {
        if (!Classes.IsInstance(interpreter, subject, type))
            return None.Instance;
        var found = new List<object>();
        if (positional > 0)
        {
            if (subject is string or long or double or bool or PyList or PyTuple or PyDict or PySet && positional == 1)
                found.Add(subject);
            else if (
                interpreter.TryGetAttribute(type, "__match_args__", out object fields)
                && interpreter.ToArray(fields) is var all
                && all.Length >= positional
            )
                found.AddRange(
                    all.Take(positional).Select(field => interpreter.GetAttribute(subject, interpreter.ToText(field)))
                );
            else
                throw Errors.Type(
                    $"{interpreter.NameOf(type)}() accepts fewer positional sub-patterns than {positional}"
                );
        }

        foreach (string name in names)
        {
            if (!interpreter.TryGetAttribute(subject, name, out object value))
                return None.Instance;
            found.Add(value);
        }

        return PyTuple.Of([.. found]);
    }
}
