using System.Buffers.Binary;
using CnnParams.Formats.CoreML.Schema;
using DataType = CnnParams.Layers.DataType;

namespace CnnParams.Formats.CoreML.Program;

/// <summary>
/// The constants of a program by the names of their values: weights, which lie in a file beside or among the values,
/// and settings, whose numbers are among the values.
/// </summary>
internal sealed class ProgramConstants
{
    private readonly Dictionary<string, ProgramConstant> _byName = new(StringComparer.Ordinal);

    /// <summary>The constant of a name; null where the value is computed.</summary>
    internal ProgramConstant? Find(string name) => _byName.TryGetValue(name, out var constant) ? constant : null;

    /// <summary>Takes an operation that makes a constant: const, or constexpr_..., which unpacks one.</summary>
    internal bool Take(Operation operation)
    {
        bool isConstant = operation.Type == "const";
        if (!isConstant && !operation.Type.StartsWith("constexpr_", StringComparison.Ordinal))
            return false;
        var value = isConstant && operation.Attributes.TryGetValue("val", out var given) ? given : null;
        foreach (var output in operation.Outputs)
            _byName[output.Name] = new ProgramConstant(output.Name, output.Type?.Tensor, value?.Immediate?.Tensor)
            {
                Place = value?.Blob,
            };
        return true;
    }

    /// <summary>The weights of blocks, and of those that their operations have: bodies of loops, branches.</summary>
    internal static IEnumerable<ProgramConstant> WeightsOf(IEnumerable<Block> blocks)
    {
        var waiting = new Stack<Block>(blocks);
        while (waiting.Count > 0)
        {
            foreach (var operation in waiting.Pop().Operations)
            {
                var constants = new ProgramConstants();
                foreach (
                    var constant in constants.Take(operation)
                        ? constants._byName.Values.Where(constant => constant.IsWeight)
                        : []
                )
                    yield return constant;
                foreach (var inner in operation.Blocks)
                    waiting.Push(inner);
            }
        }
    }

    /// <summary>A value that is written where it is read.</summary>
    internal static ProgramConstant Of(string name, Value value) =>
        new(name, value.Type?.Tensor, value.Immediate?.Tensor);
}

/// <summary>A constant of a program.</summary>
/// <param name="Name">The name of its value.</param>
/// <param name="Type">Its type and sizes.</param>
/// <param name="Numbers">Its numbers, where they are few.</param>
internal sealed record ProgramConstant(string Name, TensorType? Type, Numbers? Numbers)
{
    // Floats of 16, 32 and 64 bits, and the types that weights are packed in.
    private static readonly int[] WeightTypes = [10, 11, 12, 13, 40, 41];

    // What is written before the weights' own description, and where in it their place is (coremltools,
    // mlmodel/src/MILBlob/Blob/StorageFormat.hpp).
    private const uint Sentinel = 0xDEADBEEF;
    private const int DescriptionBytes = 24,
        PlaceAt = 16;

    private const string ModelPath = "@model_path/";

    /// <summary>The types of numbers that are not packed.</summary>
    internal static Dictionary<int, DataType> Types { get; } =
        new()
        {
            [10] = DataType.Float16,
            [11] = DataType.Float32,
            [12] = DataType.Float64,
            [13] = DataType.BFloat16,
        };

    /// <summary>Where it lies in the package; null where it is among the values.</summary>
    internal Blob? Place { get; init; }

    /// <summary>Its first bytes; null where they are not there.</summary>
    internal byte[]? First(long most, ModelFile model)
    {
        if (Numbers?.Reals is { } reals)
            return [.. reals.Values.SelectMany(BitConverter.GetBytes).Take((int)most)];
        if (Numbers?.Halves is { } halves)
            return [.. halves.Values.Span.Slice(0, (int)Math.Min(most, halves.Values.Length))];
        if (
            Place is not { Offset: <= long.MaxValue } place
            || !place.Name.StartsWith(ModelPath, StringComparison.Ordinal)
            || model.Beside(place.Name.Substring(ModelPath.Length)) is not { } path
            || PositionReader.Part(path, (long)place.Offset, DescriptionBytes) is not { } description
            || BinaryPrimitives.ReadUInt32LittleEndian(description) != Sentinel
        )
            return null;
        return PositionReader.Part(path, BinaryPrimitives.ReadInt64LittleEndian(description.AsSpan(PlaceAt)), most);
    }

    /// <summary>The sizes of its axes; none for a single number.</summary>
    internal long[] Sizes => [.. (Type?.Sizes ?? []).Select(size => checked((long)(size.Known?.Size ?? 0)))];

    /// <summary>The number of its elements.</summary>
    internal long Count => Sizes.Aggregate(1L, (product, size) => checked(product * size));

    /// <summary>Whether it has real numbers, or what they are packed in.</summary>
    internal bool IsReal => Type is not null && WeightTypes.Contains(Type.DataType);

    /// <summary>Whether it is learned: more than one real number.</summary>
    internal bool IsWeight => IsReal && Count > 1;

    /// <summary>Its whole numbers.</summary>
    internal long[] Wholes =>
        Numbers?.Ints is { } ints ? [.. ints.Values.Select(value => (long)value)]
        : Numbers?.Longs is { } longs ? [.. longs.Values]
        : [];

    /// <summary>Its truth.</summary>
    internal bool? Truth => Numbers?.Bools is { Values.Count: > 0 } bools ? bools.Values[0] : null;

    /// <summary>Its text.</summary>
    internal string? Text => Numbers?.Texts is { Values.Count: > 0 } texts ? texts.Values[0] : null;
}
