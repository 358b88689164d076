using System.Globalization;
using System.Text;

namespace CnnParams.Reports.Pages;

/// <summary>
/// JSON, written for an element of a page: no character in it ends the element or begins another. Numbers that a script
/// would round are texts.
/// </summary>
// Of ours, because the reports have no dependency: the one for .NET Framework would need a folder of its own.
internal sealed class JsonText(TextWriter writer)
{
    // 2^53 - 1, the largest whole number up to which a script has all.
    private const long LargestExact = 9_007_199_254_740_991;

    private bool _isFirst = true;

    internal JsonText Begin(char bracket)
    {
        Separate();
        writer.Write(bracket);
        _isFirst = true;
        return this;
    }

    internal JsonText End(char bracket)
    {
        writer.Write(bracket);
        _isFirst = false;
        return this;
    }

    /// <summary>The name of what is written next.</summary>
    internal JsonText Key(string name)
    {
        Text(name);
        writer.Write(':');
        _isFirst = true;
        return this;
    }

    internal JsonText Number(long? number)
    {
        if (number is > LargestExact or < -LargestExact)
            return Text(number.Value.ToString(CultureInfo.InvariantCulture));
        Separate();
        writer.Write(number?.ToString(CultureInfo.InvariantCulture) ?? "null");
        return this;
    }

    internal JsonText Number(double? number)
    {
        Separate();
        bool isNumber = number is { } value && !double.IsNaN(value) && !double.IsInfinity(value);
        writer.Write(isNumber ? number!.Value.ToString("R", CultureInfo.InvariantCulture) : "null");
        return this;
    }

    internal JsonText Text(string text)
    {
        Separate();
        writer.Write('"');
        writer.Write(Escape(PrintableText.Lines(text)));
        writer.Write('"');
        return this;
    }

    internal JsonText Texts(IEnumerable<string> texts)
    {
        Begin('[');
        foreach (string text in texts)
            Text(text);
        return End(']');
    }

    internal JsonText Numbers(IEnumerable<long?> numbers)
    {
        Begin('[');
        foreach (var number in numbers)
            Number(number);
        return End(']');
    }

    private void Separate()
    {
        if (!_isFirst)
            writer.Write(',');
        _isFirst = false;
    }

    private static string Escape(string text)
    {
        StringBuilder? escaped = null;
        for (int i = 0; i < text.Length; i++)
        {
            if (IsPlain(text[i]))
                escaped?.Append(text[i]);
            else
                (escaped ??= new StringBuilder(text, 0, i, text.Length + 32)).AppendFormat(
                    CultureInfo.InvariantCulture,
                    "\\u{0:x4}",
                    (int)text[i]
                );
        }

        return escaped?.ToString() ?? text;
    }

    // What is a half of a pair is written as a number, whole pairs too: so the file is well-formed UTF-8 whatever
    // comes.
    private static bool IsPlain(char c) =>
        c is >= ' ' and not ('"' or '\\' or '<' or '>' or '&' or '\x7F' or '\x2028' or '\x2029')
        && !char.IsSurrogate(c)
        && !char.IsControl(c);
}
