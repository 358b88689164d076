using CnnParams.Formats.Folding;
using CnnParams.Layers;
using CnnParams.Measuring;

namespace CnnParams.Formats.Mnn;

/// <summary>
/// A tensor that the file holds (schema/default/Tensor.fbs: Blob), of which the numbers are read only where there are
/// few: those that shapes are put together of.
/// </summary>
/// <param name="Name">What the file calls it.</param>
/// <param name="Sizes">The sizes of its axes, all of them.</param>
/// <param name="Type">The type of its numbers; null for one that the domain does not have.</param>
internal sealed record MnnConstant(string Name, IReadOnlyList<long> Sizes, DataType? Type)
{
    // More are weights, and not sizes of axes.
    private const int MostNumbers = 1024;

    private const int Uint8s = 3,
        Int8s = 4,
        Int32s = 5,
        Int64s = 6,
        Float32s = 7,
        External = 9;

    // By the numbers of the schema, DT_FLOAT = 1 and so on.
    private static readonly DataType?[] Types =
    [
        null,
        DataType.Float32,
        DataType.Float64,
        DataType.Int32,
        DataType.Int8,
        DataType.Int16,
        DataType.Int8,
        null,
        null,
        DataType.Int64,
        null,
        DataType.Int8,
        DataType.Int8,
        DataType.Int32,
        DataType.BFloat16,
        DataType.Int16,
        DataType.Int16,
        DataType.Int16,
        null,
        DataType.Float16,
    ];

    /// <summary>How many numbers there are.</summary>
    internal long Count { get; } = Sizes.Aggregate(1L, (product, size) => checked(product * size));

    /// <summary>Whether it is learned: more than one number, and not whole ones, which are sizes and places.</summary>
    internal bool IsWeight => Count > 1 && IsReal;

    /// <summary>Whether it has real numbers, or bytes that stand for some.</summary>
    internal bool IsReal =>
        Type is DataType.Float32 or DataType.Float16 or DataType.BFloat16 or DataType.Float64 or DataType.Int8;

    /// <summary>Reads a constant.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="blob">Its table.</param>
    /// <param name="place">Where it lies in the file of weights, if there.</param>
    /// <param name="warning">What contradicts itself in it; null where nothing does.</param>
    internal static MnnKnown Read(string name, MnnTable blob, out long[] place, out string? warning)
    {
        int number = blob.Int(2, "the constant's type", 1);
        var type = number >= 0 && number < Types.Length ? Types[number] : null;
        long[]? written = blob.Wholes(0, "the constant's sizes");
        place = blob.Places(External, "the constant's place");
        var (kept, size) = Kept(blob);
        // A file whose weights have been left out has the sizes alone; a single number has none. Those of 16 bits stand
        // as bytes.
        long numbers = size == sizeof(byte) && type?.Bytes(1) is > 1 and var each ? kept / each : kept;
        long[] sizes = written ?? (numbers > 1 ? [numbers] : []);
        if (Array.Exists(sizes, axis => axis < 0))
            sizes = [.. sizes.Select(axis => Math.Max(axis, 1))];
        var constant = new MnnConstant(name, sizes, type);
        long? bytes =
            place.Length > 1 ? place[1]
            : kept > 0 ? kept * size
            : null;
        // Numbers of 16 bits stand as bytes, and older files have some as if they were of 32.
        long? expected = type?.Bytes(constant.Count);
        warning =
            bytes is { } held
            && expected is { } taken
            && held != taken
            && held != checked(constant.Count * sizeof(float))
                ? $"{constant.Count} numbers of {type} take {taken} bytes, but the file holds {held} of them"
                : null;
        return new MnnKnown(constant, constant.Count <= MostNumbers ? Numbers(blob, constant) : null)
        {
            IsReal = type is DataType.Float32 or DataType.Float64 or DataType.Float16 or DataType.BFloat16,
        };
    }

    /// <summary>Its numbers, where they are in the file as they are; of 16 bits they stand as bytes.</summary>
    internal static TensorNumbers? NumbersOf(MnnTable blob, MnnConstant constant) =>
        constant.Type switch
        {
            DataType.Float32 => blob.Numbers(Float32s, DataType.Float32, "the constant's numbers"),
            DataType.Float16 or DataType.BFloat16 => blob.Numbers(Int8s, constant.Type.Value, "the constant's numbers")
                ?? blob.Numbers(Uint8s, constant.Type.Value, "the constant's numbers"),
            _ => null,
        };

    private static (long Count, int Size) Kept(MnnTable blob)
    {
        foreach (
            var (field, size) in new[]
            {
                (Float32s, sizeof(float)),
                (Int32s, sizeof(int)),
                (Int8s, sizeof(byte)),
                (Uint8s, sizeof(byte)),
                (Int64s, sizeof(long)),
            }
        )
        {
            if (blob.Count(field, size, "the constant's numbers") is > 0 and var count)
                return (count, size);
        }

        return (0, 1);
    }

    private static Number[]? Numbers(MnnTable blob, MnnConstant constant)
    {
        bool Has(int field, int size) => blob.Count(field, size, "the constant's numbers") == constant.Count;
        return constant.Type switch
        {
            DataType.Int32 or DataType.Int64 when Has(Int32s, sizeof(int)) =>
            [
                .. (blob.Wholes(Int32s, "a number") ?? []).Select(number => (Number)number),
            ],
            DataType.Int64 when Has(Int64s, sizeof(long)) =>
            [
                .. blob.Places(Int64s, "a number").Select(number => (Number)number),
            ],
            DataType.Float32 when Has(Float32s, sizeof(float)) =>
            [
                .. (blob.Reals(Float32s, "a number") ?? []).Select(number => (Number)number),
            ],
            _ => null,
        };
    }
}
