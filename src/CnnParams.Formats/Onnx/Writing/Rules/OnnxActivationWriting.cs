using CnnParams.Formats.Writing;
using CnnParams.Layers;

namespace CnnParams.Formats.Onnx.Writing.Rules;

/// <summary>Activations: an operator where ONNX has one, several where it has not.</summary>
internal sealed class OnnxActivationWriting : LayerRules<OnnxOutline>
{
    private static readonly Dictionary<string, string> Operators = new(StringComparer.Ordinal)
    {
        ["linear"] = "Identity",
        ["relu"] = "Relu",
        ["leaky_relu"] = "LeakyRelu",
        ["threshold"] = "ThresholdedRelu",
        ["elu"] = "Elu",
        ["selu"] = "Selu",
        ["celu"] = "Celu",
        ["sigmoid"] = "Sigmoid",
        ["hard_sigmoid"] = "HardSigmoid",
        ["hard_swish"] = "HardSwish",
        ["tanh"] = "Tanh",
        ["softplus"] = "Softplus",
        ["softsign"] = "Softsign",
        ["exponential"] = "Exp",
    };

    private delegate (string Operator, string[] Inputs) Form(
        string x,
        Func<string, string, string[], string> step,
        Func<string, float, string> number
    );

    // What takes several operators: the last one, and what it reads.
    private static readonly Dictionary<string, Form> Forms = new(StringComparer.Ordinal)
    {
        ["relu6"] = (x, _, number) => ("Clip", [x, number("least", 0), number("most", 6)]),
        ["hard_tanh"] = (x, _, number) => ("Clip", [x, number("least", -1), number("most", 1)]),
        ["silu"] = (x, step, _) => ("Mul", [x, step("sigmoid", "Sigmoid", [x])]),
        ["gelu"] = (x, step, number) =>
            (
                "Mul",
                [
                    step("half", "Mul", [x, number("0.5", 0.5f)]),
                    step(
                        "share",
                        "Add",
                        [
                            step("erf", "Erf", [step("scaled", "Div", [x, number("sqrt2", 1.41421356f)])]),
                            number("one", 1),
                        ]
                    ),
                ]
            ),
        ["log_sigmoid"] = (x, step, _) => ("Log", [step("sigmoid", "Sigmoid", [x])]),
        ["tanh_shrink"] = (x, step, _) => ("Sub", [x, step("tanh", "Tanh", [x])]),
        ["mish"] = (x, step, _) => ("Mul", [x, step("tanh", "Tanh", [step("softplus", "Softplus", [x])])]),
    };

    public OnnxActivationWriting()
    {
        For<Activation>(Write);
        For<PReLU>(
            (prelu, layer, outline) =>
            {
                var shape = layer.InputShape;
                InexpressibleException.Unless(shape.IsKnown, "the input sizes are not known");
                if (prelu.ParameterCount is { } count)
                {
                    outline.SetImage(
                        layer,
                        "PRelu",
                        [
                            outline.Image(layer),
                            outline.Weight(layer, "weight", [count, .. Enumerable.Repeat(1L, shape.Rank - 1)]),
                        ]
                    );
                    return;
                }

                var shared = prelu
                    .SharedAxes.Select(axis => Shapes.Axis.Index(checked((int)axis), shape, "SharedAxes"))
                    .ToArray();
                long[] sizes = [.. shape.Dimensions.Select((axis, i) => shared.Contains(i) ? 1 : axis.Value)];
                outline.SetPlain(layer, "PRelu", [outline.Plain(layer), outline.Weight(layer, "weight", sizes)]);
            }
        );
    }

    private static void Write(Activation activation, WritableLayer layer, OnnxOutline outline)
    {
        string function = activation.Function;
        if (function is "softmax" or "log_softmax" or "softmin")
        {
            int axis = Shapes.Axis.Index(activation.Axis ?? -1, layer.InputShape, "Axis") + 1;
            string values =
                function == "softmin"
                    ? outline.Step(layer, "negative", "Neg", [outline.Plain(layer)])
                    : outline.Plain(layer);
            outline.SetPlain(
                layer,
                function == "log_softmax" ? "LogSoftmax" : "Softmax",
                [values],
                OnnxAttribute.Of("axis", axis)
            );
            return;
        }

        var x = outline.Any(layer);
        if (Operators.TryGetValue(function, out string? single))
        {
            outline.Set(layer, x.IsTurned, single, [x.Name]);
        }
        else if (Forms.TryGetValue(function, out var form))
        {
            var (last, inputs) = form(
                x.Name,
                (suffix, type, reads) => outline.Step(layer, suffix, type, reads),
                (suffix, number) => outline.Real(layer, suffix, number)
            );
            outline.Set(layer, x.IsTurned, last, inputs);
        }
        else
        {
            throw new InexpressibleException($"ONNX has no operator {function}");
        }
    }
}
