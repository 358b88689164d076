using CnnParams.Formats.Json;

namespace CnnParams.Formats.Keras;

/// <summary>keras.layers: normalisations.</summary>
internal sealed class KerasNormalizationRules : KerasRules
{
    public KerasNormalizationRules()
    {
        Map(
            "BatchNormalization BatchNormalizationV1 BatchNormalizationV2 SyncBatchNormalization",
            call =>
                new KerasDraft("BatchNormalization") { Depth = ("InputChannels", "moving_mean", -1) }
                    .Copy(call.Config, "Scale=scale Center=center")
                    .With("Axis", call.Config.Wholes("axis") is [var axis] ? axis : null)
        );
        Map("LayerNormalization", LayerNorm);
        Map("RMSNormalization", call => new KerasDraft("RMSNormalization").Copy(call.Config, "Axis=axis"));
        Map(
            "UnitNormalization",
            call => new KerasDraft("RMSNormalization").With("Scale", false).Copy(call.Config, "Axis=axis")
        );
        Map(
            "GroupNormalization",
            call =>
                new KerasDraft("GroupNormalization") { Depth = ("InputChannels", "gamma", -1) }
                    .Copy(call.Config, "Scale=scale Center=center")
                    .With("Groups", Groups(call))
        );
        Map(
            "Normalization",
            call =>
                new KerasDraft("Normalization")
                    .With("Axis", call.Config.Wholes("axis") ?? [])
                    .With("Fixed", call.Config["mean"] is not null)
        );
        // scale and offset are settings: it normalises by fixed numbers.
        Map("Rescaling", _ => new KerasDraft("Normalization").With("Fixed", true));
    }

    // With rms_scaling there is a factor and nothing is subtracted.
    private static KerasDraft LayerNorm(KerasCall call) =>
        call.Config.Truth("rms_scaling") == true
            ? new KerasDraft("RMSNormalization").Copy(call.Config, "Axis=axis")
            : new KerasDraft("LayerNormalization").Copy(call.Config, "Axis=axis Scale=scale Center=center");

    // -1 stands for as many groups as channels.
    private static long? Groups(KerasCall call)
    {
        long? groups = call.Config.Whole("groups");
        return groups == -1 ? call.Features : groups;
    }
}
