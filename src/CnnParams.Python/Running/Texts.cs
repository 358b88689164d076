using CnnParams.Python.Syntax;
using CnnParams.Python.Values;

namespace CnnParams.Python.Running;

/// <summary>
/// Texts as sequences, and under operators. Characters are those of UTF-16: names in sources are short and plain.
/// </summary>
internal static class Texts
{
    internal static int Length(string text) => text.Length;

    internal static object Item(Interpreter interpreter, string text, object index)
    {
        if (index is not PySlice slice)
            return text[Indexing.Position(interpreter, index, text.Length, "string")].ToString();
        var (first, step, count) = slice.Over(interpreter, text.Length);
        interpreter.Allocate(count);
        if (step == 1)
            return text.Substring((int)first, (int)count);
        char[] taken = new char[count];
        for (int i = 0; i < count; i++)
            taken[i] = text[(int)(first + (i * step))];
        return new string(taken);
    }

    internal static object? Operate(Interpreter interpreter, BinaryOp op, string text, object right)
    {
        switch (op)
        {
            case BinaryOp.Add when (right as string ?? (right as PyInstance)?.Plain) is string other:
                interpreter.Allocate(text.Length + other.Length);
                return text + other;
            case BinaryOp.Multiply when Integers.TryIndex(right, out long times):
                return Repeat(interpreter, text, times);
            case BinaryOp.Modulo:
                return PercentFormatting.Apply(interpreter, text, right);
            default:
                return null;
        }
    }

    private static string Repeat(Interpreter interpreter, string text, long times)
    {
        times = Math.Max(0, times);
        if (text.Length > 0 && times > interpreter.Limits.Elements / text.Length)
            interpreter.Allocate(interpreter.Limits.Elements + 1);
        interpreter.Allocate(text.Length * times);
        return new System.Text.StringBuilder().Insert(0, text, (int)times).ToString();
    }
}
