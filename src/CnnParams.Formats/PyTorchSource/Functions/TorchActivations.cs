using CnnParams.Formats.Folding;
using CnnParams.Layers;
using CnnParams.Python.Running;
using CnnParams.Python.Values;

namespace CnnParams.Formats.PyTorchSource.Functions;

/// <summary>Activation functions, and what is left out in training.</summary>
internal sealed class TorchActivations : TorchFunctions
{
    public TorchActivations()
    {
        foreach (
            var (name, function) in new[]
            {
                ("relu", "relu"),
                ("relu6", "relu6"),
                ("selu", "selu"),
                ("silu", "silu"),
                ("sigmoid", "sigmoid"),
                ("hardsigmoid", "hard_sigmoid"),
                ("hardswish", "hard_swish"),
                ("tanh", "tanh"),
                ("softsign", "softsign"),
                ("mish", "mish"),
                ("logsigmoid", "log_sigmoid"),
                ("tanhshrink", "tanh_shrink"),
            }
        )
            AddActivation($"{name}(input, inplace=False)", call => Activate(call, name, function));
        AddActivation("gelu(input, approximate='none')", call => Activate(call, "gelu", "gelu"));
        AddActivation("elu(input, alpha=1.0, inplace=False)", call => Activate(call, "elu", "elu"));
        Add(Home.All, "celu(input, alpha=1.0, inplace=False)", call => Activate(call, "celu", "celu"));
        Add(
            Home.All,
            "leaky_relu(input, negative_slope=0.01, inplace=False)",
            call => Activate(call, "leaky_relu", "leaky_relu")
        );
        Add(
            Home.All,
            "rrelu(input, lower=0.125, upper=0.3333, training=False, inplace=False)",
            call => Activate(call, "rrelu", "rrelu")
        );
        Add(
            Home.All,
            "hardtanh(input, min_val=-1.0, max_val=1.0, inplace=False)",
            call => Activate(call, "hardtanh", "hard_tanh")
        );
        Add(Home.All, "softplus(input, beta=1, threshold=20)", call => Activate(call, "softplus", "softplus"));
        Add(Home.All, "hardshrink(input, lambd=0.5)", call => Activate(call, "hardshrink", "hard_shrink"));
        Add(Home.All, "softshrink(input, lambd=0.5)", call => Activate(call, "softshrink", "soft_shrink"));
        Add(
            Home.All,
            "threshold(input, threshold, value, inplace=False)",
            call => Activate(call, "threshold", "threshold")
        );
        Add(Home.All, "glu(input, dim=-1)", Glu);
        foreach (string name in new[] { "softmax", "log_softmax", "softmin" })
            AddActivation($"{name}(input, dim=None, _stacklevel=3, dtype=None)", call => Softmax(call, name));
        Add(
            Home.Functional,
            "gumbel_softmax(logits, tau=1, hard=False, eps=1e-10, dim=-1)",
            call => Softmax(call, "softmax")
        );
        AddActivation("prelu(input, weight)", call => Prelu(call));
        foreach (
            string name in new[]
            {
                "dropout",
                "dropout1d",
                "dropout2d",
                "dropout3d",
                "alpha_dropout",
                "feature_alpha_dropout",
            }
        )
            Add(Home.All, $"{name}(input, p=0.5, training=True, inplace=False)", call => Drop(call, name));
        Add(
            Home.Functional,
            "normalize(input, p=2.0, dim=1, eps=1e-12, out=None)",
            call => TorchElementWise.Unary(call.Interpreter, Tensor(call, 0), "normalize", null)
        );
    }

    // x.relu() and torch.relu do what F.relu does, but tools that count functions see those of torch.nn.functional
    // alone.
    private void AddActivation(string signature, HostBody body)
    {
        Add(Home.Functional, signature, body);
        Add(Home.Both, signature, call => TraceOf(call).ByMethod(() => body(call)));
    }

    /// <summary>A function of each value, as a layer.</summary>
    internal static TorchTensor Activate(HostCall call, string name, string function, int? axis = null)
    {
        var input = Tensor(call, 0);
        if (input.IsConstant)
            return Derived(input.Shape, input);
        var activation = new Activation { Function = function, Axis = axis };
        if (call.Find("inplace") is not null && call.Flag("inplace"))
            activation = activation.InPlace();
        return TraceOf(call).Emit(name, activation, [input], input.Shape);
    }

    private static TorchTensor Softmax(HostCall call, string name)
    {
        var input = Tensor(call, 0);
        int? axis = null;
        if (input.Shape is { } shape && call["dim"] is not None)
            axis = SampleShapes.Axis(shape, input.Axis(call.Integer("dim")));
        return Activate(call, name, name, axis);
    }

    private static TorchTensor Glu(HostCall call)
    {
        var input = Tensor(call, 0);
        if (input.Shape is not { } shape)
            return Activate(call, "glu", "glu");
        int axis = input.Axis(call.Integer("dim"));
        var half =
            shape[axis].DividedBy(2)
            ?? throw Errors.Runtime($"Halving dimension must be even, but dimension {axis} is size {shape[axis]}");
        return TraceOf(call)
            .Emit(
                "glu",
                new Activation { Function = "glu", Axis = SampleShapes.Axis(shape, axis) },
                [input],
                shape.With(axis, half)
            );
    }

    private static TorchTensor Prelu(HostCall call)
    {
        var input = Tensor(call, 0);
        var weight = Tensor(call, 1);
        return TraceOf(call)
            .Emit("prelu", new PReLU { ParameterCount = weight.Count ?? 1 }, [input], input.Shape, ("alpha", weight));
    }

    // Nothing is left out where the network is used; the row is there as PyTorch has it.
    private static TorchTensor Drop(HostCall call, string name)
    {
        var input = Tensor(call, 0);
        if (input.IsConstant)
            return input;
        var kind = name switch
        {
            "dropout1d" => DropoutKind.SpatialDropout1D,
            "dropout2d" => DropoutKind.SpatialDropout2D,
            "dropout3d" => DropoutKind.SpatialDropout3D,
            "dropout" => DropoutKind.Dropout,
            _ => DropoutKind.AlphaDropout,
        };
        double rate = call["p"] is Unknown ? 0.5 : Math.Min(1, Math.Max(0, call.Real("p")));
        return TraceOf(call).Emit(name, new Dropout { Kind = kind, Rate = rate }, [input], input.Shape);
    }
}
