namespace CnnParams.Formats.Keras;

/// <summary>keras.layers: pooling.</summary>
internal sealed class KerasPoolingRules : KerasRules
{
    public KerasPoolingRules()
    {
        for (int rank = 1; rank <= 3; rank++)
        {
            MapRank(rank, "Max", "Max");
            MapRank(rank, "Average", "Avg");
        }
    }

    private void MapRank(int rank, string kind, string shortKind)
    {
        string pool = $"{kind}Pool{rank}D",
            pooling = $"{kind}Pooling{rank}D",
            shortPool = shortKind == kind ? "" : $" {shortKind}Pool{rank}D";
        string globalShort = shortKind == kind ? $" Global{pool}" : $" Global{shortKind}Pool{rank}D";
        Map(
            (shortKind == kind ? pool + " " : "") + pooling + shortPool,
            call =>
                new KerasDraft(pool)
                    .Copy(call.Config, "PoolSize=pool_size|pool_length Stride=strides|stride")
                    .With("Padding", KerasPadding.Of(call, rank))
        );
        Map(
            $"Global{pooling}{globalShort}",
            call => new KerasDraft("Global" + pool).Copy(call.Config, "KeepDims=keepdims")
        );
        Map(
            "Adaptive" + pooling,
            call => new KerasDraft("Adaptive" + pool).Copy(call.Config, "OutputSize=output_size")
        );
    }
}
