using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Shapes;
using CnnParams.Words;

namespace CnnParams.Layers;

/// <summary>A window whose values are learned: what the kinds of convolution have in common.</summary>
public abstract class FilterLayer : WindowLayer
{
    private long[]? _kernelSizes;

    private protected FilterLayer(int spatialRank)
        : base(spatialRank) { }

    /// <summary>The size of a filter along each spatial axis.</summary>
    [Setting("The size of a filter: 5, or one per axis as 5,3 or '5x3'.", Required = true)]
    public required Extent KernelSize
    {
        get;
        init => field = Setting.Positive(value);
    }

    /// <summary>Positions from one window to the next.</summary>
    [Setting("Positions from one window to the next, 1 when not given.")]
    public Extent Stride
    {
        get;
        init => field = Setting.Positive(value);
    } = Extent.One;

    /// <summary>Positions from one value of a filter to the next.</summary>
    [Setting("Positions from one value of a filter to the next, 1 when not given.")]
    public Extent Dilation
    {
        get;
        init => field = Setting.Positive(value);
    } = Extent.One;

    /// <summary>Whether there is a learned bias.</summary>
    [Setting("Whether there is a learned bias.")]
    public bool UseBias { get; init; } = true;

    /// <summary>The input channels, where the source states them; checked against the layer before.</summary>
    [Setting(
        "The input channels: stated where the layer before is not known, checked where it is.",
        Size = SettingSize.Input
    )]
    public long? InputChannels
    {
        get;
        init => field = Setting.AtLeast(1, value);
    }

    /// <inheritdoc/>
    internal override bool AppliesActivation => true;

    /// <inheritdoc/>
    internal override bool RepeatsOverPositions => true;

    /// <inheritdoc/>
    internal override int? FoldableAxis(TensorShape output) => output.ChannelAxis;

    internal override Extent Window => KernelSize;

    private protected override Extent Steps => Stride;

    private protected override Extent Spread => Dilation;

    internal override string WindowSetting => nameof(KernelSize);

    /// <summary>The sizes of a filter along the spatial axes.</summary>
    // Kept, since a measurement asks for them several times.
    private protected long[] KernelSizes => _kernelSizes ??= Along(Checked(KernelSize, nameof(KernelSize)));

    /// <summary>The formulas of the layer's parameters and multiply-accumulates.</summary>
    private protected abstract KernelFormulas Formulas { get; }

    /// <summary>The formulas of the weights that are counted.</summary>
    private protected virtual KernelFormulas FormulasOf(IReadOnlyList<Weight> counted) => Formulas;

    /// <summary>What stands in the formulas, for <paramref name="depth"/> input channels.</summary>
    private protected abstract KernelNumbers Numbers(LayerInputs inputs, long depth);

    /// <inheritdoc/>
    internal override BackwardNeeds? Backward(LayerInputs inputs, IReadOnlyList<TensorShape> outputs) =>
        new(SavedImage(inputs), SavedTensor.Weights) { Mixed = MixedPrecision.Half };

    /// <inheritdoc/>
    public override Working ExplainParameters(LayerInputs inputs, IReadOnlyList<Weight> counted)
    {
        if (counted.Count == 0 || InputDepth(inputs) is not { } depth)
            return Working.Zero;
        bool hasBias = counted.Any(weight => weight.Role == WeightRole.Bias);
        return FormulasOf(counted).Parameters(Numbers(inputs, depth), hasBias);
    }

    /// <summary>The input channels, stated or seen; null where neither.</summary>
    private protected long? InputDepth(LayerInputs inputs) => InputChannels ?? Image(inputs).Channels.Size;

    /// <summary>A kernel in the order of the layout's framework: Keras (m,n,in,out), PyTorch (out,in,m,n).</summary>
    private protected Weight Kernel(ShapeLayout layout, long inward, long outward, string name = "kernel") =>
        KernelOf(KernelSizes, layout, inward, outward, name);

    private long[] Along(Extent extent)
    {
        var sizes = new long[SpatialRank];
        for (int i = 0; i < SpatialRank; i++)
            sizes[i] = extent[i];
        return sizes;
    }

    private protected static Weight KernelOf(
        long[] sizes,
        ShapeLayout layout,
        long inward,
        long outward,
        string name
    ) =>
        layout == ShapeLayout.ChannelsFirst
            ? new Weight(name, WeightRole.Kernel, [outward, inward, .. sizes])
            : new Weight(name, WeightRole.Kernel, [.. sizes, inward, outward]);

    /// <summary>
    /// Filters for each channel: Keras keeps how many there are as the last axis; for PyTorch it is a convolution in as
    /// many groups as there are channels.
    /// </summary>
    private protected Weight DepthwiseKernel(ShapeLayout layout, long depth, long multiplier, string name = "kernel") =>
        (
            layout == ShapeLayout.ChannelsFirst
                ? Kernel(layout, 1, checked(depth * multiplier), name)
                : Kernel(layout, depth, multiplier, name)
        ).OfChannels(checked(depth * multiplier));

    private protected Weight[] WithBias(Weight kernel, params long[] bias) =>
        UseBias
            ? [kernel.OfChannels(bias[bias.Length - 1]), new Weight("bias", WeightRole.Bias, bias)]
            : [kernel.OfChannels(bias[bias.Length - 1])];

    /// <summary>The arithmetic of filters that are applied at a number of positions.</summary>
    private protected Work FilterWork(WorkKind kind, LayerInputs inputs, TensorShape output, long? positions) =>
        FilterWork(Formulas, kind, inputs, output, positions, UseBias);

    /// <inheritdoc cref="FilterWork(WorkKind, LayerInputs, TensorShape, long?)"/>
    private protected Work FilterWork(
        KernelFormulas formulas,
        WorkKind kind,
        LayerInputs inputs,
        TensorShape output,
        long? positions,
        bool bias
    )
    {
        if (InputDepth(inputs) is not { } depth || positions is not { } known)
            return new Work(kind, null);
        return new Work(kind, formulas.Macs(Numbers(inputs, depth) with { Positions = known }))
        {
            BiasAdds = bias ? output.ElementCount ?? 0 : 0,
            Elements = output.ElementCount ?? 0,
            Window = KernelSize,
            Stride = kind == WorkKind.TransposedConvolution ? Stride.Product(SpatialRank) : 1,
        };
    }

    /// <summary>The output of filters that see all channels, or each on its own.</summary>
    /// <exception cref="LayerException">The image is not one that the filters can slide over.</exception>
    private protected TensorShape Filtered(TensorShape image, Dimension filters)
    {
        CheckKerasStride(image);
        CheckInputChannels(image);
        return Slide(image, filters);
    }

    private protected void CheckInputChannels(TensorShape image)
    {
        if (InputChannels is { } stated && image.Channels.Size is { } channels && stated != channels)
        {
            throw new LayerException(
                ErrorId.ShapeMismatch,
                Wording.InNumber($"InputChannels is {stated}, but the input {image} has {channels} channel[s]")
            );
        }
    }

    /// <summary>
    /// Keras refuses a stride and a dilation above 1 together (keras/src/layers/convolutional/base_conv.py); PyTorch
    /// and ONNX do not. Its rule holds for a network in its words: channels last, padding by name.
    /// </summary>
    private protected void CheckKerasStride(TensorShape image)
    {
        if (image.Layout == ShapeLayout.ChannelsLast && !Padding.IsExplicit && !Stride.IsAll(1) && !Dilation.IsAll(1))
        {
            throw new LayerException(
                ErrorId.InvalidSetting,
                $"Stride {Stride} and Dilation {Dilation} are both above 1, which Keras refuses; set one of them to 1, "
                    + "or give the padding as numbers to follow PyTorch"
            );
        }
    }
}
