using System.Buffers.Binary;
using CnnParams.Formats.Folding;
using CnnParams.Formats.Onnx.Schema;
using CnnParams.Layers;

namespace CnnParams.Formats.Onnx.Inference;

/// <summary>Tensors of the file: their axes, and their elements where those are few and were kept.</summary>
internal static class TensorReader
{
    private const int MostReals = 64;
    private const int FewSampled = 1 << 8;
    private const int MostSampled = 1 << 16;

    /// <summary>What is known of a tensor.</summary>
    internal static Value Value(Tensor tensor)
    {
        var type = (ElementType)tensor.DataType;
        var shape = Shape.Of(tensor.Dims.Select(size => (Size)size));
        return OnnxCall.Typed(type, shape, Elements(tensor, type));
    }

    /// <summary>The different real numbers in a tensor, three at most; null where its elements are not known.</summary>
    internal static IReadOnlyList<double>? Distinct(Value value) =>
        value.ElementType.IsReal()
        && value.Elements is { Count: > 1 } elements
        && elements.All(element => element.Value is not null)
            ? elements.Select(element => element.Value!.Value).Distinct().Take(3).ToArray()
            : null;

    /// <summary>
    /// Different real numbers among those at the beginning of a tensor that were not kept, three at most; null where
    /// the file does not hold them.
    /// </summary>
    internal static IReadOnlyList<double>? Sampled(Tensor tensor, ModelFile file)
    {
        var type = (ElementType)tensor.DataType;
        if (!type.IsReal() || tensor.PayloadPosition == 0 || type.DataType() is not { } known)
            return null;
        // The first few tell nearly every weight from one that is filled.
        return tensor.PayloadBytes > FewSampled && Different(FewSampled) is { Length: 3 } different
            ? different
            : Different(MostSampled);

        double[]? Different(long most) =>
            First(tensor, most, file) is { } bytes
                ? NumberBytes.Read(bytes, known)?.Distinct().Take(3).ToArray()
                : null;
    }

    /// <summary>Its numbers, as far as the file holds them and they are looked at.</summary>
    internal static TensorNumbers Numbers(Tensor tensor, Value value, long count, ModelFile file)
    {
        var type = (ElementType)tensor.DataType;
        return new TensorNumbers(
            count,
            type.IsReal(),
            most =>
                value.Elements is { } kept && kept.All(number => number.Value is not null)
                    ? [.. kept.Take(most).Select(number => number.Value!.Value)]
                : type.DataType() is { } known && First(tensor, known.Bytes(most), file) is { } bytes
                    ? NumberBytes.Read(bytes, known)
                : null
        );
    }

    private static byte[]? First(Tensor tensor, long most, ModelFile file) =>
        tensor.PayloadPosition > 0
            ? new PositionReader(file).Bytes(tensor.PayloadPosition, Math.Min(tensor.PayloadBytes, most), tensor.Name)
            : TensorBytes.OfBeside(tensor, most, file);

    private static Number[]? Elements(Tensor tensor, ElementType type)
    {
        // Real numbers that shapes depend on are factors and bounds; vectors of weights need no memory.
        if (type.IsReal() && tensor.Dims.Any(size => size > MostReals))
            return null;
        if (tensor.RawData.Length > 0)
            return FromBytes(tensor.RawData.ToByteArray(), type);
        if (tensor.Int64Data.Count > 0)
            return tensor.Int64Data.Select(number => (Number)number).ToArray();
        if (tensor.Int32Data.Count > 0 && type is not (ElementType.Float16 or ElementType.BFloat16))
            return tensor.Int32Data.Select(number => (Number)(long)number).ToArray();
        if (tensor.FloatData.Count > 0)
            return tensor.FloatData.Select(number => (Number)(double)number).ToArray();
        if (tensor.DoubleData.Count > 0)
            return tensor.DoubleData.Select(number => (Number)number).ToArray();
        return tensor.Dims.Contains(0) ? [] : null;
    }

    private static Number[]? FromBytes(byte[] bytes, ElementType type) =>
        type switch
        {
            ElementType.Int64 => Each(bytes, 8, at => (Number)BinaryPrimitives.ReadInt64LittleEndian(at)),
            ElementType.Int32 => Each(bytes, 4, at => (Number)(long)BinaryPrimitives.ReadInt32LittleEndian(at)),
            ElementType.Int16 => Each(bytes, 2, at => (Number)(long)BinaryPrimitives.ReadInt16LittleEndian(at)),
            ElementType.Int8 => Each(bytes, 1, at => (Number)(long)unchecked((sbyte)at[0])),
            ElementType.UInt8 or ElementType.Bool => Each(bytes, 1, at => (Number)(long)at[0]),
            ElementType.Float16 => Each(bytes, 2, at => (Number)NumberBytes.Half(at)),
            ElementType.Float => Each(bytes, 4, at => (Number)NumberBytes.Single(at)),
            ElementType.Double => Each(bytes, 8, at => (Number)NumberBytes.Double(at)),
            _ => null,
        };

    private delegate Number ElementReader(ReadOnlySpan<byte> at);

    private static Number[]? Each(byte[] bytes, int size, ElementReader read)
    {
        if (bytes.Length % size != 0)
            return null;
        var elements = new Number[bytes.Length / size];
        for (int i = 0; i < elements.Length; i++)
            elements[i] = read(bytes.AsSpan(i * size, size));
        return elements;
    }
}
