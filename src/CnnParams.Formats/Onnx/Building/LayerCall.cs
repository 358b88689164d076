using CnnParams.Formats.Folding;
using CnnParams.Formats.Onnx.Graph;
using CnnParams.Formats.Onnx.Inference;
using CnnParams.Layers;
using CnnParams.Shapes;
using OnnxBroadcasting = CnnParams.Formats.Onnx.Inference.OnnxBroadcasting;

namespace CnnParams.Formats.Onnx.Building;

/// <summary>
/// An operator that becomes a layer: what it reads, under which name, and which tensors are its weights.
/// </summary>
internal sealed class LayerCall
{
    private readonly LayerList _layers;
    private readonly LearnedTensors.Reader _learned;
    private readonly List<string> _inputs = [];
    private readonly List<TensorShape> _incoming = [];
    private readonly Dictionary<string, StoredTensor> _stored = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _expected = new(StringComparer.Ordinal);
    private readonly List<StoredWeight> _rest = [];

    internal LayerCall(
        OnnxCall operation,
        IReadOnlyList<Value> outputs,
        string name,
        LayerList layers,
        bool keepsLayout,
        LearnedTensors.Reader learned
    )
    {
        KeepsLayout = keepsLayout;
        Operation = operation;
        Outputs = outputs;
        Name = name;
        Rows = new LeadingRows(layers, name);
        _layers = layers;
        _learned = learned;
    }

    internal OnnxCall Operation { get; }

    internal OnnxNode Node => Operation.Node;

    internal string Operator => Operation.Operator;

    /// <summary>Whether channels stay first wherever axes are exchanged.</summary>
    internal bool KeepsLayout { get; }

    /// <summary>What is known of the output values.</summary>
    internal IReadOnlyList<Value> Outputs { get; }

    /// <summary>The name of the layer.</summary>
    internal string Name { get; }

    /// <summary>The layers that it reads, as far as they have been asked for.</summary>
    internal IReadOnlyList<string> Inputs => _inputs;

    /// <summary>
    /// Gives the layer that a rule has made its name, what it reads, and the tensors that are its weights.
    /// </summary>
    internal Layer Place(Layer layer) =>
        layer.With(place => place with { Name = Name, Inputs = Inputs, Stored = _stored.Count == 0 ? null : _stored });

    /// <summary>The shapes of what it reads.</summary>
    internal LayerInputs Incoming => new([.. _incoming]);

    /// <summary>Rows that the layer reads and that are made with it.</summary>
    internal LeadingRows Rows { get; }

    /// <summary>Tensors that a weight is made of, beside the one that has its place.</summary>
    internal IReadOnlyList<StoredWeight> Rest => _rest;

    /// <summary>A tensor whose bytes hold several weights each, and how many weights it has.</summary>
    internal (string Name, long Count)? Packed { get; private set; }

    /// <summary>The output shape of one sample.</summary>
    internal TensorShape StatedOutput(int output = 0) =>
        SampleShapes.Of(output < Outputs.Count ? Outputs[output].Shape : null);

    /// <summary>Whether an input is a constant of the file.</summary>
    internal bool IsConstant(int input) => Operation.Has(input) && Operation.Input(input).IsConstant;

    /// <summary>The sizes of a constant input; null for one that is computed or not known.</summary>
    internal long[]? Sizes(int input) =>
        IsConstant(input) ? OnnxBroadcasting.Numbers(Operation.Input(input).Shape) : null;

    /// <summary>Whether a constant in a slot of weights is not learned, but a number that changes nothing.</summary>
    internal bool IsNeutral(int input, double number) => _learned.IsNeutral(input, number);

    /// <summary>Reads what another layer computes; false where no layer does.</summary>
    internal bool Reads(params int[] inputs)
    {
        foreach (int input in inputs)
        {
            if (Operation.Input(input).Layer is not { } layer)
                return false;
            _inputs.Add(layer);
            _incoming.Add(_layers.Shape(layer));
        }

        return true;
    }

    /// <summary>
    /// Reads what another layer computes, or a learned constant, which becomes a row of its own; false for other
    /// constants.
    /// </summary>
    internal bool ReadsOrLearns(int input) => ReadsOrLearns(input, null);

    /// <summary>
    /// As <see cref="ReadsOrLearns(int)"/>, under other axes, which a row in front of the layer makes.
    /// </summary>
    internal bool ReadsOrLearns(int input, TensorShape? shape)
    {
        var value = Operation.Input(input);
        if (value.Layer is { } layer)
            return shape is null || shape.Equals(_layers.Shape(layer))
                ? Reads(input)
                : ReadsRow(Rows.View($"{input}", Operator, layer, shape));
        if (value is not { IsConstant: true, Source: { } source, Shape: { } whole })
            return false;
        var tensors = source.Tensors().Where(_learned.IsLearned).ToArray();
        if (tensors.Length == 0)
            return false;

        shape ??= Outputs[0].Shape is { } outgoing ? SampleShapes.Beside(whole, outgoing) : SampleShapes.Of(whole);
        Layer row = ParameterRow.Of(_layers.FreeName(tensors[0].Name), tensors, shape);
        if (tensors is [{ Count: var held }] && held == whole.Count.Value && held > shape.ElementCount)
            row = row.Contradicted($"the file holds '{tensors[0].Name}' for each of its samples");
        return ReadsRow(Rows.Add(row, shape));
    }

    /// <summary>Reads the only value that it reads under other axes, which a row in front of the layer makes.</summary>
    internal void ReadsAs(TensorShape shape)
    {
        _inputs[0] = Rows.View("0", Operator, _inputs[0], shape);
        _incoming[0] = Rows.Shape(_inputs[0]);
    }

    /// <summary>Reads a row that is made with the layer.</summary>
    internal bool ReadsRow(string row)
    {
        _inputs.Add(row);
        _incoming.Add(Rows.Shape(row));
        return true;
    }

    /// <summary>Notes a constant input as a weight of the layer; false where it is none.</summary>
    /// <param name="weight">The weight.</param>
    /// <param name="input">The input.</param>
    /// <param name="repeated">How often the constant holds it: once for each sample of a fixed batch, in some
    /// exports.</param>
    internal bool Weighs(string weight, int input, long repeated = 1)
    {
        var value = Operation.Input(input);
        if (!value.IsConstant || value.Shape?.Count.Value is not { } all || all % repeated != 0)
            return false;
        long elements = all / repeated;
        var tensors = value.Source?.Tensors() ?? [];
        // Weights that are normalised are made of a direction and a length: the one with the elements is the weight.
        // Whole numbers are places in it.
        var own = tensors.FirstOrDefault(tensor =>
            tensor.Count == elements && (tensor.ElementType.IsReal() || tensor.ElementType.IsQuantized())
        );
        // Several tensors one after the other, or a part of a larger one, which is no other part of it. What is larger
        // than all that it is made of was computed: grids, anchors.
        if (own is not null)
            _stored[weight] = new StoredTensor(own.Name, own.ElementType.DataType());
        else if (tensors.Sum(tensor => tensor.Count) == elements)
            _stored[weight] = new StoredTensor(
                string.Join("+", tensors.Select(tensor => tensor.Name)),
                value.ElementType.DataType()
            );
        else if (tensors.Any(tensor => tensor.Count > elements))
            _stored[weight] = new StoredTensor($"{Named(tensors)}[{Node.Inputs[input]}]", value.ElementType.DataType());
        else
            return false;
        if (own is not null)
            _rest.AddRange(
                tensors.Where(tensor =>
                    tensor != own && tensor.Count > 1 && !tensor.IsGenerated && tensor.ElementType.IsReal()
                )
            );
        _expected[weight] = elements;
        return true;
    }

    /// <summary>Notes a constant whose numbers are packed in bytes as a weight of the layer.</summary>
    internal bool WeighsPacked(string weight, int input, Layers.DataType type, long count)
    {
        if (
            Operation.Input(input) is not { IsConstant: true, Source: { } source }
            || source.Tensors() is not [var tensor]
        )
            return false;
        if (type.Bytes(count) > tensor.Count)
            return false;
        _stored[weight] = new StoredTensor(tensor.Name, type);
        Packed = (tensor.Name, count);
        return true;
    }

    /// <summary>Notes a constant that holds several weights of the layer, one after the other.</summary>
    internal bool WeighsParts(int input, IReadOnlyList<string> weights)
    {
        var value = Operation.Input(input);
        if (weights.Count == 1)
            return Weighs(weights[0], input);
        if (
            !value.IsConstant
            || value.Source is not { } source
            || value.Shape?.Count.Value is not { } elements
            || elements % weights.Count != 0
        )
            return false;
        long part = elements / weights.Count;
        var tensors = source.Tensors();
        bool isOneEach = tensors.Count == weights.Count && tensors.All(tensor => tensor.Count == part);
        // Gates in another order are parts of parts: the tensors together are what the parts are of.
        string name =
            tensors is [var whole] && whole.Count == elements ? whole.Name
            : tensors.Count == 0 ? Node.Inputs[input]
            : Named(tensors);
        for (int i = 0; i < weights.Count; i++)
        {
            _stored[weights[i]] = new StoredTensor(
                isOneEach ? tensors[i].Name : FormattableString.Invariant($"{name}[{i}]"),
                value.ElementType.DataType()
            );
            _expected[weights[i]] = part;
        }

        return true;
    }

    private static string Named(IEnumerable<StoredWeight> tensors) =>
        string.Join(
            "+",
            tensors.Where(tensor => tensor.Count > 1 && tensor.ElementType.IsReal()).Select(tensor => tensor.Name)
        );

    /// <summary>Notes a constant that is learned, but no weight of the layer's own: it gets a row.</summary>
    internal void WeighsBeside(int input)
    {
        if (IsConstant(input))
            _rest.AddRange(Operation.Input(input).Source?.Tensors().Where(_learned.IsLearned) ?? []);
    }

    /// <summary>Whether the weights of a layer have as many elements as the tensors that they are stored in.</summary>
    internal bool HasWeightsOf(Layer layer)
    {
        var weights = layer.Weights(Incoming);
        return _expected.All(expected =>
            weights?.Any(weight => weight.Name == expected.Key && weight.Count == expected.Value) == true
        );
    }

    /// <summary>
    /// Gives the weights that have been noted to a row in front of the layer, if they are that row's.
    /// </summary>
    /// <param name="row">Makes the row, where it is told which tensors are its weights.</param>
    /// <param name="shape">Its outputs.</param>
    /// <returns>The row's name; null where the weights are others.</returns>
    internal string? Weighted(Func<IReadOnlyDictionary<string, StoredTensor>, Layer> row, TensorShape shape)
    {
        var layer = row(_stored.ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal));
        if (!HasWeightsOf(layer))
            return null;
        _stored.Clear();
        _expected.Clear();
        return Rows.Add(layer, shape);
    }

    /// <summary>An axis of the first input as the layer counts it.</summary>
    internal int? SampleAxis(long axis) =>
        Operation.Shape is { } shape && shape.Index(axis) is { } index ? SampleShapes.Axis(shape, index) : null;
}
