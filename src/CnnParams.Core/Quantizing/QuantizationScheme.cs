namespace CnnParams.Quantizing;

/// <summary>How the numbers of a layer are stored for inference.</summary>
public enum QuantizationScheme : long
{
    /// <summary>Not quantised: floats of 32 bits.</summary>
    Float32,

    /// <summary>Floats of 16 bits, biases too.</summary>
    Float16,

    /// <summary>Full integer: weights and activations of 8 bits, biases of 32.</summary>
    Int8,

    /// <summary>Full integer with weights of 4 bits, two in a byte; activations of 8 bits, biases of 32.</summary>
    Int4,

    /// <summary>
    /// Full integer with activations of 16 bits and weights of 8; biases of 64 bits in TensorFlow Lite.
    /// </summary>
    Int16x8,

    /// <summary>
    /// Dynamic range: weights of 8 bits; activations are quantised while the network runs, biases are floats.
    /// </summary>
    DynamicRange,

    /// <summary>Weights of 8 bits that are made floats again before they are used; all else is floats.</summary>
    WeightOnly,

    /// <summary>
    /// Weights of 4 bits, two in a byte, that are made floats again before they are used; all else is floats.
    /// </summary>
    WeightOnlyInt4,
}
