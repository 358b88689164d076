using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Shapes;

namespace CnnParams.Networks;

/// <summary>
/// A network: named layers in order, a directed graph without cycles. A layer reads the one before unless it names
/// others. What is wrong with it is found when it is measured, layer by layer.
/// </summary>
public sealed class Network
{
    private readonly ParameterView? _view;

    /// <summary>A network of layers in order.</summary>
    public Network(IEnumerable<Layer> layers)
    {
        Layers = [.. layers];
        _view = Layers.OfType<Input>().FirstOrDefault(input => input.View is not null)?.View;
        Layout = LayoutOf(Inputs);
    }

    /// <summary>What the network is called; empty for one that was typed.</summary>
    public string Name { get; init; } = "";

    /// <summary>The layers in order.</summary>
    public IReadOnlyList<Layer> Layers { get; }

    /// <summary>
    /// How its parameters are counted unless asked otherwise; as an input says, or as Keras does, when not given.
    /// </summary>
    public ParameterView View
    {
        get => _view ?? ParameterView.Keras;
        init => _view = value;
    }

    /// <summary>
    /// Where its layers take the channels to be: where its inputs have them. Null where they differ, or where the
    /// source says it tensor by tensor: then each layer takes them to be where what it reads has them.
    /// </summary>
    public ShapeLayout? Layout { get; init; }

    /// <summary>Whether it is known which layer reads which; a file of weights alone does not tell.</summary>
    public bool HasGraph { get; init; } = true;

    /// <summary>Where data comes in.</summary>
    public IReadOnlyList<Input> Inputs => [.. Layers.OfType<Input>()];

    /// <summary>
    /// The names of the layers whose outputs are the network's; those that nobody reads when not given.
    /// </summary>
    public IReadOnlyList<string> Outputs { get; init; } = [];

    /// <summary>The file that it was read from.</summary>
    public string? Path { get; init; }

    /// <summary>The format of that file.</summary>
    public string? Format { get; init; }

    /// <summary>The program that wrote the file.</summary>
    public string? Producer { get; init; }

    /// <summary>What the reader of the file could not understand, or found contradictory.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>
    /// Whether the file that it was read from holds its weights, whose sizes no other input changes.
    /// </summary>
    public bool HoldsWeights { get; private init; }

    /// <summary>
    /// What is wrong with the names: of layers, of what they read and of the weights that they share. Shapes are not
    /// looked at.
    /// </summary>
    public IReadOnlyList<NetworkProblem> CheckGraph() => new NetworkGraph(this).Problems;

    /// <summary>This network with another shape at its only input.</summary>
    /// <exception cref="LayerException">It has no input, or several.</exception>
    internal Network WithInputShape(TensorShape shape) =>
        Inputs is [var only]
            ? WithInputs(new Dictionary<Layer, TensorShape> { [only] = shape })
            : throw new LayerException(
                ErrorId.InvalidShape,
                Inputs.Count == 0
                    ? "an input shape is that of the Input layer, which the network lacks: begin it with New-CnnLayer "
                        + $"Input -Shape {shape.ToString().Trim('(', ')')}"
                    : $"one input shape is for a network with one Input layer; {this} has {Inputs.Count}: give them "
                        + "shapes by name, as @{ left = '32x32x3' }"
            );

    /// <summary>This network with other shapes at some of its inputs.</summary>
    /// <exception cref="LayerException">It has no input of a name.</exception>
    internal Network WithInputShapes(IReadOnlyDictionary<string, TensorShape> shapes) =>
        WithInputs(shapes.ToDictionary(pair => (Layer)InputOf(pair.Key), pair => pair.Value));

    // A vector has its channels first and last.
    private static ShapeLayout? LayoutOf(IReadOnlyList<Input> inputs)
    {
        var layouts = (
            inputs.Any(input => input.Shape.Rank != 1) ? inputs.Where(input => input.Shape.Rank != 1) : inputs
        )
            .Select(input => input.Layout)
            .Distinct()
            .ToArray();
        return layouts.Length == 1 ? layouts[0] : null;
    }

    private Input InputOf(string name) =>
        Inputs.FirstOrDefault(input => input.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new LayerException(
            ErrorId.UnknownInput,
            $"{this} has no Input '{name}'{Suggestion.For(name, Inputs.Select(input => input.Name))}; it has "
                + $"{string.Join(", ", Inputs.Select(input => input.Name))}"
        );

    private Network WithInputs(Dictionary<Layer, TensorShape> shapes) =>
        With(
            Layers.Select(layer =>
                layer is Input input && shapes.TryGetValue(input, out var shape)
                    ? new Input
                    {
                        Name = input.Name,
                        Shape = input.InOrder(shape),
                        Layout = input.Layout,
                        View = input.View,
                        DataType = input.DataType,
                    }
                    : layer
            ),
            Name,
            [.. Warnings, .. shapes.Select(pair => Turned((Input)pair.Key, pair.Value)).OfType<string>()]
        );

    /// <summary>What is said of a shape that is given in the other order; null where it is not.</summary>
    internal static string? Turned(Input input, TensorShape wanted) =>
        input.InOrder(wanted) is var shape && !shape.Equals(wanted)
            ? $"the shape {wanted} that was asked for is taken as {shape}: this model has its channels "
                + (input.Layout == ShapeLayout.ChannelsFirst ? "first" : "last")
            : null;

    /// <summary>This network with other layers in place of some, or without some.</summary>
    public Network With(IEnumerable<Layer> layers, string? name = null) => With(layers, name ?? Name, Warnings);

    /// <summary>This network with one more thing that its reader could not do.</summary>
    public Network Warned(string warning) => With(Layers, Name, [.. Warnings, warning]);

    /// <summary>This network, whose weights its file holds.</summary>
    public Network WithHeldWeights() => With(Layers, Name, Warnings, holdsWeights: true);

    private Network With(IEnumerable<Layer> layers, string name, IReadOnlyList<string> warnings) =>
        With(layers, name, warnings, HoldsWeights);

    private Network With(IEnumerable<Layer> layers, string name, IReadOnlyList<string> warnings, bool holdsWeights)
    {
        Layer[] all = [.. layers];
        var names = new HashSet<string>(all.Select(layer => layer.Name));
        bool IsThere(string output) => names.Contains(output) || names.Contains(output.Split(':')[0]);
        return new Network(all)
        {
            Name = name,
            View = View,
            Layout = Layout,
            HasGraph = HasGraph,
            Outputs = [.. Outputs.Where(IsThere)],
            Path = Path,
            Format = Format,
            Producer = Producer,
            HoldsWeights = holdsWeights,
            Warnings = warnings,
        };
    }

    /// <inheritdoc/>
    public override string ToString() => Name.Length > 0 ? Name : $"{Layers.Count} layers";
}
