using CnnParams.Formats.StateDicts;

namespace CnnParams.Formats.PyTorch;

/// <summary>PyTorch's names of element types: of its storage classes, and of its dtypes.</summary>
internal static class TorchTypes
{
    private const string Storage = "Storage";

    private static readonly Dictionary<string, ElementType> Storages = new(StringComparer.Ordinal)
    {
        ["Double"] = ElementType.Float64,
        ["Float"] = ElementType.Float32,
        ["Half"] = ElementType.Float16,
        ["BFloat16"] = ElementType.BFloat16,
        ["Long"] = ElementType.Int64,
        ["Int"] = ElementType.Int32,
        ["Short"] = ElementType.Int16,
        ["Char"] = ElementType.Int8,
        ["Byte"] = ElementType.Int8,
        ["Bool"] = ElementType.Boolean,
        ["ComplexFloat"] = ElementType.Complex64,
        ["ComplexDouble"] = ElementType.Complex128,
        ["QInt8"] = ElementType.Int8,
        ["QUInt8"] = ElementType.Int8,
        ["QInt32"] = ElementType.Int32,
        ["QUInt4x2"] = ElementType.Int4,
        ["Untyped"] = ElementType.Int8,
        ["_Untyped"] = ElementType.Int8,
    };

    private static readonly Dictionary<string, ElementType> Dtypes = new(StringComparer.Ordinal)
    {
        ["float64"] = ElementType.Float64,
        ["double"] = ElementType.Float64,
        ["float32"] = ElementType.Float32,
        ["float"] = ElementType.Float32,
        ["float16"] = ElementType.Float16,
        ["half"] = ElementType.Float16,
        ["bfloat16"] = ElementType.BFloat16,
        ["float8_e4m3fn"] = ElementType.Float8,
        ["float8_e4m3fnuz"] = ElementType.Float8,
        ["float8_e5m2"] = ElementType.Float8,
        ["float8_e5m2fnuz"] = ElementType.Float8,
        ["float8_e8m0fnu"] = ElementType.Float8,
        ["int64"] = ElementType.Int64,
        ["long"] = ElementType.Int64,
        ["int32"] = ElementType.Int32,
        ["int16"] = ElementType.Int16,
        ["int8"] = ElementType.Int8,
        ["uint8"] = ElementType.Int8,
        ["uint16"] = ElementType.Int16,
        ["uint32"] = ElementType.Int32,
        ["uint64"] = ElementType.Int64,
        ["bool"] = ElementType.Boolean,
        ["complex64"] = ElementType.Complex64,
        ["complex128"] = ElementType.Complex128,
        ["qint8"] = ElementType.Int8,
        ["quint8"] = ElementType.Int8,
        ["qint32"] = ElementType.Int32,
        ["quint4x2"] = ElementType.Int4,
    };

    /// <summary>The element type of a storage class; null where it is not one.</summary>
    internal static ElementType? OfStorage(PickleGlobal storage) =>
        storage.Module is "torch" or "torch.cuda" or "torch.storage"
        && storage.Name.EndsWith(Storage, StringComparison.Ordinal)
        && Storages.TryGetValue(storage.Name.Substring(0, storage.Name.Length - Storage.Length), out var type)
            ? type
            : null;

    /// <summary>The element type of a dtype; null where it is not one.</summary>
    internal static ElementType? OfDtype(object? dtype) =>
        dtype is PickleGlobal { Module: "torch" } named && Dtypes.TryGetValue(named.Name, out var type) ? type : null;
}
