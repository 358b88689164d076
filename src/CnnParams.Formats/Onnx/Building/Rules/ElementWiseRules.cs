using CnnParams.Formats.Folding;
using CnnParams.Layers;

namespace CnnParams.Formats.Onnx.Building.Rules;

/// <summary>Functions of each value, or of the values along an axis.</summary>
internal sealed class ActivationRule : LayerRule
{
    private static readonly Dictionary<string, string> Functions = new(StringComparer.Ordinal)
    {
        ["Relu"] = "relu",
        ["LeakyRelu"] = "leaky_relu",
        ["QLinearLeakyRelu"] = "leaky_relu",
        ["ThresholdedRelu"] = "threshold",
        ["Elu"] = "elu",
        ["Selu"] = "selu",
        ["Celu"] = "celu",
        ["Gelu"] = "gelu",
        ["FastGelu"] = "gelu",
        ["QuickGelu"] = "silu",
        ["Swish"] = "silu",
        ["Mish"] = "mish",
        ["Sigmoid"] = "sigmoid",
        ["QLinearSigmoid"] = "sigmoid",
        ["HardSigmoid"] = "hard_sigmoid",
        ["HardSwish"] = "hard_swish",
        ["Tanh"] = "tanh",
        ["Softmax"] = "softmax",
        ["QLinearSoftmax"] = "softmax",
        ["LogSoftmax"] = "log_softmax",
        ["Softplus"] = "softplus",
        ["Softsign"] = "softsign",
        ["Exp"] = "exponential",
    };

    internal override IEnumerable<string> Operators => Functions.Keys;

    internal override Layer? Create(LayerCall call)
    {
        // FastGelu may add a bias first.
        if (!call.Reads(0) || (call.Operator == "FastGelu" && call.Operation.Has(1)))
            return null;
        return new Activation { Function = Functions[call.Operator], Axis = Axis(call) };
    }

    private static int? Axis(LayerCall call) =>
        call.Operator.EndsWith("oftmax", StringComparison.Ordinal) && call.Operation.Shape is { Rank: > 0 }
            ? call.SampleAxis(call.Node.Number("axis", call.Node.Version >= 13 || call.Node.Domain.Length > 0 ? -1 : 1))
            : null;
}

/// <summary>Values cut off at bounds: ReLU6 where those are 0 and 6.</summary>
internal sealed class ClipRule : LayerRule
{
    internal override IEnumerable<string> Operators => ["Clip"];

    internal override Layer? Create(LayerCall call) =>
        call.Reads(0)
            ? new Activation
            {
                Function = (Bound(call, "min", 1), Bound(call, "max", 2)) switch
                {
                    (0, 6) => "relu6",
                    (0, null) => "relu",
                    _ => "hard_tanh",
                },
            }
            : null;

    // Without a bound, older exports write the largest number.
    private static double? Bound(LayerCall call, string attribute, int input)
    {
        if (call.Node.Has(attribute))
            return Math.Abs(call.Node.Real(attribute, 0)) > 1e30 ? null : call.Node.Real(attribute, 0);
        return call.Operation.Has(input)
            ? call.Operation.Input(input).Elements is [var bound]
                ? bound.Value
                : double.NaN
            : null;
    }
}

/// <summary>A rectifier with learned slopes.</summary>
internal sealed class SlopeRule : LayerRule
{
    internal override IEnumerable<string> Operators => ["PRelu"];

    internal override bool NeedsChannelsFirst => true;

    internal override Layer? Create(LayerCall call) =>
        call.Sizes(1) is { } sizes && sizes.Count(size => size != 1) <= 1 && call.Reads(0) && call.Weighs("alpha", 1)
            ? new PReLU { ParameterCount = sizes.Aggregate(1L, (product, size) => checked(product * size)) }
            : null;
}

/// <summary>Values of several tensors at one place.</summary>
internal sealed class MergeRule : LayerRule
{
    private static readonly Dictionary<string, MergeOperation> Operations = new(StringComparer.Ordinal)
    {
        ["Add"] = MergeOperation.Add,
        ["Sum"] = MergeOperation.Add,
        ["Sub"] = MergeOperation.Subtract,
        ["Mul"] = MergeOperation.Multiply,
        ["Div"] = MergeOperation.Divide,
        ["Mean"] = MergeOperation.Average,
        ["Max"] = MergeOperation.Maximum,
        ["Min"] = MergeOperation.Minimum,
        ["QLinearAdd"] = MergeOperation.Add,
        ["QLinearMul"] = MergeOperation.Multiply,
    };

    internal override IEnumerable<string> Operators => Operations.Keys;

    internal override Layer? Create(LayerCall call)
    {
        if (Scaled(call) is { } scaled)
            return scaled;
        int[] operands = call.Operator.StartsWith("QLinear", StringComparison.Ordinal)
            ? [0, 3]
            : [.. Enumerable.Range(0, call.Operation.Inputs.Count)];
        return operands.Length > 1 && operands.All(operand => call.ReadsOrLearns(operand))
            ? new Merge { Operation = Operations[call.Operator] }
            : null;
    }

    // A learned factor for each channel: ConvNeXt's LayerScale.
    private static Scale? Scaled(LayerCall call)
    {
        if (call.Operator != "Mul" || call.Operation.Inputs.Count != 2)
            return null;
        int factor = call.IsConstant(1) ? 1 : 0;
        var image = call.Operation.Input(1 - factor).Shape;
        var value = call.Operation.Input(factor);
        return
            call.Sizes(factor) is { } sizes
            && image is not null
            && IsPerChannel(sizes, image)
            && value.ElementType.IsReal()
            && value.Source?.Tensors() is [{ IsInitializer: true }]
            && call.Reads(1 - factor)
            && call.Weighs("scale", factor)
            ? new Scale()
            : null;
    }

    private static bool IsPerChannel(long[] factors, Shape image)
    {
        // Axes are aligned at the end; the channels follow the batch.
        int channels = factors.Length - image.Rank + 1;
        return image.Rank > 1
            && image[0].IsBatch
            && channels is 0 or 1
            && factors[channels] > 1
            && image[1].Value == factors[channels]
            && factors.Where((_, axis) => axis != channels).All(size => size == 1);
    }
}

/// <summary>Values left out in training.</summary>
internal sealed class DropoutRule : LayerRule
{
    internal override IEnumerable<string> Operators => ["Dropout"];

    internal override Layer? Create(LayerCall call)
    {
        double rate =
            call.Node.Has("ratio") ? call.Node.Real("ratio", 0.5f)
            : call.Operation.Input(1).Elements is [{ Value: { } given }] ? given
            : 0.5;
        return call.Reads(0) ? new Dropout { Rate = rate is >= 0 and <= 1 ? rate : 0.5 } : null;
    }
}
