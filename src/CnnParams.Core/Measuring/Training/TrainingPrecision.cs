namespace CnnParams.Measuring.Training;

/// <summary>The types of the numbers in training.</summary>
public enum TrainingPrecision : long
{
    /// <summary>32 bits throughout.</summary>
    Float32,

    /// <summary>
    /// PyTorch's autocast: weights, gradients and the optimizer's state in 32 bits; convolutions and products of
    /// matrices in float16, with copies of their weights.
    /// </summary>
    AmpFloat16,

    /// <summary>The same with bfloat16.</summary>
    AmpBFloat16,

    /// <summary>Float16 throughout.</summary>
    Float16,

    /// <summary>Bfloat16 throughout.</summary>
    BFloat16,
}

/// <summary>What a precision says of sizes.</summary>
internal static class TrainingPrecisions
{
    /// <summary>Whether autocast chooses the type of each operator.</summary>
    internal static bool IsMixed(this TrainingPrecision precision) =>
        precision is TrainingPrecision.AmpFloat16 or TrainingPrecision.AmpBFloat16;

    /// <summary>Bytes of a weight, a gradient, and where the precision is not mixed, of an activation.</summary>
    internal static int Width(this TrainingPrecision precision) =>
        precision is TrainingPrecision.Float16 or TrainingPrecision.BFloat16 ? 2 : 4;
}
