using CnnParams.Formats.Writing;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Caffe.Writing.Rules;

/// <summary>Pooling, which rounds up unless it is told otherwise.</summary>
internal sealed class CaffePoolingWriting : LayerRules<CaffeOutline>
{
    public CaffePoolingWriting()
    {
        For<MaxPooling>((pool, layer, outline) => Pool(pool, "MAX", layer, outline));
        For<AveragePooling>((pool, layer, outline) => Pool(pool, "AVE", layer, outline));
        For<AdaptiveMaxPooling>((pool, layer, outline) => Adaptive(pool, "MAX", layer, outline));
        For<AdaptiveAveragePooling>((pool, layer, outline) => Adaptive(pool, "AVE", layer, outline));
        For<GlobalMaxPooling>((pool, layer, outline) => Global(pool, "MAX", layer, outline));
        For<GlobalAveragePooling>((pool, layer, outline) => Global(pool, "AVE", layer, outline));
    }

    private static void Pool(Pooling pool, string kind, WritableLayer layer, CaffeOutline outline)
    {
        var window = WindowNumbers.Of(pool, layer, roundsDown: false);
        InexpressibleException.Unless(pool.SpatialRank == 2, "Caffe pools images alone");
        InexpressibleException.Unless(window.IsSymmetric, "Caffe pads both ends alike");
        InexpressibleException.Unless(window.Dilation.All(size => size == 1), "Caffe has no dilation in pooling");
        bool roundsUp = Gives(WindowRounding.CeilCaffe, window, layer);
        InexpressibleException.Unless(
            roundsUp || Gives(WindowRounding.Floor, window, layer),
            "Caffe rounds its last window otherwise"
        );
        Write(kind, window.Size, window.Stride, window.Begin, roundsUp, layer, outline);
    }

    // A rounding serves that gives as many windows here, or where sizes are open the one that it is.
    private static bool Gives(WindowRounding rounding, WindowNumbers window, WritableLayer layer) =>
        Enumerable
            .Range(0, 2)
            .All(axis =>
            {
                if (
                    layer.InputShape.Spatial(axis).Size is not { } incoming
                    || layer.OutputShape.Spatial(axis).Size is not { } outgoing
                )
                    return ((Pooling)layer.Layer).CeilMode == rounding;
                var slid = new SlidingWindow(
                    window.Size[axis],
                    window.Stride[axis],
                    1,
                    Padding.Symmetric(window.Begin),
                    axis,
                    rounding
                );
                return slid.Output(incoming).Size == outgoing;
            });

    private static void Adaptive(AdaptivePooling pool, string kind, WritableLayer layer, CaffeOutline outline)
    {
        InexpressibleException.Unless(pool.SpatialRank == 2, "Caffe pools images alone");
        long[] sizes = WindowNumbers.ToFit(pool, layer);
        Write(kind, sizes, sizes, [0, 0], roundsUp: true, layer, outline);
    }

    private static void Global(GlobalPooling pool, string kind, WritableLayer layer, CaffeOutline outline)
    {
        InexpressibleException.Unless(pool.SpatialRank == 2, "Caffe pools images alone");
        outline.Add(layer, "Pooling", $"pooling_param {{ pool: {kind} global_pooling: true }}");
        if (!pool.KeepDims)
            outline.AddAfter(layer, "_flatten", "Flatten");
    }

    private static void Write(
        string kind,
        long[] size,
        long[] stride,
        long[] pad,
        bool roundsUp,
        WritableLayer layer,
        CaffeOutline outline
    ) =>
        outline.Add(
            layer,
            "Pooling",
            Prototxt.Message(
                "pooling_param",
                $"pool: {kind}",
                Sides("kernel", size, "kernel_size"),
                Sides("stride", stride, "stride"),
                pad.All(side => side == 0) ? null : Sides("pad", pad, "pad"),
                roundsUp ? null : "round_mode: FLOOR"
            )
        );

    private static string Sides(string name, long[] sizes, string both) =>
        sizes[0] == sizes[1]
            ? Prototxt.Field(both, sizes[0])
            : $"{Prototxt.Field(name + "_h", sizes[0])} {Prototxt.Field(name + "_w", sizes[1])}";
}
