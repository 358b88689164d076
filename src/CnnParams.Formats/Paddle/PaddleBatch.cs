namespace CnnParams.Formats.Paddle;

/// <summary>
/// Where the batch is among the axes of each variable, which layers leave out: the first axis, until it is moved. And
/// how many parts a sample is in where some of its axes have become part of the batch, as windows of an image do:
/// layers would count one of them for the whole, so they are not followed until they are put together again.
/// </summary>
internal sealed class PaddleBatch(PaddleValues values)
{
    // Parts come back to one whole, but for rounding.
    private const double Precision = 1e-9;

    // These bring the same values into other axes.
    private static readonly HashSet<string> Reshaping = new(StringComparer.Ordinal)
    {
        "reshape",
        "reshape2",
        "flatten",
        "flatten2",
        "flatten_contiguous_range",
        "squeeze",
        "squeeze2",
        "unsqueeze",
        "unsqueeze2",
    };

    // These have no axes of their own, or have them turned with the batch.
    private static readonly HashSet<string> Anywhere = new(StringComparer.Ordinal)
    {
        "transpose",
        "transpose2",
        "slice",
        "split",
        "concat",
        "softmax",
        "log_softmax",
        "cast",
        "assign",
        "dropout",
        "scale",
        "clip",
        "relu",
        "gelu",
        "silu",
        "swish",
        "sigmoid",
        "tanh",
        "elementwise_add",
        "elementwise_sub",
        "elementwise_mul",
        "elementwise_div",
    };

    private readonly Dictionary<string, int> _axes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, double> _parts = new(StringComparer.Ordinal);

    /// <summary>The axis of a variable that is the batch.</summary>
    internal int AxisOf(string variable) => _axes.TryGetValue(variable, out int axis) ? axis : 0;

    /// <summary>The axis of the batch in what an operator reads; null where that is not one for all.</summary>
    internal int? AxisOf(PaddleNode node)
    {
        int[] axes = [.. values.Computed(node).Select(AxisOf).Distinct()];
        return axes.Length > 1 ? null : axes.FirstOrDefault();
    }

    /// <summary>Says that the output has the batch where the input has it, and in as many parts.</summary>
    internal void Keep(PaddleNode node)
    {
        Move(node, Anywhere.Contains(node.Type) ? AxisOf(node) ?? 0 : 0);
        Divide(node, PartsOf(node));
    }

    /// <summary>Says where the batch leaves.</summary>
    internal void Move(PaddleNode node, int axis)
    {
        foreach (string output in node.WritesInAll)
            _axes[output] = axis;
    }

    /// <summary>Whether an operator reads whole samples, with the batch where it can be.</summary>
    internal bool IsFollowed(PaddleNode node) =>
        (IsWhole(PartsOf(node)) || Reshaping.Contains(node.Type))
        && AxisOf(node) is { } axis
        && (axis == 0 || Anywhere.Contains(node.Type));

    /// <summary>
    /// Says how many values of a sample an operator reads and gives: what brings them into other axes has to keep all
    /// of them.
    /// </summary>
    /// <returns>Whether it has made parts of whole samples.</returns>
    internal bool Divides(PaddleNode node, long? incoming, long? outgoing)
    {
        if (!Reshaping.Contains(node.Type) || incoming is not > 0 || outgoing is not > 0)
            return false;
        double before = PartsOf(node),
            after = before * incoming.Value / outgoing.Value;
        Divide(node, after);
        return IsWhole(before) && !IsWhole(after);
    }

    private static bool IsWhole(double parts) => Math.Abs(parts - 1) < Precision;

    private void Divide(PaddleNode node, double parts)
    {
        foreach (string output in node.WritesInAll)
            _parts[output] = parts;
    }

    private double PartsOf(PaddleNode node)
    {
        foreach (string variable in values.Computed(node))
        {
            if (_parts.TryGetValue(variable, out double parts) && !IsWhole(parts))
                return parts;
        }

        return 1;
    }
}
