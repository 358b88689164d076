using CnnParams.Formats.KerasSource.Functions;
using CnnParams.Layers;
using CnnParams.Python.Running;
using CnnParams.Python.Values;

namespace CnnParams.Formats.KerasSource;

/// <summary>
/// The modules of Keras and TensorFlow: layers by their signatures, functions in Functions, and what has no effect as
/// stubs.
/// </summary>
internal sealed partial class KerasVocabulary
{
    // Names under which Keras is found.
    private static readonly string[] Roots =
    [
        "tensorflow.python.keras",
        "tensorflow.compat.v1.keras",
        "tensorflow.compat.v2.keras",
        "tensorflow.keras",
        "keras.src",
        "keras.api",
        "tf_keras.src",
        "tf_keras",
        "keras",
    ];

    private static readonly HashSet<string> Modules =
    [
        "layers",
        "models",
        "ops",
        "backend",
        "applications",
        "datasets",
        "optimizers",
        "losses",
        "metrics",
        "callbacks",
        "regularizers",
        "initializers",
        "constraints",
        "utils",
        "preprocessing",
        "activations",
        "random",
        "saving",
        "mixed_precision",
        "engine",
        "legacy",
        "wrappers",
        "config",
        "distribution",
        "tree",
        "dtype_policies",
        "experimental",
        "api_export",
        "src",
        "api",
        "quantizers",
        "export",
    ];

    private static readonly HashSet<string> TensorflowModules =
    [
        "nn",
        "math",
        "image",
        "linalg",
        "random",
        "compat",
        "v1",
        "v2",
        "raw_ops",
        "signal",
        "experimental",
        "dtypes",
        "python",
        "framework",
        "sparse",
        "strings",
        "numpy",
        "types",
    ];

    private static readonly HashSet<string> Types =
    [
        "float16",
        "float32",
        "float64",
        "bfloat16",
        "int8",
        "int16",
        "int32",
        "int64",
        "uint8",
        "uint16",
        "uint32",
        "uint64",
        "bool",
        "string",
        "half",
        "double",
        "complex64",
        "complex128",
    ];

    public PyModule? Find(Interpreter interpreter, string module)
    {
        // What stands beside a file of Keras's own package is read there.
        if (
            module == "keras.src.applications"
            || module.StartsWith("keras.src.applications.", StringComparison.Ordinal)
        )
            return null;
        if (
            Array.Find(Roots, root => module == root || module.StartsWith(root + ".", StringComparison.Ordinal)) is
            { } found
        )
            return Keras(module, module.Length == found.Length ? [] : module.Substring(found.Length + 1).Split('.'));
        if (module == "tensorflow" || module.StartsWith("tensorflow.", StringComparison.Ordinal))
            return new PyModule(module, new PyDict()) { Find = (running, name) => OfTensorflow(running, module, name) };
        return module switch
        {
            "numpy" or "numpy.linalg" => new PyModule(module, new PyDict())
            {
                Find = (running, name) =>
                    module == "numpy" && name is "random" or "linalg"
                        ? running.Modules.Import(running, $"numpy.{name}", wantsLast: true, isOptional: false)
                        : ArrayModule.Find(module, name),
            },
            "numpy.random" => new PyModule(module, new PyDict()) { Find = (running, name) => ArrayModule.Random(name) },
            _ => null,
        };
    }

    private static PyModule Keras(string module, string[] path)
    {
        string first =
            path.Length == 0 ? ""
            : path[0] == "_tf_keras" ? ""
            : path[0];
        var names = new PyDict();
        if (Listed(first) is { } listed)
            names.Set("__all__", listed);
        return new PyModule(module, names)
        {
            Find = (interpreter, name) =>
                name.StartsWith("__", StringComparison.Ordinal) && name != "__version__"
                    ? null
                    : first switch
                    {
                        "" => OfRoot(interpreter, module, name),
                        "layers" => OfLayers(interpreter, module, name),
                        "models" or "engine" => OfModels(interpreter, module, name),
                        "ops" => KerasFunctions.Find(KerasHome.Ops, name) ?? OfOps(interpreter, module, path, name),
                        "backend" => KerasFunctions.Find(KerasHome.Backend, name)
                            ?? KerasFunctions.Find(KerasHome.Ops, name)
                            ?? (
                                name == "backend"
                                    ? interpreter.Modules.Import(
                                        interpreter,
                                        module + ".backend",
                                        wantsLast: true,
                                        isOptional: false
                                    )
                                    : Functions.Unfamiliar.Find(module, name)
                            ),
                        "activations" => name is "get" or "deserialize" ? Activations.Get
                        : name == "linear" ? KerasFunctions.Find(KerasHome.Ops, "identity")
                        : KerasFunctions.Find(KerasHome.Ops, name) ?? Functions.Unfamiliar.Find(module, name),
                        "applications" => (object?)Applications.Find(name)
                            ?? Stubs.OfApplications(interpreter, module, name),
                        "datasets" => path.Length > 1
                            ? Datasets.Find(path[path.Length - 1], name)
                            : interpreter.Modules.Import(
                                interpreter,
                                $"{module}.{name}",
                                wantsLast: true,
                                isOptional: false
                            ),
                        "random" => ArrayModule.Random(name),
                        "mixed_precision" or "config" or "dtype_policies" => Stubs.OfPolicy(interpreter, module, name),
                        _ => Stubs.Find(interpreter, module, name),
                    },
        };
    }

    // What from keras.layers import * takes.
    private static PyList? Listed(string first) =>
        first switch
        {
            "layers" => new PyList([.. KerasTypes.Names, "Input", .. Merging.Names]),
            "optimizers" => Names("Adam AdamW Adamax Adagrad Adadelta Nadam RMSprop SGD Ftrl"),
            "callbacks" => Names(
                "Callback CSVLogger EarlyStopping History LambdaCallback LearningRateScheduler ModelCheckpoint "
                    + "ReduceLROnPlateau TensorBoard"
            ),
            "losses" => Names(
                "BinaryCrossentropy CategoricalCrossentropy MeanSquaredError SparseCategoricalCrossentropy "
                    + "binary_crossentropy categorical_crossentropy mean_absolute_error mean_squared_error "
                    + "sparse_categorical_crossentropy"
            ),
            "regularizers" => Names("L1 L2 L1L2 Regularizer l1 l2 l1_l2"),
            "initializers" => Names(
                "Constant GlorotNormal GlorotUniform HeNormal HeUniform Ones Orthogonal RandomNormal RandomUniform "
                    + "TruncatedNormal VarianceScaling Zeros he_normal glorot_uniform"
            ),
            "utils" => Names("Sequence get_file plot_model to_categorical"),
            "models" => new PyList(["Model", "Sequential", "Input", "load_model", "clone_model"]),
            _ => null,
        };

    private static PyList Names(string names) => new([.. names.Split(' ')]);

    private static object? OfRoot(Interpreter interpreter, string module, string name)
    {
        switch (name)
        {
            case "Model" or "Sequential" or "Functional" or "Input" or "InputSpec":
                return OfModels(interpreter, module, name);
            case "Layer" or "InputLayer":
                return KerasTypes.FindLayer(name);
            case "KerasTensor" or "Tensor":
                return KerasTypes.Tensor;
            case "Variable":
                return KerasFunctions.Find(KerasHome.Tensorflow, "Variable");
            case "__version__" or "version":
                return "3.5.0";
            case "backend" or "layers" or "keras" or "src":
                return interpreter.Modules.Import(interpreter, $"{module}.{name}", wantsLast: true, isOptional: false);
        }

        return Modules.Contains(name)
            ? interpreter.Modules.Import(interpreter, $"{module}.{name}", wantsLast: true, isOptional: false)
            : Stubs.Find(interpreter, module, name);
    }

    private static object? OfLayers(Interpreter interpreter, string module, string name)
    {
        if (KerasTypes.FindLayer(name) is { } type)
        {
            FirstKeras.Note(interpreter, module, name);
            return type;
        }

        if (name is "Input" or "InputSpec" or "Model" or "Sequential")
            return OfModels(interpreter, module, name);
        if (Merging.Find(name) is { } merge)
            return merge;
        // Packages below, as experimental.preprocessing and layers.core, have the same classes.
        if (char.IsLower(name[0]))
            return interpreter.Modules.Import(interpreter, $"{module}.{name}", wantsLast: true, isOptional: false);
        throw Errors.Attribute(
            $"{module} has no layer '{name}'"
                + (
                    FirstKeras.Advice(name) is { } advice
                        ? $" since Keras 2; {advice}"
                        : SimilarNames.Find(name, KerasTypes.Names)
                )
        );
    }

    private static object? OfModels(Interpreter interpreter, string module, string name) =>
        name switch
        {
            "Model" => KerasTypes.Model,
            "Functional" => KerasTypes.Functional,
            "Sequential" => KerasTypes.Sequential,
            "Input" => Stubs.Input,
            "InputSpec" => Stubs.InputSpec,
            "Layer" => KerasTypes.Layer,
            "InputLayer" => KerasTypes.InputLayer,
            "clone_model" => ModelClones.Function,
            "load_model" => new HostFunction(
                "load_model(filepath, *args, **kwargs)",
                call =>
                    throw Errors.Refused(
                        $"the model is in the file '{interpreter.ToText(call[0])}', which is not read here; "
                            + "Import-CnnModel reads it"
                    )
            ),
            _ when char.IsLower(name[0]) && module.Split('.').Length < 6 => interpreter.Modules.Import(
                interpreter,
                $"{module}.{name}",
                wantsLast: true,
                isOptional: false
            ),
            _ => Stubs.Find(interpreter, module, name),
        };

    private static object? OfOps(Interpreter interpreter, string module, string[] path, string name)
    {
        bool isModule =
            name is "nn" or "numpy" or "image" or "linalg" or "math" or "core" or "operation_utils" or "operation";
        if (isModule && path.Length < 3)
            return interpreter.Modules.Import(interpreter, $"{module}.{name}", wantsLast: true, isOptional: false);
        return Functions.Unfamiliar.Find(module, name);
    }

    private static object? OfTensorflow(Interpreter interpreter, string module, string name)
    {
        switch (name)
        {
            case "keras":
                return interpreter.Modules.Import(interpreter, "tensorflow.keras", wantsLast: true, isOptional: false);
            case "newaxis":
                return None.Instance;
            case "Tensor" or "EagerTensor" or "SparseTensor" or "RaggedTensor":
                return KerasTypes.Tensor;
            case "TensorShape":
                return KerasTypes.Shape;
            case "Module":
                return KerasTypes.Layer;
            case "__version__":
                return "2.17.0";
        }

        if (name.StartsWith("__", StringComparison.Ordinal))
            return null;
        if (Types.Contains(name))
            return name;
        if (KerasFunctions.Find(KerasHome.Tensorflow, name) is { } function)
            return function;
        if (module.EndsWith(".random", StringComparison.Ordinal) && ArrayModule.Random(name) is { } random)
            return random;
        if (TensorflowModules.Contains(name))
            return interpreter.Modules.Import(interpreter, $"{module}.{name}", wantsLast: true, isOptional: false);
        // What reads data, trains or shows is known of by its name alone.
        return
            char.IsUpper(name[0])
            || module == "tensorflow"
                && name
                    is "data"
                        or "io"
                        or "config"
                        or "distribute"
                        or "summary"
                        or "train"
                        or "saved_model"
                        or "lite"
                        or "autograph"
                        or "debugging"
                        or "test"
                        or "errors"
                        or "losses"
                        or "metrics"
                        or "tpu"
                        or "contrib"
                        or "app"
                        or "logging"
                        or "get_logger"
                        or "print"
                        or "device"
                        or "estimator"
                        or "feature_column"
                        or "initializers"
                        or "optimizers"
                        or "sysconfig"
            ? new Unknown($"{module}.{name}")
            : Functions.Unfamiliar.Find(module, name);
    }
}
