namespace CnnParams.Formats.Paddle;

/// <summary>
/// What the operators of the intermediate representation are called in a .pdmodel, and what the arguments are that they
/// have by position (paddle/phi/ops/yaml: ops.yaml and op_compat.yaml).
/// </summary>
internal static class PirVocabulary
{
    // Operators, with another name after '=' where it is another: arguments, with '*' before those that are settings.
    private static readonly string[] Lines =
    [
        "data=feed feed: X",
        "fetch shadow_output=fetch: X",
        "conv2d depthwise_conv2d conv3d: Input Filter",
        "conv2d_transpose depthwise_conv2d_transpose conv3d_transpose: Input Filter *output_size",
        "batch_norm sync_batch_norm: X Mean Variance Scale Bias",
        "layer_norm group_norm instance_norm: X Scale Bias",
        "prelu: X Alpha",
        "fc: Input W Bias",
        "embedding=lookup_table_v2: Ids W",
        "matmul=matmul_v2 bmm=matmul_v2: X Y",
        "add=elementwise_add subtract=elementwise_sub multiply=elementwise_mul divide=elementwise_div "
            + "maximum=elementwise_max minimum=elementwise_min "
            + "elementwise_pow remainder=elementwise_mod floor_divide=elementwise_floordiv: X Y",
        "pool2d pool3d: X *ksize",
        "max_pool2d_with_index max_pool3d_with_index: X",
        "mean=reduce_mean: X",
        "sum=reduce_sum max=reduce_max min=reduce_min prod=reduce_prod: X *dim",
        "hardswish=hard_swish hardsigmoid=hard_sigmoid: X",
        "dropout: X Seed *p",
        "scale: X *scale",
        "clip: X *min *max",
        "concat: X *axis",
        "split: X *sections *axis",
        "split_with_num=split: X *axis",
        "slice: Input *starts *ends",
        "strided_slice: Input *starts *ends *strides",
        "reshape=reshape2: X *shape",
        "squeeze=squeeze2 unsqueeze=unsqueeze2: X *axes",
        "flatten=flatten_contiguous_range transpose=transpose2: X",
        "expand=expand_v2: X *shape",
        "tile: X *repeat_times",
        "pad3d: X *paddings",
        "topk=top_k_v2: X *k",
        "argmax=arg_max argmin=arg_min cumsum: X *axis",
        "one_hot=one_hot_v2: X *depth",
        "nearest_interp=nearest_interp_v2 bilinear_interp=bilinear_interp_v2 bicubic_interp=bicubic_interp_v2 "
            + "linear_interp=linear_interp_v2 "
            + "trilinear_interp=trilinear_interp_v2: X *out_size SizeTensor *scale",
        "shape shape64=shape numel=size: Input",
        "full_like=fill_any_like: X *value",
        "full_batch_size_like=fill_constant_batch_size_like: Input",
        "rnn: Input PreState WeightList SequenceLength",
        "full=fill_constant full_int_array=fill_constant arange=range assign_value: ",
    ];

    private static readonly Dictionary<string, string> Settings = new(StringComparer.Ordinal)
    {
        ["kernel_size"] = "ksize",
        ["transpose_x"] = "trans_x",
        ["transpose_y"] = "trans_y",
        ["perm"] = "axis",
        ["keepdim"] = "keep_dim",
    };

    private static readonly string[] Data = ["X"];

    private static readonly Dictionary<string, PirWord> Words = Lines
        .SelectMany(Read)
        .ToDictionary(pair => pair.Name, pair => pair.Word, StringComparer.Ordinal);

    /// <summary>
    /// The word for an operator; one that is not listed keeps its name, and all that it reads is data.
    /// </summary>
    internal static PirWord Find(string name)
    {
        // Those that work in place have the same names, with a line after.
        string plain = name.TrimEnd('_');
        return Words.TryGetValue(plain, out var word) ? word : new PirWord(plain, Data);
    }

    /// <summary>What a setting of an operator is called.</summary>
    internal static string Setting(PirWord word, string name) =>
        name == "axis" && word.Type.StartsWith("reduce_", StringComparison.Ordinal) ? "dim"
        : Settings.TryGetValue(name, out string? other) ? other
        : name;

    private static IEnumerable<(string Name, PirWord Word)> Read(string line)
    {
        string[] halves = line.Split(':');
        string[] arguments = halves[1].Split([' '], StringSplitOptions.RemoveEmptyEntries);
        foreach (string pair in halves[0].Split(' '))
        {
            string[] names = pair.Split('=');
            yield return (names[0], new PirWord(names[names.Length - 1], arguments));
        }
    }
}

/// <summary>An operator in the words of a .pdmodel: its name, and its arguments by position.</summary>
internal sealed record PirWord(string Type, IReadOnlyList<string> Arguments)
{
    /// <summary>The argument at a position; those beyond the last are data.</summary>
    internal string Argument(int position) => position < Arguments.Count ? Arguments[position] : "X";
}
