using CnnParams.Formats.Graphs;

namespace CnnParams.Formats.Paddle;

/// <summary>
/// Where the batch is among the axes of the variables of a program, by what its operators do with axes.
/// </summary>
internal sealed class PaddleBatch(PaddleValues values)
{
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

    private readonly BatchAxes _axes = new();

    /// <summary>The axis of a variable that is the batch.</summary>
    internal int AxisOf(string variable) => _axes.AxisOf(variable) ?? 0;

    /// <summary>The axis of the batch in what an operator reads; null where that is not one for all.</summary>
    internal int? AxisOf(PaddleNode node) => _axes.AxisOf(values.Computed(node));

    /// <summary>Says that the output has the batch where the input has it, and in as many parts.</summary>
    internal void Keep(PaddleNode node)
    {
        Move(node, Anywhere.Contains(node.Type) ? AxisOf(node) ?? 0 : 0);
        _axes.Divide(node.WritesInAll, _axes.PartsOf(values.Computed(node)));
    }

    /// <summary>Says where the batch leaves.</summary>
    internal void Move(PaddleNode node, int axis) => _axes.Move(node.WritesInAll, axis);

    /// <summary>Whether an operator reads whole samples, with the batch where it can be.</summary>
    internal bool IsFollowed(PaddleNode node) =>
        (_axes.AreWhole(values.Computed(node)) || Reshaping.Contains(node.Type))
        && AxisOf(node) is { } axis
        && (axis == 0 || Anywhere.Contains(node.Type));

    /// <summary>
    /// Says how many values of a sample an operator reads and gives: what brings them into other axes has to keep all
    /// of them.
    /// </summary>
    /// <returns>Whether it has made parts of whole samples.</returns>
    internal bool Divides(PaddleNode node, long? incoming, long? outgoing) =>
        Reshaping.Contains(node.Type) && _axes.Divides(values.Computed(node), node.WritesInAll, incoming, outgoing);
}
