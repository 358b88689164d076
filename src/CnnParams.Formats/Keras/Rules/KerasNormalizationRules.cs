using CnnParams.Formats.Json;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Shapes;

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
        Map("GroupNormalization", Group);
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

    private static KerasDraft Group(KerasCall call)
    {
        int axis = call.Config.Axis("axis") ?? -1;
        bool isFirst = call.Layout == ShapeLayout.ChannelsFirst;
        int? place = call.Rank is { } rank
            ? axis < 0
                ? rank + axis
                : axis - 1
            : null;
        if (place is { } known ? known == (isFirst ? 0 : call.Rank - 1) : axis == (isFirst ? 1 : -1))
            return new KerasDraft(
                new GroupNormalization
                {
                    Groups = Groups(call) ?? 32,
                    Scale = Scale(call),
                    Center = Center(call),
                }
            )
            {
                Depth = (nameof(GroupNormalization.InputChannels), "gamma", -1),
            };
        // Its channels are on another axis than those of the model.
        if (place is not { } other || other < 0 || other >= call.Rank || call.InputShape.Sizes[other] is not { } size)
            return call.Unknown();
        return new Operation
        {
            OperatorType = call.Layer.ClassName,
            Kind = WorkKind.GroupNormalization,
            OutputShape = call.InputShape,
            Tensors =
            [
                .. Scale(call) ? [Tensors.Of("gamma", size)] : Array.Empty<TensorSpec>(),
                .. Center(call) ? [Tensors.Of("beta", size)] : Array.Empty<TensorSpec>(),
            ],
        };
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
