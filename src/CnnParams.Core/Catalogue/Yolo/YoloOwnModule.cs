using CnnParams.Layers;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Yolo;

/// <summary>A module of the user's own: the layers of a registered network, put after what the module reads.</summary>
internal static class YoloOwnModule
{
    internal static Tensor Put(Architecture own, Tensor x)
    {
        var variant = own.Variant();
        bool isImage = x.Shape.SpatialRank == 2 && variant.Resolution is not null;
        var options = new ArchitectureOptions
        {
            Resolution = isImage ? new Extent(x.Shape.Spatial(0).Value, x.Shape.Spatial(1).Value) : null,
            Channels = variant.HasChannels ? x.Channels : null,
        };
        var network = variant.Build(own.Name, options);
        if (network.Inputs.Count != 1)
            throw new LayerException(
                ErrorId.UnknownInput,
                $"the registered network {own.Name} has {network.Inputs.Count} inputs; a module must have one"
            );

        var graph = new NetworkGraph(network);
        var outputs = new Dictionary<int, IReadOnlyList<Tensor>>();
        var last = x;
        foreach (int index in graph.Order)
        {
            var layer = network.Layers[index];
            if (layer is Input)
            {
                outputs[index] = [x];
                continue;
            }

            Tensor[] reads = [.. graph.Reads[index].Select(read => outputs[read.Layer][read.Output])];
            var copy = LayerTypes.Of(layer).Copy(layer);
            outputs[index] =
                reads.Length == 0
                    ? [x.Beside(layer.Name, copy)]
                    : reads[0].ThenParts(layer.Name, copy, [.. reads.Skip(1)]);
            last = outputs[index][0];
        }

        return last;
    }
}
