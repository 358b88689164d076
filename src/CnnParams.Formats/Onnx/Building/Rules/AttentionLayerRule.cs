using CnnParams.Formats.Folding;
using CnnParams.Formats.Onnx.Inference;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Onnx.Building.Rules;

/// <summary>
/// Attention as one operator (ONNX from version 23 on, ONNX Runtime's fused forms) is what it is made of: the
/// projection where it has one, queries times keys, softmax, and their product with the values.
/// </summary>
internal sealed class AttentionLayerRule : LayerRule
{
    internal override IEnumerable<string> Operators => ["Attention", "MultiHeadAttention"];

    internal override bool LeavesOtherAxes => true;

    internal override Layer? Create(LayerCall call)
    {
        bool isFused = call.Operator == "Attention" && call.Node.Domain.Length > 0;
        // Keys and values of earlier calls make these longer by a number that is not known.
        if (call.Operation.Has(call.Operator == "MultiHeadAttention" ? 6 : 4))
            return null;
        return isFused ? Projected(call) : Separate(call);
    }

    private static MatMul? Separate(LayerCall call)
    {
        long heads = call.Node.Number(call.Operator == "Attention" ? "q_num_heads" : "num_heads", 0);
        if (
            Heads(call, 0, heads) is not { } q
            || Heads(call, 1, heads) is not { } k
            || Heads(call, 2, heads) is not { } v
        )
            return null;
        if (
            call.Operation.First.Layer is not { } query
            || call.Operation.Input(1).Layer is not { } key
            || call.Operation.Input(2).Layer is not { } value
        )
            return null;
        heads = call.Operation.Shape is { Rank: 4 } shape ? shape[1].Value ?? 0 : heads;
        return Attended(call, (query, key, value), heads, q.Positions, k.Positions, q.Size, v.Size);
    }

    // The projections of query, key and value are one matrix.
    private static MatMul? Projected(LayerCall call)
    {
        long heads = call.Node.Number("num_heads", 0);
        bool hasBias = call.Operation.Has(2);
        if (
            heads < 1
            || call.Sizes(1) is not [var features, var units]
            || units % (3 * heads) != 0
            || call.Node.Has("qkv_hidden_sizes")
            || call.Operation is not { First.Layer: { } reads, Shape: { Rank: 3 } shape }
            || shape[1].Value is not { } tokens
            || !call.Weighs("kernel", 1)
            || (hasBias && !call.Weighs("bias", 2))
        )
        {
            return null;
        }

        string name = call.Rows.Name("projection");
        string? packed = call.Weighted(
            stored => new Dense
            {
                Name = name,
                Inputs = [reads],
                Stored = stored,
                Units = units,
                InputFeatures = features,
                UseBias = hasBias,
            },
            new TensorShape([tokens, units], ShapeLayout.ChannelsFirst)
        );
        long size = units / (3 * heads);
        return packed is null ? null : Attended(call, (packed, packed, packed), heads, tokens, tokens, size, size);
    }

    private static MatMul Attended(
        LayerCall call,
        (string Query, string Key, string Value) reads,
        long heads,
        long queries,
        long keys,
        long size,
        long valueSize
    )
    {
        string View(string part, string read, TensorShape shape) => call.Rows.View(part, call.Operator, read, shape);

        string query = View("query", reads.Query, Matrices(heads, queries, size));
        string key = View("key", reads.Key, Matrices(heads, size, keys));
        string value = View("value", reads.Value, Matrices(heads, keys, valueSize));
        var scores = Matrices(heads, queries, keys);
        string compared = call.Rows.Add(new MatMul { Name = call.Rows.Name("scores"), Inputs = [query, key] }, scores);
        string weighed = call.Rows.Add(
            new Activation
            {
                Name = call.Rows.Name("softmax"),
                Inputs = [compared],
                Function = "softmax",
            },
            scores
        );
        call.ReadsRow(weighed);
        call.ReadsRow(value);
        return new MatMul();
    }

    // Positions, and values of one head: (batch, heads, positions, values), or heads side by side on the last axis.
    private static (long Positions, long Size)? Heads(LayerCall call, int input, long heads) =>
        call.Operation.Input(input).Shape switch
        {
            { Rank: 4 } shape
                when shape[1].Value == call.Operation.Shape![1].Value
                    && shape[2].Value is { } positions
                    && shape[3].Value is { } size => (positions, size),
            { Rank: 3 } shape
                when heads > 0
                    && shape[1].Value is { } positions
                    && shape[2].Value is { } width
                    && width % heads == 0 => (positions, width / heads),
            _ => null,
        };

    private static TensorShape Matrices(long heads, long rows, long columns) =>
        new([heads, rows, columns], ShapeLayout.ChannelsFirst);
}
