using CnnParams.Formulas;
using CnnParams.Layers;

namespace CnnParams.Auditing.Mistakes;

/// <summary>Each filter is counted as if it saw one channel: 5 * 5 * 1 * 8 + 8 = 208 for 608.</summary>
internal sealed class DepthForgotten : Mistake
{
    internal override IEnumerable<Computation> Make(Computation computation, Figure claimed)
    {
        if (
            computation.Layer is not (GroupedFilterLayer or LocallyConnected)
            || computation["d"] is not { } depth
            || depth < 2
        )
            return [];
        // With groups, d / g is what a filter sees.
        return computation["g"] is null
            ? [computation.Put(new Slip("DepthForgotten", 2, depth), "d", 1)]
            : [computation.Put(new Slip("DepthForgotten", 3, depth), ("d", 1), ("g", 1))];
    }
}

/// <summary>One filter or unit is counted, not all of them; or one depthwise filter for each channel.</summary>
internal sealed class FiltersForgotten : Mistake
{
    internal override IEnumerable<Computation> Make(Computation computation, Figure claimed)
    {
        string filters = computation.Layer switch
        {
            DepthwiseConvolution => "d",
            FilterLayer when computation["g"] is null => "k",
            UnitLayer => "c",
            _ => "",
        };
        if (filters.Length > 0 && computation[filters] is > 1 and var count)
            yield return computation.Put(new Slip("FiltersForgotten", 3, count), filters, 1);
        if (computation.Layer is FilterLayer && computation["q"] is > 1 and var multiplier)
            yield return computation.Put(
                new Slip("SettingIgnored", 2, nameof(DepthwiseConvolution.DepthMultiplier), multiplier),
                "q",
                1
            );
    }
}

/// <summary>m + n for m * n.</summary>
internal sealed class KernelAdded : Mistake
{
    internal override IEnumerable<Computation> Make(Computation computation, Figure claimed)
    {
        // 2 + 2 is 2 * 2.
        if (
            !KernelForm.IsOfFilters(computation)
            || computation["m"] + computation["n"] == computation["m"] * computation["n"]
        )
            return [];
        return computation.WithKernel(new Slip("KernelAdded", 4), Added);
    }

    private static FormulaNode? Added(FormulaNode node)
    {
        if (node is not ProductNode product || !KernelForm.IsArea(product))
            return null;
        FormulaNode[] rest = [.. product.Factors.Where(factor => !factor.Is("m") && !factor.Is("n"))];
        return ProductNode.Of([FormulaNode.Of("m + n"), .. rest]);
    }
}

/// <summary>One side of the kernel is counted, not its area.</summary>
internal sealed class KernelNotSquared : Mistake
{
    internal override IEnumerable<Computation> Make(Computation computation, Figure claimed)
    {
        if (!KernelForm.IsOfFilters(computation) || computation["m"] == 1 || computation["n"] == 1)
            yield break;
        var slip = new Slip("KernelNotSquared", 3);
        yield return computation.Put(slip, "n", 1);
        if (computation["m"] != computation["n"])
            yield return computation.Put(slip, "m", 1);
    }
}

/// <summary>Two sides of the kernel of a volume are counted, not three: 3 * 3 for 3 * 3 * 3.</summary>
internal sealed class KernelNotCubed : Mistake
{
    internal override IEnumerable<Computation> Make(Computation computation, Figure claimed) =>
        computation.Layer is FilterLayer && computation["o"] is > 1
            ? [computation.Put(new Slip("KernelNotCubed", 3), "o", 1)]
            : [];
}

/// <summary>Each filter is counted as if it saw the whole image, as a unit does: (32 * 32 * 3 + 1) * 8.</summary>
internal sealed class ImageForKernel : Mistake
{
    private static readonly string[] Sides = ["m", "n", "o"];

    internal override IEnumerable<Computation> Make(Computation computation, Figure claimed)
    {
        if (
            !computation.IsOfParameters
            || computation.Layer is not FilterLayer
            || computation.Inputs.First is not { IsKnown: true, Rank: > 1 } image
        )
            return [];
        (string, long)[] sides =
        [
            .. Sides.Take(image.SpatialRank).Select((letter, axis) => (letter, image.Spatial(axis).Value)),
        ];
        return sides.All(side => computation[side.Item1] is not null)
            ? [computation.Put(new Slip("ImageForKernel", 3, image.ToString()), sides)]
            : [];
    }
}

/// <summary>Filters are counted as units that see all values and give one value each: 3072 * 6272 + 6272.</summary>
internal sealed class FilterAsUnits : Mistake
{
    internal override IEnumerable<Computation> Make(Computation computation, Figure claimed) =>
        computation.IsOfParameters
        && computation.Layer is FilterLayer
        && computation.Slips.Length == 0
        && computation.Inputs.First.ElementCount is { } inputs
        && computation.Layer.OutputShapes(computation.Inputs)[0].ElementCount is { } outputs
            ?
            [
                computation.With(
                    new Slip("FilterAsUnits", 3, inputs, outputs),
                    "values * units",
                    computation.Bias is null ? null : "units",
                    ("values", inputs),
                    ("units", outputs)
                ),
            ]
            : [];
}

/// <summary>Filters of a place of their own are counted once, as if all places shared them.</summary>
internal sealed class SharingAssumed : Mistake
{
    internal override IEnumerable<Computation> Make(Computation computation, Figure claimed) =>
        computation.IsOfParameters && computation.Layer is LocallyConnected && computation["u"] is { } places and > 1
            ? [computation.Put(new Slip("SharingAssumed", 2, places), "u", 1)]
            : [];
}

/// <summary>The kernel of a sequence is counted as a square.</summary>
internal sealed class KernelSquared : Mistake
{
    internal override IEnumerable<Computation> Make(Computation computation, Figure claimed) =>
        computation.Layer is FilterLayer && computation["n"] is null && computation["m"] is { } length and > 1
            ? [computation.Put(new Slip("KernelSquared", 3, length), "m", checked(length * length))]
            : [];
}

/// <summary>One step of a separable convolution is counted, and not the other.</summary>
internal sealed class StepOfTwo : Mistake
{
    internal override IEnumerable<Computation> Make(Computation computation, Figure claimed) =>
        computation.IsOfParameters && computation.Layer is SeparableConvolution
            ?
            [
                computation.Put(new Slip("PointwiseStepAlone", 3), "m", 0),
                computation.Put(new Slip("DepthwiseStepAlone", 3), "k", 0),
            ]
            : [];
}

/// <summary>A kernel of m x n is taken for a square one.</summary>
internal sealed class KernelTakenForSquare : Mistake
{
    internal override IEnumerable<Computation> Make(Computation computation, Figure claimed)
    {
        if (
            !KernelForm.IsOfFilters(computation)
            || computation["m"] is not { } height
            || computation["n"] is not { } width
            || height == width
        )
            yield break;
        yield return computation.Put(
            new Slip("KernelTakenForSquare", 2, $"{height}x{width}", $"{height}x{height}"),
            "n",
            height
        );
        yield return computation.Put(
            new Slip("KernelTakenForSquare", 2, $"{height}x{width}", $"{width}x{width}"),
            "m",
            width
        );
    }
}

/// <summary>Every filter is counted as if it saw all channels, and not those of its group.</summary>
internal sealed class GroupsIgnored : Mistake
{
    internal override IEnumerable<Computation> Make(Computation computation, Figure claimed) =>
        computation.Layer is GroupedFilterLayer && computation["g"] is > 1 and var groups
            ? [computation.Put(new Slip("GroupsIgnored", 2, groups), "g", 1)]
            : [];
}

/// <summary>Channels and filters are both divided by the groups.</summary>
internal sealed class GroupsTwice : Mistake
{
    internal override IEnumerable<Computation> Make(Computation computation, Figure claimed)
    {
        if (computation.Layer is not GroupedFilterLayer || computation["g"] is not (> 1 and var groups))
            return [];
        // One of them is divided already.
        string other = computation.Kernel.Has(node => node is QuotientNode && node.Has("d")) ? "k" : "d";
        return computation.WithKernel(
            new Slip("GroupsTwice", 3, groups),
            node => node.Is(other) ? FormulaNode.Of($"({other} / g)") : null
        );
    }
}

/// <summary>Depthwise filters are counted as if they saw all channels.</summary>
internal sealed class DepthwiseAsFull : Mistake
{
    internal override IEnumerable<Computation> Make(Computation computation, Figure claimed)
    {
        if (computation["d"] is not { } depth || depth < 2)
            return [];
        var slip = new Slip("DepthwiseAsFull", 2, depth);
        return computation.Layer switch
        {
            DepthwiseConvolution => computation.WithKernel(
                slip,
                node =>
                    node is GroupNode && node.Inner is ProductNode { Factors: [var d, var q] } && d.Is("d") && q.Is("q")
                        ? FormulaNode.Of("(d * (d * q))")
                        : null
            ),
            SeparableConvolution when computation.Quantity == ClaimedQuantity.Parameters => computation.WithKernel(
                slip,
                node =>
                    node == computation.Kernel
                        ? FormulaNode.Of(computation["n"] is null ? "m * d * k" : "m * n * d * k")
                        : null
            ),
            _ => [],
        };
    }
}

/// <summary>A convolution over all channels is counted as a depthwise one: a filter for each channel.</summary>
internal sealed class FullAsDepthwise : Mistake
{
    internal override IEnumerable<Computation> Make(Computation computation, Figure claimed)
    {
        if (
            computation.Layer is not Convolution
            || computation["g"] is not null
            || computation["d"] is not { } depth
            || depth < 2
        )
            yield break;
        var slip = new Slip("FullAsDepthwise", 4, depth);
        foreach (
            var depthwise in computation.WithKernel(
                slip,
                node =>
                    node is ProductNode product && product.Factors.Any(factor => factor.Is("k"))
                        ? ProductNode.Of([.. product.Factors.Where(factor => !factor.Is("k"))])
                        : null
            )
        )
        {
            yield return depthwise;
            if (computation.Bias?.Is("k") == true)
                yield return depthwise.WithBias("d");
        }
    }
}

/// <summary>
/// A convolution is counted as a separable one: a filter for each channel, then one value of each for each filter.
/// </summary>
internal sealed class FullAsSeparable : Mistake
{
    internal override IEnumerable<Computation> Make(Computation computation, Figure claimed)
    {
        if (
            computation.Layer is not Convolution { Connections: null }
            || computation["g"] is not null
            || computation["d"] is not > 1
            || computation["m"] is null
        )
            return [];
        string kernel =
            computation["o"] is not null ? "m * n * o"
            : computation["n"] is not null ? "m * n"
            : "m";
        string places = computation["u"] is not null ? " * u" : "";
        return computation.WithKernel(
            new Slip("FullAsSeparable", 4),
            node => node == computation.Kernel ? FormulaNode.Of($"({kernel} * d{places}) + (d * k{places})") : null
        );
    }
}

/// <summary>Weights are counted at each position, as if they were not shared.</summary>
internal sealed class NoSharing : Mistake
{
    internal override IEnumerable<Computation> Make(Computation computation, Figure claimed)
    {
        if (
            computation.Quantity != ClaimedQuantity.Parameters
            || computation.Row.Parameters is null or 0
            || !computation.Layer.RepeatsOverPositions
            || computation.Layer.OutputShapes(computation.Inputs)[0].Positions is not { } positions
            || positions < 2
        )
            return [];
        return [computation.Wrapped(new Slip("NoSharing", 3, positions), "all * positions", ("positions", positions))];
    }
}

/// <summary>The kernel as filters of two axes have it in their formulas.</summary>
internal static class KernelForm
{
    /// <summary>Whether filters with two sides are computed.</summary>
    internal static bool IsOfFilters(Computation computation) =>
        computation.Layer is FilterLayer
        && computation["m"] is not null
        && computation["n"] is not null
        && computation["o"] is null
        && computation.Kernel.Has(node => node is ProductNode product && IsArea(product));

    /// <summary>Whether a product has both sides.</summary>
    internal static bool IsArea(ProductNode product) =>
        product.Factors.Any(factor => factor.Is("m")) && product.Factors.Any(factor => factor.Is("n"));
}
