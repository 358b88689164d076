using System.Buffers.Binary;
using System.Runtime.InteropServices;
using CnnParams.Layers;

namespace CnnParams.Formats;

/// <summary>Numbers as files hold them, the lowest byte first.</summary>
internal static class NumberBytes
{
    /// <summary>The numbers in some bytes; null for a type that is packed.</summary>
    internal static double[]? Read(byte[] bytes, DataType type)
    {
        if (Reader(type) is not { } read)
            return null;
        int size = (int)type.Bytes(1);
        double[] numbers = new double[bytes.Length / size];
        // What is filled is told by comparing bytes, without each of its numbers.
        int different = IsRepeated(bytes, size) ? 1 : numbers.Length;
        for (int i = 0; i < different; i++)
            numbers[i] = read(bytes.AsSpan(i * size, size));
        numbers.AsSpan(different).Fill(numbers.Length > 0 ? numbers[0] : 0);
        return numbers;
    }

    // Whether the first number is all that there is, over and over.
    private static bool IsRepeated(byte[] bytes, int size) =>
        bytes.Length > size && bytes.AsSpan(size).SequenceEqual(bytes.AsSpan(0, bytes.Length - size));

    // IEEE 754-2008, binary16: a sign, 5 bits of exponent, 10 of fraction.
    internal static double Half(ReadOnlySpan<byte> bytes)
    {
        ushort bits = BinaryPrimitives.ReadUInt16LittleEndian(bytes);
        int exponent = (bits >> 10) & 0x1F;
        double fraction = (bits & 0x3FF) / 1024.0;
        double size =
            exponent == 0x1F ? (fraction == 0 ? double.PositiveInfinity : double.NaN)
            : exponent == 0 ? fraction * Math.Pow(2, -14)
            : (1 + fraction) * Math.Pow(2, exponent - 15);
        return bits >= 0x8000 ? -size : size;
    }

    // By way of its bits: real numbers of a stated order of bytes are read only by newer .NET.
    internal static double Single(ReadOnlySpan<byte> bytes) => Single(BinaryPrimitives.ReadInt32LittleEndian(bytes));

    internal static double Double(ReadOnlySpan<byte> bytes) =>
        BitConverter.Int64BitsToDouble(BinaryPrimitives.ReadInt64LittleEndian(bytes));

    private delegate double NumberReader(ReadOnlySpan<byte> bytes);

    private static NumberReader? Reader(DataType type) =>
        type switch
        {
            DataType.Float32 => Single,
            DataType.Float64 => Double,
            DataType.Float16 => Half,
            DataType.BFloat16 => bytes => Single(BinaryPrimitives.ReadUInt16LittleEndian(bytes) << 16),
            DataType.Int64 => bytes => BinaryPrimitives.ReadInt64LittleEndian(bytes),
            DataType.Int32 => bytes => BinaryPrimitives.ReadInt32LittleEndian(bytes),
            DataType.Int16 => bytes => BinaryPrimitives.ReadInt16LittleEndian(bytes),
            DataType.Int8 => bytes => unchecked((sbyte)bytes[0]),
            _ => null,
        };

    private static double Single(int bits)
    {
        Span<int> one = [bits];
        return MemoryMarshal.Cast<int, float>(one)[0];
    }
}
