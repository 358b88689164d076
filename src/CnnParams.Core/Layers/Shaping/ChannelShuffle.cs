using CnnParams.Shapes;

namespace CnnParams.Layers;

/// <summary>
/// Channels reordered so that the next grouped convolution sees all groups (ShuffleNet, arXiv 1707.01083).
/// </summary>
[LayerType(
    "ChannelShuffle",
    "Mixes the channels of groups, so that the next groups see all of them.",
    Prefix = "shuffle",
    Aliases = "ShuffleChannel",
    Example = "Groups=3",
    ExampleInput = "28x28x240"
)]
public sealed class ChannelShuffle : Layer
{
    /// <inheritdoc/>
    public override string Type => "ChannelShuffle";

    /// <inheritdoc/>
    internal override bool TellsChannels => true;

    /// <summary>The groups that the channels are in.</summary>
    [Setting("The groups that the channels are in; the channels must divide by it.", Required = true)]
    public required long Groups
    {
        get;
        init => field = Setting.AtLeast(1, value);
    }

    /// <inheritdoc/>
    protected override TensorShape OutputShape(LayerInputs inputs)
    {
        if (inputs.First.Channels.Size is { } channels && channels % Groups != 0)
            throw new LayerException(
                ErrorId.IndivisibleGroups,
                $"{channels} channels are not divisible by {Groups} groups"
            );
        return inputs.First;
    }

    /// <inheritdoc/>
    internal override BackwardNeeds? Backward(LayerInputs inputs, IReadOnlyList<TensorShape> outputs) =>
        BackwardNeeds.Nothing;
}
