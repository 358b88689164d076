using CnnParams.Formats.Writing;
using CnnParams.Layers;

namespace CnnParams.Formats.PyTorch.Writing;

/// <summary>torch.nn.functional: activations.</summary>
internal sealed class PyTorchActivationWriting : LayerRules<PyTorchOutline>
{
    // Where PyTorch's name is another, or there is more to say than the tensor.
    private static readonly Dictionary<string, string> Functions = new(StringComparer.Ordinal)
    {
        ["linear"] = "{0}",
        ["threshold"] = "F.threshold({0}, 1.0, 0.0)",
        ["sigmoid"] = "torch.sigmoid({0})",
        ["tanh"] = "torch.tanh({0})",
        ["log_sigmoid"] = "F.logsigmoid({0})",
        ["hard_sigmoid"] = "F.hardsigmoid({0})",
        ["hard_swish"] = "F.hardswish({0})",
        ["hard_tanh"] = "F.hardtanh({0})",
        ["hard_shrink"] = "F.hardshrink({0})",
        ["soft_shrink"] = "F.softshrink({0})",
        ["tanh_shrink"] = "F.tanhshrink({0})",
        ["exponential"] = "torch.exp({0})",
    };

    private static readonly HashSet<string> AlongAxis = new(
        ["softmax", "softmin", "log_softmax", "glu"],
        StringComparer.Ordinal
    );

    public PyTorchActivationWriting()
    {
        For<Activation>(
            (activation, layer, outline) =>
            {
                string function = activation.Function;
                if (AlongAxis.Contains(function))
                {
                    int axis = PyTorchCalls.Dimension(activation.Axis ?? -1, layer.InputShape);
                    outline.Set(layer, $"F.{function}({outline.Plain(layer)}, {axis})");
                    return;
                }

                var x = outline.Any(layer);
                outline.SetLike(
                    layer,
                    x,
                    (Functions.TryGetValue(function, out string? form) ? form : $"F.{function}({{0}})").Replace(
                        "{0}",
                        x.Name
                    )
                );
            }
        );
        For<PReLU>(Slopes);
    }

    // PyTorch has one slope, or one for each channel; Keras any shape.
    private static void Slopes(PReLU prelu, WritableLayer layer, PyTorchOutline outline)
    {
        var shape = layer.InputShape;
        if (prelu.ParameterCount is { } count)
        {
            outline.SetImage(layer, $"{outline.Module(layer, $"nn.PReLU({count})")}({outline.Image(layer)})");
            return;
        }

        InexpressibleException.Unless(shape.IsKnown, "the input sizes are not known");
        var shared = prelu.SharedAxes.Select(axis => PyTorchCalls.Dimension(checked((int)axis), shape)).ToArray();
        var sizes = shape.Dimensions.Select((axis, i) => shared.Contains(i + 1) ? 1 : axis.Value);
        string access = outline.Module(layer, outline.Parts.Scale(sizes, hasBias: false));
        string x = outline.Plain(layer);
        outline.Set(layer, $"torch.where({x} > 0, {x}, {access}({x}))");
    }
}
