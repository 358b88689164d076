using System.Collections.Concurrent;
using CnnParams.Formats.PyTorchSource.Functions;
using CnnParams.Layers;
using CnnParams.Python.Compiling;
using CnnParams.Python.Importing;
using CnnParams.Python.Running;
using CnnParams.Python.Syntax;
using CnnParams.Python.Values;

namespace CnnParams.Formats.PyTorchSource;

/// <summary>
/// The modules of PyTorch: functions in Functions, classes in Sources, and what has no effect as stubs.
/// </summary>
internal sealed partial class TorchVocabulary
{
    private static readonly ConcurrentDictionary<string, FunctionCode> Compiled = new(StringComparer.Ordinal);

    private static readonly string[] Types =
    [
        "float32",
        "float64",
        "float16",
        "bfloat16",
        "int64",
        "int32",
        "int16",
        "int8",
        "uint8",
        "bool",
        "complex64",
        "complex128",
        "qint8",
        "quint8",
    ];

    private static readonly Dictionary<string, string> OtherTypes = new(StringComparer.Ordinal)
    {
        ["float"] = "float32",
        ["half"] = "float16",
        ["double"] = "float64",
        ["long"] = "int64",
        ["int"] = "int32",
        ["cfloat"] = "complex64",
    };

    // Names that are stubs, and which.
    private static readonly Dictionary<string, string> Stubs = new[]
    {
        (
            "Context",
            "no_grad enable_grad inference_mode set_grad_enabled autocast profile record_function GradScaler fork_rng "
                + "ignore_warnings"
        ),
        (
            "decorate",
            "script ignore unused export script_method wrap jit_unused compile custom_fwd custom_bwd "
                + "_script_if_tracing script_if_tracing interface"
        ),
        (
            "false",
            "is_scripting is_tracing is_grad_enabled is_available is_autocast_enabled is_initialized is_in_onnx_export "
                + "_is_tracing is_built _get_tracing_state"
        ),
        (
            "nothing",
            "manual_seed manual_seed_all seed set_default_dtype set_printoptions empty_cache synchronize save load "
                + "set_num_threads _assert _log_api_usage_once use_deterministic_algorithms register_module "
                + "load_state_dict_from_url set_float32_matmul_precision annotate set_device is_storage "
                + "download_url_to_file"
        ),
        ("zero", "device_count current_device memory_allocated max_memory_allocated"),
        ("call", "checkpoint"),
        ("checkpoint_sequential", "checkpoint_sequential"),
        ("Dataset", "Dataset IterableDataset Sampler"),
        ("TensorDataset", "TensorDataset"),
        ("Subset", "Subset"),
        ("random_split", "random_split"),
        ("DataLoader", "DataLoader"),
        ("Function", "Function"),
        ("ScriptModule", "ScriptModule"),
        ("weight_norm", "weight_norm"),
        ("remove_weight_norm", "remove_weight_norm"),
        ("spectral_norm", "spectral_norm"),
        ("register_parametrization", "register_parametrization"),
        ("PackedSequence", "PackedSequence"),
        ("pack_padded_sequence", "pack_padded_sequence"),
        ("pad_packed_sequence", "pad_packed_sequence"),
        (
            "first",
            "Variable remove_spectral_norm fuse_conv_bn_eval random_unstructured l1_unstructured random_structured "
                + "ln_structured custom_from_mask"
        ),
        ("nothing", "clip_grad_norm_ clip_grad_value_ parameters_to_vector vector_to_parameters"),
    }
        .SelectMany(pair => pair.Item2.Split(' ').Select(name => (Name: name, Stub: pair.Item1)))
        .ToDictionary(pair => pair.Name, pair => pair.Stub, StringComparer.Ordinal);

    public PyModule? Find(Interpreter interpreter, string module)
    {
        if (module != "torch" && !module.StartsWith("torch.", StringComparison.Ordinal))
            return FindLibrary(interpreter, module);
        switch (module)
        {
            case "torch._core":
                return Of(
                    module,
                    ("Module", TorchTypes.Module),
                    ("Parameter", TorchTypes.Parameter),
                    ("empty", TorchFunctions.Find(Home.Torch, "empty")!),
                    ("unknown", new HostFunction("unknown(name)", call => new Unknown(call.Text(0))))
                );
            case "torch._results":
                return Execute(interpreter, "stubs");
            case var _ when LibrarySources.Contains(module.Substring(Math.Min(7, module.Length))):
                return Execute(interpreter, module.Substring(7));
            case "torch.nn":
                var nn = Execute(interpreter, "nn");
                nn.Find = (running, name) =>
                    name switch
                    {
                        "quantized" or "intrinsic" or "qat" => new Unknown($"torch.nn.{name}"),
                        "functional" or "init" or "utils" or "parameter" or "modules" => running.Modules.Import(
                            running,
                            $"torch.nn.{name}",
                            wantsLast: true,
                            isOptional: false
                        ),
                        _ => null,
                    };
                return nn;
            case "torch.nn.functional" or "torch._functional":
                return WithFunctions(module, Home.Functional);
            case "torch.nn.init":
                return new PyModule(module, new PyDict()) { Find = FindInitializer };
            case "torch.nn.parameter":
                return Of(module, ("Parameter", TorchTypes.Parameter));
            case "torch.nn.modules":
                return (PyModule)
                    interpreter.Modules.Import(interpreter, "torch.nn", wantsLast: true, isOptional: false);
        }

        if (module == "torch.nn.utils.parametrizations")
            return new PyModule(module, new PyDict()) { Find = FindParametrization };
        if (module.StartsWith("torch.nn.modules.", StringComparison.Ordinal))
            return new PyModule(module, new PyDict())
            {
                Find = (running, name) =>
                    running.TryGetAttribute(Nn(running), name, out object value) ? value
                    : name is "_pair" or "_single" or "_triple" or "_ntuple" ? Ntuple(name)
                    : null,
            };
        var found = WithFunctions(module, module == "torch.fft" ? Home.Spectral : Home.Torch);
        if (module == "torch")
            Fill(found.Names);
        return found;
    }

    private static object? FindParametrization(Interpreter interpreter, string name) =>
        name switch
        {
            "weight_norm" => Stub(interpreter, "parametrized_weight_norm"),
            "spectral_norm" or "orthogonal" => Stub(interpreter, "parametrized"),
            _ => new Unknown($"torch.nn.utils.parametrizations.{name}"),
        };

    private static object Stub(Interpreter interpreter, string name) =>
        interpreter.GetAttribute(
            interpreter.Modules.Import(interpreter, "torch._results", wantsLast: true, isOptional: false),
            name
        );

    private static object Nn(Interpreter interpreter) =>
        interpreter.Modules.Import(interpreter, "torch.nn", wantsLast: true, isOptional: false);

    private static void Fill(PyDict names)
    {
        names.Set("Tensor", TorchTypes.Tensor);
        names.Set("Size", TorchTypes.Size);
        names.Set("device", TorchTypes.Device);
        names.Set("__version__", "2.1.0");
        names.Set("pi", Math.PI);
        names.Set("inf", double.PositiveInfinity);
        names.Set("nan", double.NaN);
        foreach (string type in Types)
            names.Set(type, type);
        foreach (var pair in OtherTypes)
            names.Set(pair.Key, pair.Value);
        foreach (
            string format in new[]
            {
                "contiguous_format",
                "channels_last",
                "channels_last_3d",
                "preserve_format",
                "strided",
                "dtype",
                "memory_format",
                "Generator",
            }
        )
            names.Set(format, format is "dtype" or "memory_format" or "Generator" ? BuiltinTypes.Str : format);
    }

    // torch.x: a module, a function, a stub; or one that is not known, whose result is not known either.
    private static PyModule WithFunctions(string module, Home home) =>
        new(module, new PyDict())
        {
            Find = (interpreter, name) =>
            {
                if (name.StartsWith("__", StringComparison.Ordinal))
                    return null;
                if (TorchFunctions.Find(home, name) is { } function)
                    return function;
                if (module == "torch.hub" && name == "load")
                    return Catalogue.CatalogueModels.HubLoad;
                if (Stubs.TryGetValue(name, out string? stub))
                    return Stub(interpreter, stub);
                bool isModule =
                    home == Home.Torch
                    && name
                        is "nn"
                            or "jit"
                            or "fx"
                            or "cuda"
                            or "hub"
                            or "utils"
                            or "parametrizations"
                            or "parametrize"
                            or "prune"
                            or "rnn"
                            or "optim"
                            or "autograd"
                            or "backends"
                            or "distributed"
                            or "onnx"
                            or "fft"
                            or "linalg"
                            or "special"
                            or "amp"
                            or "quantization"
                            or "ao"
                            or "mps"
                            or "random"
                            or "data"
                            or "checkpoint"
                            or "ops"
                            or "overrides"
                            or "_C"
                            or "multiprocessing"
                            or "functional"
                            or "cudnn"
                            or "_utils"
                            or "_jit_internal"
                            or "_dynamo"
                            or "xpu"
                            or "package"
                            or "model_zoo"
                            or "function"
                            or "profiler"
                            or "testing"
                            or "version"
                            or "accelerator";
                if (isModule)
                    return interpreter.Modules.Import(
                        interpreter,
                        $"{module}.{name}",
                        wantsLast: true,
                        isOptional: false
                    );
                if (
                    name == "load_state_dict_from_url"
                    || char.IsUpper(name[0])
                    || module.StartsWith("torch.optim", StringComparison.Ordinal)
                )
                    return new Unknown($"{module}.{name}");
                return Unfamiliar(module, name);
            },
        };

    /// <summary>
    /// A function of PyTorch that is not known: nothing is known of its output, everything of its input.
    /// </summary>
    internal static HostFunction Unfamiliar(string module, string name) =>
        new(
            $"{name}(*args, **kwargs)",
            call =>
            {
                TorchTensor[] tensors =
                [
                    .. StatedOutput(
                            new PyTuple([
                                .. call.Rest("args"),
                                .. call.Named("kwargs").Pairs().Select(pair => pair.Value),
                            ])
                        )
                        .Distinct(),
                ];
                if (!Array.Exists(tensors, tensor => !tensor.IsConstant))
                    return tensors.Length > 0
                        ? TorchFunctions.Derived(null, tensors)
                        : new Unknown($"{module}.{name}()");
                return Trace.Of(call.Interpreter).EmitOperation(name, WorkKind.Unknown, tensors, null);
            }
        );

    private static object? FindInitializer(Interpreter interpreter, string name)
    {
        if (name.StartsWith("__", StringComparison.Ordinal))
            return null;
        object stubs = interpreter.Modules.Import(interpreter, "torch._results", wantsLast: true, isOptional: false);
        return name switch
        {
            "_calculate_fan_in_and_fan_out" => interpreter.GetAttribute(stubs, "fan"),
            "calculate_gain" => interpreter.GetAttribute(stubs, "calculate_gain"),
            "_calculate_correct_fan" => new HostFunction("_calculate_correct_fan(tensor, mode)", call => Boxed.Of(1)),
            _ => interpreter.GetAttribute(stubs, "first"),
        };
    }

    private static HostFunction Ntuple(string name) =>
        new(
            $"{name}(value)",
            call =>
            {
                int count =
                    name == "_single" ? 1
                    : name == "_triple" ? 3
                    : 2;
                return name == "_ntuple"
                    ? new HostFunction("parse(value)", inner => Repeat(inner[0], (int)call.Integer(0)))
                    : Repeat(call[0], count);
            }
        );

    private static PyTuple Repeat(object value, int count) =>
        value as PyTuple
        ?? (value is PyList list ? new PyTuple([.. list.Items]) : new PyTuple([.. Enumerable.Repeat(value, count)]));

    private static PyModule Of(string name, params (string Name, object Value)[] members)
    {
        var names = new PyDict();
        foreach (var (member, value) in members)
            names.Set(member, value);
        return new PyModule(name, names);
    }

    private static PyModule Execute(Interpreter interpreter, string source)
    {
        var code = Compiled.GetOrAdd(source, Compile);
        var names = new PyDict();
        names.Set("__name__", source == "nn" ? "torch.nn" : "torch");
        names.Set("__package__", "torch");
        interpreter.Execute(code, names, null, [], out _);
        return new PyModule(source == "nn" ? "torch.nn" : "torch", names);
    }

    /// <summary>The classes of torch.nn that are known.</summary>
    internal static HashSet<string> Classes => KnownClasses.Value;

    private static readonly Lazy<HashSet<string>> KnownClasses = new(() =>
        new HashSet<string>(
            System
                .Text.RegularExpressions.Regex.Matches(
                    Text("nn"),
                    @"^class ([A-Z]\w*)",
                    System.Text.RegularExpressions.RegexOptions.Multiline
                )
                .Cast<System.Text.RegularExpressions.Match>()
                .Select(match => match.Groups[1].Value),
            StringComparer.Ordinal
        )
    );

    private static FunctionCode Compile(string name) =>
        Compiler.Compile(new SourceText($"<torch {name}>", Text(name)) { IsLibrary = true });

    private static string Text(string name)
    {
        using var stream = typeof(TorchVocabulary).Assembly.GetManifestResourceStream($"CnnParams.PyTorch.{name}.py")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
