using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Ncnn;

/// <summary>
/// Layers without a rule of their own here, whose shape follows from the input's: axes that come and go, and
/// sizes that are reduced or repeated. Axes are counted from 0 here, as in the file.
/// </summary>
internal sealed class NcnnShapeRules : OperatorRules<NcnnLayer>
{
    private const int Axes = 3;

    public NcnnShapeRules()
    {
        Map("Squeeze", layer => Leave(layer, WorkKind.DataMovement, Squeezed));
        Map("ExpandDims", layer => Leave(layer, WorkKind.DataMovement, Expanded));
        Map("Tile", layer => Leave(layer, WorkKind.DataMovement, Tiled));
        Map("Reduction", layer => Leave(layer, WorkKind.ElementWise, Reduced));
        Map("GLU", layer => Leave(layer, WorkKind.ElementWise, Halved));
        Map("Flip CumulativeSum", layer => layer.AddOperation(WorkKind.ElementWise, layer.Shape));
    }

    // Where it does not follow, the file may note it.
    private static void Leave(NcnnLayer layer, WorkKind kind, Func<NcnnLayer, List<long>, List<long>?> rule)
    {
        var incoming = layer.Shape;
        var sizes = incoming is { IsKnown: true, Rank: > 0 }
            ? rule(layer, [.. incoming.Sizes.Select(size => size!.Value)])
            : null;
        layer.AddOperation(kind, sizes is null ? layer.StatedOutput : Of(sizes));
    }

    // No axis left is one of one.
    private static TensorShape Of(List<long> sizes) =>
        new((sizes.Count > 0 ? sizes : [1]).Select(size => Dimension.Of(size)), ShapeLayout.ChannelsFirst);

    private static List<long>? Squeezed(NcnnLayer layer, List<long> sizes)
    {
        int rank = sizes.Count;
        // In the older form, of width, height and channels those that go.
        int[] numbers =
            rank == 3 ? [2, 1, 0]
            : rank == 2 ? [1, 0]
            : [0];
        var gone = layer.Line.Has(Axes)
            ? Known(layer.Line.Wholes(Axes), rank)
            : [.. Enumerable.Range(0, numbers.Length).Where(axis => layer.Whole(numbers[axis], 0) != 0)];
        return gone is null || rank > 3 ? null : [.. sizes.Where((size, axis) => size != 1 || !gone.Contains(axis))];
    }

    private static List<long>? Expanded(NcnnLayer layer, List<long> sizes)
    {
        if (layer.Line.Wholes(Axes) is not [var axis] || Known([axis], sizes.Count + 1) is not [var place])
            return null;
        sizes.Insert(place, 1);
        return sizes;
    }

    private static List<long>? Tiled(NcnnLayer layer, List<long> sizes)
    {
        var repeats = layer.Line.Wholes(NcnnAxes.Repeats);
        if (repeats.Count == 0)
        {
            if (Known([layer.Whole(NcnnAxes.Axis, 0)], sizes.Count) is not [var axis])
                return null;
            sizes[axis] = checked(sizes[axis] * layer.Whole(NcnnAxes.Times, 1));
        }
        else if (repeats.Count > sizes.Count)
        {
            return null;
        }

        for (int i = 1; i <= repeats.Count; i++)
            sizes[sizes.Count - i] = checked(sizes[sizes.Count - i] * repeats[repeats.Count - i]);
        return sizes.TrueForAll(size => size > 0) ? sizes : null;
    }

    private static List<long>? Reduced(NcnnLayer layer, List<long> sizes)
    {
        var gone =
            layer.Whole(NcnnAxes.IsOverAll, 1) != 0
                ? [.. Enumerable.Range(0, sizes.Count)]
                : Known(layer.Line.Wholes(Axes), sizes.Count);
        if (gone is null)
            return null;
        return layer.Whole(NcnnAxes.KeepsAxes, 0) != 0
            ? [.. sizes.Select((size, axis) => gone.Contains(axis) ? 1 : size)]
            : [.. sizes.Where((_, axis) => !gone.Contains(axis))];
    }

    private static List<long>? Halved(NcnnLayer layer, List<long> sizes)
    {
        if (Known([layer.Whole(NcnnAxes.Axis, 0)], sizes.Count) is not [var axis] || sizes[axis] < 2)
            return null;
        sizes[axis] /= 2;
        return sizes;
    }

    // Negative ones count from the end; null where one is none.
    private static int[]? Known(IReadOnlyList<long> axes, int rank)
    {
        long[] known = [.. axes.Select(axis => axis < 0 ? axis + rank : axis)];
        return known.All(axis => axis >= 0 && axis < rank) ? [.. known.Select(axis => (int)axis)] : null;
    }
}
