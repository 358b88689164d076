using CnnParams.Layers;
using CnnParams.Measuring;

namespace CnnParams.Formats;

/// <summary>The type of the elements of a stored tensor, as its format names it.</summary>
/// <param name="Bits">The bits of one element.</param>
/// <param name="DataType">The type in the domain's words; null where it has none.</param>
/// <param name="IsIndex">Whether such numbers are never learned: positions, masks, counters.</param>
internal sealed record StoredType(int Bits, DataType? DataType, bool IsIndex = false)
{
    internal static StoredType Float64 { get; } = Of(Layers.DataType.Float64);

    internal static StoredType Float32 { get; } = Of(Layers.DataType.Float32);

    internal static StoredType Float16 { get; } = Of(Layers.DataType.Float16);

    internal static StoredType BFloat16 { get; } = Of(Layers.DataType.BFloat16);

    internal static StoredType Float8 { get; } = Of(Layers.DataType.Float8);

    internal static StoredType Int64 { get; } = Of(Layers.DataType.Int64) with { IsIndex = true };

    internal static StoredType Int32 { get; } = Of(Layers.DataType.Int32);

    internal static StoredType Int16 { get; } = Of(Layers.DataType.Int16);

    /// <summary>As PyTorch has them, which keeps settings in them: a quantised weight has no type of 16 bits.</summary>
    internal static StoredType Settings16 { get; } = Int16 with { IsIndex = true };

    internal static StoredType Int8 { get; } = Of(Layers.DataType.Int8);

    internal static StoredType Int4 { get; } = Of(Layers.DataType.Int4);

    internal static StoredType Boolean { get; } = Int8 with { IsIndex = true };

    internal static StoredType Complex64 { get; } = new(64, null);

    internal static StoredType Complex128 { get; } = new(128, null);

    /// <summary>The bytes of some elements, the last byte filled up.</summary>
    /// <exception cref="OverflowException">More than 2^63-1 bits.</exception>
    internal long Bytes(long count) => checked((count * Bits) + 7) / 8;

    /// <summary>As <see cref="Bytes"/>; null where there are more than 2^63-1 bits.</summary>
    internal long? BytesOrNull(long count) => count > (long.MaxValue - 7) / Bits ? null : Bytes(count);

    private static StoredType Of(DataType type) => new(type.Bits(), type);
}
