using CnnParams.Formats.Folding;

namespace CnnParams.Formats.Onnx.Inference;

/// <summary>
/// Normalisations: the first output, and a sum that some pass on, have the input's shape; others are moments of the
/// last axes.
/// </summary>
internal sealed class NormalizationShapeRule : ShapeRule
{
    internal override IEnumerable<string> Operators =>
        [
            "BatchNormalization",
            "InstanceNormalization",
            "GroupNormalization",
            "LayerNormalization",
            "RMSNormalization",
            "SimplifiedLayerNormalization",
            "SkipLayerNormalization",
            "SkipSimplifiedLayerNormalization",
            "GroupNorm",
            "SkipGroupNorm",
        ];

    internal override IReadOnlyList<Value> Outputs(OnnxCall call) =>
        [
            .. Enumerable
                .Range(0, Math.Max(call.Node.Outputs.Count, 1))
                .Select(output => call.Like(StatedOutput(call, output))),
        ];

    private static Shape? StatedOutput(OnnxCall call, int output)
    {
        // The sum comes after two moments; where groups are normalised there are none.
        if (output == 0 || output == (call.Operator == "SkipGroupNorm" ? 1 : 3))
            return call.Shape;
        if (call.Operator == "BatchNormalization")
            return call.Input(3).Shape;
        return call.Shape is { } shape && shape.Index(call.Node.Number("axis", -1)) is { } from
            ? Shape.Of(shape.Axes.Select((size, axis) => axis < from ? size : 1))
            : null;
    }
}
