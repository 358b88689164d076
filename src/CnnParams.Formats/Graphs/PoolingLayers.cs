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
        bool countsPadding = true
    ) =>
        isMax
            ? new MaxPooling(rank)
            {
                PoolSize = size,
                Stride = stride,
                Padding = padding,
                CeilMode = rounding,
            }
            : new AveragePooling(rank)
            {
                PoolSize = size,
                Stride = stride,
                Padding = padding,
                CeilMode = rounding,
                CountIncludePad = countsPadding,
            };

    /// <summary>The largest value, or the mean, of all positions.</summary>
    internal static GlobalPooling OfAll(bool isMax, int rank, bool keepDims) =>
        isMax
            ? new GlobalMaxPooling(rank) { KeepDims = keepDims }
            : new GlobalAveragePooling(rank) { KeepDims = keepDims };

    /// <summary>The largest value, or the mean, of windows that fit a wanted size.</summary>
    internal static AdaptivePooling ToSize(bool isMax, int rank, Extent size) =>
        isMax
            ? new AdaptiveMaxPooling(rank) { OutputSize = size }
            : new AdaptiveAveragePooling(rank) { OutputSize = size };
}
