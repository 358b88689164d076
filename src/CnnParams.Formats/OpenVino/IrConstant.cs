using System.Globalization;
using CnnParams.Formats.Graphs;
using CnnParams.Formats.StateDicts;
using CnnParams.Layers;

namespace CnnParams.Formats.OpenVino;

/// <summary>
/// The tensor of a Const layer, or a blob of another: its type and its axes, and where in the .bin file its bytes are.
/// </summary>
internal sealed class IrConstant
{
    private static readonly Dictionary<string, StoredType> Types = new(StringComparer.Ordinal)
    {
        ["f64"] = StoredType.Float64,
        ["f32"] = StoredType.Float32,
        ["f16"] = StoredType.Float16,
        ["bf16"] = StoredType.BFloat16,
        ["f8e4m3"] = StoredType.Float8,
        ["f8e5m2"] = StoredType.Float8,
        ["i64"] = StoredType.Int64,
        ["u64"] = StoredType.Int64,
        ["i32"] = StoredType.Int32,
        ["u32"] = StoredType.Int32,
        ["i16"] = StoredType.Int16,
        ["u16"] = StoredType.Int16,
        ["i8"] = StoredType.Int8,
        ["u8"] = StoredType.Int8,
        ["i4"] = StoredType.Int4,
        ["u4"] = StoredType.Int4,
        ["u1"] = new StoredType(1, null),
        ["boolean"] = StoredType.Boolean,
        // As they are called up to version 7.
        ["FP32"] = StoredType.Float32,
        ["FP16"] = StoredType.Float16,
        ["Q78"] = StoredType.Int16,
        ["I64"] = StoredType.Int64,
        ["U64"] = StoredType.Int64,
        ["I32"] = StoredType.Int32,
        ["I16"] = StoredType.Int16,
        ["U16"] = StoredType.Int16,
        ["I8"] = StoredType.Int8,
        ["U8"] = StoredType.Int8,
        ["BOOL"] = StoredType.Boolean,
        ["BIN"] = new StoredType(1, null),
    };

    private IrConstant(string name, string typeName, long[] sizes, long? offset, long? size)
    {
        Name = name;
        TypeName = typeName;
        Tensor = new StateTensor(name, sizes) { Type = Types.TryGetValue(typeName, out var type) ? type : null };
        Offset = offset;
        Size = size;
    }

    internal string Name { get; }

    internal string TypeName { get; }

    /// <summary>The tensor.</summary>
    internal StateTensor Tensor { get; }

    /// <summary>Its first byte in the .bin file.</summary>
    internal long? Offset { get; }

    /// <summary>Its bytes there.</summary>
    internal long? Size { get; }

    /// <summary>Its axes as its output has them, where those are others.</summary>
    internal IReadOnlyList<long?>? OtherSizes { get; private init; }

    /// <summary>Whether a layer of version 7 or before has it as its weights.</summary>
    internal bool IsBlob { get; private init; }

    /// <summary>Whether they are numbers that can be learned, and no indexes.</summary>
    internal bool IsReal =>
        TypeName.StartsWith("f", StringComparison.OrdinalIgnoreCase)
        || TypeName is "bf16" or "i8" or "u8" or "i4" or "u4" or "u1" or "I8" or "U8" or "Q78" or "BIN";

    /// <summary>Its numbers in the .bin file; null where that is not there, or they are of another type.</summary>
    internal TensorNumbers? Numbers(string? path) =>
        Offset is { } offset && Size is { } size && Tensor.Type?.DataType is { } type && path is not null
            ? TensorNumbers.Of(Tensor.Count, type, bytes => PositionReader.Part(path, offset, Math.Min(bytes, size)))
            : null;

    /// <summary>Its numbers, where they are whole, few, and in the .bin file beside; none otherwise.</summary>
    internal long[] Wholes(string? path)
    {
        const int most = 256;
        if (
            Tensor.Type?.DataType is not { } type
            || type is not (DataType.Int64 or DataType.Int32)
            || Offset is not { } offset
            || Size is not (> 0 and <= most and var size)
            || size != type.Bytes(Tensor.Count)
            || path is null
            || PositionReader.Part(path, offset, size) is not { } bytes
            || NumberBytes.Read(bytes, type) is not { } numbers
        )
            return [];
        return Array.ConvertAll(numbers, number => Math.Abs(number) <= int.MaxValue ? (long)number : -1);
    }

    /// <summary>A blob of a layer, of as many numbers as its bytes are; null where its type is not known.</summary>
    internal static IrConstant? Of(IrLayer layer, string blob)
    {
        if (!layer.Blobs.TryGetValue(blob, out var found))
            return null;
        string precision = layer.Type == "BinaryConvolution" && blob == "weights" ? "BIN" : found.Precision;
        if (!Types.TryGetValue(precision, out var type))
            return null;
        return new IrConstant(
            $"{layer.Name}/{blob}",
            precision,
            [checked(found.Size * 8 / type.Bits)],
            found.Offset,
            found.Size
        )
        {
            IsBlob = blob != "custom",
        };
    }

    /// <summary>Reads a Const layer.</summary>
    internal static IrConstant Read(IrLayer layer, ModelFile file)
    {
        if (layer.Blobs.TryGetValue("custom", out var blob))
            return ReadCustom(layer, blob, file);
        layer.Data.TryGetValue("element_type", out string? type);
        layer.Data.TryGetValue("shape", out string? shape);
        try
        {
            long[] sizes =
            [
                .. (shape ?? "")
                    .Split([','], StringSplitOptions.RemoveEmptyEntries)
                    .Select(part =>
                        long.TryParse(part.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out long size)
                            ? size
                            : throw file.Damaged($"the constant '{layer.Name}' has the shape '{shape}', which is none")
                    ),
            ];
            var port = layer.Outputs.FirstOrDefault()?.Sizes;
            return new IrConstant(layer.Name, type ?? "", sizes, Whole(layer, "offset"), Whole(layer, "size"))
            {
                OtherSizes =
                    port is not { Count: > 0 } || port.SequenceEqual(sizes.Select(size => (long?)size)) ? null : port,
            };
        }
        catch (OverflowException exception)
        {
            throw file.Damaged($"the constant '{layer.Name}' has more than 2^63-1 elements", inner: exception);
        }
    }

    /// <summary>
    /// Notes constants that do not lie within the .bin file, or take other bytes than their shape says.
    /// </summary>
    internal static void Check(IEnumerable<IrConstant> constants, string? path, ModelFile file, TensorGraph graph)
    {
        string name = file.Name + ".bin";
        long? length = path is null ? null : new FileInfo(path).Length;
        var covered = new CoveredBytes(name, length ?? 0);
        foreach (var constant in constants)
        {
            if (constant.OtherSizes is { } other)
                graph.Contradict(
                    constant.Name,
                    $"the constant '{constant.Name}' is {string.Join("x", constant.Tensor.Sizes)}, but its output is "
                        + string.Join("x", other.Select(axis => axis ?? -1))
                );
            if (constant.Offset is not { } offset || constant.Size is not { } size)
                continue;
            covered.Cover(offset, size);
            if (constant.Numbers(path) is { } numbers)
                file.Weights.Show(constant.Name, numbers);
            if (constant.Tensor.Type?.BytesOrNull(constant.Tensor.Count) is { } taken && taken != size)
                graph.Contradict(
                    constant.Name,
                    $"the constant '{constant.Name}' of {constant.Tensor.Count} {constant.TypeName} takes {taken} "
                        + $"bytes, but its size is given as {size}"
                );
            if (length is { } bytes && (offset > bytes || size > bytes - offset))
                graph.Contradict(
                    constant.Name,
                    $"the constant '{constant.Name}' lies at {offset} of '{name}' and takes {size} bytes, but that "
                        + $"file has {bytes}"
                );
        }

        covered.HoldOthers(file.Weights);
    }

    // Up to version 7, its shape is that of the output.
    private static IrConstant ReadCustom(IrLayer layer, IrBlob blob, ModelFile file)
    {
        try
        {
            return new IrConstant(
                layer.Name,
                blob.Precision,
                [.. layer.Outputs.Take(1).SelectMany(port => port.Sizes).Select(size => size ?? 1)],
                blob.Offset,
                blob.Size
            );
        }
        catch (OverflowException exception)
        {
            throw file.Damaged($"the constant '{layer.Name}' has more than 2^63-1 elements", inner: exception);
        }
    }

    private static long? Whole(IrLayer layer, string name) =>
        layer.Data.TryGetValue(name, out string? text)
        && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value)
            ? value
            : null;
}
