using CnnParams.Shapes;

namespace CnnParams.Layers;

/// <summary>
/// A rectifier with a learned slope below 0: one for each value in Keras, shared over the axes that are named; a
/// single one, or one for each channel, in PyTorch.
/// </summary>
[LayerType(
    "PReLU",
    "x, or a learned share of it below 0.",
    Prefix = "prelu",
    Example = "SharedAxes=1,2",
    ExampleInput = "28x28x8"
)]
public sealed class PReLU : Layer
{
    /// <inheritdoc/>
    public override string Type => "PReLU";

    /// <inheritdoc/>
    internal override bool TellsChannels => true;

    /// <summary>Axes along which the slope is the same, counted from 1 (Keras).</summary>
    [Setting("Axes along which the slope is the same, counted from 1, as 1,2 (Keras); none when not given.")]
    public IReadOnlyList<long> SharedAxes
    {
        get;
        init => field = Setting.NotZero(value);
    } = [];

    /// <summary>The number of slopes: 1, or one for each channel (PyTorch).</summary>
    [Setting("The number of slopes: 1, or the number of channels (PyTorch); one for each value when not given.")]
    public long? ParameterCount
    {
        get;
        init => field = Setting.AtLeast(1, value);
    }

    /// <inheritdoc/>
    public override bool IsInPlace => true;

    /// <inheritdoc/>
    protected override TensorShape OutputShape(LayerInputs inputs)
    {
        if (ParameterCount is { } count && SharedAxes.Count > 0)
            throw Setting.Invalid(
                nameof(SharedAxes),
                string.Join(",", SharedAxes),
                $"left out beside ParameterCount {count}"
            );
        if (ParameterCount > 1 && inputs.First.Channels.Size is { } channels && channels != ParameterCount)
            throw Setting.Invalid(
                nameof(ParameterCount),
                ParameterCount,
                $"1 or {channels}, one for each channel of {inputs.First}"
            );
        _ = Slopes(inputs.First);
        return inputs.First;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Weight>? Weights(LayerInputs inputs) =>
        Slopes(inputs.First) is { } slopes ? [new Weight("alpha", WeightRole.Scale, slopes)] : null;

    /// <inheritdoc/>
    internal override BackwardNeeds? Backward(LayerInputs inputs, IReadOnlyList<TensorShape> outputs) =>
        new(SavedTensor.Input(), SavedTensor.Weights) { Mixed = MixedPrecision.Half };

    /// <inheritdoc/>
    public override IReadOnlyList<Work> Work(LayerInputs inputs, TensorShape output) =>
        [
            Layers.Work.PerElement(
                WorkKind.Activation,
                output.ElementCount,
                ActivationFunction.Operations("leaky_relu"),
                "prelu"
            ),
        ];

    private long[]? Slopes(TensorShape input)
    {
        if (ParameterCount is { } count)
            return [count];
        if (!input.HasRank)
            return null;
        var axes = input;
        foreach (long shared in SharedAxes)
            axes = axes.WithAxis(Axis.Index(checked((int)shared), input, nameof(SharedAxes)), 1);
        return axes.IsKnown ? axes.Axes.Select(axis => axis.Value).ToArray() : null;
    }
}
