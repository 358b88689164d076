using CnnParams.Shapes;

namespace CnnParams.Layers;

/// <summary>
/// Each value of the input is spread out over the output through a filter, which makes images larger:
/// (m * n * d * (k / g)) + k parameters, and m * n * d * (k / g) multiply-accumulates at each position of the input.
/// </summary>
[LayerType(
    "TransposedConv2D",
    "Convolution turned round: each value is spread through a filter, which enlarges the image.",
    SpatialRank = 2,
    Prefix = "deconv",
    Aliases = "TransposedConv ConvTranspose ConvTranspose2D Conv2DTranspose Convolution2DTranspose Deconvolution "
        + "Deconvolution2D Deconv TransposedConvolution",
    PyTorchNames = "ConvTranspose ConvTranspose2D",
    PyTorchDefaults = "Padding=0",
    Example = "Filters=32; KernelSize=4; Stride=2; Padding=1",
    ExampleInput = "7x7x64"
)]
[LayerType(
    "TransposedConv1D",
    "Convolution of a sequence turned round, which lengthens it.",
    SpatialRank = 1,
    Prefix = "deconv",
    Aliases = "ConvTranspose1D Conv1DTranspose Convolution1DTranspose Deconvolution1D",
    PyTorchNames = "ConvTranspose1D",
    PyTorchDefaults = "Padding=0",
    Example = "Filters=8; KernelSize=4; Stride=2",
    ExampleInput = "50x16"
)]
[LayerType(
    "TransposedConv3D",
    "Convolution of a volume turned round, which enlarges it.",
    SpatialRank = 3,
    Prefix = "deconv",
    Aliases = "ConvTranspose3D Conv3DTranspose Convolution3DTranspose Deconvolution3D",
    PyTorchNames = "ConvTranspose3D",
    PyTorchDefaults = "Padding=0",
    Example = "Filters=16; KernelSize=2; Stride=2",
    ExampleInput = "8x14x14x32"
)]
public sealed class TransposedConvolution(int spatialRank) : GroupedFilterLayer(spatialRank)
{
    private static readonly string[] Types = ["TransposedConv1D", "TransposedConv2D", "TransposedConv3D"];

    private static readonly KernelFormulas Plain = new(
        "({0} * d * k) + k",
        "{0} * d * k",
        "{0} * d * k * u",
        "positions of the input"
    );

    private static readonly KernelFormulas Grouped = new(
        "({0} * d * (k / g)) + k",
        "{0} * d * (k / g)",
        "{0} * d * (k / g) * u",
        "positions of the input"
    );

    /// <inheritdoc/>
    public override string Type => Types[SpatialRank - 1];

    /// <summary>
    /// Positions that the output is larger at its end; tells apart the sizes that a stride rounds to one.
    /// </summary>
    [Setting(
        "Positions that the output is larger at its end. With valid or same it follows Keras's rule, with numbers "
            + "PyTorch's."
    )]
    public Extent? OutputPadding
    {
        get;
        init => field = value is null ? null : Setting.NotNegative(value);
    }

    /// <inheritdoc/>
    protected override TensorShape OutputShape(LayerInputs inputs)
    {
        var image = Image(inputs);
        CheckKerasStride(image);
        CheckChannels(image);
        CheckRanks();
        return image.WithSpatial(PerAxis(axis => Turned(axis).Output(image.Spatial(axis))), Filters);
    }

    /// <inheritdoc/>
    internal override BackwardNeeds? Backward(LayerInputs inputs, IReadOnlyList<TensorShape> outputs) =>
        new(SavedTensor.Input(), SavedTensor.Weights) { Mixed = MixedPrecision.Half };

    /// <inheritdoc/>
    public override IReadOnlyList<Work> Work(LayerInputs inputs, TensorShape output) =>
        [FilterWork(WorkKind.TransposedConvolution, inputs, output, Image(inputs).Positions)];

    /// <inheritdoc/>
    public override ReceptiveStep ReceptiveStep(LayerInputs inputs) => WindowPerAxis(axis => Turned(axis).Receptive());

    /// <inheritdoc/>
    public override IReadOnlyList<AxisRule> ExplainShape(LayerInputs inputs, TensorShape output) =>
        ExplainAxes(inputs, (axis, size) => Turned(axis).Explain(size));

    private protected override KernelFormulas Formulas => Groups > 1 ? Grouped : Plain;

    // Turned round in both orders: Keras (m,n,out,in), PyTorch (in,out,m,n).
    private protected override Weight Kernel(ShapeLayout layout, long depth) => Kernel(layout, Filters / Groups, depth);

    private protected override void CheckRanks()
    {
        base.CheckRanks();
        if (OutputPadding is null)
            return;

        Checked(OutputPadding, nameof(OutputPadding));
        for (int i = 0; i < SpatialRank; i++)
        {
            // PyTorch (aten ConvUtils.h) takes what is below the stride or the dilation, Keras what is below the
            // stride.
            long limit = Padding.IsExplicit ? Math.Max(Stride[i], Dilation[i]) : Stride[i];
            if (OutputPadding[i] >= limit)
                throw Setting.Invalid(
                    nameof(OutputPadding),
                    OutputPadding,
                    $"below {limit} on the {SpatialAxes[i]}, its stride{(limit > Stride[i] ? " or dilation" : "")}"
                );
        }
    }

    private TransposedWindow Turned(int axis) =>
        new(KernelSize[axis], Stride[axis], Dilation[axis], Padding, axis, OutputPadding?[axis]);
}
