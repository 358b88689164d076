using System.Text;

namespace CnnParams.Fuzzing.Mutating;

/// <summary>Texts: words, numbers and marks that are left out, repeated, exchanged or others; lines likewise.</summary>
internal sealed class TokenMutation : Mutation
{
    private const int MostRepeats = 40;

    private static readonly string[] Words =
    [
        "0",
        "1",
        "-1",
        "2",
        "3",
        "255",
        "65536",
        "2147483647",
        "2147483648",
        "4294967296",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775808",
        "99999999999999999999999",
        "1e308",
        "1e-5",
        "0.5",
        "NaN",
        "Infinity",
        "null",
        "true",
        "None",
        "[]",
        "{}",
        "()",
        "\"\"",
        "''",
        "\0",
        "\u001b[31m",
        "\u202e",
        "😀",
        "é",
        " ",
        "\n",
        "\t",
        "self",
        "x",
        ":",
        "=",
        ",",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "-",
        "*",
        "/",
        "%",
        "<",
        ">",
        "#",
        "\"",
        "'",
        "\\",
        "$",
        "@",
        "&",
    ];

    protected override bool Fits(byte[] content) =>
        content.Length > 0 && Array.TrueForAll(content, b => b is >= 0x20 or 9 or 10 or 13);

    protected override byte[] Change(byte[] content, IReadOnlyList<byte[]> others, Random random)
    {
        string text = Encoding.UTF8.GetString(content);
        return Encoding.UTF8.GetBytes(random.Next(3) == 0 ? Lines(text, random) : Tokens(text, others, random));
    }

    private static string Tokens(string text, IReadOnlyList<byte[]> others, Random random)
    {
        var tokens = Split(text);
        int at = random.Next(tokens.Count),
            other = random.Next(tokens.Count);
        switch (random.Next(7))
        {
            case 0:
                tokens.RemoveAt(at);
                break;
            case 1:
                (tokens[at], tokens[other]) = (tokens[other], tokens[at]);
                break;
            case 2:
                tokens[at] = tokens[other];
                break;
            case 3:
                tokens.Insert(at, Pick(Words, random));
                break;
            case 4:
                tokens[at] = Pick(Split(Encoding.UTF8.GetString(Pick(others, random))), random);
                break;
            case 5:
                tokens[at] = string.Concat(Enumerable.Repeat(tokens[at], 1 + random.Next(MostRepeats)));
                break;
            default:
                // A number among the tokens, which decide most.
                int number = tokens.FindIndex(at, token => char.IsDigit(token[0]));
                tokens[number < 0 ? at : number] = Pick(Words, random);
                break;
        }

        return string.Concat(tokens);
    }

    private static string Lines(string text, Random random)
    {
        var lines = text.Split('\n').ToList();
        int at = random.Next(lines.Count),
            count = Math.Min(1 + random.Next(6), lines.Count - at);
        var block = lines.GetRange(at, count);
        switch (random.Next(5))
        {
            case 0:
                lines.RemoveRange(at, count);
                break;
            case 1:
                lines.InsertRange(random.Next(lines.Count), block);
                break;
            case 2:
                lines.InsertRange(at, Enumerable.Repeat(block, 1 + random.Next(MostRepeats)).SelectMany(line => line));
                break;
            case 3:
                lines[at] = new string(' ', random.Next(9)) + lines[at].TrimStart();
                break;
            default:
                lines.RemoveRange(at, lines.Count - at);
                break;
        }

        return string.Join('\n', lines);
    }

    private static List<string> Split(string text)
    {
        var tokens = new List<string>();
        for (int at = 0, end; at < text.Length; at = end)
        {
            end = at + 1;
            int kind = Kind(text[at]);
            while (kind != 0 && end < text.Length && Kind(text[end]) == kind)
                end++;
            tokens.Add(text[at..end]);
        }

        return tokens.Count > 0 ? tokens : [" "];
    }

    private static int Kind(char c) =>
        char.IsLetterOrDigit(c) || c == '_' ? 1
        : char.IsWhiteSpace(c) ? 2
        : 0;
}
