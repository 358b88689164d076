namespace CnnParams.Measuring.Training;

/// <summary>How a network is trained, for the memory that it takes.</summary>
public sealed record TrainingOptions
{
    /// <summary>What follows the gradients.</summary>
    public TrainingOptimizer Optimizer { get; init; } = TrainingOptimizer.Adam;

    /// <summary>The types of the numbers.</summary>
    public TrainingPrecision Precision { get; init; }

    /// <summary>Whether the optimizer has a copy of the weights in 32 bits, where they are in 16.</summary>
    public bool MasterWeights { get; init; }

    /// <summary>
    /// The number of steps whose gradients are summed up before the weights change: each has its part of the batch.
    /// </summary>
    public long AccumulationSteps { get; init; } = 1;

    /// <summary>
    /// Names of blocks whose inside is computed again for the backward pass, with wildcards: <c>layer*</c> are the
    /// blocks one step down the path of names, <c>layer*.*</c> those two steps down.
    /// </summary>
    public IReadOnlyList<string> Checkpoint { get; init; } = [];

    /// <summary>Names of layers whose weights are frozen, with wildcards: <c>layer1*</c>.</summary>
    public IReadOnlyList<string> Freeze { get; init; } = [];
}
