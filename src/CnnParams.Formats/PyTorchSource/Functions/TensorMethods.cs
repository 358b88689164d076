using CnnParams.Formats.Folding;
using CnnParams.Formats.PythonSource;
using CnnParams.Layers;
using CnnParams.Python.Running;
using CnnParams.Python.Values;

namespace CnnParams.Formats.PyTorchSource.Functions;

/// <summary>What is asked of tensors, and what changes nothing about their shape.</summary>
internal sealed class TensorMethods : TorchFunctions
{
    private static readonly string[] Types =
    [
        "float",
        "half",
        "double",
        "long",
        "int",
        "bool",
        "bfloat16",
        "short",
        "byte",
    ];

    // What changes where a tensor is, or how it is kept, and not its shape.
    private static readonly string[] Same =
    [
        "contiguous",
        "clone",
        "detach",
        "cpu",
        "cuda",
        "to",
        "type_as",
        "requires_grad_",
        "share_memory_",
        "pin_memory",
        "as_subclass",
        "retain_grad",
        "resolve_conj",
        "numpy",
        "backward",
        "register_hook",
        "conj",
        "coalesce",
        "to_mkldnn",
    ];

    public TensorMethods()
    {
        Add(
            Home.Method,
            "size(input, dim=None)",
            call => call["dim"] is None ? SizeTuple(Tensor(call, 0)) : Axis(Tensor(call, 0), call.Integer("dim"))
        );
        Add(Home.Method, ["dim", "ndimension"], "input", (call, _) => Boxed.Of(Tensor(call, 0).Rank));
        Add(Home.Both, "numel(input)", call => SymbolicInteger.Of(Tensor(call, 0).Known.Count));
        Add(Home.Method, "nelement(input)", call => SymbolicInteger.Of(Tensor(call, 0).Known.Count));
        Add(Home.Method, "element_size(input)", _ => Boxed.Of(4));
        Add(Home.Method, "item(input)", call => Item(Tensor(call, 0)));
        Add(
            Home.Method,
            "tolist(input)",
            call =>
                Tensor(call, 0) is { Values: { } values } tensor
                    ? tensor.Rank == 0
                        ? Item(tensor)
                        : new PyList([.. values.Select(value => Number(tensor, value))])
                    : throw TorchTensor.Unknown("the values of a tensor are needed")
        );
        Add(Home.Method, Types, "input, *args, **kwargs", (call, name) => Cast(Tensor(call, 0), name));
        foreach (string name in Same)
            Add(
                Home.Method,
                $"{name}(input, *args, **kwargs)",
                call => name == "requires_grad_" ? Require(call) : Tensor(call, 0)
            );
        Add(Home.Torch, ["clone", "detach"], "input", (call, _) => Tensor(call, 0));
        Add(Home.Method, "detach_(input)", call => Detached(Tensor(call, 0)));
        Add(
            Home.Method,
            "type(input, dtype=None)",
            call => call["dtype"] is None ? "torch.FloatTensor" : Tensor(call, 0)
        );
        Add(
            Home.Method,
            "is_floating_point(input)",
            call => Boxed.Of(Tensor(call, 0).ElementType.StartsWith("float", StringComparison.Ordinal))
        );
        Add(
            Home.Torch,
            "is_floating_point(input)",
            call => Boxed.Of(Tensor(call, 0).ElementType.StartsWith("float", StringComparison.Ordinal))
        );
        Add(Home.Method, ["is_contiguous", "is_nonzero"], "input, **kwargs", (_, _) => Boxed.True);
        Add(Home.Both, "is_complex(input)", _ => Boxed.False);
        Add(Home.Torch, "is_tensor(obj)", call => Boxed.Of(call[0] is TorchTensor));
        Add(Home.Method, "get_device(input)", _ => Boxed.Of(-1));
    }

    // Of a parameter it is as requires_grad_(False).
    private static TorchTensor Detached(TorchTensor tensor)
    {
        tensor.RequiresGrad = false;
        return tensor;
    }

    internal static PyTuple SizeTuple(TorchTensor tensor) =>
        new([.. tensor.Known.Axes.Select(SymbolicInteger.Of)], TorchTypes.Size);

    private static object Axis(TorchTensor tensor, long axis) => SymbolicInteger.Of(tensor.Known[tensor.Axis(axis)]);

    private static object Item(TorchTensor tensor) =>
        tensor.Values is [var value]
            ? Number(tensor, value)
            : throw TorchTensor.Unknown("the value of a tensor is needed");

    private static object Number(TorchTensor tensor, double value) =>
        tensor.ElementType switch
        {
            "int64" or "int32" or "long" or "int" => Boxed.Of((long)value),
            "bool" => Boxed.Of(value != 0),
            _ => value,
        };

    private static TorchTensor Cast(TorchTensor tensor, string name)
    {
        string type = name switch
        {
            "long" => "int64",
            "int" => "int32",
            "bool" => "bool",
            "half" => "float16",
            "double" => "float64",
            "float" => "float32",
            _ => name,
        };
        return new TorchTensor(tensor.Shape, type)
        {
            Layer = tensor.Layer,
            Sources = [.. tensor.Parameters],
            Values = tensor.Values,
        };
    }

    private static TorchTensor Require(HostCall call)
    {
        var tensor = Tensor(call, 0);
        tensor.RequiresGrad = call.Rest("args") is not [var flag] || call.Interpreter.IsTrue(flag);
        return tensor;
    }
}
