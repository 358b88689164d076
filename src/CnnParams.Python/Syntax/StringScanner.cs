using System.Globalization;
using System.Text;

namespace CnnParams.Python.Syntax;

/// <summary>Finds the end of a string literal, and decodes what is in it.</summary>
internal static class StringScanner
{
    /// <summary>
    /// Whether letters before a quotation mark are the prefix of a string: r, b, f, u and their pairs.
    /// </summary>
    internal static bool IsPrefix(string text, int start, int end)
    {
        if (end - start is < 1 or > 2)
            return false;
        for (int i = start; i < end; i++)
        {
            if ("rRbBfFuU".IndexOf(text[i]) < 0)
                return false;
        }

        return true;
    }

    /// <summary>Goes past the string whose quotation mark is at <paramref name="at"/>.</summary>
    internal static void Skip(SourceText source, ref int at, int end, int start)
    {
        string text = source.Text;
        bool isFormatted = text.IndexOfAny(['f', 'F'], start, at - start) >= 0;
        int quotes = QuoteLength(text, at, end);
        char quote = text[at];
        at += quotes;
        int depth = 0;
        while (at < end)
        {
            char c = text[at];
            if (c == '\\')
            {
                at += 2;
            }
            else if (c == quote && depth > 0 && quotes == 1 && isFormatted)
            {
                // Within a field of an f-string, a string of its own.
                Skip(source, ref at, end, at);
            }
            else if (c == quote && IsRun(text, at, end, quote, quotes))
            {
                at += quotes;
                return;
            }
            else if (c is '\'' or '"' && depth > 0 && ClosingQuote(text, at, end, quote) is > 0 and var close)
            {
                // The braces of a text in a field are none of the field's.
                at = close + 1;
            }
            else if (c is '\n' or '\r' && quotes == 1 && depth == 0)
            {
                break;
            }
            else
            {
                if (isFormatted && c == '{')
                {
                    if (depth == 0 && at + 1 < end && text[at + 1] == '{')
                        at++;
                    else
                        depth++;
                }
                else if (isFormatted && c == '}' && depth > 0)
                {
                    depth--;
                }

                at++;
            }
        }

        throw new PythonSyntaxException(source.PlaceAt(start), "this string is never closed");
    }

    // Before the line and the string around it end; elsewhere a quotation mark fills a format.
    private static int ClosingQuote(string text, int at, int end, char around)
    {
        for (int i = at + 1; i < end && text[i] is not ('\n' or '\r'); i++)
        {
            if (text[i] == text[at])
                return i;
            if (text[i] == around)
                return -1;
        }

        return -1;
    }

    /// <summary>1 or 3: how many quotation marks a string begins and ends with.</summary>
    internal static int QuoteLength(string text, int at, int end) => IsRun(text, at, end, text[at], 3) ? 3 : 1;

    /// <summary>What a part of a literal says, its escapes decoded.</summary>
    internal static string Decode(SourceText source, int start, int end, bool isBytes)
    {
        string text = source.Text;
        if (text.IndexOf('\\', start, end - start) < 0 && text.IndexOf('\r', start, end - start) < 0)
            return text.Substring(start, end - start);

        var result = new StringBuilder(end - start);
        for (int i = start; i < end; i++)
        {
            char c = text[i];
            if (c == '\r')
            {
                result.Append('\n');
                if (i + 1 < end && text[i + 1] == '\n')
                    i++;
            }
            else if (c != '\\' || i + 1 >= end)
            {
                result.Append(c);
            }
            else
            {
                i = DecodeEscape(source, i + 1, end, isBytes, result);
            }
        }

        return result.ToString();
    }

    // Returns the position of the last character of the escape.
    private static int DecodeEscape(SourceText source, int at, int end, bool isBytes, StringBuilder result)
    {
        string text = source.Text;
        char c = text[at];
        int plain = "\\'\"abfnrtv".IndexOf(c);
        if (plain >= 0)
        {
            result.Append("\\'\"\a\b\f\n\r\t\v"[plain]);
            return at;
        }

        switch (c)
        {
            case '\n':
                return at;
            case '\r':
                return at + 1 < end && text[at + 1] == '\n' ? at + 1 : at;
            case >= '0' and <= '7':
                int length = 1;
                while (length < 3 && at + length < end && text[at + length] is >= '0' and <= '7')
                    length++;
                result.Append((char)Convert.ToInt32(text.Substring(at, length), 8));
                return at + length - 1;
            case 'x':
                return DecodeCode(source, at, 2, end, result);
            case 'u' when !isBytes:
                return DecodeCode(source, at, 4, end, result);
            case 'U' when !isBytes:
                return DecodeCode(source, at, 8, end, result);
            case 'N' when !isBytes && at + 1 < end && text[at + 1] == '{':
                // Names of characters need a table; they stand in texts that people read, and a mark will do.
                int close = text.IndexOf('}', at, end - at);
                result.Append('\uFFFD');
                return close < 0 ? end - 1 : close;
            default:
                result.Append('\\').Append(c);
                return at;
        }
    }

    private static int DecodeCode(SourceText source, int at, int digits, int end, StringBuilder result)
    {
        string code = source.Text.Substring(at + 1, Math.Min(digits, end - at - 1));
        if (
            code.Length < digits
            || !int.TryParse(code, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int value)
            || value is < 0 or > 0x10FFFF
        )
            throw new PythonSyntaxException(
                source.PlaceAt(at),
                $"an escape \\{source.Text[at]} needs {digits} hexadecimal digits of a character"
            );
        if (value is >= 0xD800 and <= 0xDFFF)
            result.Append((char)value);
        else
            result.Append(char.ConvertFromUtf32(value));
        return at + digits;
    }

    private static bool IsRun(string text, int at, int end, char quote, int length)
    {
        if (at + length > end)
            return false;
        for (int i = at; i < at + length; i++)
        {
            if (text[i] != quote)
                return false;
        }

        return true;
    }
}
