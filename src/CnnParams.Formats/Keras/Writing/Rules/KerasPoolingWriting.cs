using System.Text.Json.Nodes;
using CnnParams.Formats.Writing;
using CnnParams.Layers;

namespace CnnParams.Formats.Keras.Writing;

/// <summary>keras.layers: pooling.</summary>
internal sealed class KerasPoolingWriting : LayerRules<KerasOutline>
{
    public KerasPoolingWriting()
    {
        For<MaxPooling>((pool, layer, outline) => Pool(pool, "Max", layer, outline));
        For<AveragePooling>((pool, layer, outline) => Pool(pool, "Average", layer, outline));
        For<AdaptiveMaxPooling>((pool, layer, outline) => Adaptive(pool, "Max", layer, outline));
        For<AdaptiveAveragePooling>((pool, layer, outline) => Adaptive(pool, "Average", layer, outline));
        For<GlobalMaxPooling>((pool, layer, outline) => Global(pool, "Max", layer, outline));
        For<GlobalAveragePooling>((pool, layer, outline) => Global(pool, "Average", layer, outline));
    }

    private static void Pool(Pooling pool, string kind, WritableLayer layer, KerasOutline outline)
    {
        var window = WindowNumbers.Of(pool, layer, roundsDown: true);
        InexpressibleException.Unless(window.Dilation.All(size => size == 1), "Keras has no dilation in pooling");
        var (padding, read) = KerasConfigs.Padding(window, pool.Padding, layer, outline);
        var config = Windowed(window.Size, window.Stride, padding, layer);
        string className = $"{kind}Pooling{pool.SpatialRank}D";
        if (read is null)
            outline.Add(layer, className, config);
        else
            outline.AddBehind(read, layer, className, config);
    }

    private static void Adaptive(AdaptivePooling pool, string kind, WritableLayer layer, KerasOutline outline)
    {
        long[] sizes = WindowNumbers.ToFit(pool, layer);
        outline.Add(layer, $"{kind}Pooling{pool.SpatialRank}D", Windowed(sizes, sizes, "valid", layer));
    }

    // TensorFlow.js does not know keepdims.
    private static void Global(GlobalPooling pool, string kind, WritableLayer layer, KerasOutline outline)
    {
        outline.Add(
            layer,
            $"Global{kind}Pooling{pool.SpatialRank}D",
            new JsonObject { ["data_format"] = KerasOutline.DataFormat(layer) }
        );
        if (pool.KeepDims)
            outline.AddAfter(layer, "_reshape", "Reshape", KerasReshapingWriting.To(layer.OutputShape));
    }

    private static JsonObject Windowed(long[] size, long[] stride, string padding, WritableLayer layer) =>
        new()
        {
            ["pool_size"] = KerasConfigs.List(size),
            ["strides"] = KerasConfigs.List(stride),
            ["padding"] = padding,
            ["data_format"] = KerasOutline.DataFormat(layer),
        };
}
