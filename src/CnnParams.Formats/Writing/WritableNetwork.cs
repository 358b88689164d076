using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Formats.Writing;

/// <summary>
/// A network as writers want it: its layers, each after what it reads, with all names and shapes found.
/// </summary>
internal sealed class WritableNetwork
{
    internal WritableNetwork(NetworkMeasurement measurement)
    {
        Network = measurement.Network;
        var layers = new WritableLayer[measurement.Rows.Count];
        foreach (int i in measurement.GetOrder())
        {
            var row = measurement.Rows[i];
            layers[i] = new WritableLayer(
                row.Name,
                row.GetLayer(),
                [
                    .. measurement
                        .GetReads(i)
                        .Where(read => read.Layer >= 0)
                        .Select(read => new LayerTensor(layers[read.Layer], read.Output)),
                ],
                [
                    .. row.GetLayerOutputs()
                        .Select(shape =>
                            Network.Layout == ShapeLayout.ChannelsLast ? shape.As(ShapeLayout.ChannelsLast) : shape
                        ),
                ],
                measurement.GetWeightOwner(i) is var owner && owner == i ? null : measurement.Rows[owner].Name,
                Network.Layout
            );
        }

        InOrder = layers;
        Layers = [.. measurement.GetOrder().Select(i => layers[i])];
        foreach (var read in Layers.SelectMany(layer => layer.Reads))
            read.Layer.ReadCount++;
        var byName = layers.ToLookup(layer => layer.Name, StringComparer.Ordinal);
        var named = Network.Outputs.Select(name => byName[name].FirstOrDefault()).OfType<WritableLayer>().ToArray();
        Outputs = named.Length > 0 ? named : [.. Layers.Where(layer => layer.ReadCount == 0)];
    }

    /// <summary>The network itself.</summary>
    internal Network Network { get; }

    /// <summary>What it is called; never empty.</summary>
    internal string Name => Network.Name.Length > 0 ? Network.Name : "Network";

    /// <summary>The layers, those that are read before their readers.</summary>
    internal IReadOnlyList<WritableLayer> Layers { get; }

    /// <summary>The layers in the order in which the network lists them.</summary>
    internal IReadOnlyList<WritableLayer> InOrder { get; }

    /// <summary>The layers whose outputs are the network's.</summary>
    internal IReadOnlyList<WritableLayer> Outputs { get; }

    /// <summary>Where its inputs have their channels.</summary>
    internal ShapeLayout Layout => Network.Inputs is [var first, ..] ? first.Layout : ShapeLayout.ChannelsLast;
}

/// <summary>One of the outputs of a layer.</summary>
internal readonly record struct LayerTensor(WritableLayer Layer, int Output)
{
    /// <summary>Its shape.</summary>
    internal TensorShape Shape => Layer.OutputShapes[Math.Min(Output, Layer.OutputShapes.Count - 1)];
}

/// <summary>A layer of a network that is being written.</summary>
internal sealed class WritableLayer(
    string name,
    Layer layer,
    IReadOnlyList<LayerTensor> reads,
    IReadOnlyList<TensorShape> outputShapes,
    string? weightsFrom,
    ShapeLayout? layout
)
{
    /// <summary>Its name in the network.</summary>
    internal string Name => name;

    /// <summary>The layer itself.</summary>
    internal Layer Layer => layer;

    /// <summary>What it reads.</summary>
    internal IReadOnlyList<LayerTensor> Reads => reads;

    /// <summary>The output shapes it.</summary>
    internal IReadOnlyList<TensorShape> OutputShapes => outputShapes;

    /// <summary>Its first output shape, with the channels where it has them.</summary>
    internal TensorShape OutputShape => layer.GetOwnLayout() is { } own ? outputShapes[0].As(own) : outputShapes[0];

    /// <summary>The first input shape.</summary>
    internal TensorShape InputShape => reads.Count > 0 ? Inputs.First : TensorShape.Unknown;

    /// <summary>All input shapes, with the channels where the layer takes them to be.</summary>
    internal LayerInputs Inputs => layer.Seen(new LayerInputs([.. reads.Select(read => read.Shape)]), layout);

    /// <summary>Whether it takes the channels to be on another axis than the network has them on.</summary>
    internal bool HasOtherLayout =>
        layer.GetOwnLayout() is { } own && reads.Any(read => read.Shape.Rank > 1 && read.Shape.Layout != own);

    /// <summary>The layer whose weights it uses; null for its own.</summary>
    internal string? WeightsFrom => weightsFrom;

    /// <summary>How often its outputs are read.</summary>
    internal int ReadCount { get; set; }
}
