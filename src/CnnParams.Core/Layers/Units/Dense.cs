using CnnParams.Shapes;

namespace CnnParams.Layers;

/// <summary>
/// Units that see the last axis, applied at every position of the other axes, as Keras's Dense and PyTorch's Linear:
/// (c * p) + (1 * c) parameters for c units after a last axis of p.
/// </summary>
[LayerType(
    "Dense",
    "Units that each see the last axis, at every position of the others (Keras's Dense, PyTorch's Linear).",
    Aliases = "Linear",
    Prefix = "dense",
    Example = "Units=10",
    ExampleInput = "84"
)]
public sealed class Dense : UnitLayer
{
    /// <inheritdoc/>
    public override string Type => "Dense";

    private protected override Dimension Features(TensorShape input) =>
        input.Rank == 0 ? Dimension.Unknown : input[input.Rank - 1];

    private protected override long? Rows(TensorShape output) => output.ElementCount / Units;

    /// <inheritdoc/>
    internal override bool RepeatsOverPositions => true;

    /// <inheritdoc/>
    protected override TensorShape OutputShape(LayerInputs inputs)
    {
        var input = inputs.First;
        CheckFeatures(input);
        if (!input.HasRank)
            return input;
        return input.Rank == 0
            ? throw new LayerException(ErrorId.InvalidShape, "reads a single number (); Dense needs at least one axis")
            : input.WithAxis(input.Rank - 1, Units);
    }

    /// <inheritdoc/>
    // On channels-first images the last axis is the width: what is seen is no window then.
    public override ReceptiveStep ReceptiveStep(LayerInputs inputs) =>
        inputs.First switch
        {
            { Rank: > 1, Layout: ShapeLayout.ChannelsLast } => Layers.ReceptiveStep.Point,
            { Rank: 1 } => Layers.ReceptiveStep.Whole,
            _ => Layers.ReceptiveStep.Unknown,
        };
}
