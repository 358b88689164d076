using CnnParams.Formats.FlatBuffers;
using CnnParams.Formats.Folding;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Reading;

namespace CnnParams.Formats.TensorFlowLite;

/// <summary>
/// What the file says of operators and tensors (schema.fbs, version 3). The numbers of the fields are the schema's.
/// Buffers are not read, but for those of a few whole numbers.
/// </summary>
internal sealed class LiteModel
{
    // Longer lists are data, and not sizes of axes.
    private const int MostValues = 1024;

    private static readonly DataType?[] Types =
    [
        DataType.Float32,
        DataType.Float16,
        DataType.Int32,
        DataType.Int8,
        DataType.Int64,
        null,
        DataType.Int8,
        DataType.Int16,
        null,
        DataType.Int8,
        DataType.Float64,
        null,
        DataType.Int64,
        null,
        null,
        DataType.Int32,
        DataType.Int16,
        DataType.Int4,
        DataType.BFloat16,
    ];

    private readonly FlatFile _file;
    private readonly IReadOnlyList<FlatTable> _buffers;
    private readonly IReadOnlyList<FlatTable> _subgraphs;

    internal LiteModel(ModelFile file)
    {
        _file = new FlatFile(file);
        var root = _file.Root;
        int version = root.Int32(0, "the version of the schema");
        if (version != 3)
            throw file.Unsupported($"its schema has the version {version}; version 3 is read");
        OperatorNames = [.. root.Tables(1, "the operator codes").Select(LiteOperators.NameOf)];
        _subgraphs = root.Tables(2, "the subgraphs");
        Description = root.Text(3, "the description") ?? "";
        _buffers = root.Tables(4, "the buffers");
        if (_subgraphs.Count == 0)
            throw file.Damaged("it has no subgraph");
    }

    /// <summary>What its writer says of it.</summary>
    internal string Description { get; }

    /// <summary>The names of the operators by their codes.</summary>
    internal IReadOnlyList<string> OperatorNames { get; }

    /// <summary>The number of subgraphs; the first is the model.</summary>
    internal int Subgraphs => _subgraphs.Count;

    /// <summary>Where the file contradicts itself.</summary>
    internal Contradictions Contradictions { get; } = new();

    /// <summary>A subgraph.</summary>
    internal LiteSubgraph Subgraph(int index) =>
        new(
            [.. _subgraphs[index].Tables(0, "the tensors").Select((tensor, i) => Tensor(tensor, i))],
            _subgraphs[index].Int32s(1, "the inputs") ?? [],
            _subgraphs[index].Int32s(2, "the outputs") ?? [],
            [.. _subgraphs[index].Tables(3, "the operators").Select(Operator)]
        );

    private LiteOperator Operator(FlatTable table)
    {
        int code = table.Int32(0, "the operator's code");
        if (code < 0 || code >= OperatorNames.Count)
            throw _file.Damaged(
                $"an operator has the code {code}, but there are {OperatorNames.Count}",
                table.Position
            );
        string name = OperatorNames[code];
        return new LiteOperator(
            name,
            table.Int32s(1, "the operator's inputs") ?? [],
            table.Int32s(2, "the operator's outputs") ?? [],
            table.Table(4, "the operator's options") is { } options
                ? LiteOptions.Of(name, options)
                : LiteOptions.None(name)
        )
        {
            CustomBytes = table.List(5, sizeof(byte), "the operator's own options")?.Count ?? 0,
        };
    }

    private LiteTensor Tensor(FlatTable table, int index)
    {
        string name = table.Text(3, "the tensor's name") is { Length: > 0 } given
            ? given
            : FormattableString.Invariant($"tensor_{index}");
        int[] shape = table.Int32s(0, "the tensor's shape") ?? [];
        int[]? signature = table.Int32s(7, "the tensor's open axes");
        if (Array.Exists(shape, size => size < 0))
            throw _file.Damaged(
                $"the tensor '{name}' has the sizes {string.Join("x", shape)}; sizes are zero or more",
                table.Position
            );
        // Where an axis is open, the shape has 1 in its place. The batch is taken as the shape has it.
        long?[] sizes =
        [
            .. shape.Select(
                (size, axis) =>
                    axis > 0 && signature?.Length == shape.Length && signature[axis] < 0 ? null : (long?)size
            ),
        ];
        int type = table.Byte(1, "the tensor's type");
        var numbers = type < Types.Length ? Types[type] : null;
        var (start, bytes) = Buffer(table, name);
        bool isSparse = table.Table(6, "the tensor's sparsity") is not null;
        long? count = TensorFlow.Operators.GraphTensor.Product(sizes);
        if (
            bytes > 0
            && !isSparse
            && count is { } elements
            && numbers?.Bytes(elements) is { } expected
            && expected != bytes
        )
            Contradictions.Note(name, $"the tensor '{name}' takes {expected} bytes, but the file holds {bytes} of it");
        return new LiteTensor(
            name,
            sizes,
            numbers,
            bytes,
            isSparse,
            bytes > 0 ? Values(start, bytes, numbers, count) : null
        )
        {
            Numbers =
                numbers is { } known && count is { } all
                    ? TensorNumbers.Of(all, known, most => _file.Bytes(start, Math.Min(most, bytes), name))
                    : null,
            IsState = table.Byte(5, "whether it is a variable") != 0,
            IsScaled =
                table.Table(4, "the tensor's quantisation")?.List(2, sizeof(float), "the scales") is { Count: > 0 },
        };
    }

    // Within the buffer's table, or, in a file of more than 2 GB, at an offset from the file's beginning.
    private (long Start, long Bytes) Buffer(FlatTable tensor, string name)
    {
        long index = unchecked((uint)tensor.Int32(2, "the tensor's buffer"));
        if (index == 0)
            return (0, 0);
        if (index >= _buffers.Count)
            throw _file.Damaged(
                $"the tensor '{name}' should lie in buffer {index}, but there are {_buffers.Count}",
                tensor.Position
            );
        var buffer = _buffers[(int)index];
        if (buffer.List(0, sizeof(byte), $"the buffer of '{name}'") is { Count: > 0 } inside)
            return (inside.Start, inside.Count);

        long offset = buffer.Int64(1, "the buffer's offset"),
            size = buffer.Int64(2, "the buffer's size");
        if (offset is 0 or 1 || size == 0)
            return (0, 0);
        return offset > 0 && size > 0 && offset <= _file.Length - size
            ? (offset, size)
            : throw _file.Damaged(
                $"the buffer of '{name}' should have {size} bytes at byte {offset}, but the file has {_file.Length}",
                buffer.Position
            );
    }

    private IReadOnlyList<Number>? Values(long start, long bytes, DataType? type, long? count)
    {
        int size = type switch
        {
            DataType.Int32 => sizeof(int),
            DataType.Int64 => sizeof(long),
            _ => 0,
        };
        if (size == 0 || count is null or > MostValues || bytes != count * size)
            return null;
        return
        [
            .. Enumerable
                .Range(0, (int)count)
                .Select(i =>
                    (Number)(
                        size == sizeof(int)
                            ? _file.Int32(start + (i * sizeof(int)), "a value")
                            : _file.Int64(start + (i * sizeof(long)), "a value")
                    )
                ),
        ];
    }
}

/// <summary>A subgraph: its tensors, and operators that read and write them by their numbers.</summary>
internal sealed record LiteSubgraph(
    IReadOnlyList<LiteTensor> Tensors,
    int[] Inputs,
    int[] Outputs,
    IReadOnlyList<LiteOperator> Operators
);

/// <summary>An operator; -1 stands for an input that is left out.</summary>
internal sealed record LiteOperator(
    string Name,
    int[] Inputs,
    int[] Outputs,
    IReadOnlyDictionary<string, object> Attributes
)
{
    /// <summary>
    /// The bytes of its options where it is one that the format does not know: programs for accelerators keep weights
    /// there.
    /// </summary>
    internal long CustomBytes { get; init; }

    /// <summary>Whether it is none of the format's own.</summary>
    internal bool IsCustom { get; } = LiteOperators.IsCustom(Name);
}
