using CnnParams.Shapes;

namespace CnnParams.Layers;

/// <summary>
/// Filters that see the channels of their group: what the convolutions that mix channels have in common.
/// </summary>
public abstract class GroupedFilterLayer : FilterLayer
{
    private static readonly KernelFormulas Plain = new("(({0} * d) + 1) * k", "({0} * d) * k", "{0} * d * k * u");

    private static readonly KernelFormulas Grouped = new(
        "(({0} * (d / g)) + 1) * k",
        "({0} * (d / g)) * k",
        "{0} * (d / g) * k * u"
    );

    private protected GroupedFilterLayer(int spatialRank)
        : base(spatialRank) { }

    /// <summary>The number of filters, which is the number of output channels.</summary>
    [Setting("The number of filters: the output channels.", Required = true, Size = SettingSize.Output)]
    public required long Filters
    {
        get;
        init => field = Setting.AtLeast(1, value);
    }

    /// <summary>Groups of channels that do not see each other.</summary>
    [Setting("Groups of channels that do not see each other; channels and filters must divide by it.")]
    public long Groups
    {
        get;
        init => field = Setting.AtLeast(1, value);
    } = 1;

    /// <inheritdoc/>
    internal override string? WidthSymbol => "k";

    /// <inheritdoc/>
    public override IReadOnlyList<Weight>? Weights(LayerInputs inputs) =>
        InputDepth(inputs) is { } depth ? WithBias(Kernel(inputs.Layout, depth), Filters) : null;

    /// <summary>The kernel over <paramref name="depth"/> channels.</summary>
    private protected virtual Weight Kernel(ShapeLayout layout, long depth) => Kernel(layout, depth / Groups, Filters);

    private protected override KernelFormulas Formulas => Groups > 1 ? Grouped : Plain;

    private protected override KernelNumbers Numbers(LayerInputs inputs, long depth) =>
        new(KernelSizes, depth) { Filters = Filters, Groups = Groups };

    /// <exception cref="LayerException">Channels are not divisible by the groups, or not those that are
    /// stated.</exception>
    private protected void CheckChannels(TensorShape image)
    {
        if (Filters % Groups != 0)
            throw new LayerException(
                ErrorId.IndivisibleGroups,
                $"{Filters} filters are not divisible by {Groups} groups"
            );
        if ((InputChannels ?? image.Channels.Size) is { } channels && channels % Groups != 0)
            throw new LayerException(
                ErrorId.IndivisibleGroups,
                $"{channels} input channels are not divisible by {Groups} groups"
            );
        CheckInputChannels(image);
    }
}
