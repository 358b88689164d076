using System.Globalization;
using System.Text;
using CnnParams.Reading;

namespace CnnParams.Formats.Ncnn;

/// <summary>
/// The text of a .param file: a number that says so, how many layers and tensors there are, then a layer a line
/// (Tencent/ncnn: docs/developer-guide/param-and-model-file-structure.md).
/// </summary>
internal static class NcnnParam
{
    private const string Magic = "7767517";

    private const int MostBytes = 64 << 20;

    /// <summary>Whether the content begins as such a file does.</summary>
    internal static bool IsAtStartOf(ModelFile file) => file.StartsWith("7767517"u8) && file.Head.Length > Magic.Length && file.Head[Magic.Length] is (byte)'\n' or (byte)'\r';

    /// <summary>The lines of the layers.</summary>
    internal static IReadOnlyList<NcnnLine> Read(ModelFile file)
    {
        if (file.Length > MostBytes)
            throw file.Unsupported($"a .param file of {file.Length} bytes; at most {MostBytes} are read");
        using var reader = new StreamReader(file.Open(), Encoding.UTF8, detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 14, leaveOpen: true);
        if (reader.ReadLine()?.Trim() != Magic)
            throw file.Damaged($"its first line is to be {Magic}, of a .param file in text");
        string[] counts = Words(reader.ReadLine() ?? "");
        if (counts.Length < 2 || !int.TryParse(counts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int layers))
            throw file.Damaged("line 2: how many layers and tensors there are is to stand here");

        var lines = new List<NcnnLine>();
        for (int number = 3; reader.ReadLine() is { } text; number++)
        {
            string[] words = Words(text);
            if (words.Length > 0)
                lines.Add(new NcnnLine(words, number, file));
        }

        // Published files are found whose first number was not raised when a line was added.
        return lines.Count >= layers ? lines : throw file.Damaged($"line 2 says that there are {layers} layers, but {lines.Count} follow");
    }

    private static string[] Words(string line) => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>A layer as it is written: type, name, how many tensors it reads and writes, those, and settings by number.</summary>
internal sealed class NcnnLine
{
    // An array has its number subtracted from this one.
    private const int Arrays = -23300;

    private readonly Dictionary<int, string> _settings = [];

    internal NcnnLine(string[] words, int number, ModelFile file)
    {
        Number = number;
        if (words.Length < 4 || !TryCount(words[2], out int reads) || !TryCount(words[3], out int writes) || words.Length - 4 < reads + writes)
            throw file.Damaged($"line {number}: a type, a name, two counts and as many tensors are to stand here");
        if (words[0].StartsWith("nn.", StringComparison.Ordinal) || words[0].StartsWith("pnnx.", StringComparison.Ordinal))
            throw file.Unsupported($"line {number}: '{words[0]}' is of pnnx, whose .pnnx.param files are not read; give the .ncnn.param file beside it");
        Type = words[0];
        Name = words[1];
        Inputs = [.. words.Skip(4).Take(reads)];
        Outputs = [.. words.Skip(4 + reads).Take(writes)];
        foreach (string word in words.Skip(4 + reads + writes))
        {
            int equals = word.IndexOf('=');
            if (equals < 0 || !int.TryParse(word.Substring(0, equals), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int id))
                throw file.Damaged($"line {number}: '{word}' is no setting; those are a number, = and a value");
            _settings[id] = word.Substring(equals + 1);
        }
    }

    internal int Number { get; }

    internal string Type { get; }

    internal string Name { get; }

    internal IReadOnlyList<string> Inputs { get; }

    internal IReadOnlyList<string> Outputs { get; }

    /// <summary>A setting; a real number where a whole one is asked for is cut off. Null where it is not given or no number.</summary>
    internal double? Real(int id) => _settings.TryGetValue(id, out string? text)
        && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : null;

    /// <summary>A setting that is a whole number.</summary>
    internal long? Whole(int id) => Real(id) is { } value && Math.Abs(value) <= 1L << 52 ? (long)value : null;

    /// <summary>A setting that is a list, its length in front of it.</summary>
    internal IReadOnlyList<double> List(int id)
    {
        if (!_settings.TryGetValue(Arrays - id, out string? text))
            return [];
        return [.. text.Split(',').Skip(1).Select(part =>
            double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : double.NaN)];
    }

    private static bool TryCount(string text, out int count) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count) && count < 1 << 20;
}
