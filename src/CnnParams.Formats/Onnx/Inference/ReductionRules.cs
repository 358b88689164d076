using CnnParams.Formats.Folding;

namespace CnnParams.Formats.Onnx.Inference;

/// <summary>Axes summed up in one number, or in the place of one.</summary>
internal sealed class ReductionRule : ShapeRule
{
    private static readonly Dictionary<string, Func<IEnumerable<Number>, Number>?> Folded = new(StringComparer.Ordinal)
    {
        ["ReduceProd"] = elements => elements.Aggregate((Number)1L, Number.Multiply),
        ["ReduceSum"] = elements => elements.Aggregate((Number)0L, Number.Add),
        ["ReduceMax"] = elements => elements.Aggregate((a, b) => Number.Apply(a, b, Math.Max)),
        ["ReduceMin"] = elements => elements.Aggregate((a, b) => Number.Apply(a, b, Math.Min)),
        ["ReduceMean"] = null,
        ["ReduceL1"] = null,
        ["ReduceL2"] = null,
        ["ReduceLogSum"] = null,
        ["ReduceLogSumExp"] = null,
        ["ReduceSumSquare"] = null,
        ["ArgMax"] = null,
        ["ArgMin"] = null,
    };

    internal override IEnumerable<string> Operators => Folded.Keys;

    protected override Value Output(OnnxCall call)
    {
        bool isPlace = call.Operator.StartsWith("Arg", StringComparison.Ordinal);
        var type = isPlace ? ElementType.Int64 : call.First.ElementType;
        if (call.Shape is not { } shape || Reduced(call) is not { } reduced)
            return OnnxCall.Typed(type, null);

        bool keeps = Keeps(call);
        var output = Shape.Of(
            shape
                .Axes.Select((size, axis) => reduced.Contains(axis) ? 1 : size)
                .Where((_, axis) => keeps || !reduced.Contains(axis))
        );
        var elements =
            reduced.Count == shape.Rank
            && Folded[call.Operator] is { } rule
            && call.First.Elements is { Count: > 0 } all
                ? new[] { rule(all) }
                : null;
        return OnnxCall.Typed(type, output, elements);
    }

    /// <summary>Whether the axes stay, with size 1.</summary>
    internal static bool Keeps(OnnxCall call) => call.Node.Number("keepdims", 1) == 1;

    /// <summary>The axes that are reduced; null where they are computed of data.</summary>
    internal static IReadOnlyCollection<int>? Reduced(OnnxCall call)
    {
        if (call.Shape is not { } shape)
            return null;
        bool isPlace = call.Operator.StartsWith("Arg", StringComparison.Ordinal);
        long[]? axes = isPlace ? [call.Node.Number("axis", 0)] : call.Numbers("axes", 1);
        if (axes is null && call.Has(1))
            return null;
        if (axes is null or [])
            return call.Node.Number("noop_with_empty_axes", 0) == 1 ? [] : [.. Enumerable.Range(0, shape.Rank)];
        int[] indices = [.. axes.Select(axis => shape.Index(axis) ?? -1)];
        return indices.Contains(-1) ? null : indices;
    }
}
