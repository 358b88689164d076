using CnnParams.Shapes;

namespace CnnParams.Layers;

/// <summary>
/// A convolution whose filters read where a second input says (arXiv 1703.06211), weighted by a third where there is
/// one (arXiv 1811.11168). The offsets come from another layer; the parameters are those of a convolution.
/// </summary>
[LayerType(
    "DeformableConv2D",
    "Convolution that reads where a second input, the offsets, says; a third can weight it.",
    Prefix = "deformconv",
    Aliases = "DeformConv DeformConv2D DeformableConv DeformableConvolution",
    Example = "Filters=16; KernelSize=3; Padding=1; Inputs=a,b",
    ExampleInput = "14x14x8 14x14x18"
)]
public sealed class DeformableConvolution() : GroupedFilterLayer(2)
{
    /// <inheritdoc/>
    public override string Type => "DeformableConv2D";

    /// <summary>Groups of channels that share their offsets.</summary>
    [Setting("Groups of channels that share their offsets; the channels must divide by it.")]
    public long OffsetGroups
    {
        get;
        init => field = Setting.AtLeast(1, value);
    } = 1;

    /// <inheritdoc/>
    public override (int Fewest, int Most) GetArity() => (2, 3);

    /// <inheritdoc/>
    protected override TensorShape OutputShape(LayerInputs inputs)
    {
        var image = Image(inputs);
        CheckChannels(image);
        if (InputDepth(inputs) is { } depth && depth % OffsetGroups != 0)
            throw new LayerException(
                ErrorId.IndivisibleGroups,
                $"{depth} input channels are not divisible by {OffsetGroups} offset groups"
            );

        var output = Slide(image, Filters);
        long samples = checked(KernelSize.Product(SpatialRank) * OffsetGroups);
        Check(
            inputs,
            1,
            output,
            checked(2 * samples),
            "offsets, a shift in height and width for each value of a filter"
        );
        Check(inputs, 2, output, samples, "weights of the samples, one for each value of a filter");
        return output;
    }

    /// <inheritdoc/>
    // torchvision/csrc/ops/autocast/deform_conv2d_kernel.cpp
    internal override BackwardNeeds? Backward(LayerInputs inputs, IReadOnlyList<TensorShape> outputs) =>
        new([.. Enumerable.Range(0, inputs.Count).Select(SavedTensor.Input)]) { Mixed = MixedPrecision.Single };

    /// <inheritdoc/>
    // A sample between four positions takes four multiplications and three additions; its weight one multiplication.
    public override IReadOnlyList<Work> Work(LayerInputs inputs, TensorShape output)
    {
        var filters = FilterWork(WorkKind.DeformableConvolution, inputs, output, output.Positions);
        long? samples = checked(KernelSize.Product(SpatialRank) * InputDepth(inputs) * output.Positions);
        return [filters, Layers.Work.PerElement(WorkKind.ElementWise, samples, inputs.Count > 2 ? 8 : 7, "Sampling")];
    }

    /// <inheritdoc/>
    // What is seen depends on the values of the offsets.
    public override ReceptiveStep ReceptiveStep(LayerInputs inputs) => Layers.ReceptiveStep.Unknown;

    private static void Check(LayerInputs inputs, int index, TensorShape output, long channels, string what)
    {
        if (inputs.Count <= index)
            return;
        var wanted = output.WithAxis(output.ChannelAxis, channels);
        if (!wanted.Fits(inputs[index]))
            throw new LayerException(
                ErrorId.ShapeMismatch,
                $"input {index + 1} is {inputs[index]}; it must be {wanted}: {what}"
            );
    }
}
