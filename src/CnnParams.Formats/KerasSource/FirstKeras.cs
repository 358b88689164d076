using CnnParams.Python.Running;
using CnnParams.Python.Values;

namespace CnnParams.Formats.KerasSource;

/// <summary>
/// Calls as Keras 1 had them, as those of today: what keras/legacy/interfaces.py of Keras 2.0 to 2.3 made of them.
/// </summary>
internal static class FirstKeras
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["output_dim"] = "units",
        ["nb_filter"] = "filters",
        ["filter_length"] = "kernel_size",
        ["border_mode"] = "padding",
        ["subsample"] = "strides",
        ["subsample_length"] = "strides",
        ["stride"] = "strides",
        ["dim_ordering"] = "data_format",
        ["atrous_rate"] = "dilation_rate",
        ["bias"] = "use_bias",
        ["inner_activation"] = "recurrent_activation",
        ["dropout_W"] = "dropout",
        ["dropout_U"] = "recurrent_dropout",
        ["pool_length"] = "pool_size",
        ["length"] = "size",
        ["p"] = "rate",
        ["sigma"] = "stddev",
    };

    // How weights begin and are trained, and how they are computed; the shape that today's Keras computes.
    private static readonly HashSet<string> WithoutEffect =
    [
        "init",
        "inner_init",
        "gamma_init",
        "beta_init",
        "forget_bias_init",
        "consume_less",
        "W_regularizer",
        "U_regularizer",
        "b_regularizer",
        "W_constraint",
        "U_constraint",
        "b_constraint",
        "depthwise_regularizer",
        "pointwise_regularizer",
    ];

    private static readonly string[][] Sizes =
    [
        ["nb_row", "nb_col"],
        ["kernel_dim1", "kernel_dim2", "kernel_dim3"],
    ];

    /// <summary>Classes that Keras 2 has under another name.</summary>
    internal static IReadOnlyDictionary<string, string> Aliases { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["AtrousConvolution1D"] = "Conv1D",
            ["AtrousConvolution2D"] = "Conv2D",
            ["AtrousConv1D"] = "Conv1D",
            ["AtrousConv2D"] = "Conv2D",
        };

    /// <summary>What is written today in the place of a class that Keras 2 has not; null for any other.</summary>
    internal static string? Advice(string name) =>
        name switch
        {
            "Merge" => "write keras.layers.concatenate([a, b]), add or multiply, and Model(inputs, outputs)",
            "TimeDistributedDense" => "write TimeDistributed(Dense(units))",
            "MaxoutDense" => "write Dense(units * nb_feature), Reshape((nb_feature, units)) and a maximum over them",
            "Highway" or "SReLU" or "ParametricSoftplus" => "write a class of it that derives from Layer",
            "Graph" or "Siamese" or "LambdaMerge" => "write Model(inputs, outputs)",
            _ => null,
        };

    /// <summary>
    /// Notes that a source takes a name out of Keras that TensorFlow's Keras understands otherwise: three numbers of
    /// Convolution2D are filters, rows and columns.
    /// </summary>
    internal static void Note(Interpreter interpreter, string module, string name)
    {
        if (
            !module.StartsWith("tensorflow", StringComparison.Ordinal)
            && (
                name.Contains("Convolution")
                || name.StartsWith("Deconvolution", StringComparison.Ordinal)
                || Aliases.ContainsKey(name)
            )
        )
            KerasState.Of(interpreter).IsFirst = true;
    }

    /// <summary>The arguments of a class of keras.layers as today's signature has them.</summary>
    internal static Arguments Adapt(Interpreter interpreter, Signature signature, string className, Arguments given)
    {
        var state = KerasState.Of(interpreter);
        string[] old = given.Names ?? [];
        bool IsOld(string name) =>
            signature.IndexOf(name) < 0
            && (name != "stride" || className.EndsWith("Pooling1D", StringComparison.Ordinal))
            && (
                Names.TryGetValue(name, out string? today)
                    ? signature.IndexOf(today) >= 0
                    : IsOfFirst(name) || IsLost(className, name)
            );
        if (Array.Exists(old, IsOld))
            state.IsFirst = true;
        var values = given.Values.Take(given.Count).ToList();
        var named = new List<(string Name, object Value)>();
        for (int i = 0; i < old.Length; i++)
        {
            object value = given.Values[given.Count + i];
            string name = IsOld(old[i]) && Names.TryGetValue(old[i], out string? today) ? today : old[i];
            if (name == "data_format" && value is "tf" or "th" or "default")
                value = value switch
                {
                    "tf" => "channels_last",
                    "th" => "channels_first",
                    _ => None.Instance,
                };
            if (!(IsOld(old[i]) && (WithoutEffect.Contains(old[i]) || IsLost(className, old[i]))))
                named.Add((name, value));
        }

        Join(state, className, signature, values, named);
        if (state.IsFirst && className == "GRU" && !named.Exists(pair => pair.Name == "reset_after"))
            named.Add(("reset_after", Boxed.False));
        if (named.Find(pair => pair.Name == "mode") is { Value: { } mode } && className == "BatchNormalization")
        {
            if (mode is not (0L or 2L))
                throw Errors.Value("BatchNormalization(mode=1) of Keras 1 is not read; modes 0 and 2 are");
            named.RemoveAll(pair => pair.Name == "mode");
        }

        return new Arguments(
            [.. values, .. named.Select(pair => pair.Value)],
            named.Count == 0 ? null : [.. named.Select(pair => pair.Name)]
        );
    }

    private static bool IsOfFirst(string name) =>
        WithoutEffect.Contains(name) || Array.Exists(Sizes, sizes => sizes.Contains(name));

    // What Keras 2 drops: the shape is what today's Keras computes.
    private static bool IsLost(string className, string name) =>
        (name == "output_shape" && className.EndsWith("Transpose", StringComparison.Ordinal))
        || (name == "dropout" && className == "Embedding");

    // The sizes of a kernel, which stood one by one.
    private static void Join(
        KerasState state,
        string className,
        Signature signature,
        List<object> values,
        List<(string Name, object Value)> named
    )
    {
        int filters = signature.IndexOf("filters"),
            kernel = signature.IndexOf("kernel_size");
        if (kernel < 0)
            return;
        foreach (string[] sizes in Sizes)
        {
            object[] given =
            [
                .. sizes.SelectMany(size => named.Where(pair => pair.Name == size)).Select(pair => pair.Value),
            ];
            if (given.Length == 0)
                continue;
            named.RemoveAll(pair => sizes.Contains(pair.Name));
            object[] before = [.. values.Skip(kernel)];
            values.RemoveRange(Math.Min(kernel, values.Count), before.Length);
            named.Add(("kernel_size", new PyTuple([.. before, .. given])));
        }

        object[] numbers = [.. values.Skip(kernel).TakeWhile(value => value is long)];
        if (filters < 0 || numbers.Length < 2 || numbers.Length != Rank(className))
            return;
        if (state.IsFirst)
        {
            values.RemoveRange(kernel, numbers.Length);
            values.Insert(kernel, new PyTuple(numbers));
        }
        // Windows of an odd size seldom stand side by side.
        else if (numbers is [long size and > 1, long stride] && size == stride && size % 2 == 1)
        {
            state.Warn(
                FormattableString.Invariant(
                    $"{className}(filters, {size}, {size}) has strides of {size}; where rows and columns are meant, as "
                ) + FormattableString.Invariant($"before Keras 2.4, write {className}(filters, ({size}, {size}))")
            );
        }
    }

    // Of Conv2D and such: 2.
    private static int Rank(string className) =>
        className.Replace("Transpose", "") is [.., var digit, 'D'] ? digit - '0' : 0;
}
