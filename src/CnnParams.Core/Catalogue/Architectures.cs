using System.Text.RegularExpressions;

namespace CnnParams.Catalogue;

/// <summary>The catalogue: every architecture of every family, and those that were registered.</summary>
public static class Architectures
{
    private static readonly object Registering = new();

    private static readonly Lazy<Dictionary<string, Architecture>> ByName = new(() =>
    {
        var names = new Dictionary<string, Architecture>(StringComparer.Ordinal);
        foreach (var architecture in Published())
        {
            foreach (string name in architecture.Aliases.Prepend(architecture.Name))
                names.Add(Key(name), architecture);
        }

        return names;
    });

    /// <summary>All architectures, by name; a number in a name counts as one.</summary>
    public static IReadOnlyList<Architecture> All
    {
        get
        {
            lock (Registering)
                return [.. ByName.Value.Values.Distinct().OrderBy(architecture => architecture.Paper.Year).ThenBy(architecture => Sorting(architecture.Name), StringComparer.OrdinalIgnoreCase)];
        }
    }

    /// <summary>The architecture that a name stands for, however it is spelt; or null.</summary>
    public static Architecture? Find(string name)
    {
        lock (Registering)
            return ByName.Value.TryGetValue(Key(name), out var architecture) ? architecture : null;
    }

    /// <summary>The architecture that a name stands for, however it is spelt.</summary>
    /// <exception cref="LayerException">There is none; the message suggests the nearest.</exception>
    public static Architecture Get(string name) => Find(name) ?? throw new LayerException(
        ErrorId.UnknownArchitecture,
        $"'{name}' is not in the catalogue{Suggestion.For(name, All.Select(architecture => architecture.Name))}; Get-CnnArchitecture lists what is");

    /// <summary>Adds an architecture of the user's own for the rest of the session.</summary>
    /// <param name="architecture">The architecture.</param>
    /// <param name="replace">Whether it takes the place of one that has the name.</param>
    /// <exception cref="LayerException">The name is taken.</exception>
    public static void Register(Architecture architecture, bool replace = false)
    {
        lock (Registering)
        {
            string[] keys = [.. architecture.Aliases.Prepend(architecture.Name).Select(Key)];
            string? taken = replace ? null : keys.FirstOrDefault(ByName.Value.ContainsKey);
            if (taken is not null)
                throw new LayerException(ErrorId.DuplicateName, $"the catalogue has '{ByName.Value[taken]}' already; choose another name, or replace it");
            foreach (string key in keys)
                ByName.Value[key] = architecture;
        }
    }

    private static IEnumerable<Architecture> Published() => typeof(IArchitectureFamily).Assembly.GetTypes()
        .Where(type => typeof(IArchitectureFamily).IsAssignableFrom(type) && !type.IsAbstract)
        .SelectMany(type => ((IArchitectureFamily)Activator.CreateInstance(type)!).Members);

    // ResNet-50, resnet_50 and RESNET50 are one name; RegNetX_1.6GF and RegNetX_16GF are two.
    private static string Key(string name) => Regex.Replace(Regex.Replace(name, "(?<=[0-9])[^A-Za-z0-9]+(?=[0-9])", "."), "[^A-Za-z0-9.]+", "").ToUpperInvariant();

    // ResNet18 before ResNet101.
    private static string Sorting(string name) => Regex.Replace(name, "[0-9]+", number => number.Value.PadLeft(6, '0'));
}
