using CnnParams.Measuring;
using CnnParams.Shapes;

namespace CnnParams.Designing;

/// <summary>
/// An output of a layer: a shape, and the receptive field of its values. Equal ones of one layer are one object.
/// </summary>
internal sealed class Signal
{
    internal Signal(int id, TensorShape shape, ReceptiveField? field)
    {
        (Id, Shape, Field) = (id, shape, field);
        Alone = [this];
    }

    /// <summary>Its number among the outputs of the layer.</summary>
    internal int Id { get; }

    internal TensorShape Shape { get; }

    internal ReceptiveField? Field { get; }

    /// <summary>The outputs of a layer that has no other.</summary>
    internal Signal[] Alone { get; }
}

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
