using CnnParams.Catalogue;

namespace CnnParams.PowerShell.Completion;

/// <summary>Completes the families of the catalogue, with their papers as tips.</summary>
public sealed class FamilyCompleter()
    : NameCompleter<CatalogueFamily>(
        () => Architectures.Families,
        family => family.Family,
        family => string.Join("\n", family.Papers)
    );
