namespace CnnParams.Formats.Keras;

/// <summary>
/// What the classes of a family of Keras layers are here. A family is a class in the folder Rules that is found by
/// itself; a new class of Keras is one line in one of them.
/// </summary>
[FoundByItself]
internal abstract class KerasRules : NamedRules<KerasRules, Func<KerasCall, IReadOnlyList<KerasDraft>>>
{
    /// <summary>The rule of a layer's class; null for a class that Keras does not have.</summary>
    internal static Func<KerasCall, IReadOnlyList<KerasDraft>>? Find(KerasLayer layer) => Find(KeyOf(layer));

    /// <summary>One layer becomes one layer.</summary>
    /// <param name="classNames">The names of the class, separated by spaces.</param>
    /// <param name="rule">Its settings.</param>
    protected void Map(string classNames, Func<KerasCall, KerasDraft> rule) =>
        base.Map(classNames, call => [rule(call)]);

    /// <summary>One layer becomes several, each of which reads the one before.</summary>
    /// <param name="classNames">The names of the class, separated by spaces.</param>
    /// <param name="rule">The layers.</param>
    protected void MapToChain(string classNames, Func<KerasCall, IReadOnlyList<KerasDraft>> rule) =>
        base.Map(classNames, rule);

    // Operations of keras.ops have names that layers have too: Add, Reshape, Softmax. Classes of other packages are
    // not Keras's, whatever their name.
    private static string KeyOf(KerasLayer layer)
    {
        string module = layer.Module ?? "keras";
        if (module.Contains(".ops"))
            return KerasOperationRules.KeyOf(layer.ClassName);
        return
            module.StartsWith("keras", StringComparison.Ordinal)
            || module.StartsWith("tf_keras", StringComparison.Ordinal)
            ? layer.ClassName
            : $"{module}>{layer.ClassName}";
    }
}
