using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.OpenVino;

/// <summary>Pooling, and sizes that are given.</summary>
internal sealed class OpenVinoPoolingRules : OperatorRules<IrOperator>
{
    public OpenVinoPoolingRules()
    {
        Map("MaxPool", layer => Pool(layer, isMax: true));
        Map("AvgPool", layer => Pool(layer, isMax: false));
        Map("ReduceMean", layer => Reduce(layer, isMax: false));
        Map("ReduceMax", layer => Reduce(layer, isMax: true));
        Map("Interpolate", Interpolate);
        Map("AdaptiveAvgPool", layer => Adapt(layer, isMax: false));
        Map("AdaptiveMaxPool", layer => Adapt(layer, isMax: true));
        Map("DepthToSpace", layer => layer.Add(new PixelShuffle { Factor = BlockSize(layer) }));
        Map("SpaceToDepth", layer => layer.Add(new PixelUnshuffle { Factor = BlockSize(layer) }));
    }

    private static long BlockSize(IrOperator layer) => layer.Wholes("block_size") is [var size] ? size : 1;

    private static void Pool(IrOperator layer, bool isMax)
    {
        int rank = layer.SpatialRank;
        var size = layer.Each("kernel");
        var rounding = layer.Text("rounding_type", "floor") switch
        {
            "ceil" => WindowRounding.CeilCaffe,
            "ceil_torch" => WindowRounding.Ceil,
            _ => WindowRounding.Floor,
        };
        layer.AddToFirst(
            isMax
                ? new MaxPooling(rank)
                {
                    PoolSize = size,
                    Stride = layer.Each("strides"),
                    Dilation = layer.Each("dilations"),
                    Padding = layer.Pads(),
                    CeilMode = rounding,
                }
                : new AveragePooling(rank)
                {
                    PoolSize = size,
                    Stride = layer.Each("strides"),
                    Padding = layer.Pads(),
                    CeilMode = rounding,
                    CountIncludePad = !layer.Is("exclude-pad"),
                }
        );
    }

    /// <summary>
    /// Over which axes is a constant in the .bin file; that all of an image's are gone, or 1, tells it.
    /// </summary>
    internal static void Reduce(IrOperator layer, bool isMax)
    {
        var (incoming, outgoing) = (layer.Shape, layer.StatedOutput);
        bool isGlobal =
            layer.HasBatchFirst
            && incoming.Rank is 2 or 3 or 4
            && outgoing.Rank > 0
            && outgoing.Sizes[0] == incoming.Sizes[0]
            && outgoing.Sizes.Skip(1).All(size => size == 1)
            && (outgoing.Rank == 1 || outgoing.Rank == incoming.Rank);
        if (!isGlobal)
        {
            layer.AddAsWritten(WorkKind.ElementWise);
            return;
        }

        bool keeps = outgoing.Rank == incoming.Rank;
        layer.AddToFirst(PoolingLayers.OfAll(isMax, incoming.Rank - 1, keepDims: keeps));
    }

    private static void Adapt(IrOperator layer, bool isMax)
    {
        if (Spatial(layer) is not { } wanted)
        {
            layer.AddAsWritten(WorkKind.ElementWise);
            return;
        }

        int rank = layer.SpatialRank;
        layer.AddToFirst(PoolingLayers.ToSize(isMax, rank, wanted));
    }

    private static void Interpolate(IrOperator layer)
    {
        if (Spatial(layer) is not { } wanted)
        {
            layer.AddOperation(WorkKind.ElementWise, layer.StatedOutput);
            return;
        }

        var way = layer.Text("mode", "nearest") switch
        {
            "nearest" => Interpolation.Nearest,
            "cubic" => Interpolation.Bicubic,
            _ => Interpolation.Bilinear,
        };
        layer.AddToFirst(Resize.OfFile(wanted, 2, way));
    }

    private static Extent? Spatial(IrOperator layer) =>
        layer.StatedOutput is { Rank: 3, IsKnown: true } outgoing && layer.Shape.Rank == 3
            ? new Extent([.. outgoing.Sizes.Skip(1).Select(size => size!.Value)])
            : null;
}
