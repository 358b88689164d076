using CnnParams.Formats.FlatBuffers;

namespace CnnParams.Formats.TensorFlowLite;

/// <summary>
/// The options of operators by TensorFlow's names of them, so that both share their rules. Each is a field of the
/// operator's table: <c>w2</c> is the whole number in field 2, <c>t</c> a truth, <c>l</c> a list.
/// </summary>
internal static class LiteOptions
{
    private const string Window = "padding=p0 stride_w=w1 stride_h=w2 ",
        Reducer = "keep_dims=t0";

    private static readonly string[] Activations = ["NONE", "RELU", "RELU_N1_TO_1", "RELU6", "TANH", "SIGN_BIT"];

    private static readonly Dictionary<string, (string Name, char Kind, int Field)[]> Fields = new(
        StringComparer.Ordinal
    )
    {
        ["CONV_2D"] = Parse(Window + "activation=a3 dilation_w=d4 dilation_h=d5"),
        ["DEPTHWISE_CONV_2D"] = Parse(Window + "depth_multiplier=w3 activation=a4 dilation_w=d5 dilation_h=d6"),
        ["TRANSPOSE_CONV"] = Parse(Window + "activation=a3"),
        ["CONV_3D"] = Parse(
            "padding=p0 stride_d=w1 stride_w=w2 stride_h=w3 activation=a4 dilation_d=d5 dilation_w=d6 dilation_h=d7"
        ),
        ["CONV_3D_TRANSPOSE"] = Parse(
            "padding=p0 stride_d=w1 stride_w=w2 stride_h=w3 activation=a4 dilation_d=d5 dilation_w=d6 dilation_h=d7"
        ),
        ["AVERAGE_POOL_2D"] = Parse(Window + "filter_w=w3 filter_h=w4 activation=a5"),
        ["MAX_POOL_2D"] = Parse(Window + "filter_w=w3 filter_h=w4 activation=a5"),
        ["L2_POOL_2D"] = Parse(Window + "filter_w=w3 filter_h=w4 activation=a5"),
        ["FULLY_CONNECTED"] = Parse("activation=a0 keep_num_dims=t2"),
        ["ADD"] = Parse("activation=a0"),
        ["SUB"] = Parse("activation=a0"),
        ["MUL"] = Parse("activation=a0"),
        ["DIV"] = Parse("activation=a0"),
        ["CONCATENATION"] = Parse("axis=w0 activation=a1"),
        ["LOCAL_RESPONSE_NORMALIZATION"] = Parse("radius=w0"),
        ["RESHAPE"] = Parse("new_shape=l0"),
        ["SQUEEZE"] = Parse("squeeze_dims=l0"),
        ["SPACE_TO_DEPTH"] = Parse("block_size=w0"),
        ["DEPTH_TO_SPACE"] = Parse("block_size=w0"),
        ["GATHER"] = Parse("axis=w0 batch_dims=w1"),
        ["MEAN"] = Parse(Reducer),
        ["SUM"] = Parse(Reducer),
        ["REDUCE_PROD"] = Parse(Reducer),
        ["REDUCE_MAX"] = Parse(Reducer),
        ["REDUCE_MIN"] = Parse(Reducer),
        ["REDUCE_ANY"] = Parse(Reducer),
        ["REDUCE_ALL"] = Parse(Reducer),
        ["SPLIT"] = Parse("num_splits=w0"),
        ["SPLIT_V"] = Parse("num_splits=w0"),
        ["STRIDED_SLICE"] = Parse("begin_mask=w0 end_mask=w1 ellipsis_mask=w2 new_axis_mask=w3 shrink_axis_mask=w4"),
        ["PACK"] = Parse("axis=w1"),
        ["UNPACK"] = Parse("axis=w1"),
        ["ONE_HOT"] = Parse("axis=w0"),
        ["BATCH_MATMUL"] = Parse("adj_x=t0 adj_y=t1"),
        ["UNIDIRECTIONAL_SEQUENCE_LSTM"] = Parse("time_major=t3"),
        ["CALL"] = Parse("subgraph=w0"),
        ["CALL_ONCE"] = Parse("subgraph=w0"),
        ["IF"] = Parse("subgraph=w0 other_subgraph=w1"),
        ["WHILE"] = Parse("subgraph=w0 other_subgraph=w1"),
    };

    /// <summary>The options that an operator states.</summary>
    internal static IReadOnlyDictionary<string, object> Of(string name, FlatTable table) => Values(name, table);

    /// <summary>The options of an operator that states none.</summary>
    internal static IReadOnlyDictionary<string, object> None(string name) => Values(name, null);

    private static Dictionary<string, object> Values(string name, FlatTable? table)
    {
        var values = new Dictionary<string, object>(StringComparer.Ordinal);
        if (!Fields.TryGetValue(name, out var fields))
            return values;
        foreach (var (option, kind, field) in fields)
        {
            object? value = kind switch
            {
                'w' => (long)(table?.Int32(field, option) ?? 0),
                // A dilation is 1 where it is left out.
                'd' => (long)(table?.Int32(field, option, 1) ?? 1),
                't' => table?.Byte(field, option) is > 0,
                'l' => table?.Int32s(field, option) is { } list ? Array.ConvertAll(list, size => (long)size) : null,
                'p' => table?.Byte(field, option) is 1 ? "VALID" : "SAME",
                _ => table?.Byte(field, option) is { } number && number > 0
                    ? number < Activations.Length
                        ? Activations[number]
                        : FormattableString.Invariant($"activation {number}")
                    : null,
            };
            if (value is not null)
                values[option] = value;
        }

        return values;
    }

    private static (string Name, char Kind, int Field)[] Parse(string text) =>
        Array.ConvertAll(
            text.Trim().Split(' '),
            pair => (pair.Substring(0, pair.IndexOf('=')), pair[pair.IndexOf('=') + 1], pair[pair.Length - 1] - '0')
        );
}
