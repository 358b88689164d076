using CnnParams.Layers;
using CnnParams.Networks;

namespace CnnParams.Measuring;

/// <summary>
/// The output of an operator that is not understood, of a reshape or of a resize is stored with it: of any other input
/// than the one that it was stored with, nothing is known but what follows from the input.
/// </summary>
internal static class StoredShapes
{
    /// <summary>
    /// Whether a layer's output shape is one of its settings, and it is not said yet for which input.
    /// </summary>
    internal static bool IsStored(Layer layer) => layer is { HasStoredShape: true, InputsWhenStored: null };

    /// <summary>The layers, those with stored shapes tied to their input in the network that they come from.</summary>
    /// <param name="layers">The layers of a network that gets another input.</param>
    /// <param name="stored">The network with the input for which the shapes are known.</param>
    internal static IEnumerable<Layer> Tie(IReadOnlyList<Layer> layers, Network stored)
    {
        if (!layers.Any(IsStored))
            return layers;
        var rows = Measurer.Measure(stored).Rows.ToLookup(row => row.Name, StringComparer.Ordinal);
        var now = Measurer.Measure(new Network(layers) { HasGraph = stored.HasGraph, Layout = stored.Layout }).Rows;
        // Where the other input gives another output shape, it follows from that.
        return layers.Select(
            (layer, i) =>
                IsStored(layer)
                && rows[layer.Name].FirstOrDefault() is { Failure: null } row
                && row.OutputShape.Equals(now[i].OutputShape)
                    ? layer.Noted(notes => notes with { StoredFor = row.SeenInputs.Shapes })
                    : layer
        );
    }

    /// <summary>A network whose stored shapes are tied to their inputs, before it is given another input.</summary>
    internal static Network Tied(Network network) =>
        network.Layers.Any(IsStored) ? network.With(Tie(network.Layers, network), network.Name) : network;
}
