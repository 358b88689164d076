using CnnParams.Formats.Folding;
using CnnParams.Python.Running;
using CnnParams.Python.Values;

namespace CnnParams.Formats.KerasSource;

/// <summary>The methods of keras.layers.Layer.</summary>
internal static class LayerMethods
{
    // What is about training, saving or showing.
    private static readonly string[] WithoutEffect =
    [
        "add_loss",
        "add_metric",
        "add_update",
        "set_weights",
        "load_own_variables",
        "save_own_variables",
        "build_from_config",
        "compute_mask",
        "reset_states",
        "reset_state",
        "quantize",
        "enable_lora",
        "_set_save_spec",
    ];

    internal static void Define()
    {
        KerasTypes.Layer.Make = (Interpreter interpreter, PyType type, in Arguments arguments) =>
            new LayerInstance(type);
        KerasTypes.InputLayer.Make = KerasTypes.Layer.Make;
        KerasTypes
            .Layer.Method("__init__(self, *args, **kwargs)", call => Initialize(call))
            .Method(
                "__call__(self, /, *args, **kwargs)",
                call => ModelCalls.Call(call.Interpreter, Self(call), Given(call))
            )
            .Method("call(self, /, *args, **kwargs)", CallOwn)
            .Method("build(self, *args, **kwargs)", call => Built(call))
            .Method("add_weight(self, *args, **kwargs)", call => AddWeight(call, Self(call)))
            .Method("add_variable(self, *args, **kwargs)", call => AddWeight(call, Self(call)))
            .Method("compute_output_shape(self, input_shape, *args, **kwargs)", ComputeShape)
            .Method("get_config(self)", Settings)
            .Method("get_weights(self)", call => new Unknown("layer.get_weights()"))
            .Method("count_params(self)", call => new Unknown("layer.count_params()"))
            .Method("adapt(self, *args, **kwargs)", _ => null)
            .Method("get_vocabulary(self, *args, **kwargs)", _ => new Unknown("layer.get_vocabulary()"))
            .Method("vocabulary_size(self)", _ => new Unknown("layer.vocabulary_size()"));
        KerasTypes.Layer.Members.Set(
            "from_config",
            new ClassMethod(
                new HostFunction(
                    "from_config(cls, config, *args, **kwargs)",
                    call =>
                        call[0] is PyType { IsProvided: true } type && type.IsSubclassOf(KerasTypes.Model)
                            ? throw SourceTensor.Unknown("a model that is made of its configuration")
                            : call.Interpreter.Call(call[0], Given((PyDict)call[1]))
                )
            )
        );
        KerasTypes.InputLayer.Method(
            "__init__(self, shape=None, batch_size=None, dtype=None, sparse=None, batch_shape=None, input_tensor=None, "
                + "optional=False, name=None, **kwargs)",
            InitializeInput
        );
        foreach (string name in WithoutEffect)
            KerasTypes.Layer.Method($"{name}(self, *args, **kwargs)", _ => null);
        KerasTypes
            .Shape.Method("as_list(self)", call => new PyList([.. ((PyTuple)call.Self).Items]))
            .Method("with_rank(self, rank)", call => call.Self)
            .Method(
                "is_fully_defined(self)",
                call => Boxed.Of(!Array.Exists(((PyTuple)call.Self).Items, item => item is None))
            )
            .Method(
                "num_elements(self)",
                call =>
                    ((PyTuple)call.Self).Items.Aggregate(
                        (object)Boxed.Of(1),
                        (product, item) =>
                            Operators.Binary(call.Interpreter, Python.Syntax.BinaryOp.Multiply, product, item)
                    )
            )
            .Property("rank", call => Boxed.Of(((PyTuple)call.Self).Items.Length))
            .Property("ndims", call => Boxed.Of(((PyTuple)call.Self).Items.Length))
            .Property("dims", call => call.Self);
        KerasTypes.Shape.Make = (Interpreter interpreter, PyType type, in Arguments arguments) =>
            new PyTuple(
                arguments.Count == 0 || arguments[0] is None ? [] : interpreter.ToArray(arguments[0]),
                KerasTypes.Shape
            );
        KerasTypes
            .Tensor.Method("get_shape(self)", call => SourceShape.ToTuple(((SourceTensor)call.Self).Shape))
            .Method("set_shape(self, shape)", call => SetShape(call))
            .Method("numpy(self)", call => call.Self)
            .Method("assign(self, value, *args, **kwargs)", call => call.Self)
            .Method("assign_add(self, value, *args, **kwargs)", call => call.Self)
            .Method("assign_sub(self, value, *args, **kwargs)", call => call.Self)
            .Method("read_value(self)", call => call.Self)
            .Method(
                "astype(self, dtype, *args, **kwargs)",
                call =>
                    call.Self is SourceTensor { IsConstant: true }
                        ? SourceTensor.Invoke(call.Interpreter, "cast", call.Self, call[1])
                        : call.Self
            )
            .Method("copy(self)", call => call.Self)
            .Method("flatten(self, *args)", call => call.Interpreter.CallMethod(call.Self, "reshape", Boxed.Of(-1)))
            .Method("ravel(self, *args)", call => call.Interpreter.CallMethod(call.Self, "reshape", Boxed.Of(-1)))
            .Method(
                "reshape(self, *shape)",
                call =>
                    SourceTensor.Invoke(
                        call.Interpreter,
                        "reshape",
                        call.Self,
                        call.Rest("shape") is [var only] ? only : new PyTuple(call.Rest("shape"))
                    )
            )
            .Method(
                "transpose(self, *axes)",
                call =>
                    SourceTensor.Invoke(
                        call.Interpreter,
                        "transpose",
                        call.Rest("axes") switch
                        {
                            [] => [call.Self],
                            [PyTuple or PyList] axes => [call.Self, axes[0]],
                            var axes => [call.Self, new PyTuple(axes)],
                        }
                    )
            )
            .Method("__len__(self, /)", call => ((SourceTensor)call.Self).Length(call.Interpreter))
            .Method("__iter__(self, /)", call => ((SourceTensor)call.Self).Iterate(call.Interpreter));
    }

    internal static LayerInstance Self(HostCall call) =>
        call.Self as LayerInstance
        ?? throw Errors.Type("this is a method of a layer; an object of the class has it, as in Layer().method()");

    internal static Arguments Given(HostCall call)
    {
        return Given(call.Named("kwargs"), call.Rest("args"));
    }

    private static Arguments Given(PyDict named, params object[] values) =>
        named.Count == 0
            ? new Arguments(values)
            : new Arguments([.. values, .. named.Pairs().Select(pair => pair.Value)], [.. named.Keys().Cast<string>()]);

    // What the layer is made of again.
    private static PyDict Settings(HostCall call)
    {
        var layer = Self(call);
        var settings = layer.Settings.Copy();
        settings.Set("name", layer.NameIn(KerasState.Of(call.Interpreter)));
        settings.Set("trainable", Boxed.Of(layer.IsTrainable));
        return settings;
    }

    /// <summary>A weight, as add_weight and tf.Variable make it.</summary>
    internal static SourceTensor MakeWeight(
        Interpreter interpreter,
        LayerInstance? owner,
        object? shape,
        string? name,
        bool isTrainable,
        string type = "float32"
    )
    {
        interpreter.Allocate(1);
        string own = name ?? "weight";
        // Names of one layer differ, so that each of its weights has a row of its own.
        for (int i = 1; owner is not null && owner.Weights.Exists(weight => weight.WeightName == own); i++)
            own = FormattableString.Invariant($"{name ?? "weight"}_{i}");
        var weight = new SourceTensor(new Shape([.. SourceShape.Axes(interpreter, shape ?? None.Instance)]), type)
        {
            Owner = owner,
            WeightName = own,
            IsTrainable = isTrainable,
        };
        owner?.Weights.Add(weight);
        return weight;
    }

    private static object? Initialize(HostCall call)
    {
        KerasTypes.SetCommon(call.Interpreter, Self(call), call.Named("kwargs"), "name, trainable and dtype");
        return null;
    }

    private static object? InitializeInput(HostCall call)
    {
        var layer = Self(call);
        layer.ClassName = "InputLayer";
        var named = call.Named("kwargs");
        if (!call.IsNone("batch_shape"))
            named.Set("batch_shape", call["batch_shape"]);
        if (!call.IsNone("name"))
            named.Set("name", call["name"]);
        if (!call.IsNone("shape"))
            named.Set("input_shape", call["shape"]);
        KerasTypes.SetCommon(call.Interpreter, layer, named, "shape, dtype, batch_shape and name");
        return null;
    }

    // super().call(x) of a class that derives from one of keras.layers.
    private static object? CallOwn(HostCall call)
    {
        var layer = Self(call);
        return layer.ClassName is null || layer is ModelInstance || RecurrentCells.Has(layer)
            ? ModelCalls.RunProvided(call.Interpreter, layer, Given(call))
            : LayerRows.Call(call.Interpreter, layer, Given(call));
    }

    private static object? Built(HostCall call)
    {
        Self(call).IsBuilt = true;
        return null;
    }

    // add_weight(name, shape, ...) of Keras 2, add_weight(shape, initializer, ...) of Keras 3.
    private static SourceTensor AddWeight(HostCall call, LayerInstance layer)
    {
        object[] values = call.Rest("args");
        var named = call.Named("kwargs");
        bool isNameFirst = values.Length > 0 && values[0] is string;
        object? shape =
            named.Get("shape") ?? (isNameFirst ? values.ElementAtOrDefault(1) : values.ElementAtOrDefault(0));
        string? name = named.Get("name") as string ?? (isNameFirst ? (string)values[0] : null);
        return MakeWeight(
            call.Interpreter,
            layer,
            shape,
            name,
            named.Get("trainable") is not { } flag || flag is None || call.Interpreter.IsTrue(flag)
        );
    }

    private static object? ComputeShape(HostCall call)
    {
        var input = ModelCalls.Input(call.Interpreter, SourceShape.OfBatch(call.Interpreter, call[1]), "float32", null);
        return LayerAttributes.ShapeOf(ModelCalls.Call(call.Interpreter, Self(call), new Arguments([input])));
    }

    private static object? SetShape(HostCall call)
    {
        var tensor = (SourceTensor)call.Self;
        tensor.Shape ??= SourceShape.OfBatch(call.Interpreter, call[1]);
        return null;
    }
}
