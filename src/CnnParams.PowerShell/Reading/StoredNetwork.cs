using System.Collections;
using System.Management.Automation;
using CnnParams.Layers;
using CnnParams.Networks;

namespace CnnParams.PowerShell.Reading;

/// <summary>
/// A network that has come through Export-Clixml, a job or another machine: plain data, made a network again.
/// </summary>
internal static class StoredNetwork
{
    private const string TypeName = "Deserialized.CnnParams.Networks.Network";

    /// <summary>Whether an object is one.</summary>
    internal static bool Is(PSObject data) => data.TypeNames.Contains(TypeName);

    /// <summary>The network.</summary>
    /// <exception cref="LayerException">One of its layers cannot be made.</exception>
    internal static Network Read(PSObject data, LayerRowReader reader) =>
        new(List(data, nameof(Network.Layers)).Cast<PSObject>().Select(reader.Make))
        {
            Name = Text(data, nameof(Network.Name)) ?? "",
            View = Text(data, nameof(Network.View)) is { } view
                ? (ParameterView)Enum.Parse(typeof(ParameterView), view)
                : default,
            HasGraph = data.Properties[nameof(Network.HasGraph)]?.Value is not false,
            Outputs = [.. List(data, nameof(Network.Outputs)).Cast<object>().Select(SettingValue.Text)],
            Path = Text(data, nameof(Network.Path)),
            Format = Text(data, nameof(Network.Format)),
            Producer = Text(data, nameof(Network.Producer)),
            Warnings = [.. List(data, nameof(Network.Warnings)).Cast<object>().Select(SettingValue.Text)],
        };

    private static string? Text(PSObject data, string property) => data.Properties[property]?.Value?.ToString();

    private static IEnumerable List(PSObject data, string property) =>
        data.Properties[property]?.Value is PSObject { BaseObject: IEnumerable items } ? items : Array.Empty<object>();
}
