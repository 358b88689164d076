using CnnParams.Formats.Json;
using CnnParams.Layers;

namespace CnnParams.Formats.Keras;

/// <summary>keras.layers: normalisations.</summary>
internal sealed class KerasNormalizationRules : KerasRules
{
    public KerasNormalizationRules()
    {
        Map(
            "BatchNormalization BatchNormalizationV1 BatchNormalizationV2 SyncBatchNormalization",
            call => new KerasDraft(
                new BatchNormalization
                {
                    Axis = call.Config.Axis("axis"),
                    Scale = Scale(call),
                    Center = Center(call),
                }
            )
            {
                Depth = (nameof(BatchNormalization.InputChannels), "moving_mean", -1),
            }
        );
        Map("LayerNormalization", call => LayerNorm(call));
        Map("RMSNormalization", call => RootMeanSquare(call));
        Map("UnitNormalization", call => RootMeanSquare(call, scale: false));
        Map(
            "GroupNormalization",
            call => new KerasDraft(
                new GroupNormalization
                {
                    Groups = Groups(call) ?? 32,
                    Scale = Scale(call),
                    Center = Center(call),
                }
            )
            {
                Depth = (nameof(GroupNormalization.InputChannels), "gamma", -1),
            }
        );
        Map(
            "Normalization",
            call => new Normalization
            {
                Axis = call.Config.Wholes("axis") ?? [],
                Fixed = call.Config["mean"] is not null,
            }
        );
        // scale and offset are settings: it normalises by fixed numbers.
        Map("Rescaling", _ => new Normalization { Fixed = true });
    }

    // With rms_scaling there is a factor and nothing is subtracted.
    private static LayerNormalization LayerNorm(KerasCall call) =>
        call.Config.Truth("rms_scaling") == true
            ? RootMeanSquare(call)
            : new()
            {
                Axis = Axis(call),
                Scale = Scale(call),
                Center = Center(call),
            };

    private static LayerNormalization RootMeanSquare(KerasCall call, bool scale = true) =>
        new()
        {
            IsRootMeanSquare = true,
            Axis = Axis(call),
            Scale = scale,
            Center = false,
        };

    private static IReadOnlyList<long> Axis(KerasCall call) => call.Config.Given<IReadOnlyList<long>>("axis") ?? [];

    private static bool Scale(KerasCall call) => call.Config.Given<bool?>("scale") ?? true;

    private static bool Center(KerasCall call) => call.Config.Given<bool?>("center") ?? true;

    // -1 stands for as many groups as channels.
    private static long? Groups(KerasCall call)
    {
        long? groups = call.Config.Whole("groups");
        return groups == -1 ? call.Features : groups;
    }
}
