using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Graphs;

/// <summary>Pooling of formats that write it as one operator, whose kind is a setting.</summary>
internal static class PoolingLayers
{
    /// <summary>The largest value, or the mean, of each window.</summary>
    internal static Pooling Of(
        bool isMax,
        int rank,
        Extent size,
        Extent? stride,
        Padding padding,
        WindowRounding rounding = WindowRounding.Floor,
        bool countsPadding = true,
        ShapeLayout? layout = null
    ) =>
        isMax
            ? new MaxPooling(rank)
            {
                PoolSize = size,
                Stride = stride,
                Padding = padding,
                CeilMode = rounding,
                Layout = layout,
            }
            : new AveragePooling(rank)
            {
                PoolSize = size,
                Stride = stride,
                Padding = padding,
                CeilMode = rounding,
                CountIncludePad = countsPadding,
                Layout = layout,
            };

    /// <summary>The largest value, or the mean, of all positions.</summary>
    internal static GlobalPooling OfAll(bool isMax, int rank, bool keepDims, ShapeLayout? layout = null) =>
        isMax
            ? new GlobalMaxPooling(rank) { KeepDims = keepDims, Layout = layout }
            : new GlobalAveragePooling(rank) { KeepDims = keepDims, Layout = layout };

    /// <summary>The largest value, or the mean, of windows that fit a wanted size.</summary>
    internal static AdaptivePooling ToSize(bool isMax, int rank, Extent size) =>
        isMax
            ? new AdaptiveMaxPooling(rank) { OutputSize = size }
            : new AdaptiveAveragePooling(rank) { OutputSize = size };
}
