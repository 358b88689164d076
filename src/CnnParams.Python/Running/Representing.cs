using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;
using CnnParams.Python.Values;

namespace CnnParams.Python.Running;

/// <summary>What <c>repr</c> gives.</summary>
internal static class Representing
{
    private const int Deepest = 50;

    [ThreadStatic]
    private static int s_depth;

    internal static string Of(Interpreter interpreter, object value) =>
        value switch
        {
            string text => Quote(text),
            bool flag => flag ? "True" : "False",
            long number => number.ToString(CultureInfo.InvariantCulture),
            BigInteger big => big.ToString(CultureInfo.InvariantCulture),
            double real => Real(real),
            PyList or PyTuple or PyDict when Overrides.TryFind(value, "__repr__", out object method) =>
                interpreter.ToText(interpreter.Call(method, value)),
            PyObject other => other.Represent(interpreter),
            _ => "?",
        };

    internal static string Real(double value)
    {
        if (double.IsNaN(value))
            return "nan";
        if (double.IsInfinity(value))
            return value > 0 ? "inf" : "-inf";
        string text = value.ToString("R", CultureInfo.InvariantCulture);
        int exponent = text.IndexOf('E');
        if (exponent < 0)
            return text.Contains('.') ? text
                : Math.Abs(value) < 1e16 ? text + ".0"
                : FormattableString.Invariant($"{value:0.################e+00}");
        // Python writes 1e-05 where .NET writes 1E-05, and 0.0001 in full.
        int power = int.Parse(text.Substring(exponent + 1), CultureInfo.InvariantCulture);
        if (power is >= -4 and < 16)
            return value.ToString("0.0#################", CultureInfo.InvariantCulture);
        string sign = power < 0 ? "-" : "+";
        return FormattableString.Invariant($"{text.Substring(0, exponent)}e{sign}{Math.Abs(power):00}");
    }

    internal static string Quote(string text)
    {
        char quote = text.Contains('\'') && !text.Contains('"') ? '"' : '\'';
        var result = new StringBuilder(text.Length + 2).Append(quote);
        foreach (char c in text)
        {
            switch (c)
            {
                case '\n':
                    result.Append("\\n");
                    break;
                case '\r':
                    result.Append("\\r");
                    break;
                case '\t':
                    result.Append("\\t");
                    break;
                case '\\':
                    result.Append("\\\\");
                    break;
                default:
                    if (c == quote)
                        result.Append('\\').Append(c);
                    else if (c < ' ' || c == '\x7F')
                        result.Append("\\x").Append(((int)c).ToString("x2", CultureInfo.InvariantCulture));
                    else
                        result.Append(c);
                    break;
            }
        }

        return result.Append(quote).ToString();
    }

    /// <summary>The same in ASCII: what <c>ascii</c> gives.</summary>
    internal static string Plain(string text)
    {
        var result = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            bool isPair = char.IsSurrogatePair(text, i);
            int code = isPair ? char.ConvertToUtf32(text, i++) : text[i];
            if (code < 0x80)
                result.Append((char)code);
            else
                result.AppendFormat(
                    CultureInfo.InvariantCulture,
                    code < 0x100 ? "\\x{0:x2}"
                        : code < 0x10000 ? "\\u{0:x4}"
                        : "\\U{0:x8}",
                    code
                );
        }

        return result.ToString();
    }

    internal static string Items(Interpreter interpreter, string open, IEnumerable<object> items, string close)
    {
        return Nested(() =>
        {
            var text = new StringBuilder(open);
            bool isFirst = true;
            foreach (object item in items)
            {
                interpreter.Step();
                string shown = Of(interpreter, item);
                interpreter.Allocate(shown.Length);
                text.Append(isFirst ? "" : ", ").Append(shown);
                isFirst = false;
            }

            return text.Append(close).ToString();
        });
    }

    internal static string Dict(Interpreter interpreter, PyDict dict)
    {
        return Nested(() =>
        {
            var text = new StringBuilder("{");
            foreach (var pair in dict.Pairs())
            {
                interpreter.Step();
                string shown = $"{Of(interpreter, pair.Key)}: {Of(interpreter, pair.Value)}";
                interpreter.Allocate(shown.Length);
                text.Append(text.Length > 1 ? ", " : "").Append(shown);
            }

            return text.Append('}').ToString();
        });
    }

    // A list can hold itself.
    private static string Nested(Func<string> represent)
    {
        if (s_depth >= Deepest)
            return "...";
        RuntimeHelpers.EnsureSufficientExecutionStack();
        s_depth++;
        try
        {
            return represent();
        }
        finally
        {
            s_depth--;
        }
    }
}
