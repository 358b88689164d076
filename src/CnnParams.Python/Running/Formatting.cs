using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.RegularExpressions;
using CnnParams.Python.Values;

namespace CnnParams.Python.Running;

/// <summary>The language of format specifications: <c>&gt;10,.2f</c>.</summary>
internal static class Formatting
{
    private const int Widest = 100_000;

    private static readonly Regex Specification = new(
        @"^(?:(?<fill>.)?(?<align>[<>=^]))?(?<sign>[-+ ])?(?<alt>#)?(?<zero>0)?(?<width>\d{1,6})?(?<group>[,_])?(?:\.(?<precision>\d{1,4}))?(?<type>[bcdeEfFgGnosxX%])?$",
        RegexOptions.CultureInvariant | RegexOptions.Singleline
    );

    /// <summary>A value as a specification says.</summary>
    internal static string Apply(Interpreter interpreter, object value, string specification)
    {
        if (value is PyInstance instance && instance.Type.TryFind("__format__", out object method))
            return interpreter.ToText(interpreter.Call(method, value, specification));
        if (specification.Length == 0)
            return interpreter.ToText(value);
        if (value is PyInstance { Plain: { } plain })
            value = plain;
        var parts = Specification.Match(specification);
        if (!parts.Success)
            throw Errors.Value($"Invalid format specifier '{specification}'");
        char type = parts.Groups["type"].Success ? parts.Groups["type"].Value[0] : '\0';
        bool isNumber = Numbers.IsNumber(value);
        if (value is None or PyList or PyTuple or PyDict or PySet)
            throw Errors.Type($"unsupported format string passed to {BuiltinTypes.Of(value).Name}.__format__");
        if (!isNumber && type is not ('\0' or 's'))
            throw Errors.Value($"Unknown format code '{type}' for object of type '{BuiltinTypes.Of(value).Name}'");
        if (isNumber && type == 's')
            throw Errors.Value($"Unknown format code 's' for object of type '{BuiltinTypes.Of(value).Name}'");
        int? precision = parts.Groups["precision"].Success
            ? int.Parse(parts.Groups["precision"].Value, CultureInfo.InvariantCulture)
            : null;
        if (!isNumber)
            return Pad(interpreter, "", Text(interpreter.ToText(value), precision), parts, isNumber);
        var (sign, digits) = Number(value, type, precision, parts);
        return Pad(interpreter, sign, digits, parts, isNumber);
    }

    /// <summary>What <c>str.format</c> does.</summary>
    /// <param name="interpreter">The evaluation.</param>
    /// <param name="format">The text with fields.</param>
    /// <param name="arguments">What is put in.</param>
    /// <param name="mapping">What is asked for names that are no arguments, where there is one.</param>
    internal static string Fields(
        Interpreter interpreter,
        string format,
        in Arguments arguments,
        object? mapping = null
    )
    {
        int automatic = 0;
        return Fields(interpreter, format, arguments, mapping, ref automatic, depth: 0);
    }

    private static string Fields(
        Interpreter interpreter,
        string format,
        in Arguments arguments,
        object? mapping,
        ref int automatic,
        int depth
    )
    {
        if (depth > 1)
            throw Errors.Value("Max string recursion exceeded");
        var result = new StringBuilder();
        for (int i = 0; i < format.Length; i++)
        {
            char c = format[i];
            if (c is '{' or '}' && i + 1 < format.Length && format[i + 1] == c)
            {
                result.Append(c);
                i++;
            }
            else if (c == '}')
            {
                throw Errors.Value("Single '}' encountered in format string");
            }
            else if (c == '{')
            {
                int close = FieldEnd(format, i + 1);
                string field = format.Substring(i + 1, close - i - 1);
                result.Append(Field(interpreter, field, arguments, mapping, ref automatic, depth));
                i = close;
            }
            else
            {
                result.Append(c);
            }

            if (result.Length > Widest)
                interpreter.Allocate(result.Length);
        }

        interpreter.Allocate(result.Length);
        return result.ToString();
    }

    // Not below zero.
    private static string Real(double value, char type, int precision)
    {
        if (double.IsNaN(value) || double.IsInfinity(value))
            return Representing.Real(value);
        return type switch
        {
            'f' => Decimals.Fixed(value, precision),
            'e' => Decimals.Scientific(value, precision),
            _ => Decimals.General(value, Math.Max(1, precision), hasPoint: type == '\0'),
        };
    }

    private static int FieldEnd(string format, int at)
    {
        int depth = 1;
        for (int i = at; i < format.Length; i++)
        {
            depth +=
                format[i] == '{' ? 1
                : format[i] == '}' ? -1
                : 0;
            if (depth == 0)
                return i;
        }

        throw Errors.Value("expected '}' before end of string");
    }

    private static string Field(
        Interpreter interpreter,
        string field,
        in Arguments arguments,
        object? mapping,
        ref int automatic,
        int depth
    )
    {
        int colon = field.IndexOf(':');
        string specification = colon < 0 ? "" : field.Substring(colon + 1);
        string name = colon < 0 ? field : field.Substring(0, colon);
        char conversion = '\0';
        if (name.Length >= 2 && name[name.Length - 2] == '!')
        {
            conversion = name[name.Length - 1];
            name = name.Substring(0, name.Length - 2);
        }

        int end = name.IndexOfAny(['.', '[']);
        string first = end < 0 ? name : name.Substring(0, end);
        object value;
        if (first.Length == 0 || char.IsDigit(first[0]))
        {
            int index =
                first.Length == 0 ? automatic++
                : int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out int given) ? given
                : int.MaxValue;
            value =
                index < arguments.Count
                    ? arguments[index]
                    : throw Errors.Index($"Replacement index {index} out of range for positional args tuple");
        }
        else
        {
            value = mapping is null
                ? arguments.Find(first) ?? throw Errors.Key(first)
                : interpreter.GetItem(mapping, first);
        }

        foreach (Match step in Regex.Matches(end < 0 ? "" : name.Substring(end), @"\.(\w+)|\[([^\]]*)\]"))
        {
            string item = step.Groups[2].Value;
            value = step.Groups[1].Success
                ? interpreter.GetAttribute(value, step.Groups[1].Value)
                : interpreter.GetItem(
                    value,
                    long.TryParse(item, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
                        ? Boxed.Of(number)
                        : item
                );
        }

        value = conversion switch
        {
            'r' => interpreter.Represent(value),
            'a' => Representing.Plain(interpreter.Represent(value)),
            's' => interpreter.ToText(value),
            _ => value,
        };
        if (specification.Contains('{'))
            specification = Fields(interpreter, specification, arguments, mapping, ref automatic, depth + 1);
        return Apply(interpreter, value, specification);
    }

    private static string Text(string text, int? precision) =>
        precision is { } most && most < text.Length ? text.Substring(0, most) : text;

    // The sign, with the prefix of a radix, and the digits.
    private static (string Sign, string Digits) Number(object value, char type, int? precision, Match parts)
    {
        string prefix = "";
        bool isReal = value is double || type is 'e' or 'E' or 'f' or 'F' or 'g' or 'G' or '%';
        string digits;
        bool isNegative;
        if (isReal)
        {
            double real = Numbers.ToReal(value);
            isNegative = real < 0 || (real == 0 && 1 / real < 0);
            real = Math.Abs(real);
            digits = type switch
            {
                '%' => Real(real * 100, 'f', precision ?? 6) + "%",
                '\0' when precision is null => Representing.Real(real),
                '\0' => Real(real, type, precision.Value),
                'n' => Real(real, 'g', precision ?? 6),
                _ => Real(real, char.ToLowerInvariant(type), precision ?? 6),
            };
            if (char.IsUpper(type))
                digits = digits.ToUpperInvariant();
        }
        else
        {
            var integer = Numbers.ToBig(value);
            isNegative = integer.Sign < 0;
            digits = Integer(BigInteger.Abs(integer), type);
            if (parts.Groups["alt"].Success && type is 'x' or 'X' or 'b' or 'o')
                prefix = "0" + type;
        }

        string sign =
            isNegative ? "-"
            : parts.Groups["sign"].Value is "+" or " " ? parts.Groups["sign"].Value
            : "";
        return (sign + prefix, digits);
    }

    private static string Integer(BigInteger value, char type) =>
        type switch
        {
            'x' => InRadix(value, 16),
            'X' => InRadix(value, 16).ToUpperInvariant(),
            'b' => InRadix(value, 2),
            'o' => InRadix(value, 8),
            'c' => value <= 0x10FFFF && (value < 0xD800 || value > 0xDFFF)
                ? char.ConvertFromUtf32((int)value)
                : throw Errors.Of(BuiltinTypes.OverflowError, "%c arg not in range(0x110000)"),
            _ => value.ToString(CultureInfo.InvariantCulture),
        };

    private static string InRadix(BigInteger value, int radix)
    {
        if (value.IsZero)
            return "0";
        var digits = new List<char>();
        for (; !value.IsZero; value /= radix)
            digits.Add("0123456789abcdef"[(int)(value % radix)]);
        digits.Reverse();
        return new string([.. digits]);
    }

    // Zeros that fill a field are grouped with the digits; no separator stands first.
    private static string Group(string digits, Match parts, int width)
    {
        if (!parts.Groups["group"].Success)
            return digits.PadLeft(width, '0');
        int size = parts.Groups["type"].Value is "x" or "X" or "b" or "o" ? 4 : 3;
        int end = digits.IndexOfAny(['.', 'e', 'E', '%']);
        string rest = end < 0 || size == 4 ? "" : digits.Substring(end);
        string whole = digits.Substring(0, digits.Length - rest.Length);
        int room = width - rest.Length;
        int length = whole.Length;
        while (length + ((length - 1) / size) < room)
            length++;
        var grouped = new StringBuilder();
        for (int i = 0; i < length; i++)
        {
            if (i > 0 && (length - i) % size == 0)
                grouped.Append(parts.Groups["group"].Value);
            grouped.Append(i < length - whole.Length ? '0' : whole[i - length + whole.Length]);
        }

        return grouped.Append(rest).ToString();
    }

    private static string Pad(Interpreter interpreter, string sign, string digits, Match parts, bool isNumber)
    {
        int width = parts.Groups["width"].Success
            ? int.Parse(parts.Groups["width"].Value, CultureInfo.InvariantCulture)
            : 0;
        if (width > Widest)
            throw Errors.Value($"a field is wider than {Widest} characters");
        interpreter.Allocate(Math.Max(width, digits.Length));
        bool hasZero = parts.Groups["zero"].Success;
        string align =
            parts.Groups["align"].Success ? parts.Groups["align"].Value
            : hasZero && isNumber ? "="
            : isNumber ? ">"
            : "<";
        char fill =
            parts.Groups["fill"].Success ? parts.Groups["fill"].Value[0]
            : hasZero ? '0'
            : ' ';
        if (align == "=" && !isNumber)
            throw Errors.Value("'=' alignment not allowed in string format specifier");
        bool isFilled = align == "=" && fill == '0';
        string body = sign + (isNumber ? Group(digits, parts, isFilled ? width - sign.Length : 0) : digits);
        int missing = Math.Max(0, width - body.Length);
        return align switch
        {
            "<" => body + new string(fill, missing),
            "^" => new string(fill, missing / 2) + body + new string(fill, missing - (missing / 2)),
            "=" => body.Insert(sign.Length, new string(fill, missing)),
            _ => new string(fill, missing) + body,
        };
    }
}
