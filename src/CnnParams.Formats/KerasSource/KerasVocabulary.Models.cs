using System.Text.Json;
using System.Text.RegularExpressions;
using CnnParams.Formats.Keras;
using CnnParams.Formats.PythonSource;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Python.Running;
using CnnParams.Python.Values;
using CnnParams.Reading;
using CnnParams.Shapes;

namespace CnnParams.Formats.KerasSource;

/// <summary>The networks that models of Keras are.</summary>
internal sealed partial class KerasVocabulary : IModelVocabulary
{
    private const string NoShape =
        "the shape of its input is not in the source: shapes, and the parameters that depend on them, are not known; "
        + "say it with -InputShape, as 224,224,3";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> UsualNames { get; } =
        new Dictionary<string, string>
        {
            ["tf"] = "tensorflow",
            ["tensorflow"] = "tensorflow",
            ["keras"] = "keras",
            ["layers"] = "keras.layers",
            ["models"] = "keras.models",
            ["applications"] = "keras.applications",
            ["optimizers"] = "keras.optimizers",
            ["regularizers"] = "keras.regularizers",
            ["activations"] = "keras.activations",
            ["initializers"] = "keras.initializers",
            ["K"] = "keras.backend",
        };

    /// <inheritdoc/>
    public IReadOnlyList<string> UsualModules { get; } =
    [
        "keras.layers",
        "keras.models",
        "keras.optimizers",
        "keras.callbacks",
        "keras.losses",
        "keras.regularizers",
        "keras.initializers",
        "keras.utils",
    ];

    /// <inheritdoc/>
    public (string Module, Func<string, object?> Find) Networks => ("keras.applications", Applications.Find);

    /// <inheritdoc/>
    public string? Begun(string name, string source) =>
        Regex.IsMatch(source, $@"(?<![\w.]){Regex.Escape(name)}\.add\s*\(") ? "keras.models.Sequential" : null;

    /// <inheritdoc/>
    public object? Joined(Interpreter interpreter, IReadOnlyList<object> values, object? after)
    {
        SourceTensor[] tensors = [.. values.SelectMany(SourceTensors.In).Where(tensor => tensor.Producer is not null)];
        var read = Read(interpreter, tensors);
        var ends = after is ModelInstance { IsFunctional: true } model ? model.Graph(interpreter)?.Outputs : null;
        if (after is not null && !(ends is not null && read.Overlaps(ends)))
            return null;
        SourceTensor[] outputs =
        [
            .. tensors
                .Where(tensor =>
                    tensor.Producer!.Definition.Layer is not null && !IsInput(tensor) && !read.Contains(tensor)
                )
                .Where(tensor => ends is null || ends.Any(Read(interpreter, [tensor]).Contains))
                .Distinct(),
        ];
        SourceTensor[] inputs = [.. Read(interpreter, outputs).Where(IsInput).OrderBy(input => input.Producer!.Number)];
        return inputs.Length == 0
            ? null
            : interpreter.Call(KerasTypes.Model, new Arguments([new PyList([.. inputs]), new PyList([.. outputs])]));

        static bool IsInput(SourceTensor tensor) => tensor.Producer?.Definition.ClassName == "InputLayer";
    }

    // All that some tensors are computed from.
    private static HashSet<SourceTensor> Read(Interpreter interpreter, IEnumerable<SourceTensor> tensors)
    {
        var read = new HashSet<SourceTensor>();
        var pending = new Stack<SourceTensor>(tensors);
        while (pending.Count > 0)
        {
            interpreter.Step();
            foreach (var source in pending.Pop().Producer?.Reads ?? [])
            {
                if (read.Add(source))
                    pending.Push(source);
            }
        }

        return read;
    }

    /// <inheritdoc/>
    public bool IsModel(object value) => value is ModelInstance;

    /// <inheritdoc/>
    public bool IsModelType(PyType type) => type.IsSubclassOf(KerasTypes.Model) && !type.IsProvided;

    /// <inheritdoc/>
    // A model whose layers another one goes on from is a part of that too.
    public bool IsPart(object model, object whole)
    {
        var layers = new HashSet<LayerInstance>(((ModelInstance)whole).Walk());
        var part = (ModelInstance)model;
        var own =
            part.IsFunctional || part.IsSequential
                ? part.Children.Where(layer => layer.ClassName != "InputLayer").ToArray()
                : [];
        return layers.Contains(part)
            || (own.Length > 0 && own.Length < layers.Count && Array.TrueForAll(own, layers.Contains));
    }

    /// <inheritdoc/>
    public SourceNetwork Build(Interpreter interpreter, object model, TensorShape? shape)
    {
        var instance = (ModelInstance)model;
        var state = KerasState.Of(interpreter);
        var graph = GraphOf(interpreter, instance, shape);
        var made = new Dictionary<string, LayerInstance>(StringComparer.Ordinal);
        var json = JsonSerializer.SerializeToElement(ModelWriter.Write(graph, instance.NameIn(state), made));
        var network = new KerasTopology(json).Read(new ModelFile("code"), new ReadOptions(), CancellationToken.None);
        var unsure = new List<string>();
        foreach (var backbone in state.Backbones)
        {
            if (backbone.Mark(ref network, made) is { } reason)
                unsure.Add(reason);
        }

        (string Name, string Class, string Why)[] uncounted =
        [
            .. from part in Unused(interpreter, instance, made.Values)
            let name = part.NameIn(state)
            select (name, part.Type.Name, $"call does not use {name}: its parameters are not counted"),
            .. from pair in instance.IsFunctional ? [] : instance.Own.Pairs()
            let unknown = pair.Value as Unknown
            let type = unknown is null ? null : NotHere.ClassOf(unknown)
            where type is not null
            let name = (string)pair.Key
            select (name, type, NotHere.Explain(name, type, unknown.Cause)),
        ];
        unsure.AddRange(uncounted.Select(part => part.Why));
        bool isOpen = graph.Inputs.Any(input => input.Shape is null);
        return new SourceNetwork(
            [
                .. network.Layers,
                .. uncounted.Select(part => new Operation
                {
                    Name = part.Name,
                    OperatorType = part.Class,
                    Inputs = [network.Layers[0].Name!],
                    WeightsKnown = false,
                }),
            ],
            network.Outputs,
            HasGraph: true,
            [.. isOpen ? [NoShape] : network.Warnings, .. state.Warnings, .. unsure],
            ParameterView.Keras
        )
        {
            Layout = network.Layout,
        };
    }

    // Models within that have their weights though nothing reads them: those that know their input. Other layers have
    // weights once they are called.
    private static ModelInstance[] Unused(Interpreter interpreter, ModelInstance model, IEnumerable<LayerInstance> read)
    {
        if (model.IsFunctional || model.IsSequential)
            return [];
        var used = new HashSet<LayerInstance>(read.SelectMany(layer => layer.Walk()));
        return
        [
            .. model
                .Children.OfType<ModelInstance>()
                .Distinct()
                .Where(part =>
                    (part.IsFunctional || part.IsSequential)
                    && !part.Walk().Any(used.Contains)
                    && part.Graph(interpreter) is not null
                ),
        ];
    }

    private static KerasGraph GraphOf(Interpreter interpreter, ModelInstance model, TensorShape? shape)
    {
        if (shape is null && HasNoCall(model))
            return SideBySide(interpreter, model);
        var known = shape is null || model.IsFunctional ? model.Graph(interpreter) : null;
        if (
            known is not null
            && (shape is null || (known.Inputs.Count == 1 && known.Inputs[0].Sample(shape.Layout).Equals(shape)))
        )
            return known;
        if (shape is not null && known is not null && known.Inputs.Count > 1)
            throw Errors.Value(
                $"the model has {known.Inputs.Count} inputs, which have their shapes in the source; one -InputShape is "
                    + "for a model with one input"
            );
        return model.Trace(
            interpreter,
            [
                ModelCalls.Input(
                    interpreter,
                    shape is null ? null : Batched.Of(shape),
                    "float32",
                    ModelInstance.InputName(0)
                ),
            ]
        );
    }

    private static bool HasNoCall(ModelInstance model) =>
        !model.IsFunctional
        && !model.IsSequential
        && !(model.Type.TryFind("call", out object member) && member is PyFunction);

    // A model that trains others, and says only how: it is what they are together.
    private static KerasGraph SideBySide(Interpreter interpreter, ModelInstance model)
    {
        ModelInstance[] parts =
        [
            .. model.Children.OfType<ModelInstance>().Distinct().Where(part => part.Graph(interpreter) is not null),
        ];
        if (parts.Length == 0)
            throw Errors.NotImplemented(
                $"the class {model.Type.Name} has no method 'call', which says what it computes"
            );
        KerasState
            .Of(interpreter)
            .Warnings.Add(
                $"{model.Type.Name} has no call: its parts are shown side by side, and not one reading the other"
            );
        object[] inputs = [.. parts.Select(part => part.Graph(interpreter)!.InputStructure)];
        object[] outputs =
        [
            .. parts.Select((part, i) => ModelCalls.Call(interpreter, part, new Arguments([inputs[i]]))),
        ];
        return new KerasGraph(
            interpreter,
            new PyList([.. inputs.SelectMany(input => SourceTensors.In(input)).Distinct()]),
            new PyList([.. outputs])
        );
    }
}
