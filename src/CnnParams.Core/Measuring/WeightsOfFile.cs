using CnnParams.Layers;
using CnnParams.Networks;

namespace CnnParams.Measuring;

/// <summary>
/// The weights that a file holds, for another input: a layer that cannot be with it keeps them, and one that would have
/// more of them, or fewer, is not that of the file.
/// </summary>
internal static class WeightsOfFile
{
    /// <summary>The network with what its file holds of each layer.</summary>
    /// <param name="network">The network with another input.</param>
    /// <param name="stored">The network with the input of its file.</param>
    internal static Network Held(Network network, Network stored)
    {
        bool HasWeights(Layer layer) =>
            layer.Contradiction is null && (stored.HoldsWeights || layer.Stored is { Count: > 0 });
        if (!network.Layers.Any(HasWeights) || network.Layers.Count != stored.Layers.Count)
            return network;
        var before = Measurer.Measure(stored).Rows;
        var now = Measurer.Measure(network).Rows;
        Layer[] layers =
        [
            .. network.Layers.Select(
                (layer, i) =>
                    HasWeights(layer) && CountOf(before[i]) is > 0 and var held
                        ? Held(layer, held, before[i], now[i])
                        : layer
            ),
        ];
        return layers.SequenceEqual(network.Layers) ? network : network.With(layers, network.Name);
    }

    private static Layer Held(Layer layer, long held, LayerMeasurement before, LayerMeasurement now)
    {
        if (CountOf(now) is not { } needed)
            return layer.Noted(notes => notes with { Stated = notes.Stated ?? before.Weights });
        return held == needed
            ? layer
            : layer.Contradicted($"its file holds {held} weights for it, and this input needs {needed}");
    }

    // A counter of batches is in no file of some formats.
    private static long? CountOf(LayerMeasurement row) =>
        row is { Failure: null, Parameters: not null }
            ? row
                .Weights.Where(weight => weight.Role != WeightRole.Counter)
                .Aggregate(0L, (sum, weight) => checked(sum + weight.Count))
            : null;
}
