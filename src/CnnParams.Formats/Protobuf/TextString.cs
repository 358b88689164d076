using System.Globalization;
using System.Text;

namespace CnnParams.Formats.Protobuf;

/// <summary>
/// The content of a string in a protobuf text. Its escapes are bytes of UTF-8, so that several of them make one
/// character (protobuf.dev/reference/protobuf/textformat-spec).
/// </summary>
internal sealed class TextString
{
    private const string Letters = "abfnrtv",
        Controls = "\a\b\f\n\r\t\v";

    private readonly StringBuilder _content = new();
    private readonly List<byte> _bytes = [];

    internal void Add(char character)
    {
        Decode();
        _content.Append(character);
    }

    /// <summary>Takes an escape, of which the backslash is at hand, and goes on after it.</summary>
    internal void AddEscape(string text, ref int at)
    {
        at++;
        if (at == text.Length)
            return;
        char kind = text[at];
        if (kind is >= '0' and <= '7')
        {
            _bytes.Add((byte)Number(text, ref at, 8, 3));
        }
        else if (kind is 'x' or 'X' && at + 1 < text.Length && Digit(text[at + 1], 16) >= 0)
        {
            at++;
            _bytes.Add((byte)Number(text, ref at, 16, 2));
        }
        else if (kind is 'u' or 'U' && TryPoint(text, at + 1, kind == 'u' ? 4 : 8) is { } point)
        {
            Decode();
            _content.Append(point);
            at += kind == 'u' ? 5 : 9;
        }
        else
        {
            // Any other character is itself: quotes and the backslash, and what a path of Windows has after one.
            int control = Letters.IndexOf(kind);
            Add(control >= 0 ? Controls[control] : kind);
            at++;
        }
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        Decode();
        return _content.ToString();
    }

    private void Decode()
    {
        if (_bytes.Count == 0)
            return;
        _content.Append(Encoding.UTF8.GetString([.. _bytes]));
        _bytes.Clear();
    }

    private static int Number(string text, ref int at, int radix, int mostDigits)
    {
        int number = 0;
        for (
            int digits = 0;
            digits < mostDigits && at < text.Length && Digit(text[at], radix) is >= 0 and int digit;
            digits++, at++
        )
            number = number * radix + digit;
        return number & 0xFF;
    }

    private static string? TryPoint(string text, int at, int digits) =>
        at + digits <= text.Length
        && int.TryParse(
            text.Substring(at, digits),
            NumberStyles.AllowHexSpecifier,
            CultureInfo.InvariantCulture,
            out int point
        )
        && point is >= 0 and <= 0x10FFFF and not (>= 0xD800 and <= 0xDFFF)
            ? char.ConvertFromUtf32(point)
            : null;

    private static int Digit(char character, int radix)
    {
        int digit = character switch
        {
            >= '0' and <= '9' => character - '0',
            >= 'a' and <= 'f' => character - 'a' + 10,
            >= 'A' and <= 'F' => character - 'A' + 10,
            _ => -1,
        };
        return digit < radix ? digit : -1;
    }
}
