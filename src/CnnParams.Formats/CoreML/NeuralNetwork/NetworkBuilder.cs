using CnnParams.Formats.CoreML.Schema;
using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Reading;
using CnnParams.Shapes;

namespace CnnParams.Formats.CoreML.NeuralNetwork;

/// <summary>Adds the layers of a neural network, the first form of networks in Core ML.</summary>
internal static class NetworkBuilder
{
    private const int MostAxes = 16;

    /// <summary>Adds the layers.</summary>
    /// <param name="network">The network.</param>
    /// <param name="description">Its inputs.</param>
    /// <param name="graph">What they are added to.</param>
    /// <param name="path">The file that the weights are in.</param>
    /// <param name="options">What the user says of the input.</param>
    internal static void Add(
        Network network,
        Description? description,
        TensorGraph graph,
        string path,
        ReadOptions options
    )
    {
        bool isFirst = true;
        foreach (var input in description?.Input ?? [])
        {
            if (graph.Has(input.Name))
                continue;
            var shape =
                isFirst && options.InputShape is { } given
                    ? given
                    : ShapeOf(input.Type, network.ArrayMapping == 0, graph.File);
            graph.AddInput(input.Name, shape);
            isFirst = false;
        }

        foreach (var layer in network.Layers)
            OperatorRules<CoreMLLayer>.Apply(new CoreMLLayer(layer, path, graph));
    }

    private static TensorShape ShapeOf(FeatureType? type, bool isImplicit, ModelFile file)
    {
        if (type?.TypeCase == FeatureType.TypeOneofCase.Image)
            return Sizes([type.Image.ColorSpace is 10 or 40 ? 1 : 3, type.Image.Height, type.Image.Width]);
        if (type?.TypeCase != FeatureType.TypeOneofCase.Array)
            return TensorShape.Unknown;
        if (type.Array.Shape.Count > MostAxes)
            throw file.Damaged($"an input has {type.Array.Shape.Count} axes; at most {MostAxes} are read");
        return type.Array.Shape.Count == 0
            ? TensorShape.Unknown
            : Sizes(isImplicit ? type.Array.Shape : type.Array.Shape.Skip(1));
    }

    private static TensorShape Sizes(IEnumerable<long> sizes) =>
        new(sizes.Select(size => size > 0 ? Dimension.Of(size) : Dimension.Unknown), ShapeLayout.ChannelsFirst);
}

/// <summary>
/// A layer that becomes layers of the graph; its kind is the name of the field that its settings are in.
/// </summary>
internal sealed class CoreMLLayer(Schema.Layer layer, string path, TensorGraph graph)
    : GraphOperator(graph, layer.Name, layer.KindCase.ToString(), layer.Input, layer.Output)
{
    internal Schema.Layer Proto { get; } = layer;

    /// <summary>The output shape, where the file notes it; its first axis is the batch.</summary>
    internal override TensorShape StatedOutput =>
        Proto.OutputTensor.Count > 0 && Proto.OutputTensor[0].Sizes.Count is > 0 and < 16
            ? new(
                Proto.OutputTensor[0].Sizes.Skip(1).Select(size => size > 0 ? Dimension.Of(size) : Dimension.Unknown),
                ShapeLayout.ChannelsFirst
            )
            : TensorShape.Unknown;

    /// <summary>What the file holds of it, whatever is wrong with its settings; statistics are no parameters.</summary>
    internal override TensorSpec[] Weights() =>
        HeldWeights.Of(Proto) is { Fewest: > 0 } held
        && held.Fewest == held.Most
        && Proto.KindCase != Schema.Layer.KindOneofCase.Batchnorm
            ? [new TensorSpec("weights", new TensorShape(held.Most))]
            : [];

    internal override void Check()
    {
        base.Check();
        // A file that omits the numbers does not say how many there are.
        var held = HeldWeights.Of(Proto);
        if (held.Most > 0 && WeightCount is { } counted && (counted < held.Fewest || counted > held.Most))
            Contradict($"the file holds {held.Most} weights for it, but its settings make {counted}");
        foreach (var (weight, tensor) in Named())
        {
            if (HeldWeights.Numbers(tensor, path) is { } numbers)
                Graph.File.Weights.Show($"{Last}/{weight}", numbers);
        }
    }

    private IEnumerable<(string Weight, Weights? Tensor)> Named() =>
        Proto.KindCase switch
        {
            Schema.Layer.KindOneofCase.Convolution =>
            [
                ("kernel", Proto.Convolution.Weights),
                ("bias", Proto.Convolution.Bias),
            ],
            Schema.Layer.KindOneofCase.InnerProduct =>
            [
                ("kernel", Proto.InnerProduct.Weights),
                ("bias", Proto.InnerProduct.Bias),
            ],
            Schema.Layer.KindOneofCase.BatchedMatmul =>
            [
                ("kernel", Proto.BatchedMatmul.Weights),
                ("bias", Proto.BatchedMatmul.Bias),
            ],
            Schema.Layer.KindOneofCase.Batchnorm => [("gamma", Proto.Batchnorm.Gamma), ("beta", Proto.Batchnorm.Beta)],
            Schema.Layer.KindOneofCase.LayerNormalization =>
            [
                ("gamma", Proto.LayerNormalization.Gamma),
                ("beta", Proto.LayerNormalization.Beta),
            ],
            _ => [],
        };

    /// <summary>A setting for each axis, 1 where there is none.</summary>
    internal static Extent Each(IEnumerable<ulong> sizes) =>
        sizes.Select(Whole).ToArray() is { Length: > 0 } all ? new Extent(all) : Extent.One;

    /// <summary>The positions at the ends of height and width.</summary>
    internal static (long Begin, long End)[] Sides(Edges? edges) =>
        edges is { Amounts.Count: 2 }
            ? [.. edges.Amounts.Select(edge => (Whole(edge.Start), Whole(edge.End)))]
            : [(0, 0), (0, 0)];

    internal static long Whole(ulong value) => checked((long)value);
}
