using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Catalogue;

/// <summary>
/// An output of a layer of a network that is being written down, and the way to put the next layer after it. A block
/// is a function from one tensor to another; branches are tensors that several layers read.
/// </summary>
public sealed class Tensor
{
    private readonly LayerList _layers;
    private readonly string _scope;

    private Tensor(LayerList layers, string scope, string name, TensorShape shape)
    {
        _layers = layers;
        _scope = scope;
        Name = name;
        Shape = shape;
    }

    /// <summary>The name of the layer whose output it is; <c>split:1</c> for the second output of one.</summary>
    public string Name { get; }

    /// <summary>The shape of one sample.</summary>
    public TensorShape Shape { get; }

    /// <summary>The number of channels.</summary>
    public long Channels => Shape.Channels.Value;

    /// <summary>Where its channels are, where those of the network are elsewhere: for layers that follow it.</summary>
    internal ShapeLayout? OtherLayout => Shape.Layout == _layers.Layout ? null : Shape.Layout;

    /// <summary>All layers written down so far, in order.</summary>
    public IReadOnlyList<Layer> Layers => _layers.Layers;

    /// <summary>The input of a new network.</summary>
    /// <param name="shape">The shape of one sample, in the order of the layout.</param>
    /// <param name="layout">Where the shape has its channels.</param>
    /// <param name="view">How the network's parameters are counted; as Keras does when not given.</param>
    public static Tensor Input(
        TensorShape shape,
        ShapeLayout layout = ShapeLayout.ChannelsLast,
        ParameterView? view = null
    )
    {
        var layers = new LayerList([]);
        return Add(
            layers,
            "",
            "input",
            new Input
            {
                Shape = shape,
                Layout = layout,
                View = view,
            },
            []
        )[0];
    }

    /// <summary>The output of each of the layers that are there already, in order, to go on from any of them.</summary>
    /// <param name="layers">The layers of a network, an input among them.</param>
    /// <exception cref="LayerException">One of the layers cannot take its input.</exception>
    public static IReadOnlyList<Tensor> Of(IReadOnlyList<Layer> layers)
    {
        var measurement = Measurer.Measure(new Network(layers));
        if (measurement.Problems.Count > 0)
            throw new LayerException(measurement.Problems[0].Id, measurement.Problems[0].Message.TrimEnd('.'));

        var list = new LayerList(layers);
        return
        [
            .. measurement.Rows.SelectMany(row =>
                row.Outputs.Select((shape, i) => new Tensor(list, "", OutputName(row.Name, i), shape))
            ),
        ];
    }

    /// <summary>Puts a layer after this tensor.</summary>
    /// <param name="name">Its name in the present scope; a name that is taken gets a number.</param>
    /// <param name="layer">A layer that has just been made.</param>
    /// <param name="others">Tensors that it reads besides.</param>
    /// <exception cref="LayerException">The layer cannot take its input.</exception>
    public Tensor Then(string name, Layer layer, params Tensor[] others) => ThenParts(name, layer, others)[0];

    /// <summary>Puts a layer with several outputs after this tensor, and gives all of them.</summary>
    /// <inheritdoc cref="Then"/>
    public IReadOnlyList<Tensor> ThenParts(string name, Layer layer, params Tensor[] others) =>
        Add(_layers, _scope, name, layer, [this, .. others]);

    /// <summary>A learned constant beside the network: a layer that reads nothing.</summary>
    /// <param name="name">Its name in the present scope.</param>
    /// <param name="layer">A layer that has just been made.</param>
    public Tensor Beside(string name, Layer layer) => Add(_layers, _scope, name, layer, [])[0];

    /// <summary>The name that a layer of the present scope has in the network.</summary>
    internal string FullName(string name) => _scope + name;

    /// <summary>
    /// This tensor, to go on with in the scope of another: for a branch that begins inside of a block and goes on
    /// outside.
    /// </summary>
    public Tensor InScopeOf(Tensor other) => In(other._scope);

    /// <summary>Applies a block whose layers all have names that begin with <paramref name="scope"/>.</summary>
    /// <param name="scope">What is put before the names, its separator included: <c>layer1.0.</c></param>
    /// <param name="block">The block.</param>
    public Tensor Within(string scope, Func<Tensor, Tensor> block) => block(In(_scope + scope)).In(_scope);

    /// <summary>Applies a block whose layers fusing for inference takes out.</summary>
    internal Tensor ForTraining(Func<Tensor, Tensor> block) =>
        Noted(block, notes => notes with { IsForTraining = true });

    /// <summary>Applies a block whose layers have the same size for images of every size.</summary>
    internal Tensor OfFixedSize(Func<Tensor, Tensor> block) => Noted(block, notes => notes with { IsFixedSize = true });

    private Tensor Noted(Func<Tensor, Tensor> block, Func<SourceNotes, SourceNotes> change)
    {
        int before = Layers.Count;
        var end = block(this);
        _layers.Note(before, change);
        return end;
    }

    /// <summary>Applies a block again and again, with the number of the turn from 0.</summary>
    public Tensor Repeat(long times, Func<Tensor, int, Tensor> block)
    {
        var tensor = this;
        for (int i = 0; i < times; i++)
            tensor = block(tensor, i);
        return tensor;
    }

    /// <summary>Applies a block again and again in stages, with the numbers of stage and turn.</summary>
    internal Tensor Stages(int[] depths, Func<Tensor, int, int, Tensor> block) =>
        Repeat(depths.Length, (x, stage) => x.Repeat(depths[stage], (x, i) => block(x, stage, i)));

    /// <summary>
    /// This tensor, whose layer the published code computes by a function, or by a module that it has called before.
    /// </summary>
    internal Tensor CalledAs(ModuleCall call)
    {
        _layers.Note(Layers.Count - 1, notes => notes with { Call = call });
        return this;
    }

    /// <summary>
    /// Says that the published code has a module for each layer of which it has not been said how it is computed.
    /// </summary>
    internal Tensor ByModules()
    {
        _layers.Note(0, notes => notes.Call == ModuleCall.Unknown ? notes with { Call = ModuleCall.Module } : notes);
        return this;
    }

    /// <summary>Applies a block if a condition holds.</summary>
    public Tensor If(bool condition, Func<Tensor, Tensor> block) => condition ? block(this) : this;

    private static string OutputName(string layer, int output) =>
        output == 0 ? layer : FormattableString.Invariant($"{layer}:{output}");

    private Tensor In(string scope) => new(_layers, scope, Name, Shape);

    private static Tensor[] Add(LayerList layers, string scope, string name, Layer layer, Tensor[] reads)
    {
        string full = layers.Add(layer, scope + name, reads);
        IReadOnlyList<TensorShape> shapes;
        try
        {
            shapes = layer.OutputShapes(
                layer.Seen(new LayerInputs(Array.ConvertAll(reads, read => read.Shape)), layers.Layout)
            );
        }
        catch (LayerException exception)
        {
            throw new LayerException(exception.Id, $"Layer '{full}' ({layer.Type}): {exception.Message}", exception);
        }

        var outputs = new Tensor[shapes.Count];
        for (int i = 0; i < outputs.Length; i++)
            outputs[i] = new Tensor(layers, scope, OutputName(full, i), shapes[i]);
        return outputs;
    }

    /// <summary>The layers of a network that is being written down.</summary>
    private sealed class LayerList
    {
        private readonly List<Layer> _layers;
        private readonly HashSet<string> _names;

        internal LayerList(IReadOnlyList<Layer> layers)
        {
            _layers = [.. layers];
            Layout = new Network(_layers).Layout;
            _names = new HashSet<string>(layers.Select(layer => layer.Name), StringComparer.OrdinalIgnoreCase);
        }

        internal IReadOnlyList<Layer> Layers => _layers;

        /// <summary>Where the network has its channels.</summary>
        internal ShapeLayout? Layout { get; private set; }

        /// <summary>Says of the layers from one on what their source says of them besides their settings.</summary>
        internal void Note(int from, Func<SourceNotes, SourceNotes> change)
        {
            for (int i = from; i < _layers.Count; i++)
                _layers[i] = _layers[i].Noted(change);
        }

        internal string Add(Layer layer, string name, Tensor[] reads)
        {
            string free = name;
            for (int number = 2; !_names.Add(free); number++)
                free = FormattableString.Invariant($"{name}_{number}");

            // What reads the layer before need not say so, unless it can do without an input.
            bool isSaid =
                layer.GetArity().Fewest > 0 && reads.Length == 1 && reads[0].Name == _layers[_layers.Count - 1].Name;
            _layers.Add(
                layer.With(place =>
                    place with
                    {
                        Name = free,
                        HasDefaultName = false,
                        Inputs =
                            reads.Length > 0 && !isSaid ? Array.ConvertAll(reads, read => read.Name) : place.Inputs,
                    }
                )
            );
            if (layer is Input)
                Layout = new Network(_layers).Layout;
            return free;
        }
    }
}
