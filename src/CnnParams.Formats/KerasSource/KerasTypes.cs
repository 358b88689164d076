using CnnParams.Python.Running;
using CnnParams.Python.Values;

namespace CnnParams.Formats.KerasSource;

/// <summary>The classes of Keras that sources name, made of their signatures.</summary>
internal static class KerasTypes
{
    internal static readonly PyType Tensor = new("KerasTensor", BuiltinTypes.Object);
    internal static readonly PyType Variable = new("Variable", Tensor);
    internal static readonly PyType Shape = new("TensorShape", BuiltinTypes.Tuple);
    internal static readonly PyType Layer = new("Layer", BuiltinTypes.Object);
    internal static readonly PyType InputLayer = new("InputLayer", Layer);
    internal static readonly PyType Model = new("Model", Layer);
    internal static readonly PyType Functional = new("Functional", Model);
    internal static readonly PyType Sequential = new("Sequential", Model);

    private static readonly Dictionary<string, PyType> Classes = new(StringComparer.Ordinal);

    // Settings of training, and of the base class, that every layer takes by name.
    private static readonly HashSet<string> Common =
    [
        "name",
        "trainable",
        "dtype",
        "dynamic",
        "autocast",
        "input_shape",
        "batch_input_shape",
        "batch_shape",
        "input_dim",
        "input_length",
        "batch_size",
        "weights",
        "implementation",
        "time_major",
        "kernel_regularizer",
        "sparse",
        "lora_rank",
        "lora_alpha",
        "quantization_config",
        "input_dtype",
        "batch_dim",
    ];

    static KerasTypes()
    {
        // Sizes had a value of their own in TensorFlow 1: x.shape[-1].value.
        BuiltinTypes.Int.Property("value", call => call.Self);
        BuiltinTypes.None.Property("value", call => call.Self);
        LayerMethods.Define();
        ModelMethods.Define();
        foreach (string signature in LayerSignatures.All)
            Add(signature);
        foreach (var alias in LayerSignatures.Aliases.Concat(FirstKeras.Aliases))
            Classes[alias.Key] = Classes[alias.Value];
        Classes["Layer"] = Layer;
        Classes["InputLayer"] = InputLayer;
    }

    /// <summary>The names of the classes of keras.layers.</summary>
    internal static IEnumerable<string> Names => Classes.Keys;

    /// <summary>A class of keras.layers; null where there is none of the name.</summary>
    internal static PyType? FindLayer(string name) => Classes.TryGetValue(name, out var type) ? type : null;

    /// <summary>Takes the settings that every layer has.</summary>
    internal static void SetCommon(Interpreter interpreter, LayerInstance layer, PyDict named, string signature)
    {
        foreach (var pair in named.Pairs())
        {
            string name = (string)pair.Key;
            switch (name)
            {
                case "name" when pair.Value is string text:
                    layer.Name = text;
                    break;
                case "trainable" when pair.Value is not None:
                    layer.IsTrainable = interpreter.IsTrue(pair.Value);
                    break;
                case "dtype" when pair.Value is not None:
                    layer.Settings.Set(name, pair.Value);
                    break;
                case "input_shape" when pair.Value is not None:
                    layer.GivenShape = SourceShape.OfBatch(
                        interpreter,
                        new PyTuple([
                            None.Instance,
                            .. SourceShape.Axes(interpreter, pair.Value).Select(PythonSource.SymbolicInteger.Of),
                        ])
                    );
                    break;
                case "batch_input_shape" or "batch_shape" when pair.Value is not None:
                    layer.GivenShape = SourceShape.OfBatch(interpreter, pair.Value);
                    break;
                case "input_dim" or "input_length" when pair.Value is not None && layer.GivenShape is null:
                    layer.GivenShape = SourceShape.OfBatch(interpreter, PyTuple.Of(None.Instance, pair.Value));
                    break;
                default:
                    if (!Common.Contains(name) && !IsOfTraining(name))
                        throw Errors.Type(
                            $"{layer.Type.Name}() has no parameter '{name}'{SimilarNames.Find(name, Common)}; it takes "
                                + $"{signature}"
                        );
                    break;
            }
        }

        layer.NameIn(KerasState.Of(interpreter));
    }

    /// <summary>Whether a setting says how weights begin and are trained, which does not change their number.</summary>
    internal static bool IsOfTraining(string name) =>
        name.EndsWith("_initializer", StringComparison.Ordinal)
        || name.EndsWith("_regularizer", StringComparison.Ordinal)
        || name.EndsWith("_constraint", StringComparison.Ordinal);

    private static readonly HashSet<string> ReadsSequences = ["RNN", "SimpleRNN", "LSTM", "GRU", "Conv1D"];

    private static void Add(string signature)
    {
        string name = signature.Substring(0, signature.IndexOf('('));
        string parameters = signature.Substring(name.Length + 1, signature.Length - name.Length - 2);
        string separator = parameters.Length > 0 ? ", " : "";
        var type = new PyType(name, Layer);
        HostFunction initializer = null!;
        initializer = new HostFunction(
            $"__init__(self, {parameters}{separator}**kwargs)",
            call => Configure(call, name, parameters)
        )
        {
            Adapt = (interpreter, given) => FirstKeras.Adapt(interpreter, initializer.Signature, name, given),
        };
        type.Members.Set(initializer.Name, initializer);
        Classes.Add(name, type);
    }

    // Whether shapes or counts depend on a setting, which then must be known.
    private static bool HasEffect(string setting) =>
        !(
            setting.EndsWith("_initializer", StringComparison.Ordinal)
            || setting.EndsWith("_regularizer", StringComparison.Ordinal)
            || setting.EndsWith("_constraint", StringComparison.Ordinal)
            || setting.EndsWith("dropout", StringComparison.Ordinal)
            || setting.EndsWith("activation", StringComparison.Ordinal)
            || setting
                is "weights"
                    or "rate"
                    or "epsilon"
                    or "momentum"
                    or "seed"
                    or "function"
                    or "mask"
                    or "mean"
                    or "variance"
                    or "vocabulary"
                    or "standardize"
                    or "split"
                    or "fill_mode"
                    or "fill_value"
                    or "interpolation"
                    or "factor"
                    or "stddev"
        );

    private static object? Configure(HostCall call, string className, string parameters)
    {
        var layer = call.Self as LayerInstance ?? throw Errors.Type("this is a method of a layer");
        layer.ClassName = className;
        var initializer = (HostFunction)FindLayer(className)!.Members.Get("__init__")!;
        for (int i = 1; i < initializer.Signature.Names.Length - 1; i++)
        {
            object value = call[i] ?? None.Instance;
            string setting = initializer.Signature.Names[i];
            if (value is Unknown unknown && (unknown.Cause is not null || HasEffect(setting)))
                throw unknown.Error();
            layer.Settings.Set(setting, value);
        }

        // The alpha of older versions is the slope of today's.
        var named = call.Named("kwargs");
        if (className == "LeakyReLU" && named.Get("alpha") is { } alpha)
        {
            layer.Settings.Set("negative_slope", alpha);
            named.Remove("alpha");
        }

        // Cells in a list are a stack of them.
        if (className == "RNN" && layer.Settings.Get("cell") is PyList or PyTuple)
            layer.Settings.Set(
                "cell",
                call.Interpreter.Call(FindLayer("StackedRNNCells")!, layer.Settings.Get("cell")!)
            );

        // Its shape is that of whole numbers: a sequence of words.
        if (className == "Embedding" && named.Has("input_length"))
            named.Remove("input_dim");
        // The features of a sequence, and how long it is.
        if (ReadsSequences.Contains(className) && named.Get("input_dim") is { } features && !named.Has("input_shape"))
        {
            named.Set(
                "batch_input_shape",
                new PyTuple([None.Instance, named.Get("input_length") ?? None.Instance, features])
            );
            named.Remove("input_dim");
            named.Remove("input_length");
        }

        SetCommon(call.Interpreter, layer, named, parameters);
        return null;
    }
}
