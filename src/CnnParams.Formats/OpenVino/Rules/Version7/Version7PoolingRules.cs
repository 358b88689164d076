using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.OpenVino.Version7;

/// <summary>Pooling, and other sizes.</summary>
internal sealed class Version7PoolingRules : OperatorRules<Version7Operator>
{
    public Version7PoolingRules()
    {
        Map("Pooling", Pool);
        Map("ReduceMean", layer => OpenVinoPoolingRules.Reduce(layer, isMax: false));
        Map("ReduceMax", layer => OpenVinoPoolingRules.Reduce(layer, isMax: true));
        Map("Resample", layer => Resize(layer, Grown(layer)));
        Map("Interp", layer => Resize(layer, Given(layer)));
        Map("DepthToSpace", layer => layer.Add(new PixelShuffle { Factor = layer.Whole("block_size") ?? 1 }));
        Map("SpaceToDepth", layer => layer.Add(new PixelUnshuffle { Factor = layer.Whole("block_size") ?? 1 }));
        Map("ReorgYolo", layer => layer.Add(new PixelUnshuffle { Factor = layer.Needed("stride") }));
    }

    // Rounded up unless it says otherwise.
    private static void Pool(Version7Operator layer)
    {
        var size = layer.Window("kernel", "kernel");
        int rank = layer.SpatialRank;
        if (size.Sizes.Count > 1 && size.Sizes.Count != rank)
        {
            layer.Warn($"it slides over {rank} axes, but has a size for {size.Sizes.Count}: version 2 has no more");
            layer.AddAsWritten(WorkKind.ElementWise);
            return;
        }

        bool isFloor = layer.Text("rounding_type", layer.Text("rounding-type", "ceil")) == "floor";
        var rounding = isFloor ? WindowRounding.Floor : WindowRounding.Ceil;
        layer.AddToFirst(
            layer.Text("pool-method", "max") == "avg"
                ? new AveragePooling(rank)
                {
                    PoolSize = size,
                    Stride = layer.Strides,
                    Padding = layer.Sides(),
                    CeilMode = rounding,
                    CountIncludePad = !layer.Is("exclude-pad"),
                }
                : new MaxPooling(rank)
                {
                    PoolSize = size,
                    Stride = layer.Strides,
                    Padding = layer.Sides(),
                    CeilMode = rounding,
                }
        );
    }

    private static void Resize(Version7Operator layer, Extent? wanted)
    {
        var (incoming, outgoing) = (layer.Shape, layer.StatedOutput);
        if (wanted is null && outgoing is { Rank: 3, IsKnown: true })
            wanted = new Extent(outgoing.Sizes[1]!.Value, outgoing.Sizes[2]!.Value);
        if (wanted is null || incoming.Rank != 3)
        {
            layer.AddAsWritten(WorkKind.ElementWise);
            return;
        }

        string way = layer.Text("type", layer.Type == "Interp" ? "LINEAR" : "NEAREST");
        layer.AddToFirst(
            Layers.Resize.OfFile(
                wanted,
                2,
                Ends(way, "NEAREST") ? Interpolation.Nearest
                    : Ends(way, "CUBIC") ? Interpolation.Bicubic
                    : Interpolation.Bilinear
            )
        );
    }

    private static bool Ends(string text, string end) => text.EndsWith(end, StringComparison.OrdinalIgnoreCase);

    // A size that is 0 is not given.
    private static Extent? Given(Version7Operator layer) =>
        layer.Whole("height") is > 0 and var height && layer.Whole("width") is > 0 and var width
            ? new Extent(height, width)
            : null;

    // By a factor, rounded up; a size that is wanted may be another input.
    private static Extent? Grown(Version7Operator layer)
    {
        var incoming = layer.Shape;
        if (
            layer.Layer.Inputs.Count > 1
            || layer.Real("factor") is not (> 0 and < 1 << 20 and var factor)
            || incoming is not { Rank: 3, IsKnown: true }
        )
            return Given(layer);
        long[] sizes =
        [
            .. incoming.Sizes.Skip(1).Select(size => (long)Math.Min(Math.Ceiling(size!.Value * factor), 1L << 52)),
        ];
        return new Extent(sizes);
    }
}
