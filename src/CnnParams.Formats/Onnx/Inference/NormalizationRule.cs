namespace CnnParams.Formats.Onnx.Inference;

/// <summary>Normalisations: the first output, and a sum that some pass on, have the input's shape; others are moments.</summary>
internal sealed class NormalizationRule : ShapeRule
{
    internal override IEnumerable<string> Operators =>
    [
        "BatchNormalization", "InstanceNormalization", "GroupNormalization", "LayerNormalization", "RMSNormalization",
        "SimplifiedLayerNormalization", "SkipLayerNormalization", "SkipSimplifiedLayerNormalization", "GroupNorm", "SkipGroupNorm",
    ];

    internal override IReadOnlyList<Value> Outputs(OperatorCall call) =>
        [.. Enumerable.Range(0, Math.Max(call.Node.Outputs.Count, 1)).Select(output => call.Like(Leaving(call, output)))];

    private static Shape? Leaving(OperatorCall call, int output)
    {
        if (output == 0 || call.Operator.StartsWith("Skip", StringComparison.Ordinal))
            return output is 0 or 1 or 3 ? call.Shape : null;
        if (call.Operator == "BatchNormalization")
            return call.Input(3).Shape;
        return call.Shape is { } shape && shape.Index(call.Node.Number("axis", -1)) is { } from
            ? Shape.Of(shape.Axes.Select((size, axis) => axis < from ? size : 1))
            : null;
    }
}
