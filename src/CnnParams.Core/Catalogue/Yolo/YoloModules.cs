namespace CnnParams.Catalogue.Yolo;

/// <summary>A module by its name: what it puts after what it reads.</summary>
/// <param name="Build">Its layers, and their output.</param>
/// <param name="TakesRepeats">Whether it is repeated within, and not as a whole.</param>
/// <param name="IsModern">Whether a model with it has heads as since version 11.</param>
internal sealed record YoloModule(
    Func<YoloCall, Tensor, IReadOnlyList<Tensor>> Build,
    bool TakesRepeats,
    bool IsModern
);

/// <summary>
/// Modules of one kind; every class that is one is found by itself, and each module is a line in one.
/// </summary>
[FoundByItself]
internal abstract class YoloModules
{
    private static readonly Lazy<Dictionary<string, YoloModule>> All = new(() =>
        Implementations
            .Of<YoloModules>()
            .SelectMany(modules => modules._modules)
            .ToDictionary(module => module.Key, module => module.Value, StringComparer.Ordinal)
    );

    private readonly Dictionary<string, YoloModule> _modules = new(StringComparer.Ordinal);

    /// <summary>The names of all.</summary>
    internal static IEnumerable<string> Names => All.Value.Keys;

    /// <summary>The module of a name; null for one that is not known.</summary>
    internal static YoloModule? Find(string name) => All.Value.TryGetValue(name, out var module) ? module : null;

    /// <summary>Modules with one output that are repeated as a whole.</summary>
    private protected void Map(string names, Func<YoloCall, Tensor, Tensor> build) =>
        Add(names, build, takesRepeats: false);

    /// <summary>Modules with one output that are repeated within.</summary>
    private protected void MapRepeated(string names, Func<YoloCall, Tensor, Tensor> build, bool isModern = false) =>
        Add(names, build, takesRepeats: true, isModern);

    /// <summary>Modules with several outputs.</summary>
    private protected void MapParts(string names, Func<YoloCall, Tensor, IReadOnlyList<Tensor>> build)
    {
        foreach (string name in names.Split(' '))
            _modules.Add(name, new YoloModule(build, TakesRepeats: false, IsModern: false));
    }

    private void Add(string names, Func<YoloCall, Tensor, Tensor> build, bool takesRepeats, bool isModern = false)
    {
        foreach (string name in names.Split(' '))
            _modules.Add(name, new YoloModule((call, x) => [build(call, x)], takesRepeats, isModern));
    }
}
