using System.Reflection;

namespace CnnParams.Layers;

/// <summary>All types of layers: every class that has a <see cref="LayerTypeAttribute"/>.</summary>
public static class LayerTypes
{
    private static readonly Lazy<LayerTypeInfo[]> Types = new(() =>
        Implementations
            .Types<Layer>()
            .SelectMany(type =>
                type.GetCustomAttributes<LayerTypeAttribute>().Select(attribute => new LayerTypeInfo(type, attribute))
            )
            .OrderBy(type => type.Name, StringComparer.OrdinalIgnoreCase)
            .ToArray()
    );

    private static readonly Lazy<Dictionary<string, LayerTypeInfo>> ByName = new(() =>
    {
        var names = new Dictionary<string, LayerTypeInfo>(StringComparer.OrdinalIgnoreCase);
        foreach (var type in All)
        {
            names.Add(type.Name, type);
            var asPyTorch = new Lazy<LayerTypeInfo>(() => type.OfPyTorch);
            foreach (string alias in type.Aliases)
                names.Add(alias, type.PyTorchNames.Contains(alias) ? asPyTorch.Value : type);
        }

        return names;
    });

    /// <summary>All types, by name.</summary>
    public static IReadOnlyList<LayerTypeInfo> All => Types.Value;

    /// <summary>The type that a name or another framework's name stands for, or null.</summary>
    public static LayerTypeInfo? Find(string name) => ByName.Value.TryGetValue(name.Trim(), out var type) ? type : null;

    /// <summary>The type that a name stands for.</summary>
    /// <exception cref="LayerException">There is none; the message suggests the nearest.</exception>
    public static LayerTypeInfo Get(string name) =>
        Find(name)
        ?? throw new LayerException(
            ErrorId.UnknownLayerType,
            $"'{name}' is not a layer type{Instead(name.Trim())}; Get-CnnLayerType lists them"
        );

    private static string Instead(string name) =>
        ForeignNames.Instead(name) is { } instead ? $": {instead}" : Suggestion.For(name, ByName.Value.Keys);

    /// <summary>
    /// The settings that a text gives, as <see cref="Layer.Settings"/> writes it: <c>Filters=8, KernelSize=5</c>.
    /// </summary>
    /// <exception cref="FormatException">It is not of that form.</exception>
    public static IReadOnlyList<KeyValuePair<string, object>> ReadSettings(string text) => LayerText.ReadSettings(text);

    /// <summary>The type of a layer.</summary>
    public static LayerTypeInfo Of(Layer layer) => layer is UnmadeLayer ? UnmadeLayer.Info : ByName.Value[layer.Type];
}
