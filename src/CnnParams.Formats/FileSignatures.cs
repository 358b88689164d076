using System.Text;
using System.Text.RegularExpressions;

namespace CnnParams.Formats;

/// <summary>
/// What a file looks like that no reader knows: by its first bytes, or else by whether it is text. One table of what
/// people give a reader of models by mistake, and what to do then.
/// </summary>
internal static class FileSignatures
{
    private const string Page = "a web page, as comes where a download needs an address of its own or a sign-in";

    private static readonly Regex Members = new(@"[{,]\s*""([^""\\]{1,40})""\s*:", RegexOptions.CultureInvariant);

    // As TensorFlow.js calls its files of weights: group1-shard2of4.
    private static readonly Regex Shard = new(@"^group\d+-shard\d+of\d+$", RegexOptions.CultureInvariant);

    private static readonly (byte[] Bytes, int Offset, string What)[] Foreign =
    [
        Of("version https://git-lfs", "a Git LFS pointer, not the file itself; fetch that with 'git lfs pull'"),
        Of([0x1F, 0x8B], "gzip; unpack it first"),
        Of("BZh", "bzip2; unpack it first"),
        Of([0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z'], "xz; unpack it first"),
        Of([0x28, 0xB5, 0x2F, 0xFD], "Zstandard; unpack it first"),
        Of([(byte)'7', (byte)'z', 0xBC, 0xAF, 0x27, 0x1C], "a 7-Zip archive; unpack it first"),
        Of("Rar!", "a RAR archive; unpack it first"),
        (Encoding.ASCII.GetBytes("ustar"), 257, "a tar archive; unpack it first"),
        Of("%PDF", "a PDF document"),
        Of([0x89, (byte)'P', (byte)'N', (byte)'G'], "a PNG image"),
        Of([0xFF, 0xD8, 0xFF], "a JPEG image"),
        Of("GIF8", "a GIF image"),
        Of("RIFF", "a RIFF file: sound, video or a WebP image"),
        Of([0x7F, (byte)'E', (byte)'L', (byte)'F'], "a program or a library for Linux (ELF)"),
        Of("MZ", "a program or a library for Windows"),
        Of([0xCF, 0xFA, 0xED, 0xFE], "a program or a library for macOS"),
        Of("SQLite format 3", "a SQLite database"),
        Of("PAR1", "a table of Parquet"),
        (Encoding.ASCII.GetBytes("brain.Event:"), 23, "a log of TensorBoard: figures of a training, and no weights"),
        Of("ggml", "the form of ggml before GGUF; convert it with llama.cpp"),
        Of("ggjt", "the form of ggml before GGUF; convert it with llama.cpp"),
    ];

    // What models are in too, of formats that have been asked already.
    private static readonly (byte[] Bytes, int Offset, string What)[] Containers =
    [
        Of("PK\x03\x04", "a zip archive, but not one of Keras, PyTorch or NumPy; what is in it may be a model"),
        Of([0x89, (byte)'H', (byte)'D', (byte)'F'], "HDF5, but not a model or weights of Keras"),
        Of([0x12, 1, 0, 0, 0, 0, 0, 0], "arrays of MXNet; their network is in the -symbol.json file, which is read"),
    ];

    /// <summary>What the content is, where it begins as no model does; null where it may be one.</summary>
    internal static string? FindForeign(ModelFile file)
    {
        if (file.IsFolder)
            return null;
        return Find(file, Foreign) ?? (Text(file.Head) is { } text && IsPage(text) ? Page : null);
    }

    /// <summary>
    /// Whether the extension tells nothing: JSON, YAML, and numbers in a .bin file, are of too many kinds to be read as
    /// one of them and found damaged, and so is text under the extension of binary files. What begins as a pickle or an
    /// archive is PyTorch's, or nearly; a .pkl file is of whoever made it.
    /// </summary>
    internal static bool IsOfManyKinds(ModelFile file)
    {
        if (file.IsFolder)
            return false;
        if (file.Extension is ".bin" or ".pt" or ".pth" or ".ckpt" or ".torch")
            return !file.StartsWith([0x80]) && !file.StartsWith("PK"u8);
        if (file.Extension == ".pkl")
            return IsPickle(file) || !file.StartsWith([0x80]);
        // What tells a model may come later than what has been looked at.
        if (IsYaml(file))
            return file.Length <= file.Head.Length;
        return file.Extension == ".json"
            || (!OfText.Contains(file.Extension) && Text(file.Head) is { } text && !text.Any(IsControl));
    }

    /// <summary>What the content looks like, as the end of a sentence: "it looks like ...".</summary>
    internal static string Describe(ModelFile file)
    {
        if (file.IsFolder)
            return "a folder that is no model";
        if ((FindForeign(file) ?? Find(file, Containers)) is { } found)
            return found;
        if (IsPickle(file))
            return "a pickle of Python that is not PyTorch's; what it holds cannot be known without executing it, "
                + "which is not done";
        if (Text(file.Head) is { } text)
            return IsYaml(file)
                ? "YAML, but not a model of Ultralytics, which has a 'backbone' and a 'head'"
                : DescribeText(text);
        return NetworkOf(file) is { } network
            ? $"the weights of {network}, which lies beside it and has the network: read that"
            : Unknown;
    }

    private const string Unknown = "binary data of an unknown kind";

    /// <summary>Whether a file begins as nothing that is known.</summary>
    internal static bool IsUnknown(ModelFile file) => Describe(file) == Unknown;

    // Formats that keep weights apart: OpenVINO, ncnn, TensorFlow.js and PaddlePaddle.
    private static string? NetworkOf(ModelFile file)
    {
        string[] extensions = file.Extension switch
        {
            ".bin" => [".xml", ".param", ".json"],
            ".pdiparams" => [".pdmodel", ".json"],
            _ => [],
        };
        return extensions
            .Select(extension => file.Name + extension)
            .Concat(Shard.IsMatch(file.Name) ? ["model.json"] : [])
            .FirstOrDefault(name => File.Exists(Path.Combine(Path.GetDirectoryName(file.Path)!, name)));
    }

    // Formats in text that are known by their extension alone.
    private static readonly string[] OfText = [".cfg", ".param", ".prototxt", ".pbtxt", ".psd1", ".py", ".xml"];

    private static bool IsControl(char letter) => letter < ' ' && letter is not ('\t' or '\r' or '\n');

    private static bool IsPickle(ModelFile file) =>
        file.Head.Length > 2 && file.Head[0] == 0x80 && file.Head[1] is >= 2 and <= 5;

    private static bool IsYaml(ModelFile file) => file.Extension is ".yaml" or ".yml";

    // A list begins with a value, the section of an .ini file with a name.
    private static bool IsJson(string start) =>
        start.StartsWith("{", StringComparison.Ordinal)
        || (
            start.StartsWith("[", StringComparison.Ordinal)
            && Trimmed(start.Substring(1)) is var first
            && (first.Length == 0 || !char.IsLetter(first[0]) || Array.Exists(Words, first.StartsWith))
        );

    private static readonly string[] Words = ["true", "false", "null"];

    // The names of its first members say most about what it is for.
    private static string DescribeJson(string text)
    {
        string[] members =
        [
            .. Members.Matches(text).Cast<Match>().Select(match => $"'{match.Groups[1].Value}'").Distinct().Take(5),
        ];
        if (members.Contains("'model_type'") || members.Contains("'architectures'"))
            return "the configuration of a model of Hugging Face's transformers: settings, and no layers; the weights "
                + "are in .safetensors or .bin files beside it";
        return "JSON, but not of a network that is known"
            + (members.Length > 0 ? $": its members are {string.Join(", ", members)}" : "");
    }

    private static string DescribeText(string text)
    {
        string start = Trimmed(text);
        if (start.StartsWith("<", StringComparison.Ordinal))
            return "XML, but not a network of OpenVINO";
        if (IsJson(start))
            return DescribeJson(start);
        return
            start.StartsWith("import ", StringComparison.Ordinal)
            || start.StartsWith("from ", StringComparison.Ordinal)
            || start.StartsWith("#!", StringComparison.Ordinal)
            ? "the source of a program; code of a model in PyTorch or Keras is read from a file whose name ends in .py"
            : "text";
    }

    private static bool IsPage(string text) =>
        Trimmed(text).StartsWith("<!DOCTYPE html", StringComparison.OrdinalIgnoreCase)
        || Trimmed(text).StartsWith("<html", StringComparison.OrdinalIgnoreCase);

    private static string Trimmed(string text) => text.TrimStart('\uFEFF', ' ', '\t', '\r', '\n');

    private static string? Find(ModelFile file, (byte[] Bytes, int Offset, string What)[] signatures) =>
        Array.Find(signatures, signature => file.StartsWith(signature.Bytes, signature.Offset)).What;

    // Text has no zeros and is UTF-8; a letter may be cut off at the end of what was read.
    private static string? Text(byte[] head)
    {
        if (head.Length == 0 || head.Contains((byte)0))
            return null;
        string text = Encoding.UTF8.GetString(head);
        string whole = text.TrimEnd('\uFFFD');
        return text.Length - whole.Length >= 4 || whole.Any(letter => letter == '\uFFFD') ? null : text;
    }

    private static (byte[] Bytes, int Offset, string What) Of(string text, string what) =>
        (Encoding.ASCII.GetBytes(text), 0, what);

    private static (byte[] Bytes, int Offset, string What) Of(byte[] bytes, string what) => (bytes, 0, what);
}
