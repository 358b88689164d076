using CnnParams.Catalogue;

namespace CnnParams.Core.Tests.Catalogue;

/// <summary>
/// What tests over the whole catalogue look at. timm's names are hundreds of configurations of the same definitions: of
/// each paper in each family the first and the last by name stand for all (TimmTests measures each that is published).
/// Of every other source there is every variant.
/// </summary>
internal static class CatalogueSample
{
    private static readonly Lazy<(Architecture Architecture, ArchitectureVariant Variant)[]> Chosen = new(() =>
        [
            .. Architectures
                .All.SelectMany(architecture =>
                    architecture.Variants.Select(variant => (Architecture: architecture, Variant: variant))
                )
                .GroupBy(pair =>
                    pair.Variant.Name == "timm"
                        ? (pair.Architecture.Family, pair.Architecture.Paper)
                        : (pair.Architecture.Name, null)
                )
                .SelectMany(same =>
                    same.Key.Item2 is null ? same : same.Where((_, i) => i == 0 || i == same.Count() - 1)
                ),
        ]
    );

    /// <summary>Architectures with the variants that stand for the catalogue.</summary>
    internal static IReadOnlyList<(Architecture Architecture, ArchitectureVariant Variant)> All => Chosen.Value;
}
