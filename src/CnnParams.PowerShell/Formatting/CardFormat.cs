using CnnParams.Layers;
using CnnParams.Networks;

namespace CnnParams.PowerShell.Formatting;

/// <summary>Texts of layers and their types, as the format views call them.</summary>
public static class CardFormat
{
    /// <summary>The settings of a type, with what holds when they are not given: <c>Filters, Stride = 1, [Padding = valid]</c>.</summary>
    public static string Settings(IEnumerable<SettingInfo> settings) => string.Join(", ", settings.Select(Setting));

    /// <summary>The settings that a layer has been given.</summary>
    public static string Given(Layer layer) => string.Join(", ", LayerTypes.Of(layer).GivenTo(layer)
        .Select(setting => $"{setting.Name} {SettingValue.Text(setting.Get(layer))}"));

    /// <summary>Where data comes into a network: <c>image (3,224,224)</c>.</summary>
    public static string Inputs(Network network) => string.Join(", ", network.Inputs.Select(input => $"{input.Name} {input.Shape}"));

    private static string Setting(SettingInfo setting)
    {
        if (setting.IsRequired)
            return setting.Name;
        return setting.Default.Length > 0 ? $"[{setting.Name} = {setting.Default}]" : $"[{setting.Name}]";
    }
}
