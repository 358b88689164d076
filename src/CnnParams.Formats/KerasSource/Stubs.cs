using CnnParams.Formats.Folding;
using CnnParams.Formats.KerasSource.Functions;
using CnnParams.Formats.PythonSource;
using CnnParams.Python.Running;
using CnnParams.Python.Values;

namespace CnnParams.Formats.KerasSource;

/// <summary>
/// Parts of Keras that have no effect on what a network is: objects of training, of saving, of showing.
/// </summary>
internal static class Stubs
{
    internal static readonly HostFunction Input = new(
        "Input(shape=None, batch_size=None, dtype=None, sparse=None, batch_shape=None, name=None, tensor=None, "
            + "optional=False, **kwargs)",
        MakeInput
    );

    private static readonly PyType Policy = new("DTypePolicy", BuiltinTypes.Object);

    static Stubs()
    {
        Policy.Method(
            "__init__(self, name='float32', *args, **kwargs)",
            call =>
            {
                ((PyInstance)call.Self).Own.Set("name", call[1]);
                return null;
            }
        );
    }

    /// <summary>What a module has under a name: a class that takes anything, or a function that does nothing.</summary>
    internal static object? Find(Interpreter interpreter, string module, string name)
    {
        switch (name)
        {
            case "to_categorical":
                return new HostFunction(
                    "to_categorical(y, num_classes=None, dtype=None)",
                    call =>
                        call[0] is SourceTensor { Shape: { } labels }
                            ? new SourceTensor(
                                new Shape([
                                    .. labels.Axes.Where((size, axis) => axis == 0 || size.Value != 1),
                                    call[1] is long classes ? classes : Size.Unknown,
                                ])
                            )
                            : new Unknown("to_categorical()")
                );
            case "pad_sequences":
                return new HostFunction(
                    "pad_sequences(sequences, maxlen=None, *args, **kwargs)",
                    call =>
                        call[0] is SourceTensor { Shape: { Rank: > 0 } sequences }
                            ? new SourceTensor(
                                new Shape(sequences[0], call[1] is long length ? length : Size.Unknown),
                                "int32"
                            )
                            : new Unknown("pad_sequences()")
                );
            case "keras_export" or "register_keras_serializable":
                return new HostFunction(
                    $"{name}(*args, **kwargs)",
                    _ => new HostFunction("decorate(value)", call => call[0])
                );
            case "plot_model" or "model_to_dot":
                return new HostFunction(
                    $"{name}(model, *args, **kwargs)",
                    call =>
                    {
                        if (call[0] is ModelInstance model)
                            TriedModels.Add(call.Interpreter, model);
                        return None.Instance;
                    }
                );
            case "standardize_tuple":
                return new HostFunction(
                    "standardize_tuple(value, n, *args, **kwargs)",
                    call =>
                        call[0] is long ? new PyTuple([.. Enumerable.Repeat(call[0], (int)call.Integer(1))]) : call[0]
                );
            case "get_source_inputs":
                return new HostFunction("get_source_inputs(tensor, *args)", call => new PyList([call[0]]));
            case "set_random_seed" or "clear_session" or "set_seed":
                return new HostFunction($"{name}(*args, **kwargs)", _ => null);
            case "get_custom_objects":
                return new HostFunction("get_custom_objects()", _ => new PyDict());
        }

        if (name.StartsWith("__", StringComparison.Ordinal))
            return null;
        if (char.IsUpper(name[0]))
            return Type(name);
        // utils.np_utils, preprocessing.image, file_utils: modules below.
        bool isModule =
            module.Split('.').Length < 6
            && (
                name.EndsWith("_utils", StringComparison.Ordinal)
                || name
                    is "image"
                        or "text"
                        or "sequence"
                        or "backend"
                        or "experimental"
                        or "schedules"
                        or "argument_validation"
                        or "operation_utils"
            );
        return isModule
            ? interpreter.Modules.Import(interpreter, $"{module}.{name}", wantsLast: true, isOptional: false)
            : new Unknown($"{module}.{name}");
    }

    /// <summary>A class of which objects can be made, and derived from, with any arguments.</summary>
    internal static PyType Type(string name) =>
        new PyType(name, BuiltinTypes.Object)
            .Method("__init__(self, *args, **kwargs)", _ => null)
            .Method("__call__(self, *args, **kwargs)", _ => new Unknown($"{name}()"))
            .Method(
                "__getattr__(self, attribute)",
                call =>
                    call.Text(1).StartsWith("__", StringComparison.Ordinal)
                        ? throw Errors.Attribute($"'{name}' object has no attribute '{call.Text(1)}'")
                        : new Unknown($"{name}.{call.Text(1)}")
            );

    /// <summary>What a layer says of its input, for itself: <c>self.input_spec[0].shape</c>.</summary>
    internal static readonly PyType InputSpec = new PyType("InputSpec", BuiltinTypes.Object).Method(
        "__init__(self, dtype=None, shape=None, ndim=None, max_ndim=None, min_ndim=None, axes=None, **kwargs)",
        call =>
        {
            foreach (string name in new[] { "dtype", "shape", "ndim", "max_ndim", "min_ndim", "axes" })
                ((PyInstance)call.Self).Own.Set(name, call[name] ?? None.Instance);
            return null;
        }
    );

    // The shape that is given, or the usual one of images.
    private static object InputShape(HostCall call)
    {
        if (!call.IsNone("input_shape"))
            return call["input_shape"]!;
        object side = call.Flag("require_flatten") ? call["default_size"]! : None.Instance;
        string format = call["data_format"] as string ?? KerasState.Of(call.Interpreter).DataFormat;
        return format == "channels_first" ? PyTuple.Of(Boxed.Of(3), side, side) : PyTuple.Of(side, side, Boxed.Of(3));
    }

    /// <summary>What belongs to networks of the catalogue.</summary>
    internal static object? OfApplications(Interpreter interpreter, string module, string name)
    {
        switch (name)
        {
            case "preprocess_input":
                return new HostFunction(
                    "preprocess_input(x, *args, **kwargs)",
                    call =>
                        call[0] is SourceTensor { IsConstant: false } image
                            ? LayerRows.Add(
                                call.Interpreter,
                                "preprocess_input",
                                [image],
                                image.Shape,
                                Layers.WorkKind.ElementWise
                            )
                            : call[0]
                );
            case "obtain_input_shape" or "_obtain_input_shape":
                return new HostFunction(
                    $"{name}(input_shape, default_size, min_size, data_format, require_flatten=True, weights=None)",
                    InputShape
                )
                {
                    OtherNames = new Dictionary<string, string>
                    {
                        ["include_top"] = "require_flatten",
                        ["dim_ordering"] = "data_format",
                    },
                };
            case "decode_predictions":
                return new Unknown($"{module}.{name}");
        }

        return char.IsLower(name[0])
            ? interpreter.Modules.Import(interpreter, $"{module}.{name}", wantsLast: true, isOptional: false)
            : throw Errors.Attribute($"the catalogue has no network '{name}' as Keras builds it");
    }

    /// <summary>How layers compute: set_global_policy('mixed_float16').</summary>
    internal static object? OfPolicy(Interpreter interpreter, string module, string name) =>
        name switch
        {
            "set_global_policy" or "set_policy" or "set_dtype_policy" or "set_floatx" => new HostFunction(
                $"{name}(policy)",
                call =>
                {
                    KerasState.Of(call.Interpreter).Policy = call[0] is PyInstance policy
                        ? policy.Own.Get("name") as string
                        : call[0] as string;
                    return null;
                }
            ),
            "set_image_data_format" or "image_data_format" or "floatx" or "epsilon" => KerasFunctions.Find(
                KerasHome.Backend,
                name
            ),
            "Policy" or "DTypePolicy" => Policy,
            "experimental" => interpreter.Modules.Import(
                interpreter,
                $"{module}.{name}",
                wantsLast: true,
                isOptional: false
            ),
            _ => Find(interpreter, module, name),
        };

    private static object? MakeInput(HostCall call)
    {
        if (call["tensor"] is SourceTensor given)
            return given;
        Shape? shape =
            !call.IsNone("batch_shape") ? SourceShape.OfBatch(call.Interpreter, call["batch_shape"])
            : call.Named("kwargs").Get("batch_input_shape") is { } batched
                ? SourceShape.OfBatch(call.Interpreter, batched)
            : call.IsNone("shape")
                ? throw Errors.Value("Input needs a shape, without the number of samples: Input(shape=(28, 28, 1))")
            : SourceShape.OfBatch(
                call.Interpreter,
                new PyTuple([
                    None.Instance,
                    .. SourceShape.Axes(call.Interpreter, call["shape"]).Select(PythonSource.SymbolicInteger.Of),
                ])
            );
        return ModelCalls.Input(call.Interpreter, shape, call["dtype"] as string ?? "float32", call["name"] as string);
    }
}

/// <summary>keras.activations.get: a function by its name.</summary>
internal static class Activations
{
    internal static readonly HostFunction Get = new(
        "get(identifier)",
        call =>
            call[0] switch
            {
                string name => (object?)KerasFunctions.Find(KerasHome.Ops, name == "linear" ? "identity" : name)
                    ?? throw Errors.Value($"there is no activation '{name}'"),
                None => KerasFunctions.Find(KerasHome.Ops, "identity"),
                _ => call[0],
            }
    );
}

/// <summary>Functions of keras.layers that merge tensors: add([x, y]).</summary>
internal static class Merging
{
    private static readonly Dictionary<string, (string ClassName, string Parameters)> Functions = new(
        StringComparer.Ordinal
    )
    {
        ["add"] = ("Add", "inputs"),
        ["subtract"] = ("Subtract", "inputs"),
        ["multiply"] = ("Multiply", "inputs"),
        ["average"] = ("Average", "inputs"),
        ["maximum"] = ("Maximum", "inputs"),
        ["minimum"] = ("Minimum", "inputs"),
        ["concatenate"] = ("Concatenate", "inputs, axis=-1"),
        ["dot"] = ("Dot", "inputs, axes=-1, normalize=False"),
    };

    internal static IEnumerable<string> Names => Functions.Keys;

    private static readonly Dictionary<string, string> FirstModes = new(StringComparer.Ordinal)
    {
        ["sum"] = "add",
        ["concat"] = "concatenate",
        ["mul"] = "multiply",
        ["ave"] = "average",
        ["max"] = "maximum",
        ["dot"] = "dot",
    };

    // All of them in one, as Keras 1 had it.
    private static readonly HostFunction First = new(
        "merge(inputs, mode='sum', concat_axis=-1, dot_axes=-1, output_shape=None, name=None, **kwargs)",
        call =>
        {
            var function =
                call[1] is string mode && FirstModes.TryGetValue(mode, out string? today)
                    ? Find(today)!
                    : throw Errors.Value($"merge() is read with the modes {string.Join(", ", FirstModes.Keys)}");
            List<object> values = [call[0]!];
            List<string> names = [];
            void Give(string name, string own)
            {
                names.Add(name);
                values.Add(call[own]!);
            }

            if (function.Signature.IndexOf("axis") >= 0)
                Give("axis", "concat_axis");
            if (function.Signature.IndexOf("axes") >= 0)
                Give("axes", "dot_axes");
            if (!call.IsNone("name"))
                Give("name", "name");
            return call.Interpreter.Call(function, new Arguments([.. values], [.. names]));
        }
    );

    internal static HostFunction? Find(string name)
    {
        if (name == First.Name)
            return First;
        if (!Functions.TryGetValue(name, out var function))
            return null;
        return new HostFunction(
            $"{name}({function.Parameters}, **kwargs)",
            call =>
            {
                var named = call.Named("kwargs");
                object[] values =
                [
                    .. call.Values.Skip(1).Take(call.Values.Length - 2).OfType<object>(),
                    .. named.Pairs().Select(pair => pair.Value),
                ];
                string[] names =
                [
                    .. function
                        .Parameters.Split([", "], StringSplitOptions.None)
                        .Skip(1)
                        .Select(parameter => parameter.Split('=')[0]),
                    .. named.Keys().Cast<string>(),
                ];
                object layer = call.Interpreter.Call(
                    KerasTypes.FindLayer(function.ClassName)!,
                    new Arguments(values, names)
                );
                return call.Interpreter.Call(layer, call[0]);
            }
        );
    }
}
