using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Shapes;
using CnnParams.Words;

namespace CnnParams.Layers;

/// <summary>
/// Axes in another order. The channels keep their meaning: where they become the last axis, the layout is channels
/// last from there on; where the first, channels first. Layers that ask where channels are do not follow that: they
/// have a layout of their own, or that of their network.
/// </summary>
[LayerType(
    "Permute",
    "Axes in another order.",
    Prefix = "permute",
    Aliases = "Transpose",
    Example = "Order=3,1,2",
    ExampleInput = "28x28x8"
)]
public sealed class Permute : Layer
{
    /// <inheritdoc/>
    public override string Type => "Permute";

    /// <summary>The axes in their new order, counted from 1, the batch not counted.</summary>
    [Setting("The axes in their new order, counted from 1: 3,1,2 puts the last axis first.", Required = true)]
    public required IReadOnlyList<long> Order
    {
        get;
        init => field = Possible(value);
    }

    /// <summary>
    /// Whether the channels count as where they were before, first or last, wherever they go: for sources that have
    /// images in one layout throughout, whatever axes are exchanged in between.
    /// </summary>
    public bool KeepsLayout { get; init; }

    /// <inheritdoc/>
    internal override bool PassesScores => true;

    /// <inheritdoc/>
    protected override TensorShape OutputShape(LayerInputs inputs)
    {
        var input = inputs.First;
        if (!input.HasRank)
            return input.Like(Order.Select(_ => Dimension.Unknown).ToArray());
        if (input.Rank != Order.Count)
            throw new LayerException(
                ErrorId.InvalidShape,
                Wording.InNumber($"Order has {Order.Count} place[s], but {input} has {input.Rank}")
            );

        var permuted = input.Like(Order.Select(axis => input[(int)axis - 1]).ToArray());
        int channels = ChannelsIn(input);
        // A single axis is first and last: it tells nothing.
        if (Order.Count == 1 || KeepsLayout)
            return permuted;
        if (channels == Order.Count - 1)
            return permuted.As(ShapeLayout.ChannelsLast);
        return channels == 0 ? permuted.As(ShapeLayout.ChannelsFirst) : permuted;
    }

    /// <inheritdoc/>
    // Numbered, since an axis keeps its size and changes its place.
    public override IReadOnlyList<AxisRule> ExplainShape(LayerInputs inputs, TensorShape output) =>
        output.IsKnown
            ?
            [
                .. Order.Select(
                    (axis, i) =>
                        new AxisRule($"axis {i + 1}", new Formula($"a{axis}", "the input sizes").With(output[i].Value))
                ),
            ]
            : [];

    /// <inheritdoc/>
    // Positions keep their meaning while the spatial axes stay in their order, and the channels at one end.
    public override ReceptiveStep ReceptiveStep(LayerInputs inputs)
    {
        var input = inputs.First;
        if (input.Rank != Order.Count)
            return Layers.ReceptiveStep.Unknown;
        var spatial = Order.Where(axis => axis != input.ChannelAxis + 1).ToArray();
        bool inOrder = spatial.SequenceEqual(spatial.OrderBy(axis => axis));
        return inOrder && (ChannelsIn(input) == 0 || ChannelsIn(input) == Order.Count - 1)
            ? Layers.ReceptiveStep.Point
            : Layers.ReceptiveStep.Unknown;
    }

    private int ChannelsIn(TensorShape input) => Order.ToList().IndexOf(input.ChannelAxis + 1);

    private static IReadOnlyList<long> Possible(IReadOnlyList<long> order) =>
        order.Count > 0
        && order.OrderBy(axis => axis).SequenceEqual(Enumerable.Range(1, order.Count).Select(axis => (long)axis))
            ? order
            : throw Setting.Invalid(
                nameof(Order),
                string.Join(",", order),
                "each axis once, counted from 1, such as 3,1,2"
            );

    /// <inheritdoc/>
    internal override BackwardNeeds? Backward(LayerInputs inputs, IReadOnlyList<TensorShape> outputs) =>
        BackwardNeeds.Strides;
}
