using System.Globalization;

namespace CnnParams.Formats.Darknet;

/// <summary>A section of a .cfg file: <c>[type]</c>, then <c>name=value</c> lines.</summary>
/// <param name="file">The file, for errors.</param>
/// <param name="type">What stands between the brackets.</param>
/// <param name="line">Its line, counted from 1.</param>
internal sealed class DarknetSection(ModelFile file, string type, int line)
{
    private readonly Dictionary<string, (string Value, int Line)> _options = new(StringComparer.Ordinal);

    /// <summary>What stands between the brackets.</summary>
    internal string Type { get; } = type;

    /// <summary>Its line, counted from 1.</summary>
    internal int Line { get; } = line;

    // Of two lines with one name Darknet takes the first.
    internal void Add(string name, string value, int line)
    {
        if (!_options.ContainsKey(name))
            _options.Add(name, (value, line));
    }

    /// <summary>A word.</summary>
    internal string Text(string name, string missing) =>
        _options.TryGetValue(name, out var option) ? option.Value : missing;

    /// <summary>A whole number; null where there is no such line.</summary>
    internal long? Whole(string name) =>
        _options.TryGetValue(name, out var option) ? Number(name, option.Value, option.Line) : null;

    /// <summary>A whole number, or what Darknet takes where there is no such line.</summary>
    internal long Whole(string name, long missing) => Whole(name) ?? missing;

    /// <summary>Whether an option is switched on.</summary>
    internal bool Is(string name) => Whole(name, 0) != 0;

    /// <summary>Whole numbers with commas between them.</summary>
    /// <exception cref="Reading.ModelFileException">There is no such line.</exception>
    internal IReadOnlyList<long> Wholes(string name)
    {
        if (!_options.TryGetValue(name, out var option))
            throw file.Damaged($"line {Line}: [{Type}] needs '{name}=', and has none");
        return
        [
            .. option
                .Value.Split([','], StringSplitOptions.RemoveEmptyEntries)
                .Select(part => Number(name, part, option.Line)),
        ];
    }

    /// <summary>The error of this section.</summary>
    internal Reading.ModelFileException Wrong(string message) => file.Damaged($"line {Line}: [{Type}] {message}");

    // C's atoi, but for what it makes a silent zero of.
    private long Number(string name, string value, int at)
    {
        int end = value.Length > 0 && value[0] is '-' or '+' ? 1 : 0;
        while (end < value.Length && value[end] is >= '0' and <= '9')
            end++;
        return
            long.TryParse(
                value.Substring(0, end),
                NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture,
                out long number
            ) && number is >= int.MinValue and <= int.MaxValue
            ? number
            : throw file.Damaged($"line {at}: '{name}={value}' of [{Type}] should be a whole number");
    }
}
