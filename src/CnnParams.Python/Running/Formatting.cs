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
        if (value is PyInstance { Plain: null } instance && instance.Type.TryFind("__format__", out object method))
            return interpreter.ToText(interpreter.Call(method, value, specification));
        if (value is PyInstance { Plain: { } plain })
            value = plain;
        var parts = Specification.Match(specification);
        if (!parts.Success)
            throw Errors.Value($"Invalid format specifier '{specification}'");
        char type = parts.Groups["type"].Success ? parts.Groups["type"].Value[0] : '\0';
        bool isNumber = Numbers.IsNumber(value) && !(value is bool && type == '\0');
        if (!isNumber && type is not ('\0' or 's'))
            throw Errors.Value($"Unknown format code '{type}' for object of type '{BuiltinTypes.Of(value).Name}'");
        if (isNumber && type == 's')
            throw Errors.Value($"Unknown format code 's' for object of type '{BuiltinTypes.Of(value).Name}'");
        int? precision = parts.Groups["precision"].Success
            ? int.Parse(parts.Groups["precision"].Value, CultureInfo.InvariantCulture)
            : null;
        string body = isNumber ? Number(value, type, precision, parts) : Text(interpreter.ToText(value), precision);
        return Pad(interpreter, body, parts, isNumber);
    }

    /// <summary>What <c>str.format</c> does.</summary>
    internal static string Fields(Interpreter interpreter, string format, in Arguments arguments)
    {
        var result = new StringBuilder();
        int automatic = 0;
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
                result.Append(Field(interpreter, format.Substring(i + 1, close - i - 1), arguments, ref automatic));
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

    internal static string Real(double value, char type, int precision)
    {
        if (double.IsNaN(value) || double.IsInfinity(value))
            return Representing.Real(value);
        switch (char.ToLowerInvariant(type))
        {
            case 'f':
                return value.ToString(
                    "F" + precision.ToString(CultureInfo.InvariantCulture),
                    CultureInfo.InvariantCulture
                );
            case 'e':
                return value
                    .ToString(
                        (type == 'e' ? "0." : "0.") + new string('0', precision) + (type == 'E' ? "E+00" : "e+00"),
                        CultureInfo.InvariantCulture
                    )
                    .Replace(".e", "e")
                    .Replace(".E", "E");
            default:
                return General(value, precision == 0 ? 1 : precision);
        }
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

    private static string Field(Interpreter interpreter, string field, in Arguments arguments, ref int automatic)
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
            value = arguments.Find(first) ?? throw Errors.Key(first);
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
            'r' or 'a' => interpreter.Represent(value),
            's' => interpreter.ToText(value),
            _ => value,
        };
        if (specification.Contains('{'))
        {
            int inner = automatic;
            specification = Regex.Replace(specification, @"\{(\w*)\}", match => "");
            automatic = inner;
        }

        return specification.Length == 0 ? interpreter.ToText(value) : Apply(interpreter, value, specification);
    }

    private static string Text(string text, int? precision) =>
        precision is { } most && most < text.Length ? text.Substring(0, most) : text;

    private static string Number(object value, char type, int? precision, Match parts)
    {
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
                '\0' => General(real, Math.Max(1, precision.Value)),
                _ => Real(real, type, precision ?? 6),
            };
        }
        else
        {
            var integer = Numbers.ToBig(value);
            isNegative = integer.Sign < 0;
            digits = Integer(BigInteger.Abs(integer), type, parts.Groups["alt"].Success);
        }

        if (parts.Groups["group"].Success)
            digits = Group(digits, parts.Groups["group"].Value);
        string sign =
            isNegative ? "-"
            : parts.Groups["sign"].Value is "+" or " " ? parts.Groups["sign"].Value
            : "";
        return sign + digits;
    }

    private static string Integer(BigInteger value, char type, bool hasPrefix)
    {
        string prefix = hasPrefix
            ? type switch
            {
                'x' => "0x",
                'X' => "0X",
                'b' => "0b",
                'o' => "0o",
                _ => "",
            }
            : "";
        return prefix
            + type switch
            {
                'x' or 'X' => InRadix(value, 16) is var hex && type == 'X' ? hex.ToUpperInvariant() : hex,
                'b' => InRadix(value, 2),
                'o' => InRadix(value, 8),
                'c' => char.ConvertFromUtf32((int)BigInteger.Min(value, 0x10FFFF)),
                _ => value.ToString(CultureInfo.InvariantCulture),
            };
    }

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

    private static string General(double value, int precision)
    {
        if (value == 0)
            return "0";
        int exponent = (int)Math.Floor(Math.Log10(Math.Abs(value)));
        string rounded = value.ToString(
            "E" + (precision - 1).ToString(CultureInfo.InvariantCulture),
            CultureInfo.InvariantCulture
        );
        exponent = int.Parse(rounded.Substring(rounded.IndexOf('E') + 1), CultureInfo.InvariantCulture);
        if (exponent < -4 || exponent >= precision)
        {
            string mantissa = rounded.Substring(0, rounded.IndexOf('E'));
            mantissa = mantissa.Contains('.') ? mantissa.TrimEnd('0').TrimEnd('.') : mantissa;
            return mantissa
                + "e"
                + (exponent < 0 ? "-" : "+")
                + Math.Abs(exponent).ToString("00", CultureInfo.InvariantCulture);
        }

        string plain = value.ToString(
            "F" + Math.Max(0, precision - 1 - exponent).ToString(CultureInfo.InvariantCulture),
            CultureInfo.InvariantCulture
        );
        return plain.Contains('.') ? plain.TrimEnd('0').TrimEnd('.') : plain;
    }

    private static string Group(string digits, string separator)
    {
        int end = digits.IndexOfAny(['.', 'e', '%']);
        string whole = end < 0 ? digits : digits.Substring(0, end);
        for (int i = whole.Length - 3; i > 0; i -= 3)
            whole = whole.Insert(i, separator);
        return end < 0 ? whole : $"{whole}{digits.Substring(end)}";
    }

    private static string Pad(Interpreter interpreter, string body, Match parts, bool isNumber)
    {
        int width = parts.Groups["width"].Success
            ? int.Parse(parts.Groups["width"].Value, CultureInfo.InvariantCulture)
            : 0;
        if (width > Widest)
            throw Errors.Value($"a field is wider than {Widest} characters");
        if (body.Length >= width)
            return body;
        interpreter.Allocate(width);
        bool hasZero = parts.Groups["zero"].Success && isNumber;
        string align =
            parts.Groups["align"].Success ? parts.Groups["align"].Value
            : hasZero ? "="
            : isNumber ? ">"
            : "<";
        char fill =
            parts.Groups["fill"].Success ? parts.Groups["fill"].Value[0]
            : hasZero ? '0'
            : ' ';
        int missing = width - body.Length;
        switch (align)
        {
            case "<":
                return body + new string(fill, missing);
            case "^":
                return new string(fill, missing / 2) + body + new string(fill, missing - (missing / 2));
            case "=":
                int sign = body[0] is '-' or '+' or ' ' ? 1 : 0;
                return body.Insert(sign, new string(fill, missing));
            default:
                return new string(fill, missing) + body;
        }
    }
}
