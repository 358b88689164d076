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

/// <summary>The channels of the input are kept; the filters make those of the output.</summary>
internal sealed class ChannelsKept : IShapeMistake
{
    public IEnumerable<MistakenShape> Make(LayerMeasurement row)
    {
        if (
            row.OutputShape is not { IsKnown: true, Rank: > 1 } shape
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

/// <summary>The windows of a convolution are rounded up: one that hangs over the end is counted.</summary>
internal sealed class WindowsRoundedUp : IShapeMistake
{
    public IEnumerable<MistakenShape> Make(LayerMeasurement row)
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
            || !rules.All(rule => rule.Working.Formula.StartsWith("floor(", StringComparison.Ordinal))
        )
            return [];
        string[] texts = [.. rules.Select(rule => rule.Working.Substituted.Replace("floor(", "ceil("))];
        long[] sizes = Array.ConvertAll(texts, Formula.Evaluate);
        var spatial = Array.ConvertAll(sizes, Dimension.Of);
        var axes = Axes.Of(shape.WithSpatial(spatial, shape.Channels));
        return axes.SequenceEqual(Axes.Of(shape))
            ? []
            :
            [
                new MistakenShape(
                    new Slip("WindowsRoundedUp", 3),
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

/// <summary>Axes of known shapes.</summary>
internal static class Axes
{
    internal static long[] Of(TensorShape shape) => [.. shape.Dimensions.Select(axis => axis.Value)];
}
