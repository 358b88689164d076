using CnnParams.Layers;
using CnnParams.Reading;
using CnnParams.Shapes;

namespace CnnParams.Formats.Graphs;

/// <summary>An operator of a file that is to become layers of the graph: what the formats' operators have in common.</summary>
internal abstract class GraphOperator
{
    private readonly TensorGraph _graph;
    private readonly string[] _inputs;
    private readonly IReadOnlyList<string> _outputs;
    private readonly int _before;
    private string? _contradiction;

    /// <summary>An operator.</summary>
    /// <param name="graph">The graph so far.</param>
    /// <param name="name">What the file calls it.</param>
    /// <param name="type">What it does, in the file's words.</param>
    /// <param name="inputs">The tensors that it reads.</param>
    /// <param name="outputs">The tensors that it writes.</param>
    protected GraphOperator(TensorGraph graph, string name, string type, IEnumerable<string> inputs, IReadOnlyList<string> outputs)
    {
        _graph = graph;
        Name = name;
        Type = type;
        _inputs = [.. inputs.Select(input => graph.Read(input, name))];
        _outputs = outputs;
        _before = graph.Layers.Count;
    }

    /// <summary>What the file calls it.</summary>
    internal string Name { get; }

    /// <summary>What it does, in the file's words.</summary>
    internal string Type { get; }

    internal int InputCount => _inputs.Length;

    internal int OutputCount => _outputs.Count;

    /// <summary>What left the layer that was added last; null before any was.</summary>
    private protected string? Last { get; private set; }

    /// <summary>The shape that leaves so far: at first the one that arrives.</summary>
    internal TensorShape Shape => Last is not null ? _graph.ShapeOf(Last) : ShapeOf(0);

    /// <summary>The channels that arrive, where they are known.</summary>
    internal long? Channels => Shape is { Rank: > 0 } shape ? shape.Sizes[0] : null;

    /// <summary>The number of spatial axes: two where that is not known.</summary>
    internal int SpatialRank => Shape.Rank is 2 or 3 or 4 ? Shape.Rank - 1 : 2;

    /// <summary>The shape of one of the inputs.</summary>
    internal TensorShape ShapeOf(int input) => input < _inputs.Length ? _graph.ShapeOf(_inputs[input]) : TensorShape.Unknown;

    /// <summary>Adds a layer that reads all inputs, or what left the layer that was added last.</summary>
    /// <param name="make">Makes the layer.</param>
    /// <param name="part">What it is called behind the name of the operator, where it is not the first.</param>
    internal void Add(Func<LayerPlace, Layer> make, string part = "part") => AddReading(Last is null ? _inputs : [Last], make, part);

    /// <summary>Adds a layer that reads the first inputs alone.</summary>
    internal void AddToFirst(Func<LayerPlace, Layer> make, int count = 1) => AddReading(Last is null ? [.. _inputs.Take(count)] : [Last], make, "part");

    /// <summary>Adds a function of each value.</summary>
    internal void Activate(string function, int? axis = null) => AddReading(
        [Last ?? First()], place => new Activation { Name = place.Name, Inputs = place.Inputs, Function = function, Axis = axis }, function);

    /// <summary>Adds an operator that has no layer of its own.</summary>
    internal void AddOperation(WorkKind kind, TensorShape shape, params TensorSpec[] tensors) => Add(
        place => new Operation { Name = place.Name, Inputs = place.Inputs, OperatorType = Type, OutputShape = shape, Kind = kind, Tensors = tensors, Stored = StoredOf(tensors) },
        Type);

    /// <summary>Adds an operator of which neither the cost nor, where they are not given, the weights are known.</summary>
    internal void AddUnknown(TensorShape? shape = null, bool mayHaveWeights = true, params TensorSpec[] tensors) => Add(
        place => new Operation
        {
            Name = place.Name,
            Inputs = place.Inputs,
            OperatorType = Type.Length > 0 ? Type : "?",
            OutputShape = shape,
            Tensors = tensors,
            Stored = StoredOf(tensors),
            WeightsKnown = !mayHaveWeights || tensors.Length > 0,
        },
        Type);

    /// <summary>Lets what arrives leave under the names of the outputs.</summary>
    internal void PassOn()
    {
        foreach (string output in _outputs)
            _graph.Write(output, First());
    }

    /// <summary>Notes where the layers that were added make another shape than the file says, both of them being known.</summary>
    private protected void CheckShape(TensorShape written)
    {
        if (Last is not null && written.IsKnown && Shape.IsKnown && !written.Equals(Shape))
            WarnOfShape(written);
    }

    /// <summary>Notes that the file has another shape for what leaves.</summary>
    private protected void WarnOfShape(TensorShape written) => Contradict($"the file says that {written} leaves, but {Shape} follows from its settings");

    /// <summary>Says that what leaves is what leaves the layers that were added.</summary>
    internal void Finish()
    {
        for (int i = 0; Last is not null && i < _outputs.Count; i++)
            _graph.Write(_outputs[i], _graph.HasOutput(Last, i) ? TensorGraph.OutputOf(Last, i) : Last);
    }

    /// <summary>Says that another output than the first has a shape of its own, where the layer that was added last has one output.</summary>
    private protected void AddOutput(int output, TensorShape shape)
    {
        if (Last is null || _graph.HasOutput(Last, output))
            return;
        _graph.Write(_outputs[output], _graph.Add($"{Name}/output{output}", [Last], place => new Operation
        {
            Name = place.Name, Inputs = place.Inputs, OperatorType = Type, OutputShape = shape, Kind = WorkKind.DataMovement,
        }));
    }

    /// <summary>Adds one input for each thing that leaves.</summary>
    /// <param name="shape">The shape of each.</param>
    /// <param name="layout">Where its channels are.</param>
    /// <param name="name">What each is called; as the tensor where it is not given.</param>
    internal void AddInputs(Func<int, TensorShape> shape, ShapeLayout layout = ShapeLayout.ChannelsFirst, Func<int, string>? name = null)
    {
        for (int i = 0; i < _outputs.Count; i++)
        {
            int output = i;
            _graph.Write(_outputs[i], _graph.Add(name?.Invoke(i) ?? _outputs[i], [], place => new Input
            {
                Name = place.Name, Shape = shape(output), Layout = layout,
            }));
        }
    }

    /// <summary>Notes what in the file contradicts the settings of the operator: none of its numbers is exact then.</summary>
    internal void Contradict(string what)
    {
        Warn(what);
        _contradiction ??= what;
        foreach (var layer in _graph.Layers.Skip(_before))
            layer.Contradict(what);
    }

    /// <summary>Notes what is not understood.</summary>
    internal void Warn(string warning) => _graph.Warn($"'{Name}' ({Type}): {warning}");

    /// <summary>The error of this operator.</summary>
    internal ModelFileException Wrong(string message) => _graph.File.Damaged($"'{Name}' ({Type}) {message}");

    private protected ModelFile File => _graph.File;

    /// <summary>Which tensors of the file the weights of an operator without a layer of its own are; null where the format does not share any.</summary>
    private protected virtual IReadOnlyDictionary<string, StoredTensor>? StoredOf(IReadOnlyList<TensorSpec> tensors) => null;

    /// <summary>The graph so far.</summary>
    private protected TensorGraph Graph => _graph;

    /// <summary>How many numbers the weights are that the layers have which were added; null where that cannot be known.</summary>
    private protected long? WeightCount => _graph.WeightCount(_before);

    private string First() => _inputs.Length > 0 ? _inputs[0] : throw Wrong("needs an input");

    private void AddReading(IReadOnlyList<string> inputs, Func<LayerPlace, Layer> make, string part) =>
        Last = _graph.Add(Last is null ? Name : $"{Name}/{part}", inputs, place => Made(make(place)));

    private Layer Made(Layer layer)
    {
        if (_contradiction is not null)
            layer.Contradict(_contradiction);
        return layer;
    }
}
