using CnnParams.Formats.Folding;
using CnnParams.Formats.PyTorchSource.Functions;
using CnnParams.Python.Running;
using CnnParams.Python.Values;

namespace CnnParams.Formats.PyTorchSource;

/// <summary>The methods of torch.nn.Module.</summary>
internal static class ModuleMethods
{
    // What changes where a network is, or how it is trained, and not what it is.
    private static readonly string[] WithoutEffect =
    [
        "eval",
        "cuda",
        "cpu",
        "to",
        "float",
        "half",
        "double",
        "bfloat16",
        "share_memory",
        "zero_grad",
        "type",
        "compile",
        "requires_grad_",
        "train",
        "load_state_dict",
        "register_forward_hook",
        "register_forward_pre_hook",
        "register_full_backward_hook",
        "register_backward_hook",
        "_register_load_state_dict_pre_hook",
        "register_load_state_dict_post_hook",
        "_register_state_dict_hook",
        "register_state_dict_pre_hook",
        "register_load_state_dict_pre_hook",
        "set_extra_state",
        "apply",
        "to_empty",
        "requires_grad_",
    ];

    /// <summary>
    /// What the models of YOLO's packages have beside: convolutions with their norms in them are the same network. A
    /// module of that name comes first.
    /// </summary>
    internal static HostFunction Fuse { get; } = new("fuse(self, *args, **kwargs)", call => call.Self);

    internal static void Define(PyType module)
    {
        module
            .Method("__init__(self, /, *args, **kwargs)", _ => null)
            .Method(
                "__call__(self, /, *args, **kwargs)",
                call => ModuleCalls.Call(call.Interpreter, Self(call), Given(call))
            )
            .Method(
                "forward(self, /, *args, **kwargs)",
                call =>
                    throw Errors.NotImplemented(
                        $"Module [{Self(call).Type.Name}] is missing the required \"forward\" function"
                    )
            )
            .Method("add_module(self, name, module)", call => Add(call, call.Text(1), call[2]))
            .Method("register_module(self, name, module)", call => Add(call, call.Text(1), call[2]))
            .Method("register_parameter(self, name, param)", call => Set(Self(call).Parameters, call.Text(1), call[2]))
            .Method(
                "register_buffer(self, name, tensor, persistent=True)",
                call => Set(Self(call).Buffers, call.Text(1), call[2])
            )
            .Method("children(self)", call => List(Self(call).Children.Select(child => child.Module)))
            .Method(
                "named_children(self)",
                call => List(Self(call).Children.Select(child => PyTuple.Of(child.Name, child.Module)))
            )
            .Method("modules(self)", call => List(Self(call).Walk().Select(pair => pair.Module)))
            .Method(
                "named_modules(self, memo=None, prefix='', remove_duplicate=True)",
                call =>
                    List(
                        Self(call).Walk().Select(pair => PyTuple.Of(Join(call.Text("prefix"), pair.Path), pair.Module))
                    )
            )
            .Method("parameters(self, recurse=True)", call => List(Tensors(call).Select(pair => pair.Tensor)))
            .Method(
                "named_parameters(self, prefix='', recurse=True, remove_duplicate=True)",
                call =>
                    List(Tensors(call).Select(pair => PyTuple.Of(Join(call.Text("prefix"), pair.Name), pair.Tensor)))
            )
            .Method(
                "buffers(self, recurse=True)",
                call => List(Self(call).WalkTensors(buffers: true).Select(pair => pair.Tensor))
            )
            .Method(
                "named_buffers(self, prefix='', recurse=True, remove_duplicate=True)",
                call =>
                    List(
                        Self(call)
                            .WalkTensors(buffers: true)
                            .Select(pair => PyTuple.Of(Join(call.Text("prefix"), pair.Name), pair.Tensor))
                    )
            )
            .Method("state_dict(self, *args, **kwargs)", StateDict)
            .Method("get_submodule(self, target)", call => Submodule(call, call.Text(1)))
            .Method(
                "get_parameter(self, target)",
                call => call.Interpreter.GetAttribute(Submodule(call, Head(call.Text(1))), Tail(call.Text(1)))
            )
            .Method("extra_repr(self)", _ => "")
            .Method("_get_name(self)", call => Self(call).Type.Name)
            .Method("__repr__(self, /)", call => Self(call).Type.Name + "()")
            .Method("__getattr__(self, name, /)", Held)
            .Method("__dir__(self, /)", call => List(Self(call).Own.Keys()))
            .Method("__deepcopy__(self, memo, /)", call => Copy(call, (PyDict)call[1]))
            .Method("__copy__(self, /)", call => Copy(call, null));
        foreach (string name in WithoutEffect.Distinct())
            module.Method($"{name}(self, *args, **kwargs)", call => Unchanged(call, name));
        TorchTypes
            .Tensor.Method("__len__(self, /)", call => ((TorchTensor)call.Self).Length(call.Interpreter))
            .Method("__iter__(self, /)", call => ((TorchTensor)call.Self).Iterate(call.Interpreter));
    }

    /// <summary>nn.Parameter(tensor).</summary>
    internal static TorchTensor MakeParameter(Interpreter interpreter, in Arguments arguments)
    {
        object? data = arguments.Values.Length > 0 ? arguments[0] : null;
        if (data is Unknown unknown)
            throw unknown.Error();
        object? flag = arguments.Find("requires_grad") ?? (arguments.Count > 1 ? arguments[1] : null);
        return new TorchTensor((data as TorchTensor)?.Shape ?? Shape.Scalar)
        {
            IsParameter = true,
            Values = (data as TorchTensor)?.Values,
            RequiresGrad = flag is null || interpreter.IsTrue(flag),
        };
    }

    private static ModuleInstance Self(HostCall call) =>
        call.Self as ModuleInstance ?? throw Errors.Type("this is a method of a module");

    private static object? Unchanged(HostCall call, string name)
    {
        var module = Self(call);
        switch (name)
        {
            case "train":
                SetTraining(module, call.Rest("args") is not [var mode] || call.Interpreter.IsTrue(mode));
                break;
            case "apply" when call.Rest("args") is [var function]:
                foreach (var (_, inner) in module.Walk().ToArray())
                    call.Interpreter.Call(function, inner);
                break;
            case "requires_grad_":
                bool requires = call.Rest("args") is not [var flag] || call.Interpreter.IsTrue(flag);
                foreach (var (_, tensor) in module.WalkTensors())
                    tensor.RequiresGrad = requires;
                break;
            case "load_state_dict":
                return PyTuple.Of(new PyList([]), new PyList([]));
            case var hook when hook.Contains("hook"):
                return None.Instance;
        }

        return module;
    }

    // A source that trains does so before its network is measured: what it says then is not how the network is used.
    private static void SetTraining(ModuleInstance module, bool training)
    {
        if (training)
            return;
        foreach (var (_, inner) in module.Walk())
            inner.Own.Set("training", Boxed.False);
    }

    private static object Held(HostCall call)
    {
        var module = Self(call);
        string name = call.Text(1);
        return module.Modules.Get(name)
            ?? module.Parameters.Get(name)
            ?? module.Buffers.Get(name)
            ?? throw Interpreter.NoAttribute(module, name);
    }

    private static object? Add(HostCall call, string name, object module)
    {
        if (module is Unknown unknown)
            throw unknown.Error();
        if (module is not (ModuleInstance or None))
            throw Errors.Type($"{BuiltinTypes.Of(module).Name} is not a Module subclass");
        call.Interpreter.Allocate(1);
        Self(call).Modules.Set(name, module);
        return null;
    }

    private static object? Set(PyDict into, string name, object value)
    {
        into.Set(name, value);
        return null;
    }

    private static IEnumerable<(string Name, TorchTensor Tensor)> Tensors(HostCall call) =>
        call.Flag("recurse")
            ? Self(call).WalkTensors()
            : Self(call)
                .Parameters.Pairs()
                .Where(pair => pair.Value is TorchTensor)
                .Select(pair => ((string)pair.Key, (TorchTensor)pair.Value));

    private static PyIterator List(IEnumerable<object> items) => new EnumerableIterator(items.ToArray());

    private static string Join(string prefix, string path) =>
        prefix.Length == 0 ? path
        : path.Length == 0 ? prefix
        : $"{prefix}.{path}";

    private static PyDict StateDict(HostCall call)
    {
        var state = new PyDict();
        foreach (var (name, tensor) in Self(call).WalkTensors().Concat(Self(call).WalkTensors(buffers: true)))
            state.Set(name, tensor);
        return state;
    }

    private static object Submodule(HostCall call, string path) =>
        path.Split(['.'], StringSplitOptions.RemoveEmptyEntries).Aggregate(call.Self, call.Interpreter.GetAttribute);

    private static string Head(string path) => path.LastIndexOf('.') is >= 0 and var dot ? path.Substring(0, dot) : "";

    private static string Tail(string path) => path.Substring(path.LastIndexOf('.') + 1);

    private static ModuleInstance Copy(HostCall call, PyDict? memo)
    {
        var module = Self(call);
        var copy = new ModuleInstance(module.Type);
        object[] parts = Array.ConvertAll<PyDict, object>(
            [module.Parameters, module.Buffers, module.Modules, module.Own],
            part => Python.Library.Copying.Copy(call.Interpreter, part, memo)
        );
        copy.Fill(Fresh((PyDict)parts[0], memo), Fresh((PyDict)parts[1], memo), (PyDict)parts[2]);
        copy.Own.Update((PyDict)parts[3]);
        return copy;
    }

    // Tensors are no values that the evaluator copies.
    private static PyDict Fresh(PyDict tensors, PyDict? memo)
    {
        var fresh = new PyDict();
        foreach (var pair in tensors.Pairs())
        {
            fresh.Set(
                pair.Key,
                memo is not null && pair.Value is TorchTensor tensor
                    ? new TorchTensor(tensor.Shape, tensor.ElementType)
                    {
                        IsParameter = tensor.IsParameter,
                        RequiresGrad = tensor.RequiresGrad,
                        Values = tensor.Values,
                    }
                    : pair.Value
            );
        }

        return fresh;
    }

    private static Arguments Given(HostCall call)
    {
        object[] values = call.Rest("args");
        var named = call.Named("kwargs");
        return named.Count == 0
            ? new Arguments(values)
            : new Arguments([.. values, .. named.Pairs().Select(pair => pair.Value)], [.. named.Keys().Cast<string>()]);
    }
}
