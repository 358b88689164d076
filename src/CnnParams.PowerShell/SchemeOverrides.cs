using System.Collections;
using System.Management.Automation;
using CnnParams.Layers;
using CnnParams.Quantizing;

namespace CnnParams.PowerShell;

/// <summary>
/// Schemes by patterns of layers' names: a name itself goes before patterns, and a longer pattern before a shorter one.
/// </summary>
internal sealed class SchemeOverrides
{
    private readonly (string Text, WildcardPattern Pattern, QuantizationScheme Scheme)[] _patterns;

    private SchemeOverrides(IEnumerable<KeyValuePair<string, QuantizationScheme>> schemes) =>
        _patterns = [
            .. schemes
                .OrderBy(pair => WildcardPattern.ContainsWildcardCharacters(pair.Key))
                .ThenByDescending(pair => pair.Key.Length)
                .ThenBy(pair => pair.Key, StringComparer.OrdinalIgnoreCase)
                .Select(pair => (pair.Key, WildcardPattern.Get(pair.Key, WildcardOptions.IgnoreCase), pair.Value)),
        ];

    /// <summary>No layer has a scheme of its own.</summary>
    internal static SchemeOverrides None { get; } = new([]);

    /// <summary>Reads a hashtable of schemes by pattern.</summary>
    /// <exception cref="LayerException">A value is no scheme.</exception>
    internal static SchemeOverrides Read(IDictionary? map) =>
        map is null
            ? None
            : new SchemeOverrides(
                PipelineValue
                    .Properties(PSObject.AsPSObject(map))
                    .Select(pair => new KeyValuePair<string, QuantizationScheme>(
                        pair.Key,
                        Scheme($"Override of '{pair.Key}'", pair.Value)
                    ))
            );

    /// <summary>The scheme of a layer; null where no pattern is like its name.</summary>
    internal QuantizationScheme? Of(string layer)
    {
        foreach (var (_, pattern, scheme) in _patterns)
        {
            if (pattern.IsMatch(layer))
                return scheme;
        }

        return null;
    }

    /// <summary>The patterns that no name is like.</summary>
    internal IEnumerable<string> Unused(IEnumerable<string> names)
    {
        string[] all = [.. names];
        return _patterns.Where(entry => !all.Any(entry.Pattern.IsMatch)).Select(entry => entry.Text);
    }

    /// <summary>Reads a scheme by its name.</summary>
    /// <param name="name">What has the scheme, for the error.</param>
    /// <param name="value">The scheme.</param>
    /// <exception cref="LayerException">There is no such scheme.</exception>
    internal static QuantizationScheme Scheme(string name, object? value) =>
        Enum.TryParse(SettingValue.Text(value ?? ""), ignoreCase: true, out QuantizationScheme scheme)
        && Enum.IsDefined(typeof(QuantizationScheme), scheme)
            ? scheme
            : throw new LayerException(
                ErrorId.InvalidSetting,
                $"{name} has the scheme '{value}'"
                    + $"{Suggestion.For(SettingValue.Text(value ?? ""), Enum.GetNames(typeof(QuantizationScheme)))}; "
                    + $"there are {string.Join(", ", Enum.GetNames(typeof(QuantizationScheme)))}"
            );
}
