using System.Management.Automation;
using CnnParams.Layers;
using CnnParams.PowerShell.Commands;

namespace CnnParams.PowerShell.Reading;

/// <summary>
/// Reads layers that are no objects of ours: rows of a CSV file, hashtables, and layers that have come through
/// Export-Clixml, a job or another machine. Properties are settings by their names; a property Settings has all of
/// them.
/// </summary>
internal sealed class LayerRowReader
{
    private const string Deserialized = "Deserialized.CnnParams.Layers.Layer";

    private readonly Dictionary<string, bool> _misspelt = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether an object may be a layer: plain data with a type.</summary>
    internal static bool IsRow(PSObject item) =>
        item.TypeNames.Contains(Deserialized)
        || (
            item.BaseObject is PSCustomObject
            && !item.TypeNames[0].StartsWith("Deserialized.", StringComparison.Ordinal)
            && item.Properties[nameof(Layer.Type)]?.Value is not (null or "")
        );

    /// <summary>The layer of a row.</summary>
    /// <exception cref="LayerException">It describes none; the message names it.</exception>
    internal Layer Make(PSObject row)
    {
        var settings = new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase);
        var (type, name, notes) = Read(row, settings);
        try
        {
            return LayerTypes
                .Get(type ?? "")
                .Create(settings, name ?? "", isDefaultName: name is null, sourceNotes: notes);
        }
        catch (LayerException exception)
        {
            throw new LayerException(exception.Id, $"Layer '{name ?? type}': {exception.Message}.", exception)
            {
                Setting = exception.Setting,
            };
        }
    }

    /// <summary>
    /// Adds the settings that a row gives to those that are there, and says its type, its name and what its source says
    /// besides.
    /// </summary>
    /// <exception cref="LayerException">Its settings cannot be read.</exception>
    internal (string? Type, string? Name, string Notes) Read(PSObject row, Dictionary<string, object> settings)
    {
        string? type = null,
            name = null,
            all = null;
        string notes = "";
        var others = new List<KeyValuePair<string, object>>();
        foreach (var property in PipelineValue.Properties(row))
        {
            // An empty cell of a CSV file gives nothing.
            if (property.Value is null or "")
                continue;
            if (property.Key.Equals(nameof(Layer.Type), StringComparison.OrdinalIgnoreCase))
                type = SettingValue.Text(property.Value);
            else if (property.Key.Equals(nameof(Layer.Name), StringComparison.OrdinalIgnoreCase))
                name = SettingValue.Text(property.Value);
            else if (
                property.Key.Equals(nameof(Layer.Settings), StringComparison.OrdinalIgnoreCase)
                && property.Value is string text
            )
                all = text;
            else if (property.Key.Equals(nameof(Layer.SourceNotes), StringComparison.OrdinalIgnoreCase))
                notes = SettingValue.Text(property.Value);
            else if (
                DeclaredSettings.OfLayers.Names.TryGetValue(property.Key, out string? setting)
                || IsMisspelt(property.Key, out setting)
            )
                others.Add(new(setting, property.Value));
        }

        // What a layer of ours has been exported to says everything in one column; the others are those of another
        // type.
        foreach (
            var pair in all is not null ? Parse(all)
            : IsOfOurs(row) ? []
            : others
        )
        {
            string setting = DeclaredSettings.OfLayers.Names.TryGetValue(pair.Key, out string? known)
                ? known
                : pair.Key;
            if (!settings.ContainsKey(setting))
                settings.Add(setting, pair.Value);
        }

        return (type, name, notes);
    }

    // A layer without settings (Flatten) still has the columns of the table's first layer.
    private static bool IsOfOurs(PSObject row) =>
        row.Properties[nameof(Layer.Settings)] is not null && row.Properties[nameof(Layer.SourceNotes)] is not null;

    private static IReadOnlyList<KeyValuePair<string, object>> Parse(string settings)
    {
        try
        {
            return LayerTypes.ReadSettings(settings);
        }
        catch (FormatException exception)
        {
            throw new LayerException(ErrorId.InvalidSetting, exception.Message, exception)
            {
                Setting = nameof(Layer.Settings),
            };
        }
    }

    // A misspelt column is a setting all the same, one that no type has: its error is better than a layer without it.
    // Any other column, a remark or a claimed figure, is none of the layer's.
    private bool IsMisspelt(string column, out string setting)
    {
        setting = column;
        if (!_misspelt.TryGetValue(column, out bool misspelt))
            _misspelt.Add(column, misspelt = Suggestion.IsMisspelt(column, DeclaredSettings.OfLayers.Names.Keys));
        return misspelt;
    }
}
