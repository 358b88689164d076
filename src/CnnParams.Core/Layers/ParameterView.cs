using CnnParams.Layers;

namespace CnnParams.Layers;

/// <summary>
/// What counts as a parameter. One count, several views: ResNet-50 has 25,557,032 (PyTorch), 25,610,152 (with the
/// statistics of its batch norms) or 25,530,472 (those folded into the convolutions).
/// </summary>
public enum ParameterView : long
{
    /// <summary>Trainable weights, and running means and variances as non-trainable parameters.</summary>
    Keras,

    /// <summary>Trainable weights; running means and variances are buffers, and not counted.</summary>
    PyTorch,

    /// <summary>What an export holds with batch norms kept: trainable weights and statistics.</summary>
    File,

    /// <summary>
    /// Every element of PyTorch's state_dict: weights, statistics, and the counter of each batch norm.
    /// </summary>
    StateDict,

    /// <summary>What an export for inference holds: each batch norm after a convolution folded into it.</summary>
    Folded,

    /// <summary>
    /// What fusing leaves for inference (Ultralytics' fuse): norms folded, and no branch that training alone needs.
    /// </summary>
    Fused,
}

/// <summary>Projections of the weights of a layer.</summary>
internal static class ParameterViews
{
    /// <summary>All views.</summary>
    internal static IReadOnlyList<ParameterView> All { get; } = (ParameterView[])Enum.GetValues(typeof(ParameterView));

    /// <summary>How many values of some weights are parameters.</summary>
    internal static long Total(this ParameterView view, IEnumerable<Weight> weights) =>
        weights.Where(weight => view.Counts(weight)).Sum(weight => weight.Count);

    internal static bool Counts(this ParameterView view, Weight weight) =>
        weight.Role switch
        {
            WeightRole.Statistic => view != ParameterView.PyTorch,
            WeightRole.Counter => view == ParameterView.StateDict,
            WeightRole.Constant => false,
            _ => true,
        };
}
