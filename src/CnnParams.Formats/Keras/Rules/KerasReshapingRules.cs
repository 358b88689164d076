namespace CnnParams.Formats.Keras;

/// <summary>keras.layers: other shapes of the same values, borders and sizes of images.</summary>
internal sealed class KerasReshapingRules : KerasRules
{
    public KerasReshapingRules()
    {
        Map("Reshape", call => new KerasDraft("Reshape").With("TargetShape", TargetShape(call)));
        Map("Flatten", _ => new KerasDraft("Flatten"));
        Map("Permute", call => new KerasDraft("Permute").Copy(call.Config, "Order=dims"));
        Map("RepeatVector", call => new KerasDraft("RepeatVector").Copy(call.Config, "Times=n"));
        for (int rank = 1; rank <= 3; rank++)
            MapRank(rank);
    }

    private void MapRank(int rank)
    {
        Map(
            $"ZeroPadding{rank}D",
            call => new KerasDraft($"ZeroPadding{rank}D").With("Padding", Sides(call.Config.Value("padding"), rank))
        );
        Map(
            $"Cropping{rank}D",
            call => new KerasDraft($"Cropping{rank}D").With("Cropping", Sides(call.Config.Value("cropping"), rank))
        );
        Map($"UpSampling{rank}D", call => new KerasDraft($"UpSampling{rank}D").Copy(call.Config, "Size=size|length"));
    }

    // An axis that is left to be worked out is -1 in Keras, and null where TensorFlow.js has written it.
    private static object? TargetShape(KerasCall call) =>
        call.Config.Value("target_shape") is object?[] axes ? axes.Select(axis => axis ?? -1L).ToArray() : null;

    // In one dimension a pair is the two ends of the axis; in more, each axis has a number or a pair.
    private static object? Sides(object? written, int rank) =>
        written switch
        {
            object[] { Length: 2 } ends when rank == 1 && ends[0] is long => new object[] { ends },
            object[] { Length: 1 } single when rank > 1 && single[0] is object[] => single,
            _ => written,
        };
}
