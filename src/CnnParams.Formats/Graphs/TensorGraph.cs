using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Reading;
using CnnParams.Shapes;

namespace CnnParams.Formats.Graphs;

/// <summary>
/// A graph as a file writes it, operator by operator: the layers that were made of it so far, the tensors between
/// them by the file's names, and their shapes, which some operators' rules need. A tensor that is written anew, as
/// operators in place do, is from then on what its last writer made of it.
/// </summary>
/// <param name="file">The file, for errors.</param>
/// <param name="cancellation">Stops the reading.</param>
/// <param name="layout">Where the format's layers take the channels to be; null where the file says it tensor by
/// tensor.</param>
internal sealed class TensorGraph(
    ModelFile file,
    CancellationToken cancellation,
    ShapeLayout? layout = ShapeLayout.ChannelsFirst
)
{
    // The largest published graphs have some ten thousand operators.
    private const int MostLayers = 1_000_000;

    private readonly List<Layer> _layers = [];
    private readonly UniqueNames _names = new("#");
    private readonly Dictionary<string, string> _tensors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TensorShape> _shapes = new(StringComparer.Ordinal);
    private readonly ReadingWarnings _warnings = new();
    private readonly Contradictions _contradictions = new();

    /// <summary>The file, for errors.</summary>
    internal ModelFile File => file;

    /// <summary>The layers so far.</summary>
    internal IReadOnlyList<Layer> Layers => _layers;

    /// <summary>Gives a layer that has just been made its place: a name, and what it reads.</summary>
    /// <param name="name">What the file calls it; here too, unless another has that name.</param>
    /// <param name="inputs">What it reads: results of this method.</param>
    /// <param name="layer">The layer.</param>
    /// <returns>Its first output; the others are <see cref="OutputOf"/> it.</returns>
    /// <exception cref="ModelFileException">It reads less than such a layer must.</exception>
    internal string Add(string name, IReadOnlyList<string> inputs, Layer layer)
    {
        cancellation.ThrowIfCancellationRequested();
        if (_layers.Count == MostLayers)
            throw file.Unsupported($"it has more than {MostLayers} layers");
        // A rule sees only inputs that are there.
        if (inputs.Count < layer.GetArity().Fewest)
        {
            string needed =
                layer.GetArity().Fewest == 1
                    ? "1 input"
                    : FormattableString.Invariant($"{layer.GetArity().Fewest} inputs");
            throw file.Damaged($"layer '{name}' ({layer.Type}) needs {needed}, but reads {inputs.Count}");
        }

        string own = _names.Take(name.Length > 0 ? name : "layer");
        _layers.Add(layer.With(place => place with { Name = own, Inputs = inputs }));
        var shapes = OutputsOf(layer, inputs);
        for (int i = 0; i < shapes.Count; i++)
            _shapes[OutputOf(own, i)] = shapes[i];
        return own;
    }

    /// <summary>Adds an input of the network.</summary>
    /// <param name="tensor">The tensor of the file that it writes.</param>
    /// <param name="shape">The shape of one sample.</param>
    /// <param name="name">What it is called; as the tensor where that is not given.</param>
    /// <param name="inputLayout">Where its channels are.</param>
    internal void AddInput(
        string tensor,
        TensorShape shape,
        string? name = null,
        ShapeLayout inputLayout = ShapeLayout.ChannelsFirst
    ) => Write(tensor, Add(name ?? tensor, [], new Input { Shape = shape, Layout = inputLayout }));

    /// <summary>One of the outputs of a layer.</summary>
    internal static string OutputOf(string layer, int output) =>
        output == 0 ? layer : FormattableString.Invariant($"{layer}:{output}");

    /// <summary>Whether a layer has such an output.</summary>
    internal bool HasOutput(string layer, int output) => _shapes.ContainsKey(OutputOf(layer, output));

    /// <summary>The shape of an output.</summary>
    internal TensorShape ShapeOf(string output) => _shapes.TryGetValue(output, out var shape) ? shape : Unknown;

    private TensorShape Unknown => TensorShape.Unknown.As(layout ?? ShapeLayout.ChannelsFirst);

    /// <summary>
    /// How many numbers each of the weights is of the layers from one on, counters of batches apart; null where that
    /// does not follow from what is known.
    /// </summary>
    internal IReadOnlyList<long>? WeightCounts(int first)
    {
        var counts = new List<long>();
        for (int i = first; i < _layers.Count; i++)
        {
            if (Weights(_layers[i]) is not { } weights)
                return null;
            counts.AddRange(weights.Where(weight => weight.Role != WeightRole.Counter).Select(weight => weight.Count));
        }

        return counts;
    }

    /// <summary>Whether a tensor of the file has been written.</summary>
    internal bool Has(string tensor) => _tensors.ContainsKey(tensor);

    /// <summary>The output that a tensor of the file is.</summary>
    /// <exception cref="ModelFileException">Nothing before has written it.</exception>
    internal string Read(string tensor, string reader) =>
        _tensors.TryGetValue(tensor, out string? output)
            ? output
            : throw file.Damaged($"'{reader}' reads '{tensor}', which nothing before it writes");

    /// <summary>Says which output a tensor of the file is from now on.</summary>
    internal void Write(string tensor, string output) => _tensors[tensor] = output;

    /// <summary>Notes what is not understood or contradictory, once.</summary>
    internal void Warn(string warning) => _warnings.Add(warning);

    /// <summary>
    /// Notes what contradicts the sizes of a tensor of the file, by its name or by that of its layer.
    /// </summary>
    internal void Contradict(string tensor, string what)
    {
        Warn(what);
        _contradictions.Note(tensor, what);
    }

    /// <summary>
    /// Notes what contradicts the settings of some layers, by their numbers, or of one that is not known which, where
    /// there are none.
    /// </summary>
    internal void Contradict(IReadOnlyCollection<int> layers, string what)
    {
        Warn(what);
        if (layers.Count == 0 && _layers.Count > 0)
            layers = [Contradictions.LastWithWeights(_layers)];
        foreach (int layer in layers)
            Change(layer, known => known.Contradicted(what));
    }

    /// <summary>Puts in the place of a layer what more is known of it.</summary>
    /// <param name="layer">Its number.</param>
    /// <param name="change">Makes the layer of the one that is there: with the same name, inputs and outputs.</param>
    internal void Change(int layer, Func<Layer, Layer> change) => _layers[layer] = change(_layers[layer]);

    /// <summary>The network of the layers so far.</summary>
    internal Network ToNetwork(
        string format,
        ParameterView view,
        string? producer = null,
        string? name = null,
        IReadOnlyList<string>? outputs = null
    )
    {
        return new(_contradictions.Mark(_layers))
        {
            Name = string.IsNullOrEmpty(name) ? file.Name : name!,
            View = view,
            Layout = layout,
            Outputs = outputs ?? [],
            Path = file.Path,
            Format = format,
            Producer = producer,
            Warnings = [.. _warnings.All],
        };
    }

    private IReadOnlyList<TensorShape> OutputsOf(Layer layer, IReadOnlyList<string> inputs)
    {
        try
        {
            return layer.OutputShapes(Incoming(layer, inputs));
        }
        catch (Exception exception) when (RuleFailure.IsOfLayer(exception))
        {
            // The measurement reports it, with the layer's name.
            return [Unknown];
        }
    }

    /// <summary>Whether a layer has weights, or may have some.</summary>
    internal bool MayHaveWeights(Layer layer) => Weights(layer) is not { Count: 0 };

    /// <summary>The weights of a layer as its settings alone say them; null where they leave them open.</summary>
    internal static IReadOnlyList<Weight>? WeightsBySettings(Layer layer) =>
        Weights(layer, new LayerInputs(TensorShape.Unknown));

    private IReadOnlyList<Weight>? Weights(Layer layer) => Weights(layer, Incoming(layer, layer.Inputs));

    private static IReadOnlyList<Weight>? Weights(Layer layer, LayerInputs inputs)
    {
        try
        {
            return layer.Weights(inputs);
        }
        catch (Exception exception) when (RuleFailure.IsOfLayer(exception))
        {
            // As with the shapes, the measurement reports it.
            return null;
        }
    }

    private LayerInputs Incoming(Layer layer, IReadOnlyList<string> inputs) =>
        layer.Seen(new LayerInputs([.. inputs.Take(layer.GetArity().Most).Select(ShapeOf)]), layout);
}
