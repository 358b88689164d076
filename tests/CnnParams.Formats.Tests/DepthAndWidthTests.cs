using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using CnnParams.Formats.TensorFlow.Schema;
using CnnParams.Formats.Tests.StateDicts;
using CnnParams.Measuring;
using CnnParams.Reading;
using Google.Protobuf;

namespace CnnParams.Formats.Tests;

/// <summary>
/// Files that nest a million deep, or list a million of something in one place: each is a network whose rows can be
/// measured and explained, or the documented error. Recursion over any of them would end the process.
/// </summary>
public class DepthAndWidthTests
{
    private const int Million = 1_000_000;

    private static readonly Dictionary<string, Func<byte[]>> Deep = new(StringComparer.Ordinal)
    {
        // A node whose attribute is a graph of a node ..., as branches have.
        ["graphs.onnx"] = () => Proto(7, Nested(([], 1), (Field(4, "If"u8), 5), (Field(1, "then_branch"u8), 6))),
        ["types.onnx"] = () => Proto(7, Field(11, [.. Field(1, "x"u8), .. Field(2, Nested(([], 4), ([], 1)))])),
        ["loops.mlmodel"] = () => Proto(500, Nested(([], 1), (Field(1, "a"u8), 615), ([], 4))),
        ["pipelines.mlmodel"] = () => Nested(([0x08, 7], 202), ([], 1)),
        ["programs.mlmodel"] = () =>
            Proto(
                502,
                Field(
                    2,
                    [
                        .. Field(1, "main"u8),
                        .. Field(2, Field(3, [.. Field(1, "a"u8), .. Field(2, Nested(([], 3), ([], 4)))])),
                    ]
                )
            ),
        ["functions.pb"] = () => Functions().ToByteArray(),
        ["messages.caffemodel"] = () => Nested(([], 100), ([], 7)),
        ["blocks.prototxt"] = () => Text(Repeated("layer { "), "name: \"a\""),
        ["wrappers.keras.json"] = () =>
            Text(
                """{"class_name": "Sequential", "config": {"layers": [""",
                Repeated("""{"class_name": "TimeDistributed", "config": {"layer": """),
                "1",
                Repeated("}}"),
                "]}}"
            ),
        ["models.keras.json"] = () =>
            Text(Repeated("""{"class_name": "Sequential", "config": {"layers": ["""), Repeated("]}}")),
        ["lists.keras.json"] = () => Text("""{"class_name": "Functional", "config": """, Repeated("[")),
        ["closed.keras.json"] = () =>
            Text("""{"class_name": "Functional", "config": """, Repeated("["), Repeated("]"), "}"),
        ["model.json"] = () =>
            Text("""{"format": "layers-model", "modelTopology": """, Repeated("""{"a":"""), "1", Repeated("}"), "}"),
        ["config.json"] = () =>
            Text("""{"model_type": "resnet", "hidden_sizes": """, Repeated("["), Repeated("]"), "}"),
        ["x-symbol.json"] = () => Text("""{"nodes": """, Repeated("["), Repeated("]"), "}"),
        ["inference.json"] = () => Text("""{"program": {"regions": """, Repeated("""[{"a":""")),
        ["x.ipynb"] = () => Text("""{"cells": [{"source": """, Repeated("["), Repeated("]"), "}]}"),
        ["blocks.cnn.json"] = () =>
            Text("""{"Layers": [""", Repeated("""{"Block": "a", "Layers": ["""), Repeated("]}"), "]}"),
        ["blocks.cnn.psd1"] = () =>
            Text("@{ Layers = @(", Repeated("@{ Block = 'a'; Layers = @("), Repeated(")}"), ")}"),
        // Longer ones are not read at all.
        ["x.yaml"] = () => Text("nc: 80\nbackbone: ", new string('[', Million)),
        ["lists.yaml"] = () => Text("nc: 80\nbackbone:\n  ", Repeated("- ")[..Million], "1"),
        ["x.xml"] = () => Text("""<net name="a" version="11">""", Repeated("<a>"), Repeated("</a>"), "</net>"),
        ["x.safetensors"] = () =>
        {
            byte[] header = Text("""{"__metadata__": {"a": """, Repeated("["), Repeated("]"), "}}");
            return [.. BitConverter.GetBytes((long)header.Length), .. header];
        },
        ["x.npy"] = () => NumPy("{'descr': ", Repeated("("), Repeated(")"), "}"),
        ["shape.npy"] = () => NumPy("{'descr': '<f4', 'fortran_order': False, 'shape': ", Repeated("("), "}"),
        ["x.gguf"] = () =>
        {
            // One entry: a list of lists of ...
            byte[] level = [9, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0];
            return
            [
                .. "GGUF"u8,
                .. BitConverter.GetBytes(3),
                .. new byte[8],
                .. BitConverter.GetBytes(1L),
                .. BitConverter.GetBytes(1L),
                (byte)'a',
                9,
                0,
                0,
                0,
                .. Enumerable.Repeat(level, Million).SelectMany(bytes => bytes),
            ];
        },
        ["lists.msgpack"] = () => [0x81, 0xA1, (byte)'a', .. Enumerable.Repeat((byte)0x91, Million), 0xC0],
        ["maps.msgpack"] = () =>
            [.. Enumerable.Repeat(new byte[] { 0x81, 0xA1, (byte)'a' }, Million).SelectMany(bytes => bytes), 0xC0],
        ["tuples.pt"] = () => Archived([0x80, 2, .. Text(")", Repeated("\u0085")), (byte)'.']),
        ["lists.pt"] = () => Archived([0x80, 2, .. Text(Repeated("]"), Repeated("a")), (byte)'.']),
        ["dictionaries.pt"] = () => Archived([0x80, 2, .. Text(Repeated("}K\u0001"), "N", Repeated("s")), (byte)'.']),
        ["marks.pt"] = () => Archived([0x80, 2, .. Text(Repeated("("), Repeated("t")), (byte)'.']),
        ["states.pt"] = () => Archived([0x80, 2, .. Text(Repeated("]"), Repeated("b")), (byte)'.']),
        ["legacy.pt"] = () => [0x80, 2, .. Text(Repeated("("), Repeated("t")), (byte)'.'],
    };

    private static readonly Dictionary<string, Func<byte[]>> Wide = new(StringComparer.Ordinal)
    {
        ["inputs.onnx"] = () =>
            Proto(
                7,
                [
                    .. Field(1, [.. Many(Field(1, "x"u8)), .. Field(2, "y"u8), .. Field(4, "Concat"u8)]),
                    .. Field(11, OnnxInput([1, 4])),
                ]
            ),
        ["outputs.onnx"] = () =>
            Proto(
                7,
                [
                    .. Field(1, [.. Field(1, "x"u8), .. Many(Field(2, "y"u8)), .. Field(4, "Split"u8)]),
                    .. Field(11, OnnxInput([1, 4])),
                ]
            ),
        ["axes.onnx"] = () =>
            Proto(
                7,
                [
                    .. Field(1, [.. Field(1, "x"u8), .. Field(2, "y"u8), .. Field(4, "Flatten"u8)]),
                    .. Field(11, OnnxInput(Enumerable.Repeat(1, Million))),
                ]
            ),
        ["chain.onnx"] = () =>
            Proto(
                7,
                [
                    .. Field(11, OnnxInput([1, 4])),
                    .. Enumerable
                        .Range(0, Million / 4)
                        .SelectMany(i =>
                            Field(1, [.. Field(1, Name(i)), .. Field(2, Name(i + 1)), .. Field(4, "Relu"u8)])
                        ),
                ]
            ),
        ["inputs.pb"] = () =>
        {
            var graph = new GraphDef();
            graph.Node.Add(new NodeDef { Name = "x", Op = "Placeholder" });
            var sum = new NodeDef { Name = "y", Op = "AddN" };
            sum.Input.AddRange(Enumerable.Repeat("x", Million));
            graph.Node.Add(sum);
            return graph.ToByteArray();
        },
        ["inputs.keras.json"] = () =>
            Keras(
                """{"class_name": "Concatenate", "name": "y", "config": {"name": "y"}, "inbound_nodes": [[""",
                string.Join(',', Enumerable.Repeat("""["x", 0, 0, {}]""", Million)),
                "]]}"
            ),
        ["calls.keras.json"] = () =>
            Keras(
                """{"class_name": "Activation", "name": "y", "config": {"name": "y", "activation": "relu"}, "inbound_nodes": [""",
                string.Join(',', Enumerable.Repeat("""[["x", 0, 0, {}]]""", Million / 4)),
                "]}"
            ),
        ["axes.keras.json"] = () =>
            Text(
                """{"class_name": "Sequential", "config": {"layers": [{"class_name": "InputLayer", "config": {"batch_input_shape": [null""",
                Repeated(",1"),
                """], "name": "x"}}, {"class_name": "Flatten", "config": {"name": "y"}}]}}"""
            ),
        ["inputs.prototxt"] = () =>
            Text(
                "input: \"x\" input_dim: 1 input_dim: 4 layer { name: \"y\" type: \"Eltwise\" top: \"y\" ",
                Repeated("bottom: \"x\" "),
                "}"
            ),
        ["inputs.param"] = () =>
            Text(
                "7767517\n2 2\nInput x 0 1 x 0=4 1=4 2=4\n",
                FormattableString.Invariant($"Eltwise y {Million} 1"),
                Repeated(" x"),
                " y 0=1\n"
            ),
        ["chain.param"] = () =>
            Text(
                FormattableString.Invariant(
                    $"7767517\n{Million / 4 + 1} {Million / 4 + 1}\nInput x 0 1 0 0=4 1=4 2=4\n"
                ),
                string.Concat(
                    Enumerable
                        .Range(0, Million / 4)
                        .Select(i => FormattableString.Invariant($"ReLU r{i} 1 1 {i} {i + 1}\n"))
                )
            ),
        ["route.cfg"] = () =>
            Text("[net]\nheight=8\nwidth=8\nchannels=3\n[dropout]\n[route]\nlayers=-1", Repeated(",-1"), "\n"),
        ["x.cnn.json"] = () =>
            Text("""{"Layers": [{"Type": "Input", "Shape": [1""", Repeated(",1"), """]}, {"Type": "Flatten"}]}"""),
        ["inputs.cnn.json"] = () =>
            Text(
                """{"Layers": [{"Type": "Input", "Name": "x", "Shape": [4]}, {"Type": "Add", "Inputs": ["x" """,
                Repeated(",\"x\""),
                "]}]}"
            ),
        ["x.xml"] = () =>
            Text(
                """<net name="a" version="11"><layers><layer id="0" name="x" type="Parameter"><data shape="1,4"/><output><port id="0">""",
                Repeated("<dim>1</dim>"),
                "</port></output></layer></layers><edges/></net>"
            ),
        ["x.safetensors"] = () =>
        {
            byte[] header = Text(
                """{"a.weight": {"dtype": "F32", "shape": [1""",
                Repeated(",1"),
                """], "data_offsets": [0, 4]}}"""
            );
            return [.. BitConverter.GetBytes((long)header.Length), .. header, .. new byte[4]];
        },
        ["x.npy"] = () =>
            [.. NumPy("{'descr': '<f4', 'fortran_order': False, 'shape': (1", Repeated(",1"), "), }"), .. new byte[4]],
        ["x.pt"] = () =>
            Archived([
                0x80,
                2,
                .. "}X\u0001\0\0\0actorch._utils\n_rebuild_meta_tensor_no_storage\n(ctorch\nfloat32\n("u8,
                .. Text(Repeated("K\u0001"), "t)\u0089tRs."),
            ]),
        ["name.onnx"] = () =>
            Proto(
                7,
                [
                    .. Field(
                        1,
                        [
                            .. Field(1, "x"u8),
                            .. Field(2, "y"u8),
                            .. Field(3, Text(Repeated("n"))),
                            .. Field(4, "Relu"u8),
                        ]
                    ),
                    .. Field(11, OnnxInput([1, 4])),
                ]
            ),
        ["type.onnx"] = () =>
            Proto(
                7,
                [
                    .. Field(1, [.. Field(1, "x"u8), .. Field(2, "y"u8), .. Field(4, Text(Repeated("n")))]),
                    .. Field(11, OnnxInput([1, 4])),
                ]
            ),
    };

    public static TheoryData<string> DeepFiles => [.. Deep.Keys];

    public static TheoryData<string> WideFiles => [.. Wide.Keys];

    [Theory]
    [MemberData(nameof(DeepFiles))]
    public void Nesting_a_million_deep_ends(string name) => Ends(name, Deep[name]());

    [Theory]
    [MemberData(nameof(WideFiles))]
    public void A_million_in_one_place_end(string name) => Ends(name, Wide[name]());

    private static void Ends(string name, byte[] content)
    {
        using var file = new TemporaryFile(name, content);
        try
        {
            var rows = Measurer.Measure(TestFiles.Read(file.Path)).Rows;
            foreach (var row in rows.Take(100))
                _ = row.Calculation + row.OutputShape;
        }
        catch (ModelFileException exception)
        {
            Assert.Contains(name, exception.Message, StringComparison.Ordinal);
            Assert.InRange(exception.Message.Length, 1, 4000);
        }
    }

    private static string Repeated(string text) => new StringBuilder().Insert(0, text, Million).ToString();

    private static byte[] Text(params string[] parts) => Encoding.Latin1.GetBytes(string.Concat(parts));

    private static byte[] NumPy(params string[] header)
    {
        byte[] text = Text([.. header, "\n"]);
        return [0x93, .. "NUMPY"u8, 2, 0, .. BitConverter.GetBytes(text.Length), .. text];
    }

    private static byte[] Archived(byte[] pickle)
    {
        using var archive = new MemoryStream();
        using (var zip = new ZipArchive(archive, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = zip.CreateEntry("x/data.pkl", CompressionLevel.NoCompression).Open();
            entry.Write(pickle);
        }

        return archive.ToArray();
    }

    private static byte[] Keras(params string[] layer) =>
        Text([
            """{"class_name": "Functional", "config": {"name": "m", "layers": [{"class_name": "InputLayer", "name": "x", "config": {"batch_input_shape": [null, 4], "name": "x"}, "inbound_nodes": []}, """,
            .. layer,
            """], "input_layers": [["x", 0, 0]], "output_layers": [["y", 0, 0]]}}""",
        ]);

    /// <summary>A library of functions that each call the next one.</summary>
    private static GraphDef Functions()
    {
        var graph = new GraphDef { Library = new FunctionDefLibrary() };
        graph.Node.Add(new NodeDef { Name = "call", Op = "f0" });
        for (int i = 0; i < Million / 10; i++)
        {
            var function = new FunctionDef { Signature = new OpDef { Name = FormattableString.Invariant($"f{i}") } };
            function.NodeDef.Add(new NodeDef { Name = "a", Op = FormattableString.Invariant($"f{i + 1}") });
            graph.Library.Function.Add(function);
        }

        return graph;
    }

    private static byte[] Name(int number) => Encoding.ASCII.GetBytes(FormattableString.Invariant($"t{number}"));

    private static byte[] OnnxInput(IEnumerable<int> sizes) =>
        [
            .. Field(1, "x"u8),
            .. Field(
                2,
                Field(1, [0x08, 0x01, .. Field(2, [.. sizes.SelectMany(size => (byte[])[0x0A, 2, 0x08, (byte)size])])])
            ),
        ];

    private static IEnumerable<byte> Many(byte[] field) => Enumerable.Repeat(field, Million).SelectMany(bytes => bytes);

    private static byte[] Proto(int number, byte[] content) => [0x08, 7, .. Field(number, content)];

    private static byte[] Field(int number, ReadOnlySpan<byte> content)
    {
        var field = new Backwards(content.Length + 16);
        field.Add(content);
        field.Enclose(number);
        return field.Bytes;
    }

    /// <summary>
    /// A million messages within each other. What each has from outside to inside, in turns: bytes, then the number of
    /// the field that holds the next one.
    /// </summary>
    private static byte[] Nested(params (byte[] Before, int Number)[] levels)
    {
        var nested = new Backwards(Million * levels.Sum(level => level.Before.Length + 8));
        for (int i = 0; i < Million; i++)
        {
            foreach (var (before, number) in levels.Reverse())
            {
                nested.Enclose(number);
                nested.Add(before);
            }
        }

        return nested.Bytes;
    }

    /// <summary>Bytes that grow at their front, so that each message knows the length of what it encloses.</summary>
    private sealed class Backwards(int capacity)
    {
        private readonly byte[] _bytes = new byte[capacity];
        private int _start = capacity;

        internal byte[] Bytes => _bytes[_start..];

        internal void Add(ReadOnlySpan<byte> bytes)
        {
            _start -= bytes.Length;
            bytes.CopyTo(_bytes.AsSpan(_start));
        }

        /// <summary>Makes all that is there a field of that number.</summary>
        internal void Enclose(int number)
        {
            byte[] head = new byte[20];
            using var stream = new CodedOutputStream(head);
            stream.WriteTag(number, WireFormat.WireType.LengthDelimited);
            stream.WriteLength(_bytes.Length - _start);
            Add(head.AsSpan(0, (int)stream.Position));
        }
    }
}
