using CnnParams.Layers;

namespace CnnParams.Measuring;

/// <summary>What a view makes of weights: how many numbers there are of each sort, and their bytes.</summary>
/// <param name="Parameters">What counts as a parameter.</param>
/// <param name="Trainable">Those that training changes.</param>
/// <param name="Buffers">Elements beside them that the view does not count.</param>
/// <param name="Bytes">Bytes of the parameters.</param>
/// <param name="TrainableBytes">Bytes of those that training changes.</param>
/// <param name="BufferBytes">Bytes of the elements beside them.</param>
internal readonly record struct WeightCount(
    long Parameters,
    long Trainable,
    long Buffers,
    long Bytes,
    long TrainableBytes,
    long BufferBytes
)
{
    /// <exception cref="OverflowException">A sum is larger than 2^63-1.</exception>
    public static WeightCount operator +(WeightCount left, WeightCount right) =>
        checked(
            new(
                left.Parameters + right.Parameters,
                left.Trainable + right.Trainable,
                left.Buffers + right.Buffers,
                left.Bytes + right.Bytes,
                left.TrainableBytes + right.TrainableBytes,
                left.BufferBytes + right.BufferBytes
            )
        );

    public static WeightCount operator -(WeightCount left, WeightCount right) =>
        checked(
            new(
                left.Parameters - right.Parameters,
                left.Trainable - right.Trainable,
                left.Buffers - right.Buffers,
                left.Bytes - right.Bytes,
                left.TrainableBytes - right.TrainableBytes,
                left.BufferBytes - right.BufferBytes
            )
        );

    /// <summary>One weight that counts as parameters.</summary>
    internal static WeightCount Counted(long elements, long bytes, bool isTrained) =>
        new(elements, isTrained ? elements : 0, 0, bytes, isTrained ? bytes : 0, 0);

    /// <summary>One weight that does not.</summary>
    internal static WeightCount Beside(long elements, long bytes) => new(0, 0, elements, 0, 0, bytes);
}

/// <summary>Weights of a row that are counted on another one.</summary>
/// <param name="CountedOn">The row that has them too, and counts them.</param>
/// <param name="Weight">The weight.</param>
/// <param name="Count">How many they are.</param>
internal sealed record SharedWeights(LayerMeasurement CountedOn, Weight Weight, WeightCount Count);
