using CnnParams.Formats.StateDicts;

namespace CnnParams.Formats.PyTorch;

/// <summary>PyTorch's names of element types: of its storage classes, and of its dtypes.</summary>
internal static class TorchElementTypes
{
    private const string Storage = "Storage";

    private static readonly Dictionary<string, StoredType> Storages = new(StringComparer.Ordinal)
    {
        ["Double"] = StoredType.Float64,
        ["Float"] = StoredType.Float32,
        ["Half"] = StoredType.Float16,
        ["BFloat16"] = StoredType.BFloat16,
        ["Long"] = StoredType.Int64,
        ["Int"] = StoredType.Int32,
        ["Short"] = StoredType.Settings16,
        ["Char"] = StoredType.Int8,
        ["Byte"] = StoredType.Int8,
        ["Bool"] = StoredType.Boolean,
        ["ComplexFloat"] = StoredType.Complex64,
        ["ComplexDouble"] = StoredType.Complex128,
        ["QInt8"] = StoredType.Int8,
        ["QUInt8"] = StoredType.Int8,
        ["QInt32"] = StoredType.Int32,
        ["QUInt4x2"] = StoredType.Int4,
        ["Untyped"] = StoredType.Int8,
        ["_Untyped"] = StoredType.Int8,
    };

    private static readonly Dictionary<string, StoredType> Dtypes = new(StringComparer.Ordinal)
    {
        ["float64"] = StoredType.Float64,
        ["double"] = StoredType.Float64,
        ["float32"] = StoredType.Float32,
        ["float"] = StoredType.Float32,
        ["float16"] = StoredType.Float16,
        ["half"] = StoredType.Float16,
        ["bfloat16"] = StoredType.BFloat16,
        ["float8_e4m3fn"] = StoredType.Float8,
        ["float8_e4m3fnuz"] = StoredType.Float8,
        ["float8_e5m2"] = StoredType.Float8,
        ["float8_e5m2fnuz"] = StoredType.Float8,
        ["float8_e8m0fnu"] = StoredType.Float8,
        ["int64"] = StoredType.Int64,
        ["long"] = StoredType.Int64,
        ["int32"] = StoredType.Int32,
        ["int16"] = StoredType.Settings16,
        ["int8"] = StoredType.Int8,
        ["uint8"] = StoredType.Int8,
        ["uint16"] = StoredType.Int16,
        ["uint32"] = StoredType.Int32,
        ["uint64"] = StoredType.Int64,
        ["bool"] = StoredType.Boolean,
        ["complex64"] = StoredType.Complex64,
        ["complex128"] = StoredType.Complex128,
        ["qint8"] = StoredType.Int8,
        ["quint8"] = StoredType.Int8,
        ["qint32"] = StoredType.Int32,
        ["quint4x2"] = StoredType.Int4,
    };

    /// <summary>The element type of a storage class; null where it is not one.</summary>
    internal static StoredType? OfStorage(PickleGlobal storage) =>
        storage.Module is "torch" or "torch.cuda" or "torch.storage"
        && storage.Name.EndsWith(Storage, StringComparison.Ordinal)
        && Storages.TryGetValue(storage.Name.Substring(0, storage.Name.Length - Storage.Length), out var type)
            ? type
            : null;

    /// <summary>The element type of a dtype; null where it is not one.</summary>
    internal static StoredType? OfDtype(object? dtype) =>
        dtype is PickleGlobal { Module: "torch" } named && Dtypes.TryGetValue(named.Name, out var type) ? type : null;
}
