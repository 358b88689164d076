using CnnParams.Layers;

namespace CnnParams.Formats.Definitions;

/// <summary>A layer as it is written, and where.</summary>
/// <param name="node">What is written.</param>
/// <param name="path">Its path in the definition: <c>Layers[3]</c>.</param>
/// <param name="scope">The names of the blocks around it, each with a point after it.</param>
internal sealed class DefinedLayer(DefinitionNode node, string path, string scope)
{
    internal DefinitionNode Node => node;

    /// <summary>Its path, and its name where it has one.</summary>
    internal string Path => Name.Length > 0 ? $"{path} ('{Name}')" : path;

    internal string Scope => scope;

    /// <summary>Its full name; empty where it has none.</summary>
    internal string Name { get; } =
        (node as DefinitionMap)?.Find(nameof(Layer.Name))?.Value
            is DefinitionScalar { Value: string { Length: > 0 } name }
            ? scope + name
            : "";

    /// <summary>Where a property is written, or else the layer.</summary>
    internal TextPlace PlaceOf(string? property) =>
        property is not null && (node as DefinitionMap)?.Find(property) is { } member ? member.Value.Place : node.Place;
}
