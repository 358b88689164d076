namespace CnnParams.Measuring.Arena;

/// <summary>How tensors get their places in an arena.</summary>
public enum ArenaAlgorithm : long
{
    /// <summary>
    /// The largest first, each in the first gap that is wide enough: the greedy planner of TensorFlow Lite Micro, to
    /// the byte (tensorflow/lite/micro/memory_planner/greedy_memory_planner.cc).
    /// </summary>
    GreedyBySize,

    /// <summary>In the order of their first use, each in the first gap that is wide enough.</summary>
    LinearScan,

    /// <summary>
    /// The largest first, each in the narrowest gap that is wide enough (Pisarchyk and Lee 2020, arXiv:2001.03288, as
    /// the arena of TensorFlow Lite does).
    /// </summary>
    BestFit,
}
