using CnnParams.Formats.Onnx.Inference;
using CnnParams.Layers;

namespace CnnParams.Formats.Onnx.Building.Rules;

/// <summary>Batch normalisation with its statistics.</summary>
internal sealed class BatchNormalizationLayerRule : LayerRule
{
    internal override IEnumerable<string> Operators => ["BatchNormalization"];

    internal override bool NeedsChannelsFirst => true;

    internal override Layer? Create(LayerCall call)
    {
        // PyTorch writes one of instances with their statistics as this, with the samples among the channels; those of
        // an only channel are where the samples were.
        int? place =
            call.SampleAxis(1)
            ?? (call.Operation.Shape is { Rank: > 1 } shape && shape[0].Value == 1 && shape[1].IsBatch ? 1 : null);
        if (call.Sizes(1) is not [var stored] || place is not { } axis || !call.Reads(0))
            return null;
        long repeated = call.Operation.Shape?[1].Batch ?? 1;
        bool scales = !call.IsNeutral(1, 1),
            centers = !call.IsNeutral(2, 0);
        return
            stored % repeated == 0
            && (!scales || call.Weighs("gamma", 1, repeated))
            && (!centers || call.Weighs("beta", 2, repeated))
            && call.Weighs("moving_mean", 3, repeated)
            && call.Weighs("moving_variance", 4, repeated)
            ? new BatchNormalization
            {
                InputChannels = stored / repeated,
                Axis = axis == 1 ? null : axis,
                Scale = scales,
                Center = centers,
            }
            : null;
    }
}

/// <summary>Normalisation of each channel, or of groups of channels, within a sample.</summary>
internal sealed class ChannelNormalizationRule : LayerRule
{
    internal override IEnumerable<string> Operators => ["InstanceNormalization", "GroupNormalization"];

    internal override bool NeedsChannelsFirst => true;

    internal override Layer? Create(LayerCall call)
    {
        if (call.SampleAxis(1) != 1 || !call.Reads(0) || call.Sizes(1) is not [var channels])
            return null;
        // PyTorch writes a group normalisation as one of instances with the factors 1 and the offsets 0, which nobody
        // learned.
        bool scales = !call.IsNeutral(1, 1),
            centers = !call.IsNeutral(2, 0);
        if ((scales && !call.Weighs("gamma", 1)) || (centers && !call.Weighs("beta", 2)))
            return null;
        if (call.Operator == "InstanceNormalization")
            return new InstanceNormalization
            {
                InputChannels = channels,
                Scale = scales,
                Center = centers,
            };
        return new GroupNormalization
        {
            Groups = call.Node.Number("num_groups", 1),
            Scale = scales,
            Center = centers,
        };
    }
}

/// <summary>Normalisation of the last axes within a sample.</summary>
internal sealed class LayerNormalizationRule : LayerRule
{
    internal override IEnumerable<string> Operators =>
        ["LayerNormalization", "RMSNormalization", "SimplifiedLayerNormalization"];

    internal override Layer? Create(LayerCall call)
    {
        bool scales = !call.IsNeutral(1, 1),
            centers = call.Operation.Has(2) && call.Operator == "LayerNormalization" && !call.IsNeutral(2, 0);
        if (
            call.Operation.Shape is not { } shape
            || shape.Index(call.Node.Number("axis", -1)) is not { } from
            || call.Sizes(1) is not { } sizes
            || sizes.Length != shape.Rank - from
        )
            return null;
        return call.Reads(0) && (!scales || call.Weighs("gamma", 1)) && (!centers || call.Weighs("beta", 2))
            ? new LayerNormalization
            {
                NormalizedShape = sizes,
                IsRootMeanSquare = call.Operator != "LayerNormalization",
                Scale = scales,
                Center = centers,
            }
            : null;
    }
}

/// <summary>Normalisation by neighbouring channels.</summary>
internal sealed class LocalResponseRule : LayerRule
{
    internal override IEnumerable<string> Operators => ["LRN"];

    internal override Layer? Create(LayerCall call) =>
        call.Reads(0) ? new LocalResponseNormalization { Size = call.Node.Number("size", 1) } : null;
}
