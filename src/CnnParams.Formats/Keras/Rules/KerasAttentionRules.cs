using CnnParams.Layers;

namespace CnnParams.Formats.Keras;

/// <summary>keras.layers: attention.</summary>
internal sealed class KerasAttentionRules : KerasRules
{
    private static readonly string[] Order = ["query", "value", "key"];

    public KerasAttentionRules()
    {
        Map(
            "MultiHeadAttention",
            call => new KerasDraft(
                new MultiHeadAttention
                {
                    Heads = call.Config.Needed<long>("num_heads"),
                    KeySize = call.Config.Needed<long>("key_dim"),
                    ValueSize = call.Config.Given<long?>("value_dim"),
                    UseBias = call.Config.Given<bool?>("use_bias") ?? true,
                    OutputSize = call.Config.Wholes("output_shape") is [var size] ? size : call.Features,
                }
            )
            {
                Reads = QueryValueKey(call),
            }
        );
        Map("GroupQueryAttention GroupedQueryAttention", GroupedQueries);
        Map("Attention", call => Scored(call, call.Config.Truth("use_scale") == true ? [Tensors.Of("scale")] : []));
        Map(
            "AdditiveAttention",
            call =>
                Scored(
                    call,
                    call.Config.Truth("use_scale") == false ? []
                        : call.Features is { } features ? [Tensors.Of("scale", features)]
                        : null
                )
        );
    }

    // Keras passes the value before the key, each by place or by name; masks change no shape.
    private static IReadOnlyList<KerasArgument> QueryValueKey(KerasCall call)
    {
        var byPlace = call.Arguments.Where(argument => argument.Name is null or "inputs").Take(Order.Length);
        var byName = Order.SelectMany(name => call.Arguments.Where(argument => argument.Name == name));
        return [.. byPlace.Concat(byName)];
    }

    // The scores have no weights but a scale; the output has the places of the query and the values of the value.
    private static KerasDraft Scored(KerasCall call, IReadOnlyList<TensorSpec>? weights)
    {
        var reads = QueryValueKey(call);
        if (
            weights is null
            || reads.Count < 2
            || !reads[0].Shape.HasRank
            || !reads[1].Shape.HasRank
            || reads[0].Shape.Rank < 1
            || reads[1].Shape.Rank < 1
        )
            return call.Unknown() with { Reads = reads };
        var (query, value) = (reads[0].Shape.Sizes, reads[1].Shape.Sizes);
        return call.Operation(weights, Tensors.Shape([.. query.Take(query.Count - 1), value[value.Count - 1]])) with
        {
            Reads = reads,
        };
    }

    // Several heads of queries share one of keys and values.
    private static KerasDraft GroupedQueries(KerasCall call)
    {
        var reads = QueryValueKey(call);
        var config = call.Config;
        if (
            config.Whole("head_dim") is not { } size
            || config.Whole("num_query_heads") is not { } queries
            || config.Whole("num_key_value_heads") is not { } keys
            || call.Features is not { } features
        )
        {
            return call.Unknown() with { Reads = reads };
        }

        long last(int place) =>
            reads.Count > place && reads[place].Shape is { Rank: > 0 } shape && shape.Sizes[shape.Rank - 1] is { } known
                ? known
                : features;
        long valueFeatures = last(1),
            keyFeatures = reads.Count > 2 ? last(2) : valueFeatures;
        var weights = new List<TensorSpec>
        {
            Tensors.Of("query/kernel", features, queries, size),
            Tensors.Of("key/kernel", keyFeatures, keys, size),
            Tensors.Of("value/kernel", valueFeatures, keys, size),
            Tensors.Of("attention_output/kernel", queries, size, features),
        };
        if (config.Truth("use_gate") == true)
            weights.Add(Tensors.Of("gate/kernel", features, queries, size));
        if (config.Truth("use_bias") != false)
        {
            weights.AddRange([
                Tensors.Of("query/bias", queries, size),
                Tensors.Of("key/bias", keys, size),
                Tensors.Of("value/bias", keys, size),
                Tensors.Of("attention_output/bias", features),
            ]);
            if (config.Truth("use_gate") == true)
                weights.Add(Tensors.Of("gate/bias", queries, size));
        }

        return call.Operation(weights, call.InputShape) with
        {
            Reads = reads,
        };
    }
}
