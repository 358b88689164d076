namespace CnnParams.Formats.Keras;

/// <summary>
/// What the classes of a family of Keras layers are here. A family is a class in the folder Rules that is found by
/// itself; a new class of Keras is one line in one of them.
/// </summary>
internal abstract class KerasRules
{
    private static readonly Lazy<Dictionary<string, Func<KerasCall, IReadOnlyList<LayerDraft>>>> All = new(Gather);

    private readonly Dictionary<string, Func<KerasCall, IReadOnlyList<LayerDraft>>> _rules = new(StringComparer.Ordinal);

    /// <summary>The rule of a layer's class; null for a class that Keras does not have.</summary>
    internal static Func<KerasCall, IReadOnlyList<LayerDraft>>? Find(KerasLayer layer) =>
        All.Value.TryGetValue(KeyOf(layer), out var rule) ? rule : null;

    /// <summary>One layer becomes one layer.</summary>
    /// <param name="classNames">The names of the class, separated by spaces.</param>
    /// <param name="rule">Its settings.</param>
    protected void Map(string classNames, Func<KerasCall, LayerDraft> rule) => MapToChain(classNames, call => [rule(call)]);

    /// <summary>One layer becomes several, each of which reads the one before.</summary>
    /// <param name="classNames">The names of the class, separated by spaces.</param>
    /// <param name="rule">The layers.</param>
    protected void MapToChain(string classNames, Func<KerasCall, IReadOnlyList<LayerDraft>> rule)
    {
        foreach (string name in classNames.Split(' '))
            _rules.Add(name, rule);
    }

    // Operations of keras.ops have names that layers have too: Add, Reshape, Softmax. Classes of other packages are
    // not Keras's, whatever their name.
    private static string KeyOf(KerasLayer layer)
    {
        string module = layer.Module ?? "keras";
        if (module.Contains(".ops"))
            return OperationRules.KeyOf(layer.ClassName);
        return module.StartsWith("keras", StringComparison.Ordinal) || module.StartsWith("tf_keras", StringComparison.Ordinal)
            ? layer.ClassName
            : $"{module}>{layer.ClassName}";
    }

    private static Dictionary<string, Func<KerasCall, IReadOnlyList<LayerDraft>>> Gather() => typeof(KerasRules).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(KerasRules)))
        .SelectMany(type => ((KerasRules)Activator.CreateInstance(type)!)._rules)
        .ToDictionary(rule => rule.Key, rule => rule.Value, StringComparer.Ordinal);
}
