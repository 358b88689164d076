using CnnParams.Layers;
using CnnParams.Reading;
using CnnParams.Shapes;

namespace CnnParams.Formats.Graphs;

/// <summary>
/// An operator of a file that becomes layers of the graph: what the formats' operators have in common.
/// </summary>
internal abstract class GraphOperator
{
    private readonly TensorGraph _graph;
    private readonly string[] _inputs;
    private readonly IReadOnlyList<string> _outputs;
    private readonly int _before;
    private string? _contradiction;
    private bool _hasStated;

    /// <summary>An operator.</summary>
    /// <param name="graph">The graph so far.</param>
    /// <param name="name">What the file calls it.</param>
    /// <param name="type">What it does, in the file's words.</param>
    /// <param name="inputs">The tensors that it reads.</param>
    /// <param name="outputs">The tensors that it writes.</param>
    protected GraphOperator(
        TensorGraph graph,
        string name,
        string type,
        IEnumerable<string> inputs,
        IReadOnlyList<string> outputs
    )
    {
        _graph = graph;
        Name = name;
        Type = type;
        _inputs = [.. inputs.Select(input => graph.Read(input, name))];
        _outputs = outputs;
        _before = graph.Layers.Count;
    }

    /// <summary>What the file calls it.</summary>
    internal string Name { get; private protected set; }

    /// <summary>What it does, in the file's words.</summary>
    internal string Type { get; }

    /// <summary>The name under which its rule is found.</summary>
    internal virtual string Key => Type;

    /// <summary>Whether an operator before has taken it in, so that it only passes on what it reads.</summary>
    internal virtual bool IsMerged => false;

    /// <summary>Whether what it computes is followed where it stands, so that its rule holds.</summary>
    internal virtual bool IsFollowed => true;

    /// <summary>The output shape, as the file says it; not known where it says none.</summary>
    internal virtual TensorShape StatedOutput => TensorShape.Unknown;

    /// <summary>The weights that the file states of it.</summary>
    internal virtual TensorSpec[] Weights() => [];

    /// <summary>Whether it has no weights but those that the file states.</summary>
    private protected virtual bool StatesAllWeights => false;

    /// <summary>Whether the file leaves the sizes of some of its weights open.</summary>
    private protected virtual bool StatesSomeWeights => false;

    internal int InputCount => _inputs.Length;

    internal int OutputCount => _outputs.Count;

    /// <summary>The tensors that it writes.</summary>
    private protected IReadOnlyList<string> Outputs => _outputs;

    /// <summary>What left the layer that was added last; null before any was.</summary>
    private protected string? Last { get; private set; }

    /// <summary>The output shape so far: at first the input's.</summary>
    internal TensorShape Shape => Last is not null ? _graph.ShapeOf(Last) : ShapeOf(0);

    /// <summary>The input channels, where they are known.</summary>
    internal long? Channels => Shape is { Rank: > 0 } shape ? shape.Sizes[0] : null;

    /// <summary>The number of spatial axes: two where that is not known.</summary>
    internal int SpatialRank => Shape.Rank is 2 or 3 or 4 ? Shape.Rank - 1 : 2;

    /// <summary>The shape of one of the inputs.</summary>
    internal TensorShape ShapeOf(int input) =>
        input < _inputs.Length ? _graph.ShapeOf(_inputs[input]) : TensorShape.Unknown;

    /// <summary>
    /// Adds a layer that has just been made. It reads all inputs, or what left the layer that was added last.
    /// </summary>
    /// <param name="layer">The layer; its name and its inputs are given here.</param>
    /// <param name="part">What it is called after the name of the operator, where it is not the first.</param>
    internal void Add(Layer layer, string part = "part") => AddReading(Last is null ? _inputs : [Last], layer, part);

    /// <summary>Adds a layer that reads the first inputs alone.</summary>
    internal void AddToFirst(Layer layer, int count = 1) =>
        AddReading(Last is null ? [.. _inputs.Take(count)] : [Last], layer, "part");

    /// <summary>
    /// Adds what puts inputs together value by value. A constant beside one input is learned, as the halves of a batch
    /// norm are that could not be folded.
    /// </summary>
    /// <param name="operation">How they are put together.</param>
    internal void Merge(MergeOperation operation)
    {
        if (InputCount > 1)
        {
            Add(new Merge { Operation = operation });
            return;
        }

        var read = Shape;
        var weights = Weights();
        AddOperation(WorkKind.ElementWise, StatedOutput, InRole(weights, operation));
        CheckFits(weights, read);
        AssumeNumber();
    }

    /// <summary>
    /// Notes of the layer that was added last that a number, which is not counted, may be a parameter.
    /// </summary>
    private protected void AssumeNumber()
    {
        if (OpenNumber is { } number)
            AssumeWeights($"'{number}', a single number, is taken for a setting: it may be learned");
    }

    /// <summary>A single number beside what is computed that may be a parameter; null where there is none.</summary>
    private protected virtual string? OpenNumber => null;

    /// <summary>
    /// Adds what puts inputs of several ranks together, value by value, and is as large as the largest; where an axis
    /// of that is repeated, it is as large as the file says.
    /// </summary>
    internal void AddRepeated(TensorShape largest)
    {
        TensorShape[] read = [.. Enumerable.Range(0, InputCount).Select(ShapeOf)];
        bool isRepeated =
            largest.Sizes.Contains(1)
            && Array.Exists(read, shape => shape.Sizes.Any(size => size > 1 && !largest.Sizes.Contains(size)));
        AddOperation(WorkKind.ElementWise, isRepeated ? StatedOutput : largest);
        if (Array.Find(read, shape => !Fits(shape, largest)) is { } other)
            Contradict($"{other} cannot be broadcast to {largest}");
    }

    /// <summary>Notes a constant that cannot be put together with what is computed.</summary>
    private protected void CheckFits(TensorSpec[] constants, TensorShape read)
    {
        if (Array.Find(constants, constant => !Fits(constant.Shape, read)) is { } other)
            Contradict($"'{other.Name}' of {other.Shape} cannot be broadcast to {read}");
    }

    /// <summary>Weights in the role that a constant has which is put together with what is computed.</summary>
    private protected static TensorSpec[] InRole(TensorSpec[] weights, MergeOperation operation)
    {
        var role = operation switch
        {
            MergeOperation.Add or MergeOperation.Subtract => WeightRole.Offset,
            MergeOperation.Multiply or MergeOperation.Divide => WeightRole.Scale,
            _ => WeightRole.Constant,
        };
        return Array.ConvertAll(weights, weight => weight with { Role = role });
    }

    /// <summary>
    /// Whether a tensor can be repeated to another: whatever the order of the axes is, not where it has a size above 1
    /// that no axis has. What has more axes may have been given them on its way.
    /// </summary>
    private protected static bool Fits(TensorShape weight, TensorShape read)
    {
        if (!weight.IsKnown || !read.IsKnown || read.Sizes.Contains(1) || weight.Rank > read.Rank + 1)
            return true;
        var open = read.Sizes.ToList();
        return weight.Sizes.Skip(Math.Max(weight.Rank - read.Rank, 0)).All(size => size == 1 || open.Remove(size));
    }

    /// <summary>Adds a function of each value.</summary>
    internal void Activate(string function, int? axis = null) =>
        AddReading([Last ?? First()], new Activation { Function = function, Axis = axis }, function);

    /// <summary>Adds an operator that has no layer of its own.</summary>
    internal void AddOperation(WorkKind kind, TensorShape shape, params TensorSpec[] tensors) =>
        Add(
            new Operation
            {
                OperatorType = Type,
                OutputShape = shape,
                Kind = kind,
                Tensors = tensors,
                Stored = StoredOf(tensors),
            },
            Type
        );

    /// <summary>Adds an operator with the shape and the weights that the file states.</summary>
    internal virtual void AddAsWritten(WorkKind kind) => AddOperation(kind, StatedOutput, Weights());

    /// <summary>
    /// Adds an operator of which neither the cost nor, where they are not given, the weights are known.
    /// </summary>
    internal void AddUnknown(TensorShape? shape = null, bool mayHaveWeights = true, params TensorSpec[] tensors) =>
        Add(
            new Operation
            {
                OperatorType = Type.Length > 0 ? Type : "?",
                OutputShape = shape,
                Tensors = tensors,
                Stored = StoredOf(tensors),
                WeightsKnown = !mayHaveWeights || tensors.Length > 0,
            },
            Type
        );

    /// <summary>Adds an operator that has no rule, with what the file states of it.</summary>
    internal virtual void AddNotKnown()
    {
        Warn($"it is not known: {(StatesAllWeights ? "its cost is" : "its parameters and its cost are")} not, either");
        AddUnknown(StatedOutput.HasRank ? StatedOutput : null, !StatesAllWeights, Weights());
    }

    /// <summary>Lets the input leave under the names of the outputs.</summary>
    internal void PassOn()
    {
        foreach (string output in _outputs)
            _graph.Write(output, First());
    }

    /// <summary>
    /// Notes where the layers that were added make another shape than the file says, both of them being known.
    /// </summary>
    private protected void CheckShape(TensorShape written)
    {
        if (Last is not null && written.IsKnown && Shape.IsKnown && !written.Equals(Shape))
            WarnOfShape(written);
    }

    /// <summary>Notes that the file has another shape for the output.</summary>
    private protected void WarnOfShape(TensorShape written) =>
        Contradict($"the file says that the output is {written}, but {Shape} follows from its settings");

    /// <summary>Adds an operator whose rule does not hold where it stands.</summary>
    internal virtual void AddNotFollowed() => AddNotKnown();

    /// <summary>Notes what the layers that were added contradict.</summary>
    internal virtual void Check() { }

    /// <summary>Says that the outputs are those of the layers that were added.</summary>
    internal virtual void Finish()
    {
        for (int i = 0; Last is not null && i < _outputs.Count; i++)
            _graph.Write(_outputs[i], _graph.HasOutput(Last, i) ? TensorGraph.OutputOf(Last, i) : Last);
    }

    /// <summary>
    /// Says that another output than the first has a shape of its own, where the layer that was added last has one
    /// output.
    /// </summary>
    private protected void AddOutput(int output, TensorShape shape)
    {
        if (Last is null || _graph.HasOutput(Last, output))
            return;
        _graph.Write(
            _outputs[output],
            _graph.Add(
                $"{Name}/output{output}",
                [Last],
                new Operation
                {
                    OperatorType = Type,
                    OutputShape = shape,
                    Kind = WorkKind.DataMovement,
                }
            )
        );
    }

    /// <summary>Adds one input for each output.</summary>
    /// <param name="shape">The shape of each.</param>
    /// <param name="layout">Where its channels are.</param>
    /// <param name="name">What each is called; as the tensor where it is not given.</param>
    internal void AddInputs(
        Func<int, TensorShape> shape,
        ShapeLayout layout = ShapeLayout.ChannelsFirst,
        Func<int, string>? name = null
    )
    {
        for (int i = 0; i < _outputs.Count; i++)
            _graph.AddInput(_outputs[i], shape(i), name?.Invoke(i), layout);
    }

    /// <summary>
    /// Notes what in the file contradicts the settings of the operator: none of its numbers is exact then.
    /// </summary>
    internal void Contradict(string what)
    {
        Warn(what);
        _contradiction ??= what;
        ChangeAll(layer => layer.Contradicted(what));
    }

    /// <summary>Notes what is assumed of the shapes and the work of all layers that were added.</summary>
    private protected void Assume(string what) => ChangeAll(layer => layer.Assumed(what));

    /// <summary>Notes what is assumed of the weights of the layer that was added last.</summary>
    internal void AssumeWeights(string what) => ChangeLast(layer => layer.WithWeightsAssumed(what));

    /// <summary>Notes what is not understood.</summary>
    internal void Warn(string warning) => _graph.Warn($"{Place}: {warning}");

    /// <summary>The error of this operator.</summary>
    internal ModelFileException Wrong(string message, Exception? inner = null) =>
        _graph.File.Damaged($"{Place} {message}", inner: inner);

    /// <summary>What warnings and errors call it.</summary>
    private protected virtual string Place => $"'{Name}' ({Type})";

    private protected ModelFile File => _graph.File;

    /// <summary>
    /// Which tensors of the file the weights of an operator without a layer of its own are; null where the format does
    /// not share any.
    /// </summary>
    private protected virtual IReadOnlyDictionary<string, StoredTensor>? StoredOf(IReadOnlyList<TensorSpec> tensors) =>
        null;

    /// <summary>The graph so far.</summary>
    private protected TensorGraph Graph => _graph;

    /// <summary>
    /// How many numbers the weights are that the layers have which were added; null where that cannot be known.
    /// </summary>
    private protected long? WeightCount => WeightCounts?.Aggregate(0L, (sum, count) => checked(sum + count));

    /// <summary>How many numbers each of them is.</summary>
    private protected IReadOnlyList<long>? WeightCounts => _graph.WeightCounts(_before);

    private string First() => _inputs.Length > 0 ? _inputs[0] : throw Wrong("needs an input");

    private protected void AddReading(IReadOnlyList<string> inputs, Layer layer, string part)
    {
        if (_contradiction is not null)
            layer = layer.Contradicted(_contradiction);
        Last = _graph.Add(Last is null ? Name : $"{Name}/{part}", inputs, layer);
        if (_hasStated || layer is TensorLayer || !_graph.MayHaveWeights(_graph.Layers[_graph.Layers.Count - 1]))
            return;
        // Of the layers of an operator the first that has weights has those of the file.
        _hasStated = true;
        var stated = TensorGraph.WeightsBySettings(layer) ?? WeightsAsKept();
        ChangeLast(added => added.Noted(notes => notes with { Stated = stated }));
    }

    /// <summary>Puts in the place of the layer that was added last what more is known of it.</summary>
    private protected void ChangeLast(Func<Layer, Layer> change) => _graph.Change(_graph.Layers.Count - 1, change);

    private void ChangeAll(Func<Layer, Layer> change)
    {
        for (int i = _before; i < _graph.Layers.Count; i++)
            _graph.Change(i, change);
    }

    private IReadOnlyList<Weight>? WeightsAsKept()
    {
        var tensors = Weights();
        var stored = StoredOf(tensors);
        return tensors.Length == 0 || StatesSomeWeights
            ? null
            : Array.ConvertAll(
                tensors,
                tensor =>
                    stored?.TryGetValue(tensor.Name, out var kept) == true
                        ? tensor.ToWeight().StoredAs(kept)
                        : tensor.ToWeight()
            );
    }
}
