using CnnParams.Layers;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Measuring;

/// <summary>
/// Images that are brought to the size of another layer, as <c>F.interpolate(x, size=y.shape[-2:])</c> does it: with
/// another input that size is another.
/// </summary>
internal static class ImageSizes
{
    /// <summary>
    /// The network with the output sizes that follow from its input; the same one where they do already.
    /// </summary>
    internal static Network Followed(Network network, CancellationToken cancellation)
    {
        // Each turn settles at least one more: the first of those that are not settled yet.
        for (int turns = network.Layers.Count(layer => layer.Notes.SizeFrom is not null); turns > 0; turns--)
        {
            var layers = Sized(Measurer.MeasureAsIs(network, new MeasureOptions(), cancellation));
            if (layers.SequenceEqual(network.Layers))
                break;
            network = network.With(layers, network.Name);
        }

        return network;
    }

    private static Layer[] Sized(NetworkMeasurement measured)
    {
        var rows = measured.Rows.ToLookup(row => row.Name, StringComparer.Ordinal);
        return
        [
            .. measured.Rows.Select(row =>
                row.Layer is Resize { Notes.SizeFrom: { } from } resize
                    ? Sized(resize, Size(OutputOf(from, rows), resize.SpatialRank))
                    : row.Layer
            ),
        ];
    }

    private static Layer Sized(Resize layer, Extent? size)
    {
        if (size is null ? layer.Notes.IsSizeOpen : !layer.Notes.IsSizeOpen && size.Equals(layer.OutputSize))
            return layer;
        var sized = size is null ? layer : LayerTypes.Of(layer).With(layer, nameof(Resize.OutputSize), size);
        return sized.Noted(notes => notes with { IsSizeOpen = size is null });
    }

    private static TensorShape? OutputOf(string name, ILookup<string, LayerMeasurement> rows)
    {
        if (rows[name].FirstOrDefault() is { } row)
            return row.OutputShape;
        int colon = name.LastIndexOf(':');
        return
            colon > 0
            && int.TryParse(name.Substring(colon + 1), out int output)
            && rows[name.Substring(0, colon)].FirstOrDefault() is { } split
            && output >= 0
            && output < split.Outputs.Count
            ? split.Outputs[output]
            : null;
    }

    private static Extent? Size(TensorShape? shape, int rank)
    {
        if (shape is not { HasRank: true } image || image.SpatialRank != rank)
            return null;
        var sizes = Enumerable.Range(0, rank).Select(axis => image.Spatial(axis).Size).ToArray();
        return Array.TrueForAll(sizes, size => size is > 0) ? new Extent([.. sizes.Select(size => size!.Value)]) : null;
    }
}
