using CnnParams.Formats.Folding;
using CnnParams.Formats.TensorFlow.Operators;
using CnnParams.Layers;
using CnnParams.Measuring;

namespace CnnParams.Formats.TensorFlowLite;

/// <summary>A tensor of a subgraph as the file describes it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Sizes">Its sizes; null for an open axis.</param>
/// <param name="Type">The type of its numbers; null for one that the domain does not have.</param>
/// <param name="Bytes">The bytes that the file holds of it; 0 for one that is computed.</param>
/// <param name="IsSparse">Whether zeros are left out of those bytes.</param>
/// <param name="Values">Its values where it is a short list of whole numbers.</param>
internal sealed record LiteTensor(
    string Name,
    IReadOnlyList<long?> Sizes,
    DataType? Type,
    long Bytes,
    bool IsSparse,
    IReadOnlyList<Number>? Values
)
{
    /// <summary>Whether its whole numbers stand for real ones, by a scale.</summary>
    internal bool IsScaled { get; init; }

    /// <summary>Whether it keeps its values from one run to the next.</summary>
    internal bool IsState { get; init; }

    /// <summary>Its numbers, as far as they are looked at; null where their type is not known.</summary>
    internal TensorNumbers? Numbers { get; init; }

    /// <summary>Whether the file holds its values.</summary>
    internal bool IsConstant => Bytes > 0;

    /// <summary>The tensor as a constant.</summary>
    internal GraphTensor Constant => GraphTensor.Weight(Name, Sizes, Type) with { Values = Values };
}
