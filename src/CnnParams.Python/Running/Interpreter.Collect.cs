using CnnParams.Python.Compiling;
using CnnParams.Python.Values;

namespace CnnParams.Python.Running;

/// <summary>Instructions that make collections and texts, and take them apart.</summary>
public sealed partial class Interpreter
{
    // Each takes the top of the stack and gives the new one.
    private int Collect(Frame frame, Instruction instruction, int top)
    {
        object?[] values = frame.Values;
        int count = instruction.A;
        switch (instruction.Op)
        {
            case OpCode.BuildTuple:
                values[top - count] = PyTuple.Of(Take(values, top, count));
                return top - count + 1;
            case OpCode.BuildList:
                values[top - count] = new PyList([.. Take(values, top, count)]);
                return top - count + 1;
            case OpCode.BuildSet:
                var set = new PySet(new PyDict());
                foreach (object element in Take(values, top, count))
                    set.Add(element);
                values[top - count] = set;
                return top - count + 1;
            case OpCode.BuildDict:
                var dict = new PyDict();
                int first = top - (2 * count);
                Allocate(count);
                for (int i = first; i < top; i += 2)
                    dict.Set(values[i]!, values[i + 1]!);
                values[first] = dict;
                return first + 1;
            case OpCode.BuildSlice:
                values[top - 3] = new PySlice(values[top - 3]!, values[top - 2]!, values[top - 1]!);
                return top - 2;
            case OpCode.BuildText:
                string text = string.Concat(Take(values, top, count));
                Allocate(text.Length);
                values[top - count] = text;
                return top - count + 1;
            case OpCode.ListAppend:
                Allocate(1);
                ((PyList)values[top - 1 - count]!).Items.Add(values[top - 1]!);
                return top - 1;
            case OpCode.SetAdd:
                Allocate(1);
                ((PySet)values[top - 1 - count]!).Add(values[top - 1]!);
                return top - 1;
            case OpCode.DictAdd:
                Allocate(1);
                ((PyDict)values[top - 2 - count]!).Set(values[top - 2]!, values[top - 1]!);
                return top - 2;
            case OpCode.ListExtend:
                ((PyList)values[top - 2]!).Items.AddRange(ToArray(values[top - 1]!));
                return top - 1;
            case OpCode.SetExtend:
                ((PySet)values[top - 2]!).AddAll(this, values[top - 1]!);
                return top - 1;
            case OpCode.DictUpdate:
            case OpCode.DictMerge:
                Mappings.Merge(this, (PyDict)values[top - 2]!, values[top - 1]!, instruction.Op == OpCode.DictMerge);
                return top - 1;
            case OpCode.ListToTuple:
                values[top - 1] = PyTuple.Of([.. ((PyList)values[top - 1]!).Items]);
                return top;
            case OpCode.Unpack:
                return Unpack(values, top, count);
            case OpCode.UnpackStarred:
                return UnpackStarred(values, top, count, instruction.B);
            case OpCode.Format:
                values[top - 2] = Format(values[top - 2]!, (char)count, values[top - 1]!);
                return top - 1;
            default:
                return Define(frame, instruction, top);
        }
    }

    private object[] Take(object?[] values, int top, int count)
    {
        Allocate(count);
        object[] taken = new object[count];
        Array.Copy(values, top - count, taken, 0, count);
        return taken;
    }

    private string Format(object value, char conversion, object specification)
    {
        object shown = conversion switch
        {
            'r' => Represent(value),
            'a' => Representing.Plain(Represent(value)),
            's' => ToText(value),
            _ => value,
        };
        return Formatting.Apply(this, shown, specification as string ?? "");
    }

    private int Unpack(object?[] values, int top, int count)
    {
        object source = values[--top]!;
        object[] items = source is PyTuple tuple ? tuple.Items : ToArrayOfMost(source, count);
        if (items.Length != count)
        {
            throw items.Length > count
                ? Errors.Value($"too many values to unpack (expected {count})")
                : Errors.Value($"not enough values to unpack (expected {count}, got {items.Length})");
        }

        for (int i = count - 1; i >= 0; i--)
            values[top++] = items[i];
        return top;
    }

    private int UnpackStarred(object?[] values, int top, int before, int after)
    {
        object[] items = ToArray(values[--top]!);
        int rest = items.Length - before - after;
        if (rest < 0)
            throw Errors.Value($"not enough values to unpack (expected at least {before + after}, got {items.Length})");
        for (int i = items.Length - 1; i >= before + rest; i--)
            values[top++] = items[i];
        values[top++] = new PyList([.. items.Skip(before).Take(rest)]);
        for (int i = before - 1; i >= 0; i--)
            values[top++] = items[i];
        return top;
    }

    // One more than are wanted is enough to know that there are too many.
    private object[] ToArrayOfMost(object items, int count)
    {
        var iterator = Iterate(items);
        var result = new List<object>(count);
        while (result.Count <= count && Next(iterator, out object item))
            result.Add(item);
        return [.. result];
    }
}
