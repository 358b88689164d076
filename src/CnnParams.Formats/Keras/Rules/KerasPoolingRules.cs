using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Keras;

/// <summary>keras.layers: pooling.</summary>
internal sealed class KerasPoolingRules : KerasRules
{
    public KerasPoolingRules()
    {
        for (int rank = 1; rank <= 3; rank++)
            MapRank(rank);
    }

    private void MapRank(int rank)
    {
        Map(
            $"MaxPool{rank}D MaxPooling{rank}D",
            call => new MaxPooling(rank)
            {
                PoolSize = Size(call),
                Stride = Stride(call),
                Padding = KerasPadding.Of(call, rank),
            }
        );
        Map(
            $"AveragePooling{rank}D AvgPool{rank}D",
            call => new AveragePooling(rank)
            {
                PoolSize = Size(call),
                Stride = Stride(call),
                Padding = KerasPadding.Of(call, rank),
            }
        );
        Map(
            $"GlobalMaxPooling{rank}D GlobalMaxPool{rank}D",
            call => new GlobalMaxPooling(rank) { KeepDims = KeepsAxes(call) }
        );
        Map(
            $"GlobalAveragePooling{rank}D GlobalAvgPool{rank}D",
            call => new GlobalAveragePooling(rank) { KeepDims = KeepsAxes(call) }
        );
        Map($"AdaptiveMaxPooling{rank}D", call => new AdaptiveMaxPooling(rank) { OutputSize = OutputSize(call) });
        Map(
            $"AdaptiveAveragePooling{rank}D",
            call => new AdaptiveAveragePooling(rank) { OutputSize = OutputSize(call) }
        );
    }

    private static Extent Size(KerasCall call) => call.Config.Given<Extent>("pool_size", "pool_length") ?? 2;

    private static Extent? Stride(KerasCall call) => call.Config.Given<Extent>("strides", "stride");

    private static bool KeepsAxes(KerasCall call) => call.Config.Given<bool>("keepdims");

    private static Extent OutputSize(KerasCall call) => call.Config.Needed<Extent>("output_size");
}
