namespace CnnParams.Measuring.Conventions;

/// <summary>All conventions: every class that is a <see cref="CostConvention"/>.</summary>
public static class CostConventions
{
    private static readonly Lazy<CostConvention[]> Known = new(() =>
        [.. Implementations.Of<CostConvention>().OrderBy(convention => convention.Name, StringComparer.Ordinal)]
    );

    /// <summary>CnnParams's own, which holds when no other is asked for.</summary>
    public static CostConvention Own { get; } = Get("cnnparams-1");

    /// <summary>All conventions, by name.</summary>
    public static IReadOnlyList<CostConvention> All => Known.Value;

    /// <summary>The convention of a name.</summary>
    /// <exception cref="LayerException">There is none; the message says which there are.</exception>
    public static CostConvention Get(string name) =>
        Array.Find(
            Known.Value,
            convention =>
                convention.Aliases.Prepend(convention.Name).Contains(name.Trim(), StringComparer.OrdinalIgnoreCase)
        )
        ?? throw new LayerException(
            ErrorId.UnknownCostConvention,
            $"'{name}' is not a cost convention{Suggestion.For(name, All.Select(convention => convention.Name))}; "
                + $"there are {string.Join(", ", All)}"
        );
}
