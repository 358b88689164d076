using CnnParams.Layers;

namespace CnnParams.Formats.Onnx.Building;

/// <summary>
/// Which layer a family of operators is. A family is a class in the folder Rules that is found by itself. What a rule
/// makes is held against the shapes that were inferred; where they differ, the operator stays one that is not
/// understood.
/// </summary>
[FoundByItself]
internal abstract class LayerRule
{
    private static readonly Lazy<Dictionary<string, LayerRule>> Rules = new(() =>
        Implementations
            .Of<LayerRule>()
            .SelectMany(rule => rule.Operators.Select(name => (name, rule)))
            .ToDictionary(pair => pair.name, pair => pair.rule, StringComparer.Ordinal)
    );

    /// <summary>The names of the operators.</summary>
    internal abstract IEnumerable<string> Operators { get; }

    /// <summary>The rule of an operator, or null.</summary>
    internal static LayerRule? Of(string name) => Rules.Value.TryGetValue(name, out var rule) ? rule : null;

    /// <summary>Whether the layers need images with their channels first, as ONNX has them.</summary>
    internal virtual bool NeedsChannelsFirst => false;

    /// <summary>
    /// Whether the output of a layer has the values of the operator under other axes, which a view after it makes
    /// right.
    /// </summary>
    internal virtual bool LeavesOtherAxes => false;

    /// <summary>The layer; null where the operator is used as no layer can be.</summary>
    /// <exception cref="LayerException">A setting has an impossible value.</exception>
    internal abstract Layer? Create(LayerCall call);
}
