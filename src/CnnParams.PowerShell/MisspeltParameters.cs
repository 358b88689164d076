using CnnParams.Layers;

namespace CnnParams.PowerShell;

/// <summary>
/// What of a command line belongs to no parameter: -Filtrs 8, and values that nothing is before.
/// </summary>
internal sealed class MisspeltParameters
{
    private readonly Dictionary<string, object> _values = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads the remaining arguments, in order.</summary>
    internal MisspeltParameters(IEnumerable<object?> rest)
    {
        string? name = null;
        foreach (object? argument in rest)
        {
            string text = argument is null ? "" : SettingValue.Text(argument);
            // A negative number is a value.
            if (text.Length > 1 && text[0] == '-' && char.IsLetter(text[1]))
            {
                name = text.Trim('-', ':');
                _values[name] = "";
            }
            else if (name is not null)
            {
                _values[name] = argument ?? "";
                name = null;
            }
            else
            {
                Stray ??= text;
            }
        }
    }

    /// <summary>The values by the names that no parameter has.</summary>
    internal IReadOnlyDictionary<string, object> Values => _values;

    /// <summary>The first value that has no name before it; null for none.</summary>
    internal string? Stray { get; }
}
