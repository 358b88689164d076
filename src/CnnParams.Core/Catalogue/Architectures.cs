using System.Text.RegularExpressions;

namespace CnnParams.Catalogue;

/// <summary>
/// The catalogue: every architecture of every family, and those that the user registered in this process.
/// </summary>
public static class Architectures
{
    private static readonly object Registering = new();

    // Replaced and never changed, so that other threads can read on.
    private static volatile Dictionary<string, Architecture> _own = [];

    /// <summary>All architectures by year; a number in a name counts as one.</summary>
    public static IReadOnlyList<Architecture> All
    {
        get
        {
            var own = _own;
            return ByYear(
                own.Values.Concat(
                    PublishedArchitectures.All.Where(pair => !own.ContainsKey(pair.Key)).Select(pair => pair.Value)
                )
            );
        }
    }

    /// <summary>All that are published, whatever the user registered.</summary>
    internal static IReadOnlyList<Architecture> Published => ByYear(PublishedArchitectures.All.Values);

    /// <summary>Those that the user registered.</summary>
    public static IReadOnlyList<Architecture> Own => [.. _own.Values.Distinct()];

    /// <summary>Whether the user registered an architecture of this name.</summary>
    internal static bool IsOwn(string name) => _own.ContainsKey(ArchitectureKey.Of(name));

    /// <summary>The families by name, each with its architectures.</summary>
    public static IReadOnlyList<CatalogueFamily> Families =>
        [
            .. All.GroupBy(architecture => architecture.Family, StringComparer.OrdinalIgnoreCase)
                .OrderBy(family => family.Key, StringComparer.OrdinalIgnoreCase)
                .Select(family => new CatalogueFamily(family.Key, [.. family])),
        ];

    /// <summary>The architecture that a name stands for, however it is spelt; or null.</summary>
    public static Architecture? Find(string name) => Find(name, out _);

    /// <summary>
    /// The architecture that a name stands for, however it is spelt, and with the tag of trained weights; or null.
    /// </summary>
    /// <param name="name">A name; <c>timm/resnet50.a1_in1k</c> is <c>resnet50</c> with a tag.</param>
    /// <param name="tag">What the name has besides that of the architecture: <c>a1_in1k</c>; mostly empty.</param>
    public static Architecture? Find(string name, out string tag)
    {
        tag = "";
        if (Find(ArchitectureKey.Of(name), _own) is { } found)
            return found;
        var pretrained = PretrainedName.Of(name);
        if (pretrained.IsTagged && Find(ArchitectureKey.Of(pretrained.Architecture), _own) is { } architecture)
        {
            tag = pretrained.Tag;
            return architecture;
        }

        return SpokenName.Candidates(name) is [var spoken] ? spoken : null;
    }

    /// <summary>The architecture that a name stands for, however it is spelt.</summary>
    /// <exception cref="LayerException">There is none; the message suggests the nearest of its kind.</exception>
    public static Architecture Get(string name) => Get(name, out _);

    /// <summary>
    /// The architecture that a name stands for, however it is spelt, and the tag that it has besides.
    /// </summary>
    /// <inheritdoc cref="Find(string, out string)" path="/param"/>
    /// <exception cref="LayerException">There is none; the message suggests the nearest of its kind.</exception>
    public static Architecture Get(string name, out string tag) =>
        Find(name, out tag)
        ?? throw new LayerException(
            ErrorId.UnknownArchitecture,
            $"'{name}' is not in the catalogue{NameHint.For(PretrainedName.Of(name).Architecture, All)}"
        );

    /// <summary>The name that somebody may have meant; null where none is near.</summary>
    public static string? Nearest(string name) => NameHint.Find(PretrainedName.Of(name).Architecture, All).Nearest;

    /// <summary>
    /// The architecture that a name stands for, first, and those that are defined with it and have its name, with other
    /// numbers or with more after it: VGG11 and VGG16BN for VGG16. None for another name, which the index tells: most
    /// networks are not of the catalogue, and need not load it.
    /// </summary>
    internal static IReadOnlyList<Architecture> Kin(string name)
    {
        if ((InIndex(name) ?? InIndex(PretrainedName.Of(name).Architecture)) is not { } architecture)
            return [];
        string kind = Kind(architecture.Name);
        return
        [
            architecture,
            .. PublishedArchitectures
                .DefinedWith(ArchitectureKey.Of(architecture.Name))
                .Where(other => other != architecture && Kind(other.Name).StartsWith(kind, StringComparison.Ordinal)),
        ];

        static string Kind(string name) => new([.. ArchitectureKey.Of(name).Where(char.IsLetter)]);

        static Architecture? InIndex(string name) =>
            ArchitectureKey.Of(name) is var key && _own.TryGetValue(key, out var own)
                ? own
                : PublishedArchitectures.FindAlone(key);
    }

    /// <summary>Adds an architecture of the user's own, until the process ends.</summary>
    /// <param name="architecture">The architecture.</param>
    /// <param name="replace">Whether it takes the place of one that has the name.</param>
    /// <exception cref="LayerException">The name is taken.</exception>
    public static void Register(Architecture architecture, bool replace = false)
    {
        if (architecture.Family.Length == 0)
            architecture.Family = "Own";
        lock (Registering)
        {
            var own = new Dictionary<string, Architecture>(_own);
            foreach (string name in architecture.Names)
            {
                if (ArchitectureKey.Of(name).Length == 0)
                    throw new LayerException(
                        ErrorId.InvalidSetting,
                        $"'{name}' is not a name; it needs a letter or a digit"
                    );
                if (!replace && Find(ArchitectureKey.Of(name), own) is { } taken)
                    throw new LayerException(
                        ErrorId.DuplicateName,
                        $"the catalogue has '{taken}' already; choose another name, or replace it with -Force"
                    );
                own[ArchitectureKey.Of(name)] = architecture;
            }

            _own = own;
        }
    }

    /// <summary>Takes an architecture of the user's own out again; one that it took the place of is back.</summary>
    public static void Unregister(Architecture architecture)
    {
        lock (Registering)
            _own = _own.Where(pair => pair.Value != architecture).ToDictionary(pair => pair.Key, pair => pair.Value);
    }

    private static Architecture? Find(string key, Dictionary<string, Architecture> own) =>
        own.TryGetValue(key, out var architecture) ? architecture : PublishedArchitectures.Find(key);

    private static IReadOnlyList<Architecture> ByYear(IEnumerable<Architecture> architectures) =>
        [
            .. architectures
                .Distinct()
                .OrderBy(architecture => architecture.Paper.Year ?? int.MaxValue)
                .ThenBy(architecture => Sorting(architecture.Name), StringComparer.OrdinalIgnoreCase),
        ];

    // ResNet18 before ResNet101.
    private static string Sorting(string name) => Regex.Replace(name, "[0-9]+", number => number.Value.PadLeft(6, '0'));
}
