namespace CnnParams.Catalogue;

/// <summary>
/// Which families know a name, so that one is found without the others. It is written by the tests from what the
/// families are; a name that it lacks is looked for in all of them.
/// </summary>
internal static class CatalogueIndex
{
    private static readonly Lazy<string[]> Lines = new(() =>
        Read().Split(['\n'], StringSplitOptions.RemoveEmptyEntries)
    );

    /// <summary>The classes of the families that have an architecture of this name, or variants of it.</summary>
    /// <param name="key">The name, as <see cref="ArchitectureKey"/> spells it.</param>
    internal static IEnumerable<Type> Families(string key)
    {
        string wanted = $" {key} ";
        foreach (string line in Lines.Value)
        {
            if (
                line.IndexOf(wanted, StringComparison.Ordinal) >= 0
                && typeof(CatalogueIndex).Assembly.GetType(line.Substring(0, line.IndexOf(' '))) is { } family
            )
                yield return family;
        }
    }

    /// <summary>The index as it should be: a line for each class, its name and then the keys.</summary>
    internal static string Write(IEnumerable<IGrouping<Type, string>> families) =>
        string.Concat(
            families
                .OrderBy(family => family.Key.FullName, StringComparer.Ordinal)
                .Select(family =>
                    $"{family.Key.FullName} {string.Join(" ", family.Distinct().OrderBy(key => key, StringComparer.Ordinal))} \n"
                )
        );

    /// <summary>The index as it is.</summary>
    internal static string Read() => EmbeddedText.Read("Catalogue");
}
