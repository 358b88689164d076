using System.Buffers.Binary;
using CnnParams.Formats.Folding;
using CnnParams.Formats.TensorFlow.Operators;
using CnnParams.Formats.TensorFlow.Schema;
using CnnParams.Layers;
using DataType = CnnParams.Formats.TensorFlow.Schema.DataType;

namespace CnnParams.Formats.TensorFlow;

/// <summary>Constants and variables as the nodes of the graph itself have them.</summary>
/// <param name="path">The file that the graph is in; null where its constants are elsewhere.</param>
internal sealed class StoredConstants(string? path = null) : IGraphConstants
{
    // Longer lists are data, and not sizes of axes.
    private const int MostValues = 1024;

    // The field of raw bytes.
    private const int Raw = 4;

    /// <inheritdoc/>
    public Contradictions Contradictions { get; } = new();

    /// <inheritdoc/>
    public IEnumerable<GraphTensor> Listed => [];

    /// <inheritdoc/>
    public GraphTensor? Find(NodeReference node) =>
        node.Node.Op == "Const" ? Constant(node)
        : IsVariable(node.Node.Op)
            ? GraphTensor.Weight(
                NameOf(node.Node, node.Name),
                NodeAttributes.Shape(node.Node, "shape"),
                TensorTypes.Of(NodeAttributes.Type(node.Node, "dtype")),
                isVariable: true
            )
        : null;

    /// <summary>Whether an operator is a variable.</summary>
    internal static bool IsVariable(string type) =>
        type is "VarHandleOp" or "VariableV2" or "Variable" or "AutoReloadVariable";

    /// <summary>
    /// The name under which checkpoints keep a variable, which is the same wherever the graph reads it.
    /// </summary>
    /// <param name="node">The variable.</param>
    /// <param name="name">What it is called where it has no such name.</param>
    internal static string NameOf(NodeDef node, string name) =>
        node.Attr.TryGetValue("shared_name", out var shared) && !shared.S.IsEmpty ? shared.S.ToStringUtf8() : name;

    private GraphTensor Constant(NodeReference node)
    {
        var tensor = node.Node.Attr.TryGetValue("value", out var value) ? value.Tensor : null;
        if (tensor is null)
            return GraphTensor.Weight(node.Name, null, null);
        var sizes = NodeAttributes.Sizes(tensor.TensorShape) ?? [];
        // Lists of numbers can be shorter than the shape; raw bytes cannot.
        if (
            tensor is { PayloadBytes: > 0, PayloadField: Raw }
            && TensorTypes.Of(tensor.Dtype)?.Bytes(GraphTensor.Product(sizes) ?? 0) is { } taken
            && taken != tensor.PayloadBytes
        )
            Contradictions.Note(
                node.Name,
                $"the constant '{node.Name}' of {string.Join("x", sizes)} {tensor.Dtype} takes {taken} bytes, but "
                    + $"{tensor.PayloadBytes} are there"
            );
        return GraphTensor.Weight(node.Name, sizes, TensorTypes.Of(tensor.Dtype)) with
        {
            Values = Values(tensor, GraphTensor.Product(sizes)),
            Content =
                GraphTensor.Product(sizes) is { } count && TensorTypes.Of(tensor.Dtype) is { } type
                    ? TensorNumbers.Of(count, type, most => First(tensor, count, type.Bytes(most)))
                    : null,
        };
    }

    // A single real number stands for all.
    private byte[]? First(TensorProto tensor, long count, long most)
    {
        if (tensor.FloatVal is [var number])
            return
            [
                .. Enumerable
                    .Repeat(BitConverter.GetBytes(number), (int)(most / sizeof(float)))
                    .SelectMany(bytes => bytes),
            ];
        if (tensor.TensorContent.Length > 0)
            return tensor.TensorContent.Span.Slice(0, (int)Math.Min(most, tensor.TensorContent.Length)).ToArray();
        return path is not null && tensor.PayloadPosition > 0 && tensor.PayloadBytes >= count
            ? PositionReader.Part(path, tensor.PayloadPosition, Math.Min(most, tensor.PayloadBytes))
            : null;
    }

    private static IReadOnlyList<Number>? Values(TensorProto tensor, long? count)
    {
        if (tensor.Dtype is not (DataType.DtInt32 or DataType.DtInt64) || count is null or > MostValues)
            return null;
        int size = tensor.Dtype == DataType.DtInt64 ? sizeof(long) : sizeof(int);
        if (tensor.TensorContent.Length == count * size && count > 0)
            return
            [
                .. Enumerable
                    .Range(0, (int)count)
                    .Select(i => (Number)Whole(tensor.TensorContent.Span.Slice(i * size, size))),
            ];

        long[] listed = [.. tensor.IntVal.Select(number => (long)number), .. tensor.Int64Val];
        if (listed.Length == 0 && count > 0)
            return tensor.TensorContent.IsEmpty && count == 1 ? [0L] : null;
        // A list that is too short goes on with its last number.
        return [.. Enumerable.Range(0, (int)count).Select(i => (Number)listed[Math.Min(i, listed.Length - 1)])];
    }

    private static long Whole(ReadOnlySpan<byte> bytes) =>
        bytes.Length == sizeof(long)
            ? BinaryPrimitives.ReadInt64LittleEndian(bytes)
            : BinaryPrimitives.ReadInt32LittleEndian(bytes);
}
