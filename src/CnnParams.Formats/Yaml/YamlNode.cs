namespace CnnParams.Formats.Yaml;

/// <summary>A value of a YAML file, with its place.</summary>
internal sealed class YamlNode
{
    private YamlNode(int line, int column) => (Line, Column) = (line, column);

    /// <summary>The line, counted from 1.</summary>
    internal int Line { get; }

    /// <summary>The character within the line, counted from 1.</summary>
    internal int Column { get; }

    /// <summary>The text of a scalar; null for a list or a mapping.</summary>
    internal string? Text { get; private init; }

    /// <summary>Whether a scalar stands without quotes, so that it may be a number, a Boolean or nothing.</summary>
    internal bool IsPlain { get; private init; }

    /// <summary>The items of a list; null for others.</summary>
    internal IReadOnlyList<YamlNode>? Items { get; private init; }

    /// <summary>The entries of a mapping, in order; null for others.</summary>
    internal IReadOnlyList<KeyValuePair<YamlNode, YamlNode>>? Entries { get; private init; }

    internal static YamlNode Scalar(string text, bool isPlain, int line, int column) =>
        new(line, column) { Text = text, IsPlain = isPlain };

    internal static YamlNode List(IReadOnlyList<YamlNode> items, int line, int column) =>
        new(line, column) { Items = items };

    internal static YamlNode Mapping(IReadOnlyList<KeyValuePair<YamlNode, YamlNode>> entries, int line, int column) =>
        new(line, column) { Entries = entries };

    /// <summary>The value under a key; null where there is none.</summary>
    internal YamlNode? this[string key] => Entries?.FirstOrDefault(entry => entry.Key.Text == key).Value;
}
