using System.Globalization;
using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Shapes;

namespace CnnParams.Auditing.Mistakes;

/// <summary>The channels are put at the other end.</summary>
internal sealed class ChannelsMoved : IShapeMistake
{
    public IEnumerable<MistakenShape> Make(LayerMeasurement row) =>
        row.OutputShape is { IsKnown: true, Rank: > 1 } shape
        && Moved(shape) is { } moved
        && !moved.SequenceEqual(Axes.Of(shape))
            ? [new MistakenShape(new Slip("ChannelsMoved", 2, shape.ToString()), moved)]
            : [];

    /// <summary>The axes of a shape in the other layout.</summary>
    internal static long[] Moved(TensorShape shape)
    {
        long[] axes = Axes.Of(shape);
        return shape.Layout == ShapeLayout.ChannelsFirst
            ? [.. axes.Skip(1), axes[0]]
            : [axes[axes.Length - 1], .. axes.Take(axes.Length - 1)];
    }
}

/// <summary>The axes are in another order: the width before the height, the channels between them.</summary>
internal sealed class AxesExchanged : IShapeMistake
{
    // With more axes, one order of all is too likely to be met by chance.
    private const int MostAxes = 4;

    public IEnumerable<MistakenShape> Make(LayerMeasurement row)
    {
        if (row.OutputShape is not { IsKnown: true, Rank: > 1 and <= MostAxes } shape)
            return [];
        long[] axes = Axes.Of(shape);
        long[] moved = ChannelsMoved.Moved(shape);
        return Orders(shape.Rank)
            .Select(order => (Order: order, Axes: order.Select(axis => axes[axis]).ToArray()))
            .Where(other => !other.Axes.SequenceEqual(axes) && !other.Axes.SequenceEqual(moved))
            .Select(other => new MistakenShape(
                new Slip(
                    "AxesExchanged",
                    other.Order[shape.ChannelAxis] == shape.ChannelAxis ? 3 : 4,
                    shape.ToString()
                ),
                other.Axes
            ));
    }

    private static IEnumerable<int[]> Orders(int count) =>
        count == 0
            ?
            [
                [],
            ]
            : Orders(count - 1)
                .SelectMany(order =>
                    Enumerable
                        .Range(0, count)
                        .Select(place => (int[])[.. order.Take(place), count - 1, .. order.Skip(place)])
                );
}

/// <summary>
/// A map is counted for each filter and input channel: (28,28,24) for the (28,28,8) of 8 filters over 3 channels.
/// </summary>
internal sealed class ChannelsMultiplied : IShapeMistake
{
    public IEnumerable<MistakenShape> Make(LayerMeasurement row)
    {
        if (
            row.Layer is not Convolution
            || row.OutputShape is not { IsKnown: true, Rank: > 1 } shape
            || row.InputShape?.Channels.Size is not { } depth
            || depth < 2
        )
            return [];
        long[] all = Axes.Of(shape);
        all[shape.ChannelAxis] = checked(depth * all[shape.ChannelAxis]);
        // Or an axis of its own for them, as the filters have it.
        List<long> apart = [.. Axes.Of(shape)];
        apart.Insert(shape.ChannelAxis, depth);
        var slip = new Slip("ChannelsMultiplied", 3, depth);
        return [new MistakenShape(slip, all), new MistakenShape(slip, apart)];
    }
}

/// <summary>The values of one channel are put in a row, not those of all: 784 for (28,28,8).</summary>
internal sealed class OneChannelFlattened : IShapeMistake
{
    public IEnumerable<MistakenShape> Make(LayerMeasurement row) =>
        row is { Layer: Flatten, OutputShape.Rank: 1, InputShape: { IsKnown: true, Rank: > 1 } input }
        && input.Channels.Size is > 1 and var channels
        && input.Positions is { } positions
            ? [new MistakenShape(new Slip("OneChannelFlattened", 3, channels, input.ToString()), [positions])]
            : [];
}

/// <summary>The channels of the input are kept; the filters make those of the output.</summary>
internal sealed class ChannelsKept : IShapeMistake
{
    public IEnumerable<MistakenShape> Make(LayerMeasurement row)
    {
        if (
            row.Layer is Concatenate
            || row.OutputShape is not { IsKnown: true, Rank: > 1 } shape
            || row.InputShape is not { IsKnown: true, Rank: > 1 } input
            || input.Channels == shape.Channels
        )
            return [];
        long[] axes = Axes.Of(shape);
        axes[shape.ChannelAxis] = input.Channels.Value;
        return [new MistakenShape(new Slip("ChannelsKept", 3, shape.Channels.ToString()), axes)];
    }
}

/// <summary>The channels are left out.</summary>
internal sealed class ChannelsNotCounted : IShapeMistake
{
    public IEnumerable<MistakenShape> Make(LayerMeasurement row)
    {
        if (row.OutputShape is not { IsKnown: true, Rank: > 1 } shape || shape.Channels == 1)
            return [];
        return
        [
            new MistakenShape(
                new Slip("ChannelsNotCounted", 3, shape.Channels.ToString()),
                [.. Axes.Of(shape).Where((_, i) => i != shape.ChannelAxis)]
            ),
        ];
    }
}

/// <summary>All values are put in a row, as flattening would.</summary>
internal sealed class ShapeFlattened : IShapeMistake
{
    public IEnumerable<MistakenShape> Make(LayerMeasurement row) =>
        row.OutputShape is { IsKnown: true, Rank: > 1 } shape && row.ActivationSize is { } values
            ? [new MistakenShape(new Slip("ShapeFlattened", 3, shape.ToString()), [values])]
            : [];
}

/// <summary>
/// The first position of a window is not counted: (32 - 5) / 1 = 27 for 28. Or the last one is counted twice.
/// </summary>
internal sealed class PlusOneForgotten : IShapeMistake
{
    public IEnumerable<MistakenShape> Make(LayerMeasurement row)
    {
        if (
            row.Layer is not WindowLayer
            || row.OutputShape is not { IsKnown: true, Rank: > 1 } shape
            || row.SeenInputs.Count != 1
        )
            yield break;
        var rules = row.Layer.ExplainShape(row.SeenInputs, shape);
        if (rules.Count == 0 || !rules.All(rule => rule.Working.Formula.EndsWith(") + 1", StringComparison.Ordinal)))
            yield break;
        yield return With(new Slip("PlusOneForgotten", 3, shape.ToString()), -1);
        yield return With(new Slip("PlusOneTwice", 5, shape.ToString()), 1);

        MistakenShape With(Slip slip, long more)
        {
            var axes = Enumerable
                .Range(0, shape.Rank)
                .Select(i => shape.Dimensions[i].Value + (i == shape.ChannelAxis ? 0 : more))
                .ToArray();
            var texts = rules.Select(rule =>
                $"{rule.Axis}: {Changed(rule.Working.Substituted, more)} = {(rule.Working.Value + more).ToString(CultureInfo.InvariantCulture)}"
            );
            return new MistakenShape(slip, axes, string.Join("; ", texts));
        }
    }

    private static string Changed(string rule, long more) =>
        more < 0 ? rule.Substring(0, rule.Length - " + 1".Length) : rule + " + 1";
}

/// <summary>
/// The windows of a convolution are rounded up: one that hangs over the end is counted. Or those that padding makes
/// room for are rounded down.
/// </summary>
internal sealed class WindowsRoundedUp : IShapeMistake
{
    public IEnumerable<MistakenShape> Make(LayerMeasurement row) =>
        [.. Make(row, "floor(", "ceil(", "WindowsRoundedUp"), .. Make(row, "ceil(", "floor(", "WindowsRoundedDown")];

    private static IEnumerable<MistakenShape> Make(LayerMeasurement row, string rounding, string other, string id)
    {
        if (
            row.Layer is not FilterLayer
            || row.OutputShape is not { IsKnown: true, Rank: > 1 } shape
            || row.SeenInputs.Count != 1
        )
            return [];
        var rules = row.Layer.ExplainShape(row.SeenInputs, shape);
        if (
            rules.Count != shape.SpatialRank
            || !rules.All(rule => rule.Working.Formula.StartsWith(rounding, StringComparison.Ordinal))
        )
            return [];
        string[] texts = [.. rules.Select(rule => rule.Working.Substituted.Replace(rounding, other))];
        long[] sizes = Array.ConvertAll(texts, Formula.Evaluate);
        var spatial = Array.ConvertAll(sizes, Dimension.Of);
        var axes = Axes.Of(shape.WithSpatial(spatial, shape.Channels));
        return axes.SequenceEqual(Axes.Of(shape))
            ? []
            :
            [
                new MistakenShape(
                    new Slip(id, 3),
                    axes,
                    string.Join("; ", rules.Select((rule, i) => $"{rule.Axis}: {texts[i]} = {sizes[i]}"))
                ),
            ];
    }
}

/// <summary>The shape of the input is given.</summary>
internal sealed class InputShapeGiven : IShapeMistake
{
    public IEnumerable<MistakenShape> Make(LayerMeasurement row) =>
        row.InputShape is { IsKnown: true } input && !input.Equals(row.OutputShape)
            ? [new MistakenShape(new Slip("InputSizeGiven", 3), Axes.Of(input))]
            : [];
}

/// <summary>The shape of another row.</summary>
internal sealed class OtherRowsShape : IShapeMistake
{
    private const int Near = 3;

    public IEnumerable<MistakenShape> Make(LayerMeasurement row)
    {
        var rows = row.Network.Rows;
        for (int i = Math.Max(0, row.Index - Near); i <= Math.Min(rows.Count - 1, row.Index + Near); i++)
        {
            if (i != row.Index && rows[i].OutputShape is { IsKnown: true } shape && !shape.Equals(row.OutputShape))
                yield return new MistakenShape(new Slip("NeighbouringRow", 4, rows[i].Name), Axes.Of(shape));
        }
    }
}

/// <summary>The channels are multiplied or divided by the factor once, not by its square.</summary>
internal sealed class FactorOnce : IShapeMistake
{
    public IEnumerable<MistakenShape> Make(LayerMeasurement row)
    {
        if (
            row.Layer is not PixelRearrangement { Factor: > 1 and var factor }
            || row.OutputShape is not { IsKnown: true, Rank: > 1 } shape
        )
            return [];
        long[] axes = Axes.Of(shape);
        long channels = axes[shape.ChannelAxis];
        if (row.Layer is PixelUnshuffle && channels % factor != 0)
            return [];
        axes[shape.ChannelAxis] = row.Layer is PixelShuffle ? checked(channels * factor) : channels / factor;
        return [new MistakenShape(new Slip("FactorOnce", 3, factor), axes)];
    }
}

/// <summary>Axes of known shapes.</summary>
internal static class Axes
{
    internal static long[] Of(TensorShape shape) => [.. shape.Dimensions.Select(axis => axis.Value)];
}
