using CnnParams.Formats.Folding;

namespace CnnParams.Formats.Onnx.Inference;

/// <summary>
/// Operators that ONNX Runtime adds when it fuses and quantises networks (domain com.microsoft), and attention.
/// </summary>
internal sealed class FusedRule : ShapeRule
{
    internal override IEnumerable<string> Operators =>
        [
            "Attention",
            "QAttention",
            "MultiHeadAttention",
            "GroupQueryAttention",
            "EmbedLayerNormalization",
            "MatMulNBits",
            "QLinearConcat",
            "QLinearSoftmax",
            "RotaryEmbedding",
        ];

    internal override IReadOnlyList<Value> Outputs(OnnxCall call) =>
        [
            OnnxCall.Typed(
                call.Operator == "EmbedLayerNormalization" ? ElementType.Float : call.First.ElementType,
                First(call)
            ),
        ];

    private static Shape? First(OnnxCall call) =>
        call.Operator switch
        {
            // Four axes of query and value (opset 23), or the packed matrices of com.microsoft.
            "Attention" when call.Node.Domain.Length == 0 => Attended(call, call.Input(2)),
            "Attention" or "QAttention" => Projected(call),
            "MultiHeadAttention" => Separate(call),
            "GroupQueryAttention" => Grouped(call),
            "EmbedLayerNormalization" => call.Shape is { Rank: 2 } words && call.Input(2).Shape is { Rank: 2 } table
                ? new Shape(words[0], words[1], table[1])
                : null,
            "MatMulNBits" => call.Shape is { Rank: > 0 } rows
                ? rows.With(rows.Rank - 1, call.Node.Number("N", 0))
                : null,
            "QLinearConcat" => Joined(call),
            _ => call.Shape,
        };

    private static Shape? Attended(OnnxCall call, Value value)
    {
        if (call.Shape is not { Rank: 3 or 4 } query || value.Shape is not { } values || values.Rank != query.Rank)
            return null;
        var last = values[values.Rank - 1];
        if (query.Rank == 3)
            last = last.DividedBy(call.Node.Number("kv_num_heads", 1)) is { } head
                ? head * call.Node.Number("q_num_heads", 1)
                : Size.Unknown;
        return query.With(query.Rank - 1, last);
    }

    // Query, key and value apart, or packed in one: (batch, positions, heads, 3, size of a head); see ONNX Runtime's
    // ContribOperators.md.
    private static Shape? Separate(OnnxCall call) =>
        (call.Shape, call.Input(2).Shape) switch
        {
            ({ Rank: 5 } packed, _) => new Shape(packed[0], packed[1], packed[2] * packed[4]),
            ({ Rank: 3 } query, { Rank: 3 } value) => query.With(2, value[2]),
            ({ Rank: 3 } query, { Rank: 4 } value) => query.With(2, value[1] * value[3]),
            ({ Rank: 3 } query, _) when !call.Has(2) => query,
            _ => null,
        };

    // Without a key, the query holds the heads of key and value too.
    private static Shape? Grouped(OnnxCall call)
    {
        if (call.Shape is not { Rank: 3 } query || call.Has(1))
            return call.Shape;
        long heads = call.Node.Number("num_heads", 0),
            others = call.Node.Number("kv_num_heads", 0);
        return query.With(2, query[2].DividedBy(heads + (2 * others)) is { } size ? size * heads : Size.Unknown);
    }

    private static Shape? Projected(OnnxCall call)
    {
        if (call.Shape is not { Rank: 3 } input || call.Input(1).Shape is not { Rank: 2 } packed)
            return null;
        Size? width = call.Node.Numbers("qkv_hidden_sizes") is [_, _, var last] ? last : packed[1].DividedBy(3);
        return input.With(2, width ?? Size.Unknown);
    }

    // Each tensor stands before its scale and zero point, and those of the output before all.
    private static Shape? Joined(OnnxCall call)
    {
        var parts = Enumerable
            .Range(0, Math.Max((call.Inputs.Count - 2) / 3, 0))
            .Select(i => call.Input(2 + (3 * i)).Shape)
            .ToArray();
        if (
            parts.Length == 0
            || parts[0]?.Index(call.Node.Number("axis", 0)) is not { } axis
            || parts.Any(part => part?.Rank != parts[0]!.Rank)
        )
            return null;
        return parts[0]!.With(axis, parts.Skip(1).Aggregate(parts[0]![axis], (sum, part) => sum + part![axis]));
    }
}
