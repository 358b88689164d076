using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CnnParams.Python.Values;

namespace CnnParams.Python.Running;

/// <summary>The older way to put values into a text: <c>'%s has %d' % (name, count)</c>.</summary>
internal static class PercentFormatting
{
    private static readonly Regex Fields = new(
        @"%(?:\((?<name>[^)]*)\))?(?<flags>[-+ #0]*)(?<width>\d{1,5}|\*)?(?<point>\.(?<precision>\d{1,4}|\*)?)?[lhL]?(?<type>.)",
        RegexOptions.Singleline
    );

    internal static string Apply(Interpreter interpreter, string format, object values)
    {
        var result = new StringBuilder();
        int next = 0;
        int from = 0;
        foreach (Match field in Fields.Matches(format))
        {
            result.Append(format, from, field.Index - from);
            from = field.Index + field.Length;
            char type = field.Groups["type"].Value[0];
            if (type == '%')
            {
                result.Append('%');
                continue;
            }

            string width =
                field.Groups["width"].Value == "*"
                    ? Integers.Index(interpreter, Take(values, ref next)).ToString(CultureInfo.InvariantCulture)
                    : field.Groups["width"].Value;
            string precision =
                !field.Groups["point"].Success ? ""
                : field.Groups["precision"].Value == "*" ? Given(interpreter, Take(values, ref next))
                : "." + (field.Groups["precision"].Success ? field.Groups["precision"].Value : "0");
            object value = field.Groups["name"].Success
                ? interpreter.GetItem(values, field.Groups["name"].Value)
                : Take(values, ref next);
            result.Append(One(interpreter, value, type, field.Groups["flags"].Value, width, precision));
            interpreter.Allocate(result.Length - field.Index + format.Length);
        }

        if (values is PyTuple tuple && next < tuple.Items.Length)
            throw Errors.Type("not all arguments converted during string formatting");
        return result.Append(format, from, format.Length - from).ToString();
    }

    private static string Given(Interpreter interpreter, object value) =>
        "." + Math.Min(9999, Math.Max(0, Integers.Index(interpreter, value))).ToString(CultureInfo.InvariantCulture);

    private static object Take(object values, ref int next)
    {
        object[] items = values is PyTuple tuple ? tuple.Items : [values];
        return next < items.Length ? items[next++] : throw Errors.Type("not enough arguments for format string");
    }

    private static string One(
        Interpreter interpreter,
        object value,
        char type,
        string flags,
        string width,
        string precision
    )
    {
        bool isLeft = flags.Contains('-') || width.StartsWith("-", StringComparison.Ordinal);
        width = width.TrimStart('-');
        string align = isLeft ? "<" : "";
        string sign =
            flags.Contains('+') ? "+"
            : flags.Contains(' ') ? " "
            : "";
        string zero = flags.Contains('0') && align.Length == 0 ? "0" : "";
        switch (type)
        {
            case 's' or 'r' or 'a' or 'c':
                string text =
                    type == 'c' && Numbers.IsInteger(value) ? Formatting.Apply(interpreter, value, "c")
                    : type is 's' or 'c' ? interpreter.ToText(value)
                    : type == 'r' ? interpreter.Represent(value)
                    : Representing.Plain(interpreter.Represent(value));
                return Formatting.Apply(interpreter, text, (align.Length > 0 ? "<" : ">") + width + precision);
            case 'd' or 'i' or 'u':
                if (value is string)
                    throw Errors.Type($"%{type} format: a real number is required, not str");
                return Formatting.Apply(
                    interpreter,
                    Integers.Convert(interpreter, value),
                    align + sign + zero + width + "d"
                );
            case 'e' or 'E' or 'f' or 'F' or 'g' or 'G':
                return Formatting.Apply(
                    interpreter,
                    Numbers.ToReal(interpreter, value),
                    align + sign + zero + width + precision + type
                );
            case 'x' or 'X' or 'o':
                string prefix = flags.Contains('#') ? "#" : "";
                return Formatting.Apply(interpreter, value, align + sign + prefix + zero + width + type);
            default:
                throw Errors.Value($"unsupported format character '{type}'");
        }
    }
}
