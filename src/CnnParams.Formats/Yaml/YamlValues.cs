using System.Globalization;

namespace CnnParams.Formats.Yaml;

/// <summary>What scalars stand for: YAML's core schema, and Python's None, True and False.</summary>
internal static class YamlValues
{
    /// <summary>
    /// A whole number, a number, a Boolean, a text, nothing, or a list of these; a known name stands for its value.
    /// </summary>
    internal static object? Of(YamlNode node, IReadOnlyDictionary<string, object?>? named = null)
    {
        if (node.Items is { } items)
            return items.Select(item => Of(item, named)).ToArray();
        if (node.Text is not { } text)
            return null;
        if (named is not null && named.TryGetValue(text, out object? value))
            return value;
        return text switch
        {
            // An argument in quotes is Python's word for it, too.
            "None" => null,
            "True" => true,
            "False" => false,
            _ => node.IsPlain ? Plain(text) : text,
        };
    }

    private static object? Plain(string text) =>
        text switch
        {
            "" or "~" or "null" or "Null" or "NULL" => null,
            "true" or "TRUE" => true,
            "false" or "FALSE" => false,
            _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole) =>
                whole,
            _ when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double real) => real,
            _ => text,
        };
}
