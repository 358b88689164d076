using CnnParams.Formats.Folding;
using CnnParams.Shapes;

namespace CnnParams.Formats.MXNet;

/// <summary>
/// All axes of the tensors of a symbol, the batch among them as a symbol, which the operators move, merge with others
/// and take apart again. A layer sees a sample: all that a tensor holds of it, wherever its axes are.
/// </summary>
internal sealed class MXNetShapes
{
    private static readonly Size Batch = new(new Symbol("N", isBatch: true));

    private readonly Dictionary<string, Shape?> _shapes = new(StringComparer.Ordinal);

    /// <summary>The shape of a tensor; null where it is not known.</summary>
    internal Shape? Of(string tensor) => _shapes.TryGetValue(tensor, out var shape) ? shape : null;

    /// <summary>
    /// Whether the first axis is the batch and no other has a part of it; so it is where no shape is known, until
    /// something may have moved it.
    /// </summary>
    internal bool IsBatchFirst(string tensor) =>
        !_shapes.TryGetValue(tensor, out var shape)
        || (shape is { Rank: > 0 } && shape[0].IsBatch && shape.Axes.Skip(1).All(size => !size.HasBatch));

    /// <summary>Says what a tensor is; null where nothing is known of it, not even where the batch is.</summary>
    internal void Set(string tensor, Shape? shape) => _shapes[tensor] = shape;

    /// <summary>Says that a tensor has the batch first, and then the axes of a sample.</summary>
    internal void SetSample(string tensor, TensorShape sample)
    {
        if (sample.HasRank)
            _shapes[tensor] = Shape.Of(sample.Dimensions.Select(SizeOf).Prepend(Batch));
        else
            _shapes.Remove(tensor);
    }

    private static Size SizeOf(Dimension axis) => axis.Size ?? Size.Unknown;

    /// <summary>
    /// The shape that Reshape makes of one (matrix_op-inl.h, InferReshapeShape): 0 takes over an axis, -1 follows from
    /// the others, -2 takes over all that are left, -3 joins two, and -4 cuts one into the two sizes after it. Null
    /// where the batch cannot be followed.
    /// </summary>
    internal static Shape? Reshaped(Shape read, long[] codes, bool isReversed)
    {
        if (isReversed && Array.IndexOf(codes, -4) >= 0)
            return null;
        Size[] axes = [.. isReversed ? read.Axes.Reverse() : read.Axes];
        var sizes = new List<Size>();
        int source = 0,
            open = -1;
        var waiting = new Queue<long>(isReversed ? Enumerable.Reverse(codes) : codes);
        while (waiting.Count > 0 && sizes.Count <= Shape.MostAxes)
        {
            long code = waiting.Dequeue();
            int left = axes.Length - source;
            if ((code is 0 or -4 && left < 1) || (code is -3 && left < 2) || (code is -1 && open >= 0) || code < -4)
                return null;
            switch (code)
            {
                case 0:
                    sizes.Add(axes[source++]);
                    break;
                case -1:
                    open = sizes.Count;
                    sizes.Add(1);
                    source++;
                    break;
                case -2:
                    sizes.AddRange(axes.Skip(source));
                    source = axes.Length;
                    break;
                case -3:
                    var (first, second) = (axes[source], axes[source + 1]);
                    sizes.Add(isReversed ? second * first : first * second);
                    source += 2;
                    break;
                case -4:
                    if (waiting.Count < 2 || Cut(axes[source++], waiting.Dequeue(), waiting.Dequeue()) is not { } parts)
                        return null;
                    sizes.AddRange(parts);
                    break;
                default:
                    sizes.Add(code);
                    source++;
                    break;
            }
        }

        if (open >= 0)
        {
            if (read.Count.DividedBy(Shape.Product(sizes)) is not { } rest)
                return null;
            sizes[open] = rest;
        }

        if (isReversed)
            sizes.Reverse();
        return InOrder(read, sizes);
    }

    private static Size[]? Cut(Size whole, long first, long second)
    {
        if ((first == -1 && second == -1) || first is 0 or < -1 || second is 0 or < -1)
            return null;
        Size? before = first == -1 ? whole.DividedBy(second) : first,
            after = second == -1 ? whole.DividedBy(first) : second;
        return before is { } left && after is { } right ? [left, right] : null;
    }

    // The values stay in their order: so many of a sample lie before the batch as did, which has to be at one end of
    // the parts of an axis that it is in.
    private static Shape? InOrder(Shape read, IReadOnlyList<Size> sizes)
    {
        if (sizes.Count > Shape.MostAxes || !Shape.Product(sizes).Equals(read.Count))
            return null;
        int from = OnlyBatch(read.Axes),
            to = OnlyBatch(sizes);
        if (from < 0 || to < 0)
            return read.Count.HasBatch ? null : Shape.Of(sizes);
        if (
            read[from].BeforeBatch is not { } inside
            || Shape.Product(read.Axes.Take(from)).Value is not { } outside
            || Shape.Product(sizes.Take(to)).Value is not { } before
            || before == 0
        )
            return null;
        long values = checked(inside * outside);
        return values % before != 0 || values == 0 || sizes[to].Factor % (values / before) != 0
            ? null
            : Shape.Of(sizes.Select((size, axis) => axis == to ? size.WithBatchBehind(values / before) : size));
    }

    private static int OnlyBatch(IReadOnlyList<Size> sizes)
    {
        int[] with = [.. Enumerable.Range(0, sizes.Count).Where(axis => sizes[axis].HasBatch)];
        return with is [var one] ? one : -1;
    }
}
