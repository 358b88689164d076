using CnnParams.Shapes;

namespace CnnParams.Formats.Graphs;

/// <summary>
/// The batch in files that state the sizes of every tensor. Of one sample, all axes but one of size 1 in front are the
/// sample's, wherever they have been put; an open batch is where the open axis is; several samples are followed.
/// </summary>
/// <param name="size">The number of samples; null where it is open.</param>
internal sealed class StatedBatch(long? size)
{
    private readonly Dictionary<string, int> _ranks = new(StringComparer.Ordinal);

    /// <summary>Where it is in each tensor.</summary>
    internal BatchAxes Axes { get; } = new();

    /// <summary>Whether there is one sample alone, so that no axis can be one of several.</summary>
    internal bool IsOneSample => size == 1;

    /// <summary>The batch of a network whose inputs have these sizes.</summary>
    internal static StatedBatch Of(IEnumerable<IReadOnlyList<long?>?> inputs) =>
        new(inputs.FirstOrDefault(sizes => sizes is { Count: > 0 })?[0]);

    /// <summary>Says where the batch is in what an operator writes.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="reads">What the operator reads.</param>
    /// <param name="isMoving">Whether it puts axes into another order.</param>
    /// <param name="order">That order, where it is known.</param>
    internal void Place(SizedTensor tensor, IReadOnlyList<string> reads, bool isMoving, IReadOnlyList<long>? order)
    {
        var sizes = tensor.Sizes ?? [];
        int? before = Axes.AxisOf(reads);
        bool keepsRank = reads.Count > 0 && _ranks.TryGetValue(reads[0], out int rank) && rank == sizes.Count;
        int? axis =
            sizes.Count == 0 ? 0
            : IsOneSample ? (sizes[0] is null or 1 ? 0 : BatchAxes.Nowhere)
            : isMoving && order is not null && before is not null ? order.ToList().IndexOf(before.Value)
            : OnlyAxis(sizes)
                ?? (
                    !isMoving && (before == 0 || (keepsRank && before < sizes.Count && sizes[before.Value] == size))
                        ? before
                        : null
                );
        Axes.Move([tensor.Name], axis);
        Axes.Divide([tensor.Name], Axes.PartsOf(reads));
        _ranks[tensor.Name] = sizes.Count;
    }

    /// <summary>The shape of a sample of a tensor.</summary>
    internal TensorShape Sample(SizedTensor tensor)
    {
        if (tensor.Sizes is null)
            return TensorShape.Unknown;
        int batch = Axes.AxisOf(tensor.Name) ?? 0;
        return new TensorShape(
            tensor
                .Sizes.Where((_, axis) => axis != batch)
                .Select(size => size is > 0 ? Dimension.Of(size.Value) : Dimension.Unknown),
            ShapeLayout.ChannelsFirst
        );
    }

    /// <summary>The shape of a sample of what comes in.</summary>
    internal TensorShape Take(SizedTensor input)
    {
        Place(input, [], isMoving: false, order: null);
        return Sample(input);
    }

    // The only axis that is open, or as long as there are samples.
    private int? OnlyAxis(IReadOnlyList<long?> sizes)
    {
        int[] alike = [.. Enumerable.Range(0, sizes.Count).Where(axis => sizes[axis] == size)];
        return alike.Length == 1 ? alike[0] : null;
    }
}

/// <summary>A tensor with the sizes of all its axes, the batch among them; null for an open one, or an
/// open rank.</summary>
internal sealed record SizedTensor(string Name, IReadOnlyList<long?>? Sizes);
