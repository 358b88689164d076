using CnnParams.Layers;

namespace CnnParams.Formats.Keras;

/// <summary>
/// Functions that are called on tensors as if they were layers: keras.ops (Keras 3) and TFOpLambda (tf.keras), by
/// their names without case and underscores.
/// </summary>
internal sealed class KerasOperationRules : KerasRules
{
    /// <summary>Stands before the names of operations, since layers have the same.</summary>
    internal const string Prefix = "ops>";

    private static readonly Dictionary<string, Func<KerasCall, KerasDraft>> Functions = new(
        StringComparer.OrdinalIgnoreCase
    );

    static KerasOperationRules()
    {
        Merge(MergeOperation.Add, "add addv2 biasadd");
        Merge(MergeOperation.Subtract, "subtract sub");
        Merge(MergeOperation.Multiply, "multiply mul");
        Merge(MergeOperation.Divide, "divide truediv truedivide realdiv dividenonan");
        Merge(MergeOperation.Maximum, "maximum");
        Merge(MergeOperation.Minimum, "minimum");
        foreach (
            string function in new[]
            {
                "relu",
                "relu6",
                "sigmoid",
                "silu",
                "swish",
                "softmax",
                "logsoftmax",
                "tanh",
                "gelu",
                "leakyrelu",
                "elu",
                "selu",
                "celu",
                "softplus",
                "softsign",
                "hardsigmoid",
                "hardsilu",
                "hardswish",
                "hardtanh",
                "mish",
                "exp",
            }
        )
            Functions.Add(function, call => KerasActivationRules.Activation(call, Words(function)));
        foreach (
            string function in "cast identity stopgradient sqrt rsqrt square negative abs absolute power pow clip clipbyvalue sin cos log log1p reciprocal erf dropout ensureshape".Split(
                ' '
            )
        )
            Functions.Add(function, _ => KerasCoreRules.Identity);
        Functions.Add("concat", Concatenate);
        Functions.Add("concatenate", Concatenate);
        Functions.Add("matmul", _ => new MatMul());
        Functions.Add("reshape", call => new Reshape { TargetShape = Sample(call, "newshape", "shape") });
        Functions.Add("transpose", call => new Permute { Order = Sample(call, "axes", "perm") });
        Functions.Add("flatten", _ => new Flatten());
        Functions.Add("mean", Mean);
        Functions.Add("reducemean", Mean);
    }

    public KerasOperationRules()
    {
        foreach (var function in Functions)
            Map(Prefix + function.Key, function.Value);
        Map(
            "TFOpLambda SlicingOpLambda TensorFlowOpLayer ClassMethod InstanceMethod InstanceProperty",
            call => ByName(call, call.Config.Text("function") ?? "")
        );
    }

    /// <summary>The key of an operation, as its rule is found by.</summary>
    internal static string KeyOf(string name) => Prefix + Plain(name);

    private static KerasDraft ByName(KerasCall call, string name)
    {
        if (Functions.TryGetValue(Plain(name.Substring(name.LastIndexOf('.') + 1)), out var rule))
            return rule(call);
        call.Warn($"the function '{name}' is not known");
        return new Operation { OperatorType = name.Length > 0 ? name : call.Layer.ClassName };
    }

    private static string Plain(string name) => name.Replace("_", "").ToLowerInvariant();

    private static string Words(string function) =>
        function switch
        {
            "logsoftmax" => "log_softmax",
            "leakyrelu" => "leaky_relu",
            "hardsigmoid" => "hard_sigmoid",
            "hardsilu" or "hardswish" => "hard_swish",
            "hardtanh" => "hard_tanh",
            "exp" => "exponential",
            _ => function,
        };

    // With a number beside the tensor, the shape passes.
    private static void Merge(MergeOperation operation, string names)
    {
        foreach (string name in names.Split(' '))
            Functions.Add(
                Plain(name),
                call => call.Arguments.Count > 1 ? new Merge { Operation = operation } : KerasCoreRules.Identity
            );
    }

    private static KerasDraft Concatenate(KerasCall call) =>
        new Concatenate { Axis = OperationArguments.Axis(call) ?? -1 };

    private static long[] Sample(KerasCall call, params string[] names) =>
        OperationArguments.Wholes(call, names) is { Length: > 1 } withBatch
            ? [.. withBatch.Skip(1)]
            : throw new LayerException(ErrorId.MissingSetting, $"it needs {names[0]}");

    // The mean over all positions is a global pooling; over other axes only the shape is known.
    private static KerasDraft Mean(KerasCall call)
    {
        bool keep = OperationArguments.Truth(call, "keepdims", "keep_dims") == true;
        if (call.Rank is not { } rank || OperationArguments.Wholes(call, "axis") is not { } axes)
            return new Operation { OperatorType = "Mean" };
        long[] reduced = [.. axes.Select(axis => axis < 0 ? axis + rank + 1 : axis).OrderBy(axis => axis)];
        if (rank is >= 2 and <= 4 && reduced.SequenceEqual(Enumerable.Range(1, rank - 1).Select(axis => (long)axis)))
            return new GlobalAveragePooling(rank - 1) { KeepDims = keep };
        var sizes = call.InputShape.Sizes.Select(
            (size, i) => (Size: reduced.Contains(i + 1) ? 1 : size, IsReduced: reduced.Contains(i + 1))
        );
        return new Operation
        {
            OperatorType = "Mean",
            OutputShape = Tensors.Shape(sizes.Where(axis => keep || !axis.IsReduced).Select(axis => axis.Size)),
        };
    }
}
