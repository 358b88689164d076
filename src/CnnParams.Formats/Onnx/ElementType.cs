using CnnParams.Layers;
using CnnParams.Measuring;

namespace CnnParams.Formats.Onnx;

/// <summary>The types of elements, by the numbers of the standard.</summary>
internal enum ElementType
{
    Undefined = 0,
    Float = 1,
    UInt8 = 2,
    Int8 = 3,
    UInt16 = 4,
    Int16 = 5,
    Int32 = 6,
    Int64 = 7,
    String = 8,
    Bool = 9,
    Float16 = 10,
    Double = 11,
    UInt32 = 12,
    UInt64 = 13,
    Complex64 = 14,
    Complex128 = 15,
    BFloat16 = 16,
    Float8E4M3FN = 17,
    Float8E4M3FNUZ = 18,
    Float8E5M2 = 19,
    Float8E5M2FNUZ = 20,
    UInt4 = 21,
    Int4 = 22,
    Float4E2M1 = 23,
}

/// <summary>What the types of elements are.</summary>
internal static class ElementTypes
{
    /// <summary>Whether numbers of the type may have a fraction.</summary>
    internal static bool IsReal(this ElementType type) =>
        type
            is ElementType.Float
                or ElementType.Double
                or ElementType.Float16
                or ElementType.BFloat16
                or ElementType.Float8E4M3FN
                or ElementType.Float8E4M3FNUZ
                or ElementType.Float8E5M2
                or ElementType.Float8E5M2FNUZ
                or ElementType.Float4E2M1;

    /// <summary>Whether weights are stored so in a quantised network.</summary>
    internal static bool IsQuantized(this ElementType type) =>
        type
            is ElementType.Int8
                or ElementType.UInt8
                or ElementType.Int4
                or ElementType.UInt4
                or ElementType.Int16
                or ElementType.UInt16;

    /// <summary>The type as the measurement knows it; null for one that it has no size for.</summary>
    internal static DataType? DataType(this ElementType type) =>
        type switch
        {
            ElementType.Float => Layers.DataType.Float32,
            ElementType.Double or ElementType.Complex64 => Layers.DataType.Float64,
            ElementType.Float16 => Layers.DataType.Float16,
            ElementType.BFloat16 => Layers.DataType.BFloat16,
            ElementType.Int64 or ElementType.UInt64 => Layers.DataType.Int64,
            ElementType.Int32 or ElementType.UInt32 => Layers.DataType.Int32,
            ElementType.Int16 or ElementType.UInt16 => Layers.DataType.Int16,
            ElementType.Int8 or ElementType.UInt8 or ElementType.Bool => Layers.DataType.Int8,
            ElementType.Int4 or ElementType.UInt4 or ElementType.Float4E2M1 => Layers.DataType.Int4,
            ElementType.Float8E4M3FN
            or ElementType.Float8E4M3FNUZ
            or ElementType.Float8E5M2
            or ElementType.Float8E5M2FNUZ => Layers.DataType.Float8,
            _ => null,
        };
}
