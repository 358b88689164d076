using CnnParams.Layers;

namespace CnnParams.Quantizing;

/// <summary>The types that a scheme stores.</summary>
/// <param name="Weights">Kernels.</param>
/// <param name="Activations">What layers compute, where it is quantised beforehand; null where it is not.</param>
internal readonly record struct StoredNumbers(DataType Weights, DataType? Activations)
{
    /// <summary>Whether weights are whole numbers, which need scales.</summary>
    internal bool IsInteger => Weights is DataType.Int8 or DataType.Int4;

    /// <summary>The type of what is not quantised.</summary>
    internal DataType Floats => Weights == DataType.Float16 ? DataType.Float16 : DataType.Float32;

    internal static StoredNumbers Of(QuantizationScheme scheme) =>
        scheme switch
        {
            QuantizationScheme.Float32 => new(DataType.Float32, null),
            QuantizationScheme.Float16 => new(DataType.Float16, null),
            QuantizationScheme.Int8 => new(DataType.Int8, DataType.Int8),
            QuantizationScheme.Int4 => new(DataType.Int4, DataType.Int8),
            QuantizationScheme.Int16x8 => new(DataType.Int8, DataType.Int16),
            QuantizationScheme.DynamicRange or QuantizationScheme.WeightOnly => new(DataType.Int8, null),
            QuantizationScheme.WeightOnlyInt4 => new(DataType.Int4, null),
            _ => throw new ArgumentOutOfRangeException(nameof(scheme)),
        };
}
