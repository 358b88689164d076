using CnnParams.Shapes;

namespace CnnParams.Layers;

/// <summary>
/// Each channel smoothed by binomial weights (1 2 1 in each direction for a window of 3), which are computed and not
/// learned, at every second position (arXiv 1904.11486). The weights are products all the same: m * n for each output
/// value.
/// </summary>
[LayerType(
    "BlurPool2D",
    "Smooths each channel by fixed binomial weights, at every second position (anti-aliasing).",
    Prefix = "blur",
    Aliases = "BlurPool BlurPooling2D",
    Example = "PoolSize=3; Stride=2; Padding=1",
    ExampleInput = "56x56x64"
)]
public sealed class BlurPooling() : Pooling(2)
{
    private static readonly KernelFormulas Products = new("{0}", "{0}", "{0} * d * u");

    /// <inheritdoc/>
    public override string Type => "BlurPool2D";

    private protected override WorkKind Kind => WorkKind.Blurring;

    private protected override long Operations(long size) => 0;

    /// <inheritdoc/>
    public override IReadOnlyList<Work> Work(LayerInputs inputs, TensorShape output)
    {
        if (output.Channels.Size is not { } depth || output.Positions is not { } positions)
            return [new Work(Kind, null)];
        var numbers = new KernelNumbers([PoolSize[0], PoolSize[1]], depth) { Positions = positions };
        return [new Work(Kind, Products.Macs(numbers)) { Elements = output.ElementCount ?? 0, Window = PoolSize }];
    }

    /// <inheritdoc/>
    // It keeps the input with what is padded around it, by rules that depend on the kind of padding.
    internal override BackwardNeeds? Backward(LayerInputs inputs, IReadOnlyList<TensorShape> outputs) => null;
}
