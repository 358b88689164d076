namespace CnnParams.Catalogue;

/// <summary>A published architecture: its name, its paper and the variants in which it is found.</summary>
public sealed class Architecture
{
    /// <summary>An architecture with its variants, the usual one first.</summary>
    public Architecture(string name, Paper paper, params ArchitectureVariant[] variants)
    {
        Name = name;
        Paper = paper;
        Variants =
            variants.Length > 0
                ? variants
                : throw new ArgumentException("An architecture needs a variant.", nameof(variants));
    }

    /// <summary>Its name: <c>ResNet50</c>.</summary>
    public string Name { get; }

    /// <summary>The family that the catalogue lists it under: <c>ResNet</c>; empty for one that is in none.</summary>
    public string Family { get; internal set; } = "";

    /// <summary>
    /// Other names for it; how a name is spelt (capitals, hyphens, underscores, points) does not matter.
    /// </summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Its name, and the others for it.</summary>
    internal IEnumerable<string> Names => Aliases.Prepend(Name);

    /// <summary>Where it was published.</summary>
    public Paper Paper { get; }

    /// <summary>The variants, the usual one first.</summary>
    public IReadOnlyList<ArchitectureVariant> Variants { get; }

    /// <summary>This architecture with the variants and the aliases of another that has its name.</summary>
    internal Architecture With(Architecture other) =>
        new(Name, Paper, [.. Variants, .. other.Variants])
        {
            Family = Family,
            Aliases = [.. Aliases, .. other.Aliases],
        };

    /// <summary>The variant of a name, or the usual one.</summary>
    /// <exception cref="LayerException">There is none of that name.</exception>
    public ArchitectureVariant Variant(string? name = null)
    {
        if (name is null)
            return Variants[0];
        string known = string.Join(", ", Variants.Select(variant => variant.Name));
        return Variants.FirstOrDefault(variant => variant.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new LayerException(ErrorId.UnknownArchitecture, $"{Name} has no variant '{name}'; it has {known}");
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
