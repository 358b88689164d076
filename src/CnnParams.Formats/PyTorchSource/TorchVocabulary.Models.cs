using CnnParams.Formats.PythonSource;
using CnnParams.Layers;
using CnnParams.Networks;
using CnnParams.Python.Running;
using CnnParams.Python.Values;
using CnnParams.Shapes;
using Shape = CnnParams.Formats.Onnx.Inference.Shape;

namespace CnnParams.Formats.PyTorchSource;

/// <summary>The networks that modules of PyTorch are.</summary>
internal sealed partial class TorchVocabulary : IModelVocabulary
{
    /// <inheritdoc/>
    public bool IsModel(object value) =>
        value is ModuleInstance module && !module.Type.Name.EndsWith("Loss", StringComparison.Ordinal);

    /// <inheritdoc/>
    public bool IsModelType(PyType type) =>
        type.IsSubclassOf(TorchTypes.Module) && !ReferenceEquals(type, TorchTypes.Module);

    /// <inheritdoc/>
    public IReadOnlyList<object> Tried(Interpreter interpreter) =>
        [.. Trace.Of(interpreter).RootCalls.Select(call => call.Model)];

    /// <inheritdoc/>
    public bool IsPart(object model, object whole) =>
        ((ModuleInstance)whole).Walk().Any(pair => ReferenceEquals(pair.Module, model));

    /// <inheritdoc/>
    public SourceNetwork Build(Interpreter interpreter, object model, TensorShape? shape)
    {
        var trace = Trace.Of(interpreter);
        var module = (ModuleInstance)model;
        foreach (var (path, inner) in module.Walk())
            inner.Path = path;
        foreach (var (name, tensor) in module.WalkTensors().Concat(module.WalkTensors(buffers: true)))
            tensor.ParameterName = name;

        bool isPrinted = module.Walk().Any(pair => IsPrinted(pair.Module));
        TorchTensor[]? inputs = isPrinted ? null : Inputs(interpreter, trace, module, shape);
        if (inputs is null)
            return Listed(module, trace, isPrinted);
        var outputs = Run(interpreter, trace, module, inputs);
        if (trace.NeedsKeptLayout && !trace.KeepsLayout)
        {
            trace.KeepsLayout = true;
            outputs = Run(interpreter, trace, module, inputs);
        }

        trace.AddUnused(module);
        if (trace.Uncalled.Count > 0)
            trace.Warnings.Add(
                $"forward does not use {Shorten(trace.Uncalled)}; they are counted, as PyTorch counts them"
            );
        return new SourceNetwork(
            trace.Graph!.Layers,
            outputs,
            HasGraph: true,
            [.. trace.Notes, .. trace.Warnings],
            ParameterView.PyTorch
        )
        {
            Tensors = StateOf(module),
        };
    }

    private static string[] Run(Interpreter interpreter, Trace trace, ModuleInstance module, TorchTensor[] shapes)
    {
        trace.Begin();
        var inputs = shapes
            .Select(
                (tensor, i) =>
                    trace.AddInput(
                        i == 0 ? "input" : FormattableString.Invariant($"input_{i + 1}"),
                        tensor.Known,
                        tensor.ElementType
                    )
            )
            .ToArray();
        object result = ModuleCalls.Forward(interpreter, trace, module, new Arguments([.. inputs]));
        return
        [
            .. StatedOutput(result)
                .Where(tensor => tensor.Layer is not null)
                .Select(tensor => tensor.Layer!)
                .Distinct(),
        ];
    }

    // What a model gives can be a tensor, or several in a tuple, a list or a dictionary.
    private static IEnumerable<TorchTensor> StatedOutput(object result)
    {
        var pending = new Stack<object>([result]);
        for (int count = 0; pending.Count > 0 && count < 10_000; count++)
        {
            switch (pending.Pop())
            {
                case TorchTensor tensor:
                    yield return tensor;
                    break;
                case PyTuple tuple:
                    foreach (object item in Enumerable.Reverse(tuple.Items))
                        pending.Push(item);
                    break;
                case PyList list:
                    foreach (object item in Enumerable.Reverse(list.Items.ToArray()))
                        pending.Push(item);
                    break;
                case PyDict dict:
                    foreach (var pair in dict.Pairs().Reverse())
                        pending.Push(pair.Value);
                    break;
            }
        }
    }

    // The shape that is given, or the one that the source itself calls its model with, or writes down with it.
    private static TorchTensor[]? Inputs(
        Interpreter interpreter,
        Trace trace,
        ModuleInstance module,
        TensorShape? given
    )
    {
        string type = TakesWords(module) ? "int64" : "float32";
        if (given is not null)
            return [new TorchTensor(Batched.Of(given), type)];
        var tried =
            trace.RootCalls.LastOrDefault(call => ReferenceEquals(call.Model, module)).Inputs
            ?? trace.RootCalls.LastOrDefault(call => ReferenceEquals(call.Model.Type, module.Type)).Inputs;
        if (tried is not null)
            return
            [
                .. tried.Select(tensor => new TorchTensor(
                    Shape.Of(tensor.Known.Axes.Select((size, axis) => axis == 0 ? Batched.Batch : size)),
                    tensor.ElementType
                )),
            ];
        foreach (string name in new[] { "pretrained_cfg", "default_cfg" })
        {
            if (
                interpreter.TryGetAttribute(module, name, out object settings)
                && settings is PyDict dict
                && dict.Get("input_size") is PyTuple size
            )
                return
                [
                    new TorchTensor(
                        Shape.Of([
                            Batched.Batch,
                            .. size.Items.Select(item =>
                                SymbolicInteger.ToSize(interpreter, item) ?? Onnx.Inference.Size.Unknown
                            ),
                        ])
                    ),
                ];
        }

        return null;
    }

    // Where an embedding comes first, the input is numbers of words.
    private static bool TakesWords(ModuleInstance module) =>
        module
            .Walk()
            .FirstOrDefault(pair => pair.Module.Modules.Count == 0 && pair.Module.Parameters.Count > 0)
            .Module?.Type.Name == "Embedding";

    private static SourceNetwork Listed(ModuleInstance module, Trace trace, bool isPrinted)
    {
        var layers = new List<Layer>();
        foreach (var (path, inner) in module.Walk())
        {
            TensorSpec[] tensors =
            [
                .. inner
                    .Parameters.Pairs()
                    .Where(pair => pair.Value is TorchTensor)
                    .Select(pair => Spec((string)pair.Key, (TorchTensor)pair.Value, WeightRole.Kernel)),
                .. inner
                    .Buffers.Pairs()
                    .Where(pair => pair.Key is "running_mean" or "running_var" && pair.Value is TorchTensor)
                    .Select(pair => Spec((string)pair.Key, (TorchTensor)pair.Value, WeightRole.Statistic)),
            ];
            if (HasBase(inner, "_Unfamiliar"))
                layers.Add(
                    new Operation
                    {
                        Name = path.Length == 0 ? "model" : path,
                        OperatorType = inner.Type.Name,
                        WeightsKnown = false,
                    }
                );
            if (tensors.Length > 0)
            {
                string own = path.Length == 0 ? "parameters" : path;
                layers.Add(
                    new WeightTensors
                    {
                        Name = own,
                        Tensors = tensors,
                        Stored = tensors.ToDictionary(
                            tensor => tensor.Name,
                            tensor => new StoredTensor(NameOf(inner, tensor.Name) ?? $"{own}.{tensor.Name}"),
                            StringComparer.Ordinal
                        ),
                    }
                );
            }
        }

        string warning = isPrinted
            ? Unsaid
            : "the shape of its input is not in the source: parameters are exact, shapes are not known; say it with "
                + "-InputShape, as 3,224,224";
        return new SourceNetwork(layers, [], HasGraph: false, [.. trace.Notes, warning], ParameterView.PyTorch)
        {
            Tensors = StateOf(module),
        };
    }

    // Parameters, all of which are stored, and the statistics; of other buffers it is not known.
    private static Dictionary<string, long[]> StateOf(ModuleInstance module) =>
        module
            .WalkTensors(isShared: true)
            .Concat(
                module
                    .WalkTensors(buffers: true)
                    .Where(pair =>
                        pair.Name.EndsWith("running_mean", StringComparison.Ordinal)
                        || pair.Name.EndsWith("running_var", StringComparison.Ordinal)
                    )
            )
            .Where(pair => pair.Tensor.Shape is { } shape && shape.Axes.All(size => size.Value is not null))
            .ToDictionary(
                pair => pair.Name,
                pair => pair.Tensor.Known.Axes.Select(size => size.Value!.Value).ToArray(),
                StringComparer.Ordinal
            );

    private const string Unsaid =
        "a printed model says which modules it has, and not what forward does with them, nor which parameters a class "
        + "of one's own holds besides: "
        + "the modules' parameters are exact, shapes are not known";

    private static bool IsPrinted(ModuleInstance module) =>
        HasBase(module, "_Printed") || HasBase(module, "_Unfamiliar");

    private static bool HasBase(ModuleInstance module, string name) => module.Type.Bases.Any(type => type.Name == name);

    private static string? NameOf(ModuleInstance module, string parameter) =>
        ((module.Parameters.Get(parameter) ?? module.Buffers.Get(parameter)) as TorchTensor)?.ParameterName;

    private static TensorSpec Spec(string name, TorchTensor tensor, WeightRole role) =>
        new(name, tensor.Sample.HasRank ? tensor.Sample : new TensorShape(tensor.Count ?? 1), role);

    private static string Shorten(List<string> names) =>
        names.Count <= 4
            ? string.Join(", ", names)
            : FormattableString.Invariant($"{string.Join(", ", names.Take(3))} and {names.Count - 3} more parameters");
}
