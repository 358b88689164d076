using System.Text;

namespace CnnParams.Formats.Tests.Onnx;

/// <summary>
/// Writes VGG-16 (arXiv 1409.1556, configuration D) as an ONNX file of 553 MB whose payloads are holes of the file
/// system, or the same without payloads, as if they lay in another file.
/// </summary>
internal static class SparseOnnxFile
{
    /// <summary>torchvision's count (tests/data/truth/torchvision-totals.csv).</summary>
    internal const long Parameters = 138_357_544;

    // Filters of the convolutions, 0 for a pooling.
    private static readonly long[] Plan =
    [
        64,
        64,
        0,
        128,
        128,
        0,
        256,
        256,
        256,
        0,
        512,
        512,
        512,
        0,
        512,
        512,
        512,
        0,
    ];

    /// <summary>Writes the file.</summary>
    /// <param name="path">Where.</param>
    /// <param name="hasPayload">Whether there are payloads.</param>
    /// <param name="sixteenths">How wide its layers are, in parts of VGG-16's.</param>
    internal static void Write(string path, bool hasPayload, int sixteenths = 16)
    {
        var nodes = new List<byte[]>();
        var tensors = new List<(byte[] Header, long Payload)>();
        string last = Layers(nodes, tensors, sixteenths);

        byte[] edges =
        [
            .. Message(11, [.. Text(1, "x"), .. Shape(1, 3, 224, 224)]),
            .. Message(12, [.. Text(1, last), .. Shape(1, 1000)]),
        ];
        long graph =
            nodes.Sum(node => Message(1, node).LongLength)
            + edges.Length
            + tensors.Sum(tensor =>
                Field(5, TensorLength(tensor, hasPayload)).Length + TensorLength(tensor, hasPayload)
            );

        using var stream = File.Create(path);
        stream.Write([.. Number(1, 8), .. Text(2, "sparse"), .. Message(8, Number(2, 13)), .. Field(7, graph)]);
        foreach (byte[] node in nodes)
            stream.Write(Message(1, node));
        foreach (var tensor in tensors)
        {
            stream.Write([.. Field(5, TensorLength(tensor, hasPayload)), .. tensor.Header]);
            if (!hasPayload)
                continue;
            stream.Write(Field(9, tensor.Payload));
            stream.Position += tensor.Payload;
        }

        stream.Write(edges);
    }

    private static string Layers(List<byte[]> nodes, List<(byte[] Header, long Payload)> tensors, int sixteenths)
    {
        string last = "x";
        long channels = 3;
        int index = 0;
        string Weight(string name, params long[] sizes)
        {
            byte[] dims = [.. sizes.SelectMany(size => Number(1, size))];
            tensors.Add(
                ([.. dims, .. Number(2, 1), .. Text(8, name)], sizes.Aggregate(4L, (product, size) => product * size))
            );
            return name;
        }

        void Node(string type, byte[] attributes, params string[] inputs)
        {
            string output = $"v{++index}";
            nodes.Add([
                .. inputs.Prepend(last).SelectMany(input => Text(1, input)),
                .. Text(2, output),
                .. Text(3, $"{type}{index}"),
                .. Text(4, type),
                .. attributes,
            ]);
            last = output;
        }

        foreach (long filters in Plan.Select(filters => filters * sixteenths / 16))
        {
            if (filters == 0)
            {
                Node("MaxPool", [.. Attribute("kernel_shape", 2, 2), .. Attribute("strides", 2, 2)]);
                continue;
            }

            Node(
                "Conv",
                Attribute("pads", 1, 1, 1, 1),
                Weight($"w{index}", filters, channels, 3, 3),
                Weight($"b{index}", filters)
            );
            Node("Relu", []);
            channels = filters;
        }

        Node("Flatten", []);
        long features = channels * 7 * 7;
        foreach (long units in new long[] { 4096 * sixteenths / 16, 4096 * sixteenths / 16, 1000 })
        {
            Node(
                "Gemm",
                Message(5, [.. Text(1, "transB"), .. Number(3, 1), .. Number(20, 2)]),
                Weight($"w{index}", units, features),
                Weight($"b{index}", units)
            );
            features = units;
        }

        return last;
    }

    private static long TensorLength((byte[] Header, long Payload) tensor, bool hasPayload) =>
        tensor.Header.Length + (hasPayload ? Field(9, tensor.Payload).Length + tensor.Payload : 0);

    private static byte[] Attribute(string name, params long[] numbers) =>
        Message(5, [.. Text(1, name), .. numbers.SelectMany(number => Number(8, number)), .. Number(20, 7)]);

    private static byte[] Shape(params long[] sizes) =>
        Message(
            2,
            Message(1, [.. Number(1, 1), .. Message(2, [.. sizes.SelectMany(size => Message(1, Number(1, size)))])])
        );

    private static byte[] Number(int field, long value) => [.. Varint((ulong)field << 3), .. Varint((ulong)value)];

    private static byte[] Text(int field, string text) => Message(field, Encoding.UTF8.GetBytes(text));

    private static byte[] Message(int field, byte[] content) => [.. Field(field, content.Length), .. content];

    private static byte[] Field(int field, long length) =>
        [.. Varint(((ulong)field << 3) | 2), .. Varint((ulong)length)];

    private static IEnumerable<byte> Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            yield return (byte)((value & 0x7F) | 0x80);
        yield return (byte)value;
    }
}
