using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Keras;

/// <summary>keras.layers: other shapes of the same values, borders and sizes of images.</summary>
internal sealed class KerasReshapingRules : KerasRules
{
    public KerasReshapingRules()
    {
        // An axis that is left to be worked out is -1 in Keras, and null where TensorFlow.js has written it.
        Map(
            "Reshape",
            call => new Reshape
            {
                TargetShape = Read<IReadOnlyList<long>>(
                    call.Config.Value("target_shape") is object?[] axes ? axes.Select(axis => axis ?? -1L) : null,
                    "target_shape"
                ),
            }
        );
        Map("Flatten", _ => new Flatten());
        Map("Permute", call => new Permute { Order = call.Config.Needed<IReadOnlyList<long>>("dims") });
        Map("RepeatVector", call => new RepeatVector { Times = call.Config.Needed<long>("n") });
        for (int rank = 1; rank <= 3; rank++)
            MapRank(rank);
    }

    private void MapRank(int rank)
    {
        Map(
            $"ZeroPadding{rank}D",
            call => new ZeroPadding(rank)
            {
                Padding = Sides(call, "padding", rank) is { } sides ? Read<Padding>(sides, "padding") : 1,
            }
        );
        Map(
            $"Cropping{rank}D",
            call => new CroppingLayer(rank) { Cropping = Read<Padding>(Sides(call, "cropping", rank), "cropping") }
        );
        Map($"UpSampling{rank}D", call => new UpSampling(rank) { Size = call.Config.Given<Extent>("size", "length") });
    }

    private static T Read<T>(object? value, string setting) =>
        value is null
            ? throw new LayerException(ErrorId.MissingSetting, $"it needs {setting}")
            : (T)SettingValue.Convert(value, typeof(T), setting);

    // In one dimension a pair is the two ends of the axis; in more, each axis has a number or a pair.
    private static object? Sides(KerasCall call, string setting, int rank) =>
        call.Config.Value(setting) switch
        {
            object[] { Length: 2 } ends when rank == 1 && ends[0] is long => new object[] { ends },
            object[] { Length: 1 } single when rank > 1 && single[0] is object[] => single,
            var written => written,
        };
}
