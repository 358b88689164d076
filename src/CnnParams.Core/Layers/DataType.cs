namespace CnnParams.Layers;

/// <summary>The type of stored numbers; decides how many bytes a weight or an activation takes.</summary>
public enum DataType : long
{
    /// <summary>IEEE single precision, 32 bits.</summary>
    Float32,

    /// <summary>IEEE double precision, 64 bits.</summary>
    Float64,

    /// <summary>IEEE half precision, 16 bits.</summary>
    Float16,

    /// <summary>Brain floating point, 16 bits.</summary>
    BFloat16,

    /// <summary>Eight-bit floating point.</summary>
    Float8,

    /// <summary>64-bit integer.</summary>
    Int64,

    /// <summary>32-bit integer.</summary>
    Int32,

    /// <summary>16-bit integer.</summary>
    Int16,

    /// <summary>8-bit integer, signed or not.</summary>
    Int8,

    /// <summary>4-bit integer, two in a byte.</summary>
    Int4,
}

/// <summary>Sizes of data types.</summary>
public static class DataTypes
{
    /// <summary>The number of bits of one number.</summary>
    public static int Bits(this DataType type) =>
        type switch
        {
            DataType.Float64 or DataType.Int64 => 64,
            DataType.Float32 or DataType.Int32 => 32,
            DataType.Float16 or DataType.BFloat16 or DataType.Int16 => 16,
            DataType.Float8 or DataType.Int8 => 8,
            DataType.Int4 => 4,
            _ => throw new ArgumentOutOfRangeException(nameof(type)),
        };

    /// <summary>The number of bytes of <paramref name="count"/> numbers, the last byte filled up.</summary>
    /// <exception cref="OverflowException">More than 2^63-1 bits.</exception>
    public static long Bytes(this DataType type, long count) => checked(((count * type.Bits()) + 7) / 8);
}
