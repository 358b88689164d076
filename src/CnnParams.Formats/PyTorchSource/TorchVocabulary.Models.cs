using System.Text.RegularExpressions;
using CnnParams.Formats.Folding;
using CnnParams.Formats.PythonSource;
using CnnParams.Formats.PyTorchSource.Catalogue;
using CnnParams.Layers;
using CnnParams.Networks;
using CnnParams.Python.Running;
using CnnParams.Python.Values;
using CnnParams.Shapes;

namespace CnnParams.Formats.PyTorchSource;

/// <summary>The networks that modules of PyTorch are.</summary>
internal sealed partial class TorchVocabulary : IModelVocabulary
{
    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> UsualNames { get; } =
        new Dictionary<string, string>
        {
            ["torch"] = "torch",
            ["nn"] = "torch.nn",
            ["F"] = "torch.nn.functional",
            ["optim"] = "torch.optim",
            ["torchvision"] = "torchvision",
            ["models"] = "torchvision.models",
            ["transforms"] = "torchvision.transforms",
            ["timm"] = "timm",
            ["summary"] = "torchsummary.summary",
            ["Variable"] = "torch.autograd.Variable",
            ["Dataset"] = "torch.utils.data.Dataset",
            ["DataLoader"] = "torch.utils.data.DataLoader",
        };

    /// <inheritdoc/>
    public IReadOnlyList<string> UsualModules { get; } = ["torch.nn", "torch"];

    /// <inheritdoc/>
    public (string Module, Func<string, object?> Find) Networks =>
        ("torchvision.models", CatalogueModels.OfTorchvision);

    /// <inheritdoc/>
    public string? Begun(string name, string source) =>
        name == "self" && Regex.IsMatch(source, @"(?m)^\s*self\.\w+\s*=") ? "torch.nn.Module" : null;

    /// <inheritdoc/>
    // Tensors have no inputs that they come from.
    public object? Joined(Interpreter interpreter, IReadOnlyList<object> values, object? after) => null;

    /// <inheritdoc/>
    public bool IsModel(object value) => value is ModuleInstance module && !IsLoss(module.Type);

    /// <inheritdoc/>
    public bool IsModelType(PyType type) =>
        type.IsSubclassOf(TorchTypes.Module) && !ReferenceEquals(type, TorchTypes.Module) && !IsLoss(type);

    private static bool IsLoss(PyType type) => type.Name.EndsWith("Loss", StringComparison.Ordinal);

    /// <inheritdoc/>
    // What holds nothing but parts of another is part of it, too: nn.Sequential(*list(model.children())[:5]).
    public bool IsPart(object model, object whole)
    {
        var parts = new HashSet<ModuleInstance>(((ModuleInstance)whole).Walk().Select(pair => pair.Module));
        return ((ModuleInstance)model).IsMadeOf(parts);
    }

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
        if (isPrinted)
            return Listed(module, trace, Unsaid);
        if (shape is not null && ResizesImages(module))
            return Listed(module, trace, NotOneSize);
        if (Inputs(interpreter, trace, module, shape) is not { } inputs)
            return Listed(module, trace, NoShape);
        var outputs = RunWithBatch(interpreter, trace, module, inputs, isGiven: shape is not null);
        trace.AddUnused(module);
        foreach (var layer in NotHere(module, trace))
            trace.Graph!.Add(layer.Name, layer, [], [TensorShape.Unknown]);
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

    // Samples are along the first axis, or along the second where sequences come first.
    private static string[] RunWithBatch(
        Interpreter interpreter,
        Trace trace,
        ModuleInstance module,
        Arguments inputs,
        bool isGiven
    )
    {
        bool canBeSecond = !isGiven && TorchArguments.In(inputs).First() is { Rank: > 1 };
        try
        {
            var outputs = Run(interpreter, trace, module, isGiven ? inputs : TorchArguments.WithBatch(inputs, 0));
            if (!(canBeSecond && trace.HasBatchAsSteps))
                return outputs;
        }
        catch (RaisedException) when (canBeSecond)
        {
            // The first axis is told apart from a number: it is a size of the network.
        }

        try
        {
            return Run(interpreter, trace, module, TorchArguments.WithBatch(inputs, 1));
        }
        catch (RaisedException)
        {
            var outputs = Run(interpreter, trace, module, TorchArguments.WithBatch(inputs, 0));
            trace.Say(
                "a layer without batch_first=True takes the first axis of its input for the steps of a sequence, and that "
                    + "is the batch here; it is computed as if the steps came second"
            );
            return outputs;
        }
    }

    private static string[] Run(Interpreter interpreter, Trace trace, ModuleInstance module, Arguments given)
    {
        string[] outputs = RunOnce(interpreter, trace, module, given);
        if (!trace.NeedsKeptLayout || trace.KeepsLayout)
            return outputs;
        trace.KeepsLayout = true;
        return RunOnce(interpreter, trace, module, given);
    }

    private static string[] RunOnce(Interpreter interpreter, Trace trace, ModuleInstance module, Arguments given)
    {
        trace.Begin();
        int count = 0;
        var inputs = TorchArguments.Map(
            given,
            tensor =>
                trace.AddInput(
                    ++count == 1 ? "input" : FormattableString.Invariant($"input_{count}"),
                    tensor.Known,
                    tensor.ElementType
                )
        );
        object result = ModuleCalls.Forward(interpreter, trace, module, inputs);
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
    private static Arguments? Inputs(Interpreter interpreter, Trace trace, ModuleInstance module, TensorShape? given)
    {
        if (given is not null)
            return new Arguments([new TorchTensor(Batched.Of(given), TakesWords(module) ? "int64" : "float32")]);
        var calls = trace.RootCalls;
        int tried = calls.FindLastIndex(call => ReferenceEquals(call.Model, module));
        if (tried < 0)
            tried = calls.FindLastIndex(call => ReferenceEquals(call.Model.Type, module.Type));
        // A loop over the layers of a sequence calls the first with what the sequence takes.
        if (tried < 0 && module.Type.Name == "Sequential" && module.Modules.Pairs().FirstOrDefault().Value is { } first)
            tried = calls.FindIndex(call => ReferenceEquals(call.Model, first));
        if (tried >= 0)
            return calls[tried].Arguments;
        foreach (string name in new[] { "pretrained_cfg", "default_cfg" })
        {
            if (
                interpreter.TryGetAttribute(module, name, out object settings)
                && settings is PyDict dict
                && dict.Get("input_size") is PyTuple size
            )
                return new Arguments([
                    new TorchTensor(
                        Shape.Of([
                            Batched.Batch,
                            .. size.Items.Select(item => SymbolicInteger.ToSize(interpreter, item) ?? Size.Unknown),
                        ])
                    ),
                ]);
        }

        return null;
    }

    // As torchvision's models that find objects do.
    private static bool ResizesImages(ModuleInstance module) =>
        module.Walk().Any(pair => pair.Module.Type.Name == "GeneralizedRCNNTransform");

    // Where an embedding comes first, the input is numbers of words.
    private static bool TakesWords(ModuleInstance module) =>
        module
            .Walk()
            .FirstOrDefault(pair => pair.Module.Modules.Count == 0 && pair.Module.Parameters.Count > 0)
            .Module?.Type.Name == "Embedding";

    // What modules hold of classes that are not here: their parameters are not known, whether forward uses them or not.
    private static IEnumerable<Layer> NotHere(ModuleInstance module, Trace trace)
    {
        foreach (var (path, name, cause) in module.WalkUnknown())
        {
            trace.Notes.Add(PythonSource.NotHere.Explain(path, name, cause));
            yield return new Operation
            {
                Name = path,
                OperatorType = name,
                WeightsKnown = false,
            };
        }
    }

    private static SourceNetwork Listed(ModuleInstance module, Trace trace, string warning)
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

        Layer[] notHere = [.. NotHere(module, trace)];
        layers.AddRange(notHere);
        if (notHere.Length > 0)
            warning = warning.Replace(AreExact, "");
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

    private const string AreExact = "parameters are exact, ";

    private const string NoShape =
        $"the shape of its input is not in the source: {AreExact}shapes are not known; say it with -InputShape, as "
        + "3,224,224";

    private const string NotOneSize =
        "forward takes a list of images, each of a size of its own, and resizes them by their values: parameters are "
        + "exact, shapes are not known, of no layer; -InputShape is not used";

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
