using CnnParams.Formats.Onnx.Writing.Schema;
using CnnParams.Layers;
using Google.Protobuf;

namespace CnnParams.Formats.Onnx.Writing;

/// <summary>An attribute of an operator.</summary>
internal sealed class OnnxAttribute
{
    // The kinds of values, by the numbers of the standard.
    private const int Real = 1,
        Whole = 2,
        Text = 3,
        DenseTensor = 4,
        Wholes = 7,
        Sparse = 11;

    private OnnxAttribute(Schema.Attribute written) => Written = written;

    /// <summary>The attribute as it is written.</summary>
    internal Schema.Attribute Written { get; }

    internal static OnnxAttribute Of(string name, long value) =>
        new(
            new Schema.Attribute
            {
                Name = name,
                Type = Whole,
                I = value,
            }
        );

    internal static OnnxAttribute Of(string name, float value) =>
        new(
            new Schema.Attribute
            {
                Name = name,
                Type = Real,
                F = value,
            }
        );

    internal static OnnxAttribute Of(string name, string value) =>
        new(
            new Schema.Attribute
            {
                Name = name,
                Type = Text,
                S = ByteString.CopyFromUtf8(value),
            }
        );

    internal static OnnxAttribute Of(string name, IEnumerable<long> values) =>
        new(
            new Schema.Attribute
            {
                Name = name,
                Type = Wholes,
                Ints = { values },
            }
        );

    /// <summary>The number 1, as a tensor.</summary>
    internal static OnnxAttribute One(string name) =>
        new(
            new Schema.Attribute
            {
                Name = name,
                Type = DenseTensor,
                Tensor = new Tensor
                {
                    DataType = (int)ElementType.Float,
                    Dims = { 1 },
                    FloatData = { 1 },
                },
            }
        );

    /// <summary>A tensor of certain sizes of which no value is written.</summary>
    internal static OnnxAttribute Empty(string name, IEnumerable<long> sizes) =>
        new(
            new Schema.Attribute
            {
                Name = name,
                Type = Sparse,
                SparseTensor = new SparseTensor
                {
                    Values = new Tensor { DataType = (int)ElementType.Float, Dims = { 0 } },
                    Indices = new Tensor { DataType = (int)ElementType.Int64, Dims = { 0 } },
                    Dims = { sizes },
                },
            }
        );
}
