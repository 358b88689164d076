using System.Management.Automation;
using CnnParams.Layers;

namespace CnnParams.PowerShell;

/// <summary>
/// Layers as rows of a table: type, name and the settings that any of them has been given, as texts. Export-Csv writes
/// the columns of the first row, so all rows have the same; New-CnnLayer makes layers of such rows.
/// </summary>
internal static class LayerTableRows
{
    internal static IEnumerable<PSObject> Of(IReadOnlyList<Layer> layers)
    {
        var settings = layers.Select(Given).ToArray();
        string[] columns = [.. settings.SelectMany(given => given.Keys).Distinct()];
        for (int i = 0; i < settings.Length; i++)
        {
            var row = new PSObject();
            Add(row, nameof(Layer.Type), layers[i].Type);
            Add(row, nameof(Layer.Name), layers[i].Name);
            foreach (string column in columns)
                Add(row, column, settings[i].TryGetValue(column, out string? text) ? text : "");
            yield return row;
        }
    }

    private static Dictionary<string, string> Given(Layer layer) =>
        LayerTypes
            .Of(layer)
            .GivenTo(layer)
            .ToDictionary(setting => setting.Name, setting => SettingValue.Text(setting.Get(layer)));

    private static void Add(PSObject row, string name, string value) =>
        row.Properties.Add(new PSNoteProperty(name, value));
}
