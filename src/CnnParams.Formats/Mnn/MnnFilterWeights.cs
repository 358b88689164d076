using CnnParams.Formats.FlatBuffers;
using CnnParams.Layers;
using CnnParams.Measuring;

namespace CnnParams.Formats.Mnn;

/// <summary>
/// How many numbers filters and their bias have in the file: as floats, quantised, or beside it
/// (schema/default/CaffeOp.fbs: Convolution2D, IDSTQuan, QuantizedFloatParam).
/// </summary>
/// <param name="Count">The numbers of the filters; null where only their packed bytes could tell, or they are left
/// out.</param>
/// <param name="Bias">The numbers of the bias.</param>
/// <param name="Type">Their type; null where it is not known.</param>
/// <param name="IsLeftOut">Whether neither is anywhere: benchmarks use such files.</param>
internal sealed record MnnFilterWeights(long? Count, long Bias, DataType? Type, bool IsLeftOut)
{
    /// <summary>
    /// Of packed filters, how many bits each number has, and the bytes that there are for all of them; null where that
    /// is not known.
    /// </summary>
    internal (int Bits, long Bytes)? Packing { get; init; }

    /// <summary>The numbers of the filters, where they are there as they are.</summary>
    internal TensorNumbers? Numbers { get; private init; }

    /// <summary>The numbers of the bias, which MNN writes where there is none.</summary>
    internal TensorNumbers? BiasNumbers { get; private init; }

    /// <summary>The bytes that are missing of so many numbers.</summary>
    internal long Missing(long numbers) =>
        Packing is { } packing
            ? Math.Max((long)Math.Ceiling((double)numbers * packing.Bits / 8) - packing.Bytes, 0)
            : 0;

    // By IDSTQuan's type: packed bits, sparse packed bits, halves, bytes, and floats that lie outside.
    private const int Packed = 1,
        Sparse = 2,
        Halves = 3,
        Bytes = 4,
        Floats = 8;

    /// <summary>Those of a convolution.</summary>
    /// <param name="convolution">Its settings.</param>
    /// <param name="outside">Reads bytes that lie outside: so many at most, from a place on.</param>
    internal static MnnFilterWeights Of(MnnTable convolution, Func<long, long, byte[]?> outside)
    {
        long[] place = convolution.Places(6, "the weights' place");
        var weights = OfFilters(convolution, place);
        TensorNumbers? At(int part, DataType type) =>
            place.Length > part && place[part] > 0 && type.Bytes(1) is var size
                ? TensorNumbers.Of(
                    place[part] / size,
                    type,
                    most => outside(place.Take(part).Sum(), Math.Min(most, place[part]))
                )
                : null;
        bool isQuantised = convolution.Inner(3, "the packed weights").Table is not null;
        return weights with
        {
            Numbers =
                weights.Numbers
                ?? convolution.Numbers(1, DataType.Float32, "the weights")
                ?? (isQuantised ? null : At(1, DataType.Float32)),
            BiasNumbers =
                convolution.Numbers(2, DataType.Float32, "the bias") ?? At(isQuantised ? 3 : 2, DataType.Float32),
        };
    }

    private static MnnFilterWeights OfFilters(MnnTable convolution, long[] place)
    {
        long bias = convolution.Count(2, sizeof(float), "the bias");
        var quantised = convolution.Inner(3, "the packed weights");
        if (quantised.Table is { } packed)
            return Quantised(
                packed,
                place,
                bias > 0 ? bias
                    : place.Length > 3 ? place[3] / sizeof(float)
                    : 0
            );

        var whole = convolution.Inner(4, "the quantised weights");
        if (whole.Count(0, sizeof(byte), "the quantised weights") is > 0 and var bytes)
            return new MnnFilterWeights(
                bytes,
                whole.Count(1, sizeof(int), "the quantised bias") is > 0 and var more ? more : bias,
                DataType.Int8,
                false
            );

        long floats = convolution.Count(1, sizeof(float), "the weights");
        if (floats == 0 && place.Length > 1)
            floats = place[1] / sizeof(float);
        if (bias == 0 && place.Length > 2)
            bias = place[2] / sizeof(float);
        return new MnnFilterWeights(floats > 0 ? floats : null, bias, DataType.Float32, floats == 0 && bias == 0);
    }

    /// <summary>Those of a fully connected layer.</summary>
    internal static MnnFilterWeights OfUnits(MnnTable units)
    {
        long bias = units.Count(4, sizeof(float), "the bias");
        long floats = units.Count(3, sizeof(float), "the weights");
        var weights = units.Inner(7, "the packed weights").Table is { } packed
            ? Quantised(packed, [], bias)
            : new MnnFilterWeights(floats > 0 ? floats : null, bias, DataType.Float32, floats == 0 && bias == 0);
        return weights with
        {
            Numbers = weights.Numbers ?? units.Numbers(3, DataType.Float32, "the weights"),
            BiasNumbers = units.Numbers(4, DataType.Float32, "the bias"),
        };
    }

    private static MnnFilterWeights Quantised(FlatTable packed, long[] place, long bias)
    {
        var inside = packed.List(0, sizeof(byte), "the packed weights");
        long bytes = inside?.Count ?? 0;
        bool isOutside = bytes == 0 && place.Length > 1;
        if (isOutside)
            bytes = place[1];
        int kind = packed.Int32(2, "the packing");
        return kind switch
        {
            _ when bytes == 0 => new MnnFilterWeights(null, bias, null, bias == 0),
            Packed or Sparse when !isOutside => Headed(packed, inside!.Value, kind, bias),
            Packed when packed.Int32(7, "the bits") is > 0 and <= 8 and var bits => new MnnFilterWeights(
                null,
                bias,
                TypeOf(bits),
                false
            )
            {
                Packing = (bits, bytes),
            },
            Packed or Sparse => new MnnFilterWeights(null, bias, DataType.Int8, false),
            Halves => new MnnFilterWeights(bytes / 2, bias, DataType.Float16, false)
            {
                Numbers =
                    inside is { } list && !isOutside
                        ? TensorNumbers.Of(
                            bytes / 2,
                            DataType.Float16,
                            most => packed.File.Bytes(list.Start, Math.Min(most, bytes), "the weights")
                        )
                        : null,
            },
            Bytes => new MnnFilterWeights(bytes, bias, DataType.Int8, false),
            Floats => new MnnFilterWeights(bytes / sizeof(float), bias, DataType.Float32, false),
            _ => new MnnFilterWeights(null, bias, null, false),
        };
    }

    // The packed bytes begin with how many axes there are, in a byte, their sizes, of 16 or 32 bits, and how many
    // values a number can have, in a byte, in which 0 is 256 (source/core/ConvolutionCommon.cpp).
    private static MnnFilterWeights Headed(FlatTable packed, (long Start, int Count) list, int kind, long bias)
    {
        var file = packed.File;
        int axes = file.Byte(list.Start, "the number of axes"),
            size = packed.Byte(11, "the width of sizes") != 0 ? sizeof(int) : sizeof(ushort);
        if (axes is 0 or > 4 || list.Count < 2 + (axes * size))
            return new MnnFilterWeights(null, bias, DataType.Int8, false);
        long count = 1;
        for (int i = 0; i < axes; i++)
        {
            long at = list.Start + 1 + ((long)i * size);
            count = checked(
                count * (size == sizeof(int) ? unchecked((uint)file.Int32(at, "a size")) : file.UInt16(at, "a size"))
            );
        }

        if (kind == Sparse)
            return new MnnFilterWeights(count, bias, DataType.Int8, false);
        // The values follow, of a byte each, then for each number which of them it is.
        int values = file.Byte(list.Start + 1 + ((long)axes * size), "the number of values") is > 0 and var some
            ? some
            : 256;
        int bits = Enumerable.Range(1, 8).First(width => 1 << width >= values);
        return new MnnFilterWeights(count, bias, TypeOf(bits), false)
        {
            Packing = (bits, Math.Max(list.Count - 2 - (axes * size) - values, 0)),
        };
    }

    private static DataType TypeOf(int bits) => bits <= 4 ? DataType.Int4 : DataType.Int8;
}
