using CnnParams.Layers;
using CnnParams.Measuring;

namespace CnnParams.Formats.Keras;

/// <summary>The type of a layer's variables, by the name of its type policy.</summary>
internal static class KerasTypePolicy
{
    private static readonly Dictionary<string, DataType> Types = new(StringComparer.Ordinal)
    {
        ["float16"] = DataType.Float16,
        ["bfloat16"] = DataType.BFloat16,
        ["float32"] = DataType.Float32,
        ["float64"] = DataType.Float64,
        ["float8_e4m3fn"] = DataType.Float8,
        ["float8_e5m2"] = DataType.Float8,
        ["int8"] = DataType.Int8,
        ["uint8"] = DataType.Int8,
        ["bool"] = DataType.Int8,
        ["int16"] = DataType.Int16,
        ["uint16"] = DataType.Int16,
        ["int32"] = DataType.Int32,
        ["uint32"] = DataType.Int32,
        ["int64"] = DataType.Int64,
        ["uint64"] = DataType.Int64,
    };

    /// <summary>
    /// The type that variables have; null where it is not written. Mixed precision computes in 16 bits, and keeps 32.
    /// </summary>
    internal static DataType? VariableType(KerasConfig config) =>
        config.NameOf("dtype") switch
        {
            null => null,
            var policy when policy.StartsWith("mixed_", StringComparison.Ordinal) => DataType.Float32,
            var policy => Named(policy),
        };

    /// <summary>A type by Keras's and NumPy's name; null for another.</summary>
    internal static DataType? Named(string name) => Types.TryGetValue(name, out var type) ? type : null;
}
