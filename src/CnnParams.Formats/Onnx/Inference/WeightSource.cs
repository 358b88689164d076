namespace CnnParams.Formats.Onnx.Inference;

/// <summary>A tensor of the file that nobody computes.</summary>
/// <param name="Name">Its name, with the path of the graph that it is in.</param>
/// <param name="Sizes">Its axes.</param>
/// <param name="Count">The number of its elements.</param>
/// <param name="ElementType">The type of its elements.</param>
/// <param name="IsInitializer">Whether it is an initialiser, and not the value of a Constant node.</param>
internal sealed record StoredWeight(
    string Name,
    IReadOnlyList<long> Sizes,
    long Count,
    ElementType ElementType,
    bool IsInitializer
)
{
    /// <summary>
    /// Whether an operator makes it of nothing but its size, as an untrained network may have its weights.
    /// </summary>
    internal bool IsGenerated { get; init; }

    /// <summary>Its different numbers, three at most; null where they are not known.</summary>
    internal IReadOnlyList<double>? Distinct { get; init; }

    /// <summary>
    /// Finds different numbers of it in the file, three at most, where there are too many to be kept; null where the
    /// file does not hold them.
    /// </summary>
    internal Func<IReadOnlyList<double>?>? Sampled { get; init; }
}

/// <summary>What a constant is made of: one tensor, or those of two other constants.</summary>
internal sealed class WeightSource
{
    private readonly StoredWeight? _tensor;
    private readonly WeightSource? _left;
    private readonly WeightSource? _right;

    internal WeightSource(StoredWeight tensor) => _tensor = tensor;

    private WeightSource(WeightSource left, WeightSource right) => (_left, _right) = (left, right);

    /// <summary>The sources of two constants together.</summary>
    internal static WeightSource? Join(WeightSource? left, WeightSource? right) =>
        left is null || left == right ? right
        : right is null ? left
        : new WeightSource(left, right);

    /// <summary>Every tensor once. Constants are made of others thousands deep, so there is no recursion.</summary>
    internal IReadOnlyList<StoredWeight> Tensors()
    {
        var found = new List<StoredWeight>();
        var seen = new HashSet<WeightSource>();
        var waiting = new Stack<WeightSource>([this]);
        while (waiting.Count > 0)
        {
            var next = waiting.Pop();
            if (!seen.Add(next))
                continue;
            if (next._tensor is { } tensor)
                found.Add(tensor);
            if (next._right is { } right)
                waiting.Push(right);
            if (next._left is { } left)
                waiting.Push(left);
        }

        return found;
    }
}
