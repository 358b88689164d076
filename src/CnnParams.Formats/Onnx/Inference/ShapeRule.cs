namespace CnnParams.Formats.Onnx.Inference;

/// <summary>
/// The output of a family of operators, batch and open axes included. Operators whose layer has the rule itself
/// (convolution, pooling) are not here: the layer is asked.
/// </summary>
[FoundByItself]
internal abstract class ShapeRule
{
    private static readonly Lazy<Dictionary<string, ShapeRule>> Rules = new(() =>
        Implementations
            .Of<ShapeRule>()
            .SelectMany(rule => rule.Operators.Select(name => (name, rule)))
            .ToDictionary(pair => pair.name, pair => pair.rule, StringComparer.Ordinal)
    );

    /// <summary>The names of the operators.</summary>
    internal abstract IEnumerable<string> Operators { get; }

    /// <summary>The rule of an operator, or null.</summary>
    internal static ShapeRule? Of(string name) => Rules.Value.TryGetValue(name, out var rule) ? rule : null;

    /// <summary>What is known of the output values.</summary>
    internal virtual IReadOnlyList<Value> Outputs(OnnxCall call) => [Output(call)];

    /// <summary>What is known of the only output.</summary>
    protected virtual Value Output(OnnxCall call) => Value.Unknown;
}
