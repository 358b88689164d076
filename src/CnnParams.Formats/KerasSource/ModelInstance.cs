using CnnParams.Formats.Folding;
using CnnParams.Formats.PythonSource;
using CnnParams.Python.Running;
using CnnParams.Python.Values;

namespace CnnParams.Formats.KerasSource;

/// <summary>
/// A model: a chain of layers, a graph between inputs and outputs, or a class whose call says what it computes.
/// </summary>
internal sealed class ModelInstance(PyType type) : LayerInstance(type)
{
    private KerasGraph? _graph;
    private int _graphItems;

    /// <summary>The layers of a Sequential model, in order.</summary>
    internal List<object> Items { get; } = [];

    internal bool IsSequential { get; set; }

    /// <summary>Whether it was made of inputs and outputs.</summary>
    internal bool IsFunctional { get; private set; }

    /// <summary>The shapes that the source has called it with, or built it for, with the batch.</summary>
    internal List<Shape>? TriedShapes { get; set; }

    internal override IEnumerable<LayerInstance> Children =>
        base.Children.Concat(Items.OfType<LayerInstance>()).Concat(_graph?.Layers ?? []);

    internal void SetGraph(KerasGraph graph)
    {
        _graph = graph;
        IsFunctional = true;
        IsBuilt = true;
    }

    /// <summary>
    /// The graph of the model, as far as it is known without being given a shape; null where it is not.
    /// </summary>
    internal KerasGraph? Graph(Interpreter interpreter)
    {
        if (IsFunctional)
            return _graph;
        if (IsSequential && _graphItems != Items.Count)
        {
            _graph = null;
            _graphItems = Items.Count;
        }

        if (
            _graph is null
            && IsSequential
            && Items.Count > 0
            && Items[0] is SourceTensor { Producer.Definition.ClassName: "InputLayer" } input
        )
            _graph = Trace(interpreter, [input]);
        else if (_graph is null && (IsSequential ? FirstShape(interpreter) : null) is { } shape)
            _graph = Trace(
                interpreter,
                [
                    ModelCalls.Input(
                        interpreter,
                        shape,
                        "float32",
                        Items.FirstOrDefault() is LayerInstance { ClassName: "InputLayer" } first
                            ? first.Name
                            : InputName(0)
                    ),
                ]
            );
        else if (_graph is null && TriedShapes is { } tried)
            _graph = Trace(
                interpreter,
                [.. tried.Select((one, i) => ModelCalls.Input(interpreter, one, "float32", InputName(i)))]
            );
        return _graph;
    }

    /// <summary>The name of an input that the source does not make itself.</summary>
    internal static string InputName(int place) =>
        place == 0 ? "input_layer" : FormattableString.Invariant($"input_layer_{place}");

    /// <summary>The graph for given inputs.</summary>
    internal KerasGraph Trace(Interpreter interpreter, SourceTensor[] inputs)
    {
        object given = inputs.Length == 1 ? inputs[0] : new PyList([.. inputs]);
        object result = ModelCalls.Run(interpreter, this, new Arguments([given]));
        return new KerasGraph(interpreter, given, result);
    }

    /// <summary>The layers, in the order in which Keras lists them.</summary>
    internal IEnumerable<LayerInstance> Layers(Interpreter interpreter)
    {
        if (IsSequential)
            return Items.OfType<LayerInstance>().Where(layer => layer.ClassName != "InputLayer");
        return IsFunctional ? _graph!.Layers : base.Children;
    }

    // A chain says its input with an Input, with its first layer, or is built for a shape. A source may put one chain
    // within another at any depth, and within itself.
    private Shape? FirstShape(Interpreter interpreter)
    {
        var chains = new Stack<ModelInstance>();
        var met = new HashSet<ModelInstance>();
        for (var chain = this; chain is { IsSequential: true } && met.Add(chain); chain = chain.First as ModelInstance)
        {
            interpreter.Step();
            chains.Push(chain);
        }

        return chains.Select(chain => chain.OwnShape).FirstOrDefault(shape => shape is not null);
    }

    private object? First => Items.Count == 0 ? null : Items[0];

    private Shape? OwnShape =>
        First switch
        {
            SourceTensor input => input.Shape,
            ModelInstance { IsFunctional: true } inner => inner._graph!.Inputs[0].Shape,
            LayerInstance layer and not ModelInstance { IsSequential: true } => layer.GivenShape,
            _ => null,
        }
        ?? (TriedShapes is [var tried] ? tried : null)
        // What takes words takes any number of them.
        ?? (First is LayerInstance { ClassName: "Embedding" } ? Shape.Of([Batched.Batch, Size.Unknown]) : null);
}
