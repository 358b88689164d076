using CnnParams.Formats.Onnx.Inference;
using CnnParams.Layers;

namespace CnnParams.Formats.Onnx.Building.Rules;

/// <summary>Batch normalisation with its statistics.</summary>
internal sealed class BatchNormalizationRule : LayerRule
{
    internal override IEnumerable<string> Operators => ["BatchNormalization"];

    internal override bool NeedsChannelsFirst => true;

    internal override Layer? Create(LayerCall call)
    {
        if (call.Sizes(1) is not [var channels] || call.SampleAxis(1) is not { } axis)
            return null;
        return call.Reads(0) && call.Weighs("gamma", 1) && call.Weighs("beta", 2) && call.Weighs("moving_mean", 3) && call.Weighs("moving_variance", 4)
            ? new BatchNormalization { Name = call.Name, Inputs = call.Inputs, Stored = call.Stored, InputChannels = channels, Axis = axis == 1 ? null : axis }
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
        // PyTorch writes a group normalisation as one of instances with the factors 1 and the offsets 0, which nobody learned.
        bool isPlain = Is(call.Operation.Input(1), 1) && Is(call.Operation.Input(2), 0);
        if (!isPlain && !(call.Weighs("gamma", 1) && call.Weighs("beta", 2)))
            return null;
        if (call.Operator == "InstanceNormalization")
            return new InstanceNormalization { Name = call.Name, Inputs = call.Inputs, Stored = call.Stored, InputChannels = channels, Scale = !isPlain, Center = !isPlain };
        return new GroupNormalization
        {
            Name = call.Name,
            Inputs = call.Inputs,
            Stored = call.Stored,
            Groups = call.Node.Number("num_groups", 1),
            Scale = !isPlain,
            Center = !isPlain,
        };
    }

    private static bool Is(Value value, double number) =>
        value.Source is not null && value.Source.Tensors().All(tensor => !tensor.IsInitializer) && value.Elements is { } elements && elements.All(element => element.Value == number);
}

/// <summary>Normalisation of the last axes within a sample.</summary>
internal sealed class LayerNormalizationRule : LayerRule
{
    internal override IEnumerable<string> Operators => ["LayerNormalization", "RMSNormalization", "SimplifiedLayerNormalization"];

    internal override Layer? Create(LayerCall call)
    {
        bool hasOffset = call.Operation.Has(2) && call.Operator == "LayerNormalization";
        if (call.Operation.Shape is not { } shape || shape.Index(call.Node.Number("axis", -1)) is not { } from || call.Sizes(1) is not { } sizes || sizes.Length != shape.Rank - from)
            return null;
        return call.Reads(0) && call.Weighs("gamma", 1) && (!hasOffset || call.Weighs("beta", 2))
            ? new LayerNormalization
            {
                Name = call.Name,
                Inputs = call.Inputs,
                Stored = call.Stored,
                NormalizedShape = sizes,
                IsRootMeanSquare = call.Operator != "LayerNormalization",
                Center = hasOffset,
            }
            : null;
    }
}

/// <summary>Normalisation by neighbouring channels.</summary>
internal sealed class LocalResponseRule : LayerRule
{
    internal override IEnumerable<string> Operators => ["LRN"];

    internal override Layer? Create(LayerCall call) =>
        call.Reads(0) ? new LocalResponseNormalization { Name = call.Name, Inputs = call.Inputs, Size = call.Node.Number("size", 1) } : null;
}
