using CnnParams.Shapes;

namespace CnnParams.Layers;

/// <summary>
/// Filters that are not shared: each position of the output has its own, and its own bias. ((m * n * d) + 1) * k * u
/// parameters for u positions (Keras 2, keras/layers/locally_connected).
/// </summary>
[LayerType(
    "LocallyConnected2D",
    "As a convolution, but with other filters at every position.",
    SpatialRank = 2,
    Prefix = "local",
    Aliases = "LocallyConnected Local",
    Example = "Filters=8; KernelSize=3",
    ExampleInput = "14x14x3"
)]
[LayerType(
    "LocallyConnected1D",
    "As a convolution of a sequence, but with other filters at every position.",
    SpatialRank = 1,
    Prefix = "local",
    Example = "Filters=8; KernelSize=3",
    ExampleInput = "20x4"
)]
public sealed class LocallyConnected(int spatialRank) : FilterLayer(spatialRank)
{
    private static readonly string[] Types = ["LocallyConnected1D", "LocallyConnected2D"];

    private static readonly KernelFormulas Unshared = new(
        "(({0} * d) + 1) * k * u",
        "({0} * d) * k * u",
        "{0} * d * k * u"
    );

    /// <inheritdoc/>
    public override string Type => Types[SpatialRank - 1];

    /// <summary>The number of filters at each position, which is the number of output channels.</summary>
    [Setting(
        "The number of filters at each position: the output channels.",
        Required = true,
        Size = SettingSize.Output
    )]
    public required long Filters
    {
        get;
        init => field = Setting.AtLeast(1, value);
    }

    /// <inheritdoc/>
    internal override bool RepeatsOverPositions => false;

    /// <inheritdoc/>
    internal override string? WidthSymbol => "k";

    /// <inheritdoc/>
    protected override TensorShape OutputShape(LayerInputs inputs) => Filtered(Image(inputs), Filters);

    /// <inheritdoc/>
    // Both layouts as Keras keeps them; no other framework has the layer.
    public override IReadOnlyList<Weight>? Weights(LayerInputs inputs)
    {
        var output = OutputShape(inputs);
        if (InputDepth(inputs) is not { } depth || output.Positions is not { } positions)
            return null;
        long seen = checked(KernelSize.Product(SpatialRank) * depth);
        return WithBias(
            new Weight("kernel", WeightRole.Kernel, positions, seen, Filters),
            [.. Enumerable.Range(0, SpatialRank).Select(axis => output.Spatial(axis).Value), Filters]
        );
    }

    /// <inheritdoc/>
    // PyTorch has no such layer.
    internal override BackwardNeeds? Backward(LayerInputs inputs, IReadOnlyList<TensorShape> outputs) => null;

    /// <inheritdoc/>
    public override IReadOnlyList<Work> Work(LayerInputs inputs, TensorShape output) =>
        [FilterWork(WorkKind.LocalConvolution, inputs, output, output.Positions)];

    private protected override KernelFormulas Formulas => Unshared;

    private protected override KernelNumbers Numbers(LayerInputs inputs, long depth) =>
        new(KernelSizes, depth) { Filters = Filters, Positions = OutputShape(inputs).Positions ?? 0 };
}
