using CnnParams.Measuring;
using CnnParams.Shapes;

namespace CnnParams.Designing;

/// <summary>
/// The input or output of a layer: a shape, and the receptive field of its values. Equal ones are one object.
/// </summary>
internal sealed record Signal(int Id, TensorShape Shape, ReceptiveField? Field);

/// <summary>What a layer with certain settings comes to, for its input.</summary>
internal sealed class LayerOutcome
{
    /// <summary>Its outputs.</summary>
    internal required Signal[] Outputs { get; init; }

    /// <summary>Its part of each quantity that is followed.</summary>
    internal required long[] Amounts { get; init; }

    /// <summary>Bytes of its outputs, for the batch.</summary>
    internal long Bytes { get; init; }

    /// <summary>Whether it breaks a limit on each layer.</summary>
    internal bool Breaks { get; init; }

    /// <summary>Whether the layer is left out.</summary>
    internal bool IsAbsent { get; init; }

    /// <summary>Why the layer cannot be, or what of it is not known.</summary>
    internal string? Failure { get; init; }
}
