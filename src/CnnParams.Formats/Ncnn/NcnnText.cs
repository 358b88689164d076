using System.Globalization;
using System.Text;

namespace CnnParams.Formats.Ncnn;

/// <summary>
/// A .param file in text: a number that says so, how many layers and tensors there are, then a layer a line: type,
/// name, how many tensors it reads and writes, those, and settings by number
/// (Tencent/ncnn: docs/developer-guide/param-and-model-file-structure.md).
/// </summary>
internal static class NcnnText
{
    private const string Magic = "7767517";

    private const int MostBytes = 64 << 20;

    // A list in the older form has its number subtracted from this one.
    private const int Lists = -23300;

    /// <summary>Whether the content begins as such a file does.</summary>
    internal static bool IsAtStartOf(ModelFile file) =>
        file.StartsWith("7767517"u8)
        && file.Head.Length > Magic.Length
        && file.Head[Magic.Length] is (byte)'\n' or (byte)'\r';

    /// <summary>The layers.</summary>
    internal static IReadOnlyList<NcnnLine> Read(ModelFile file)
    {
        if (file.Length > MostBytes)
            throw file.Unsupported($"a .param file of {file.Length} bytes; at most {MostBytes} are read");
        using var reader = new StreamReader(
            file.Open(),
            Encoding.UTF8,
            detectEncodingFromByteOrderMarks: true,
            bufferSize: 1 << 14,
            leaveOpen: true
        );
        if (reader.ReadLine()?.Trim() != Magic)
            throw file.Damaged($"its first line should be {Magic}, of a .param file in text");
        string[] counts = Words(reader.ReadLine() ?? "");
        if (
            counts.Length < 2
            || !int.TryParse(counts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int layers)
        )
            throw file.Damaged("line 2: the number of layers and of tensors should stand here");

        var lines = new List<NcnnLine>();
        for (int number = 3; reader.ReadLine() is { } text; number++)
        {
            string[] words = Words(text);
            if (words.Length > 0)
                lines.Add(ReadLine(words, number, file));
        }

        // Published files are found whose first number was not raised when a line was added.
        return lines.Count >= layers
            ? lines
            : throw file.Damaged($"line 2 says that there are {layers} layers, but {lines.Count} follow");
    }

    private static NcnnLine ReadLine(string[] words, int number, ModelFile file)
    {
        if (
            words.Length < 4
            || !TryCount(words[2], out int reads)
            || !TryCount(words[3], out int writes)
            || words.Length - 4 < reads + writes
        )
            throw file.Damaged($"line {number}: a type, a name, two counts and as many tensors should stand here");
        if (
            words[0].StartsWith("nn.", StringComparison.Ordinal)
            || words[0].StartsWith("pnnx.", StringComparison.Ordinal)
        )
            throw file.Unsupported(
                $"line {number}: '{words[0]}' is of pnnx, whose .pnnx.param files are not read; give the .ncnn.param "
                    + "file beside it"
            );
        var settings = new Dictionary<int, NcnnSetting>();
        foreach (string word in words.Skip(4 + reads + writes))
        {
            int equals = word.IndexOf('=');
            if (
                equals < 0
                || !int.TryParse(
                    word.Substring(0, equals),
                    NumberStyles.AllowLeadingSign,
                    CultureInfo.InvariantCulture,
                    out int id
                )
            )
                throw file.Damaged($"line {number}: '{word}' is no setting; those are a number, = and a value");
            bool hasLength = id <= Lists;
            settings[hasLength ? unchecked(Lists - id) : id] =
                WrittenSetting.Read(word.Substring(equals + 1), hasLength)
                ?? throw file.Damaged(
                    $"line {number}: '{word}' has no value that ncnn reads: a number, numbers with commas between, or "
                        + "for a list its length and as many"
                );
        }

        return new NcnnLine(
            words[0],
            words[1],
            [.. words.Skip(4).Take(reads)],
            [.. words.Skip(4 + reads).Take(writes)],
            settings
        );
    }

    // White space in quotation marks belongs to the word.
    private static string[] Words(string line)
    {
        if (line.IndexOf('"') < 0)
            return line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var words = new List<string>();
        var word = new StringBuilder();
        bool isQuoted = false;
        foreach (char letter in line + ' ')
        {
            isQuoted ^= letter == '"';
            if (isQuoted || !char.IsWhiteSpace(letter))
            {
                word.Append(letter);
            }
            else if (word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }

        return [.. words];
    }

    private static bool TryCount(string text, out int count) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count) && count < 1 << 20;
}
