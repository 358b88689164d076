using System.Collections;
using System.Text.RegularExpressions;

namespace CnnParams.Layers;

/// <summary>
/// A layer within a setting of another: <c>LSTM(Units=64, ReturnSequences=True)</c>, or the same as a map with its
/// Type.
/// </summary>
public static class LayerText
{
    private const int DeepestNesting = 32;

    private static readonly Regex Form = new(@"^\s*(?<type>\w+)\s*(\((?<settings>.*)\))?\s*$", RegexOptions.Singleline);

    // A comma parts settings where a name and = follow it; others are within a value, as in KernelSize=3,3.
    private static readonly Regex Separator = new(@"[,;](?=\s*\w+\s*=)");

    // A layer's settings are read by its type, which comes back here for the layers within.
    [ThreadStatic]
    private static int _depth;

    /// <summary>Makes the layer that a text or a map describes.</summary>
    /// <exception cref="FormatException">It describes none.</exception>
    /// <exception cref="LayerException">There is no such type, or a setting is wrong.</exception>
    public static Layer Read(object value)
    {
        if (_depth == DeepestNesting)
            throw new FormatException($"layers within layers are nested more than {DeepestNesting} deep");
        _depth++;
        try
        {
            return value switch
            {
                IDictionary map => OfMap(map),
                Layer[] or object[] => throw new FormatException(
                    "it is one layer; put several, each in a layer of its own, one after the other"
                ),
                _ => OfText(SettingValue.Text(value)),
            };
        }
        finally
        {
            _depth--;
        }
    }

    /// <summary>The layer as a text.</summary>
    public static string Write(Layer layer)
    {
        string settings = Settings(layer);
        return settings.Length > 0 ? $"{layer.Type}({settings})" : layer.Type;
    }

    /// <summary>The settings that a layer has been given, as a text.</summary>
    internal static string Settings(Layer layer) =>
        string.Join(
            ", ",
            LayerTypes
                .Of(layer)
                .GivenTo(layer)
                .Select(setting => $"{setting.Name}={SettingValue.Text(setting.Get(layer))}")
        );

    /// <summary>The settings that such a text gives.</summary>
    /// <exception cref="FormatException">It is not of that form.</exception>
    internal static KeyValuePair<string, object>[] ReadSettings(string text) =>
        [
            .. Outermost(text)
                .Select(pair => pair.Split(['='], 2))
                .Select(pair =>
                    pair.Length == 2
                        ? new KeyValuePair<string, object>(pair[0].Trim(), pair[1].Trim())
                        : throw new FormatException(
                            $"'{text}' is not a list of settings; write it as Filters=8, KernelSize=5."
                        )
                ),
        ];

    private static Layer OfText(string text)
    {
        var match = Form.Match(text);
        if (!match.Success)
            throw Unreadable(text);

        return LayerTypes.Get(match.Groups["type"].Value).Create(ReadSettings(match.Groups["settings"].Value));
    }

    // The settings of a layer within this one stand in parentheses, and are its own.
    private static IEnumerable<string> Outermost(string settings)
    {
        int start = 0,
            at = 0,
            open = 0;
        foreach (Match separator in Separator.Matches(settings))
        {
            for (; at < separator.Index; at++)
                open +=
                    settings[at] == '(' ? 1
                    : settings[at] == ')' ? -1
                    : 0;
            if (open != 0)
                continue;
            yield return settings.Substring(start, separator.Index - start);
            start = separator.Index + 1;
        }

        if (start < settings.Length)
            yield return settings.Substring(start);
    }

    private static Layer OfMap(IDictionary map)
    {
        var entries = SettingValue
            .Entries(map)
            .ToLookup(entry => "Type".Equals(SettingValue.Text(entry.Key), StringComparison.OrdinalIgnoreCase));
        if (entries[true].FirstOrDefault().Value is not { } type)
            throw new FormatException("it has no Type; write {\"Type\": \"LSTM\", \"Units\": 64}");
        return LayerTypes
            .Get(SettingValue.Text(type))
            .Create(
                entries[false]
                    .Select(entry => new KeyValuePair<string, object>(SettingValue.Text(entry.Key), entry.Value!))
                    .ToArray()
            );
    }

    private static FormatException Unreadable(string text) =>
        new($"'{text}' is not a layer; write it as LSTM(Units=64).");
}
