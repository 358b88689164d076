using CnnParams.Layers;
using CnnParams.Measuring;

namespace CnnParams.Auditing.Mistakes;

/// <summary>
/// Filters that see some of the channels are counted as if they saw all: LeNet-5's C3, 2416 for 1516.
/// </summary>
internal sealed class AllConnected : OtherLayer
{
    private protected override MistakenLayer? Change(LayerMeasurement row) =>
        row.Layer is Convolution { Connections: { } pairs } layer && row.InputShape?.Channels.Size is { } depth
            ? new MistakenLayer(
                new Slip("AllConnected", 2, depth, pairs, depth * layer.Filters),
                nameof(Convolution.Connections),
                null
            )
            : null;
}

/// <summary>
/// Sixteen filters over six channels are counted as the paper on LeNet-5 has them, which see some: 1516 for 2416.
/// </summary>
internal sealed class PartlyConnected : OtherLayer
{
    // Table I of the paper.
    private const long Pairs = 60;

    private protected override MistakenLayer? Change(LayerMeasurement row) =>
        row.Layer is Convolution { Connections: null, Groups: 1, Filters: 16 } && row.InputShape?.Channels.Size == 6
            ? new MistakenLayer(new Slip("PartlyConnected", 3, Pairs, 6 * 16), nameof(Convolution.Connections), Pairs)
            : null;
}

/// <summary>
/// A pooling is given a factor and an offset for each channel, as LeNet-5's subsampling of 1998 has: 12 for S2.
/// </summary>
internal sealed class SubsamplingLearns : Mistake
{
    internal override IEnumerable<Computation> Make(Computation computation, Figure claimed) =>
        computation.Quantity == ClaimedQuantity.Parameters
        && computation.Layer is Pooling
        && computation.Slips.Length == 0
        && computation.Inputs.First is { HasRank: true } image
        && image.Channels.Size is { } depth
            ? [computation.With(new Slip("SubsamplingLearns", 2, depth), "2 * d", null, ("d", depth))]
            : [];
}
