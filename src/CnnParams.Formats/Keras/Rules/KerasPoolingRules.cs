using CnnParams.Formats.Graphs;
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
        Map($"MaxPool{rank}D MaxPooling{rank}D", call => Windows(call, rank, isMax: true));
        Map($"AveragePooling{rank}D AvgPool{rank}D", call => Windows(call, rank, isMax: false));
        Map($"GlobalMaxPooling{rank}D GlobalMaxPool{rank}D", call => All(call, rank, isMax: true));
        Map($"GlobalAveragePooling{rank}D GlobalAvgPool{rank}D", call => All(call, rank, isMax: false));
        Map($"AdaptiveMaxPooling{rank}D", call => ToSize(call, rank, isMax: true));
        Map($"AdaptiveAveragePooling{rank}D", call => ToSize(call, rank, isMax: false));
    }

    private static Pooling Windows(KerasCall call, int rank, bool isMax) =>
        PoolingLayers.Of(
            isMax,
            rank,
            call.Config.Given<Extent>("pool_size", "pool_length") ?? 2,
            call.Config.Given<Extent>("strides", "stride"),
            KerasPadding.Of(call, rank)
        );

    private static GlobalPooling All(KerasCall call, int rank, bool isMax) =>
        PoolingLayers.OfAll(isMax, rank, call.Config.Given<bool>("keepdims"));

    private static AdaptivePooling ToSize(KerasCall call, int rank, bool isMax) =>
        PoolingLayers.ToSize(isMax, rank, call.Config.Needed<Extent>("output_size"));
}
