using Google.FlatBuffers;

namespace CnnParams.Formats.Tests.TensorFlowLite;

/// <summary>
/// Writes files of TensorFlow Lite with Google's own library for FlatBuffers, which the reader does not use. Fields
/// have the numbers of schema.fbs.
/// </summary>
internal sealed class LiteFileWriter
{
    internal const int Float32 = 0,
        Int32 = 2,
        UInt8 = 3,
        Int8 = 9,
        Int16 = 7,
        Float16 = 1;

    private readonly List<byte[]> _buffers =
    [
        [],
    ];
    private readonly List<(string Name, int[] Shape, int Type, int Buffer, int[]? Signature)> _tensors = [];
    private readonly List<(int Code, string? Custom)> _codes = [];
    private readonly List<(
        int Code,
        int[] Inputs,
        int[] Outputs,
        (int Field, int Value, bool IsByte)[] Options
    )> _operators = [];

    /// <summary>A tensor that is computed.</summary>
    internal int Tensor(string name, params int[] shape) => Add(name, shape, Float32, 0);

    /// <summary>A tensor with open axes, that have 1 in its shape.</summary>
    internal int Open(string name, params int[] signature)
    {
        _tensors.Add((name, Array.ConvertAll(signature, size => Math.Max(size, 1)), Float32, 0, signature));
        return _tensors.Count - 1;
    }

    /// <summary>A tensor that the file holds, of zeros.</summary>
    internal int Weight(string name, int type, params int[] shape)
    {
        int size = type switch
        {
            Int8 or UInt8 => 1,
            Float16 or Int16 => 2,
            _ => 4,
        };
        _buffers.Add(new byte[size * shape.Aggregate(1, (product, axis) => product * axis)]);
        return Add(name, shape, type, _buffers.Count - 1);
    }

    /// <summary>Gives a tensor another shape than it was made with.</summary>
    internal LiteFileWriter Reshape(int tensor, params int[] shape)
    {
        _tensors[tensor] = _tensors[tensor] with { Shape = shape };
        return this;
    }

    /// <summary>Whole numbers that the file holds.</summary>
    internal int Numbers(string name, params int[] values)
    {
        byte[] bytes = new byte[values.Length * sizeof(int)];
        Buffer.BlockCopy(values, 0, bytes, 0, bytes.Length);
        _buffers.Add(bytes);
        return Add(name, [values.Length], Int32, _buffers.Count - 1);
    }

    /// <summary>Real numbers that the file holds.</summary>
    internal int Reals(string name, int[] shape, float[] values)
    {
        byte[] bytes = new byte[values.Length * sizeof(float)];
        Buffer.BlockCopy(values, 0, bytes, 0, bytes.Length);
        _buffers.Add(bytes);
        return Add(name, shape, Float32, _buffers.Count - 1);
    }

    /// <summary>An operator; options are fields of its table.</summary>
    internal LiteFileWriter Operator(
        int code,
        int[] inputs,
        int[] outputs,
        params (int Field, int Value, bool IsByte)[] options
    )
    {
        _operators.Add((Code(code, null), inputs, outputs, options));
        return this;
    }

    internal LiteFileWriter Custom(string name, int[] inputs, int[] outputs)
    {
        _operators.Add((Code(32, name), inputs, outputs, []));
        return this;
    }

    /// <summary>The bytes of the file.</summary>
    internal byte[] Write(int[] inputs, int[] outputs, string description = "MLIR Converted.", long? outsideAt = null)
    {
        var builder = new FlatBufferBuilder(1024);
        var buffers = Vector(builder, [.. _buffers.Select(bytes => WriteBuffer(builder, bytes, outsideAt))]);
        var tensors = Vector(builder, [.. _tensors.Select(tensor => WriteTensor(builder, tensor))]);
        var operators = Vector(builder, [.. _operators.Select(call => WriteOperator(builder, call))]);
        int inputVector = Numbers(builder, inputs),
            outputVector = Numbers(builder, outputs);
        builder.StartTable(5);
        builder.AddOffset(0, tensors, 0);
        builder.AddOffset(1, inputVector, 0);
        builder.AddOffset(2, outputVector, 0);
        builder.AddOffset(3, operators, 0);
        int subgraphs = Vector(builder, [builder.EndTable()]);
        int codes = Vector(builder, [.. _codes.Select(code => WriteCode(builder, code))]);
        int text = builder.CreateString(description).Value;
        builder.StartTable(8);
        builder.AddInt(0, 3, 0);
        builder.AddOffset(1, codes, 0);
        builder.AddOffset(2, subgraphs, 0);
        builder.AddOffset(3, text, 0);
        builder.AddOffset(4, buffers, 0);
        builder.Finish(builder.EndTable(), "TFL3");
        return builder.SizedByteArray();
    }

    private int Code(int number, string? custom)
    {
        if (!_codes.Contains((number, custom)))
            _codes.Add((number, custom));
        return _codes.IndexOf((number, custom));
    }

    private int Add(string name, int[] shape, int type, int buffer)
    {
        _tensors.Add((name, shape, type, buffer, null));
        return _tensors.Count - 1;
    }

    private static int WriteBuffer(FlatBufferBuilder builder, byte[] bytes, long? outsideAt)
    {
        if (bytes.Length > 0 && outsideAt is { } offset)
        {
            builder.StartTable(3);
            builder.AddUlong(1, (ulong)offset, 0);
            builder.AddUlong(2, (ulong)bytes.Length, 0);
            return builder.EndTable();
        }

        int data = 0;
        if (bytes.Length > 0)
        {
            builder.StartVector(1, bytes.Length, 16);
            for (int i = bytes.Length - 1; i >= 0; i--)
                builder.AddByte(bytes[i]);
            data = builder.EndVector().Value;
        }

        builder.StartTable(3);
        builder.AddOffset(0, data, 0);
        return builder.EndTable();
    }

    private static int WriteTensor(
        FlatBufferBuilder builder,
        (string Name, int[] Shape, int Type, int Buffer, int[]? Signature) tensor
    )
    {
        int name = builder.CreateString(tensor.Name).Value,
            shape = Numbers(builder, tensor.Shape);
        int signature = tensor.Signature is null ? 0 : Numbers(builder, tensor.Signature);
        builder.StartTable(9);
        builder.AddOffset(0, shape, 0);
        builder.AddByte(1, (byte)tensor.Type, 0);
        builder.AddUint(2, (uint)tensor.Buffer, 0);
        builder.AddOffset(3, name, 0);
        builder.AddOffset(7, signature, 0);
        return builder.EndTable();
    }

    private static int WriteOperator(
        FlatBufferBuilder builder,
        (int Code, int[] Inputs, int[] Outputs, (int Field, int Value, bool IsByte)[] Options) call
    )
    {
        int inputs = Numbers(builder, call.Inputs),
            outputs = Numbers(builder, call.Outputs);
        builder.StartTable(16);
        foreach (var (field, value, isByte) in call.Options)
        {
            if (isByte)
                builder.AddByte(field, (byte)value, 0);
            else
                builder.AddInt(field, value, 0);
        }

        int options = builder.EndTable();
        builder.StartTable(10);
        builder.AddUint(0, (uint)call.Code, 0);
        builder.AddOffset(1, inputs, 0);
        builder.AddOffset(2, outputs, 0);
        builder.AddOffset(4, options, 0);
        return builder.EndTable();
    }

    private static int WriteCode(FlatBufferBuilder builder, (int Code, string? Custom) code)
    {
        int custom = code.Custom is null ? 0 : builder.CreateString(code.Custom).Value;
        builder.StartTable(4);
        builder.AddByte(0, (byte)Math.Min(code.Code, 127), 0);
        builder.AddOffset(1, custom, 0);
        builder.AddInt(2, 1, 1);
        builder.AddInt(3, code.Code, 0);
        return builder.EndTable();
    }

    private static int Numbers(FlatBufferBuilder builder, int[] numbers)
    {
        builder.StartVector(sizeof(int), numbers.Length, sizeof(int));
        for (int i = numbers.Length - 1; i >= 0; i--)
            builder.AddInt(numbers[i]);
        return builder.EndVector().Value;
    }

    private static int Vector(FlatBufferBuilder builder, int[] tables)
    {
        builder.StartVector(sizeof(int), tables.Length, sizeof(int));
        for (int i = tables.Length - 1; i >= 0; i--)
            builder.AddOffset(tables[i]);
        return builder.EndVector().Value;
    }
}
