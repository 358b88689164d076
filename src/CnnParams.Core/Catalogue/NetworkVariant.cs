using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Catalogue;

/// <summary>
/// A variant that is a network of the user's: typed, or read from a file. Its input can have another size, and its
/// classifier (the last layer with weights, if it alone decides the output) another number of classes, or be left out;
/// the other layers can be wider or narrower.
/// </summary>
public sealed class NetworkVariant : ArchitectureVariant
{
    private readonly Network _network;
    private readonly NetworkGraph _graph;
    private readonly int _classifier;
    private NetworkMeasurement? _measured;

    /// <summary>A variant that is a network.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="network">The network.</param>
    public NetworkVariant(string name, Network network)
        : base(name)
    {
        _network = network;
        _graph = new NetworkGraph(network);
        _classifier = FindClassifier();
        View = network.View;
        HasClasses = _classifier >= 0;
        HasWidth = network.Layers.Where((layer, i) => i != _classifier && SizeOf(layer) is not null).Any();
        Classes = HasClasses ? (long)SizeOf(network.Layers[_classifier])!.Get(network.Layers[_classifier])! : 0;

        var shape = OnlyInput is { } input ? input.Shape.As(input.Layout) : TensorShape.Unknown;
        Layout = shape.Layout;
        HasChannels = shape.Rank > 0;
        Channels = shape.Channels.Size ?? 0;
        var sizes = Enumerable.Range(0, shape.SpatialRank).Select(axis => shape.Spatial(axis).Size ?? 0).ToArray();
        Resolution = sizes.Length > 0 ? new Extent(sizes) : null;
    }

    /// <inheritdoc/>
    public override bool HasTop => _classifier > 0;

    /// <inheritdoc/>
    public override bool HasLayout => false;

    /// <inheritdoc/>
    public override bool HasChannels { get; }

    private Input? OnlyInput => _network.Inputs.Count == 1 ? _network.Inputs[0] : null;

    /// <inheritdoc/>
    public override TensorShape InputShape(ArchitectureOptions options)
    {
        if (OnlyInput is not { } input)
            return TensorShape.Unknown;
        var shape = input.Shape.As(input.Layout);
        if (options.Channels is { } channels)
            shape = shape.WithAxis(shape.ChannelAxis, channels);
        if (options.Resolution is not { } resolution)
            return shape;
        if (!resolution.HasRank(shape.SpatialRank))
            throw Setting.Invalid(nameof(Resolution), resolution, $"one number, or {shape.SpatialRank}");
        for (int axis = 0; axis < shape.SpatialRank; axis++)
            shape = shape.WithAxis(axis < shape.ChannelAxis ? axis : axis + 1, resolution[axis]);
        return shape;
    }

    private protected override Network Compose(string name, ArchitectureOptions options)
    {
        var layers = StoredShapes.Tie(_network.Layers, _network).ToArray();
        if (options.Classes is { } classes)
            layers[_classifier] = With(layers[_classifier], SizeOf(layers[_classifier])!.Name, classes);
        if (options.Resolution is not null || options.Channels is not null)
            layers = Array.ConvertAll(
                layers,
                layer => layer is Input ? With(layer, nameof(Input.Shape), InputShape(options)) : layer
            );

        if (options.Width is { } width)
            layers =
            [
                .. layers.Select(
                    (layer, i) => i == _classifier || SizeOf(layer) is null ? layer : Scaled(layer, i, width)
                ),
            ];

        var dropped = options.IncludeTop ? [] : WhatSees(_classifier);
        return _network.With(layers.Where((_, i) => !dropped.Contains(i)), name);
    }

    // From the last output back through what only passes values on.
    private int FindClassifier()
    {
        var read = new HashSet<int>(_graph.Reads.SelectMany(reads => reads).Select(output => output.Layer));
        int at = _graph.Layers.Count - 1;
        while (at >= 0 && read.Contains(at))
            at--;
        while (at >= 0 && SizeOf(_graph.Layers[at]) is null)
            at = _graph.Layers[at].PassesScores && _graph.Reads[at].Length == 1 ? _graph.Reads[at][0].Layer : -1;
        return at;
    }

    // A convolution of each channel on its own stays one; other groups stay as many as they are.
    private Layer Scaled(Layer layer, int index, double width)
    {
        var size = SizeOf(layer)!;
        long count = (long)size.Get(layer)!;
        var scaled = With(layer, size.Name, ChannelRounding.Nearest(count * width));
        return layer is Convolution { Groups: > 1 } convolution && InputChannels(index) == convolution.Groups
            ? With(scaled, nameof(Convolution.Groups), ChannelRounding.Nearest(convolution.Groups * width))
            : scaled;
    }

    private long? InputChannels(int layer) =>
        (_measured ??= Measurer.Measure(_network)).Rows[layer].InputShape?.Channels.Size;

    private static SettingInfo? SizeOf(Layer layer) => LayerTypes.Of(layer).Width;

    private HashSet<int> WhatSees(int layer)
    {
        var seeing = new HashSet<int> { layer };
        foreach (int i in _graph.Order)
        {
            if (_graph.Reads[i].Any(read => seeing.Contains(read.Layer)))
                seeing.Add(i);
        }

        return seeing;
    }

    private static Layer With(Layer layer, string changed, object value) =>
        LayerTypes.Of(layer).With(layer, changed, value);
}
