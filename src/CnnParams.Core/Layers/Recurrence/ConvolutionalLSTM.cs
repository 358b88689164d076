using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Shapes;

namespace CnnParams.Layers;

/// <summary>
/// An LSTM whose products are convolutions (Shi 2015): over a sequence of images (time, height, width, channels) it has
/// 4 * ((m * n * (d + k)) + 1) * k parameters for k filters over d channels.
/// </summary>
[LayerType(
    "ConvLSTM2D",
    "LSTM over a sequence of images, with convolutions in place of products.",
    SpatialRank = 2,
    Prefix = "convlstm",
    Aliases = "ConvLSTM",
    Example = "Filters=16; KernelSize=3; Padding=same",
    ExampleInput = "10x32x32x3"
)]
[LayerType(
    "ConvLSTM1D",
    "LSTM over a sequence of sequences, with convolutions in place of products.",
    SpatialRank = 1,
    Prefix = "convlstm",
    Example = "Filters=16; KernelSize=3; Padding=same",
    ExampleInput = "10x100x16"
)]
[LayerType(
    "ConvLSTM3D",
    "LSTM over a sequence of volumes, with convolutions in place of products.",
    SpatialRank = 3,
    Prefix = "convlstm",
    Example = "Filters=16; KernelSize=3; Padding=same",
    ExampleInput = "10x8x32x32x3"
)]
public sealed class ConvolutionalLSTM(int spatialRank) : FilterLayer(spatialRank)
{
    /// <summary>Kernels for the input: one for each gate and for the new state.</summary>
    private const int Gates = 4;

    private static readonly string[] Types = ["ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D"];

    // The state has as many channels as there are filters, and the size of the output.
    private static readonly KernelFormulas Cell = new(
        "4 * (({0} * (d + k)) + 1) * k",
        "4 * ({0} * (d + k)) * k",
        "4 * {0} * (d + k) * k * u",
        "positions of the output, of all time steps"
    );

    /// <inheritdoc/>
    public override string Type => Types[SpatialRank - 1];

    /// <summary>The number of filters, which is the number of output channels.</summary>
    [Setting("The number of filters: the output channels.", Required = true, Size = SettingSize.Output)]
    public required long Filters
    {
        get;
        init => field = Setting.AtLeast(1, value);
    }

    /// <summary>Whether the output has all time steps, not the last alone.</summary>
    [Setting("Whether the output has all time steps, not the last alone.")]
    public bool ReturnSequences { get; init; }

    /// <inheritdoc/>
    internal override bool RepeatsOverSteps => true;

    /// <inheritdoc/>
    internal override bool HasState => true;

    /// <inheritdoc/>
    internal override int GateCount => Gates;

    /// <inheritdoc/>
    protected override TensorShape OutputShape(LayerInputs inputs)
    {
        var image = Image(OfStep(inputs));
        CheckKerasStride(image);
        CheckInputChannels(image);
        var output = Slide(image, Filters);
        return ReturnSequences ? output.Like([TimeSteps(inputs), .. output.Axes]) : output;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Weight>? Weights(LayerInputs inputs)
    {
        if (InputDepth(OfStep(inputs)) is not { } depth)
            return null;
        long gated = checked(Gates * Filters);
        return
        [
            Kernel(inputs.Layout, depth, gated),
            .. WithBias(Kernel(inputs.Layout, Filters, gated, "recurrent_kernel"), gated),
        ];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Work> Work(LayerInputs inputs, TensorShape output)
    {
        var frame = ReturnSequences && output.HasRank ? output.Part(1, output.Rank - 1) : output;
        long? positions = checked(frame.Positions * TimeSteps(inputs).Size);
        var work = FilterWork(Cell, WorkKind.Recurrent, OfStep(inputs), frame, positions, bias: false);
        if (work.Macs is null || positions is not { } known)
            return [work];

        long gated = checked(known * Filters);
        return
        [
            new Work(WorkKind.Recurrent, work.Macs)
            {
                BiasAdds = UseBias ? checked(Gates * gated) : 0,
                ElementOperations = checked(LSTM.CellOperations * gated),
            },
        ];
    }

    /// <inheritdoc/>
    public override ReceptiveStep ReceptiveStep(LayerInputs inputs) => Layers.ReceptiveStep.Whole;

    /// <inheritdoc/>
    public override IReadOnlyList<AxisRule> ExplainShape(LayerInputs inputs, TensorShape output) =>
        base.ExplainShape(OfStep(inputs), output);

    /// <inheritdoc/>
    public override Working ExplainParameters(LayerInputs inputs, IReadOnlyList<Weight> counted) =>
        base.ExplainParameters(OfStep(inputs), counted);

    private protected override KernelFormulas Formulas => Cell;

    private protected override KernelNumbers Numbers(LayerInputs inputs, long depth) =>
        new(KernelSizes, depth) { Filters = Filters };

    private static Dimension TimeSteps(LayerInputs inputs) =>
        inputs.First.HasRank ? inputs.First[0] : Dimension.Unknown;

    private LayerInputs OfStep(LayerInputs inputs)
    {
        var input = inputs.First;
        if (!input.HasRank)
            return inputs;
        return input.Rank == SpatialRank + 2
            ? new LayerInputs(input.Part(1, input.Rank - 1))
            : throw new LayerException(
                ErrorId.InvalidShape,
                $"reads {input}; it needs a time axis, {SpatialRank} spatial {(SpatialRank == 1 ? "axis" : "axes")} "
                    + "and channels"
            );
    }
}
