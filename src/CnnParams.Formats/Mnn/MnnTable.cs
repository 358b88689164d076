using CnnParams.Formats.FlatBuffers;
using CnnParams.Layers;
using CnnParams.Measuring;

namespace CnnParams.Formats.Mnn;

/// <summary>
/// A table of settings, in which whatever is left out has its value by default. Fields have the numbers of the schema
/// (alibaba/MNN: schema/default, CaffeOp.fbs, TensorflowOp.fbs and MNN.fbs).
/// </summary>
internal readonly record struct MnnTable(FlatTable? Table)
{
    // Settings are sizes and places, and constants that are read have few numbers.
    private const int MostNumbers = 4096;

    internal int Int(int field, string what, int otherwise = 0) => Table?.Int32(field, what, otherwise) ?? otherwise;

    internal bool Is(int field, string what, bool otherwise = false) =>
        (Table?.Byte(field, what, otherwise ? (byte)1 : (byte)0) ?? (otherwise ? 1 : 0)) != 0;

    internal byte Choice(int field, string what, byte otherwise = 0) =>
        Table?.Byte(field, what, otherwise) ?? otherwise;

    internal float Real(int field, string what, float otherwise = 0) =>
        Table?.Single(field, what, otherwise) ?? otherwise;

    internal string Text(int field, string what) => Table?.Text(field, what) ?? "";

    /// <summary>A list of whole numbers; null where it is left out.</summary>
    internal long[]? Wholes(int field, string what) =>
        Short(field, sizeof(int), what)?.Int32s(field, what) is { } list
            ? Array.ConvertAll(list, number => (long)number)
            : null;

    /// <summary>
    /// A list of whole numbers of 64 bits: where something lies in the file of weights, and its bytes.
    /// </summary>
    internal long[] Places(int field, string what) => Short(field, sizeof(long), what)?.Int64s(field, what) ?? [];

    /// <summary>A list of real numbers; null where it is left out.</summary>
    internal float[]? Reals(int field, string what) => Short(field, sizeof(float), what)?.Singles(field, what);

    /// <summary>How many items a list has that is not read; 0 where it is left out.</summary>
    internal long Count(int field, int size, string what) => Table?.List(field, size, what)?.Count ?? 0;

    /// <summary>The numbers of a list, as far as they are looked at; null where it is left out.</summary>
    internal TensorNumbers? Numbers(int field, DataType type, string what) =>
        Table is { } table && table.List(field, Size(type), what) is { Count: > 0 } list
            ? TensorNumbers.Of(
                list.Count * Size(type) / type.Bytes(1),
                type,
                most => table.File.Bytes(list.Start, most, what)
            )
            : null;

    // Those of 16 bits are written as bytes.
    private static int Size(DataType type) => type.Bytes(1) == sizeof(ushort) ? sizeof(byte) : (int)type.Bytes(1);

    /// <summary>A list of tables; none where it is left out.</summary>
    internal IEnumerable<MnnTable> Tables(int field, string what) =>
        Table?.Tables(field, what).Select(table => new MnnTable(table)) ?? [];

    internal MnnTable Inner(int field, string what) => new(Table?.Table(field, what));

    /// <exception cref="Reading.ModelFileException">The list is longer than any that is read.</exception>
    private FlatTable? Short(int field, int size, string what) =>
        Table?.List(field, size, what) is { Count: > MostNumbers } list
            ? throw Table.Value.File.Damaged(
                $"{what} has {list.Count} numbers; at most {MostNumbers} are expected",
                list.Start
            )
            : Table;
}
