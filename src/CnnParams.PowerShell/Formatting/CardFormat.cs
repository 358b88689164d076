using System.Management.Automation;
using CnnParams.Layers;
using CnnParams.Networks;

namespace CnnParams.PowerShell.Formatting;

/// <summary>Texts of layers and their types, as the format views call them.</summary>
public static class CardFormat
{
    /// <summary>
    /// What was found, to be shown as a card if it is one thing and as a table if there are several: the engine chooses
    /// a view by the name of the type, so a single one gets a name of its own before the others.
    /// </summary>
    internal static IReadOnlyList<object?> OneAsCard(IReadOnlyList<object?> found)
    {
        if (found is not [{ } only])
            return found;
        var card = new PSObject(only);
        card.TypeNames.Insert(0, card.TypeNames[0] + "#Card");
        return [card];
    }

    /// <summary>
    /// The settings of a type, with what holds when they are not given: <c>Filters, Stride = 1, [Padding = valid]</c>.
    /// </summary>
    public static string Settings(IEnumerable<SettingInfo> settings) => string.Join(", ", settings.Select(Setting));

    /// <summary>Where data comes into a network: <c>image (3,224,224)</c>.</summary>
    public static string Inputs(Network network) =>
        string.Join(", ", network.Inputs.Select(input => $"{PrintableFormat.Of(input.Name)} {input.Shape}"));

    private static string Setting(SettingInfo setting)
    {
        if (setting.IsRequired)
            return setting.Name;
        return setting.Default.Length > 0 ? $"[{setting.Name} = {setting.Default}]" : $"[{setting.Name}]";
    }
}
