using CnnParams.Formats.StateDicts;
using CnnParams.Shapes;

namespace CnnParams.Formats.Paddle;

/// <summary>A program of PaddlePaddle, in whichever of its files it was.</summary>
/// <param name="Nodes">The operators of its outermost block, in order.</param>
/// <param name="Variables">What they read and write, by name.</param>
/// <param name="HasMoreBlocks">Whether there are blocks besides, which are not followed.</param>
internal sealed record PaddleProgram(
    IReadOnlyList<PaddleNode> Nodes,
    IReadOnlyDictionary<string, PaddleVariable> Variables,
    bool HasMoreBlocks
);

/// <summary>A variable of a program.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Sizes">Its axes, the batch first, with -1 for one that is open; null where it is no tensor.</param>
/// <param name="Type">The type of its elements, where that is known.</param>
/// <param name="IsKept">Whether it is kept between runs: then it is a weight.</param>
internal sealed record PaddleVariable(string Name, IReadOnlyList<long>? Sizes, StoredType? Type, bool IsKept)
{
    private const int MostAxes = 32;

    /// <summary>Whether it is a parameter, and no buffer; null where the program does not tell.</summary>
    internal bool? IsParameter { get; init; }

    /// <summary>The shape without the batch, which is one of the axes.</summary>
    internal TensorShape Sample(int batch = 0) =>
        Sizes is { Count: > 0 and <= MostAxes }
            ? new TensorShape(
                Sizes
                    .Where((_, axis) => axis != batch)
                    .Select(size => size > 0 ? Dimension.Of(size) : Dimension.Unknown),
                ShapeLayout.ChannelsFirst
            )
            : TensorShape.Unknown;

    /// <summary>Whether it is a tensor of known sizes, which can be multiplied.</summary>
    internal bool HasCount => Sizes is { Count: <= MostAxes } sizes && sizes.All(size => size > 0);

    /// <summary>The number of its elements.</summary>
    /// <exception cref="OverflowException">It is larger than 2^63-1.</exception>
    internal long Count => (Sizes ?? []).Aggregate(1L, (product, size) => checked(product * size));
}
