namespace CnnParams.Catalogue;

/// <summary>
/// The architectures of all families. One that is asked for is found with only the families that know it.
/// </summary>
internal static class PublishedArchitectures
{
    private static readonly object Loading = new();

    private static readonly Dictionary<Type, Architecture[]> Members = [];

    // Each is made once, whether alone or with all others.
    private static readonly Dictionary<string, Architecture> Made = new(StringComparer.Ordinal);

    private static readonly Dictionary<string, Architecture> Found = new(StringComparer.Ordinal);

    private static readonly Lazy<Dictionary<string, Architecture>> ByKey = new(ReadAll);

    /// <summary>All of them by every name that they have.</summary>
    internal static IReadOnlyDictionary<string, Architecture> All => ByKey.Value;

    /// <summary>The architecture of a name, as <see cref="ArchitectureKey"/> spells it; or null.</summary>
    internal static Architecture? Find(string key)
    {
        if (!ByKey.IsValueCreated && FindAlone(key) is { } found)
            return found;
        return ByKey.Value.TryGetValue(key, out var architecture) ? architecture : null;
    }

    /// <summary>What the index of the catalogue should be.</summary>
    internal static string WriteIndex()
    {
        var all = ByKey.Value;
        return CatalogueIndex.Write(
            Implementations
                .Types<IArchitectureFamily>()
                .SelectMany(
                    family => MembersOf(family).SelectMany(member => all[ArchitectureKey.Of(member.Name)].Names),
                    (family, name) => (family, key: ArchitectureKey.Of(name))
                )
                .GroupBy(pair => pair.family, pair => pair.key)
        );
    }

    internal static Architecture? FindAlone(string key)
    {
        lock (Loading)
        {
            if (Found.TryGetValue(key, out var found))
                return found;
            foreach (var same in BySameName(CatalogueIndex.Families(key)))
            {
                if (same.Any(member => member.Names.Any(name => ArchitectureKey.Of(name) == key)))
                    return Found[key] = Merged(same);
            }

            return null;
        }
    }

    /// <summary>The architectures of the families that know a name, itself among them.</summary>
    internal static IReadOnlyList<Architecture> DefinedWith(string key)
    {
        lock (Loading)
            return
            [
                .. CatalogueIndex
                    .Families(key)
                    .SelectMany(MembersOf)
                    .Select(member => FindAlone(ArchitectureKey.Of(member.Name)))
                    .OfType<Architecture>()
                    .Distinct(),
            ];
    }

    private static Dictionary<string, Architecture> ReadAll()
    {
        var all = new Dictionary<string, Architecture>(StringComparer.Ordinal);
        lock (Loading)
        {
            foreach (var same in BySameName(Implementations.Types<IArchitectureFamily>()))
            {
                var architecture = Merged(same);
                foreach (string name in architecture.Names)
                    all.Add(ArchitectureKey.Of(name), architecture);
            }
        }

        return all;
    }

    private static IEnumerable<IGrouping<string, Architecture>> BySameName(IEnumerable<Type> families) =>
        families.SelectMany(MembersOf).GroupBy(member => ArchitectureKey.Of(member.Name), StringComparer.Ordinal);

    // Families may have an architecture in common: then each brings its variants.
    private static Architecture Merged(IGrouping<string, Architecture> same)
    {
        if (!Made.TryGetValue(same.Key, out var architecture))
            Made.Add(same.Key, architecture = same.Aggregate((first, next) => first.With(next)));
        return architecture;
    }

    private static Architecture[] MembersOf(Type type)
    {
        if (!Members.TryGetValue(type, out var members))
        {
            var family = (IArchitectureFamily)Activator.CreateInstance(type)!;
            Members.Add(type, members = [.. family.Members]);
            foreach (var member in members)
            {
                if (member.Family.Length == 0)
                    member.Family = family.Name;
            }
        }

        return members;
    }
}
