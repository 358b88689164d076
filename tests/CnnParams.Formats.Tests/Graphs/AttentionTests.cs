using CnnParams.Formats.TensorFlow.Schema;
using CnnParams.Formats.Tests.Mnn;
using CnnParams.Formats.Tests.Paddle;
using CnnParams.Formats.Tests.StateDicts;
using CnnParams.Formats.Tests.TensorFlowLite;
using CnnParams.Measuring;
using CnnParams.Networks;
using Google.Protobuf;

namespace CnnParams.Formats.Tests.Graphs;

// Attention that is written as products of matrices, for 5 tokens of 8 features in two heads. By arithmetic: four
// matrices of 8*8 with biases are 288 parameters and 4*5*64 products; two products of heads are 2*5*5*4 each.
public class AttentionTests
{
    private const long Parameters = 4 * (64 + 8),
        Macs = (4 * 5 * 64) + (2 * 2 * 5 * 5 * 4);

    [Theory]
    [InlineData("TensorFlow", -1)]
    [InlineData("TensorFlow", 1)]
    [InlineData("TensorFlow", 3)]
    [InlineData("TensorFlow", 5)]
    [InlineData("Tensordot", -1)]
    [InlineData("Tensordot", 1)]
    [InlineData("Tensordot", 3)]
    [InlineData("Tensordot", 5)]
    [InlineData("TensorFlowLite", 1)]
    [InlineData("TensorFlowLite", 3)]
    [InlineData("TensorFlowLite", 5)]
    [InlineData("rows", 1)]
    [InlineData("rows", 3)]
    [InlineData("rows", 5)]
    [InlineData("Paddle", -1)]
    [InlineData("Paddle", 1)]
    [InlineData("Paddle", 3)]
    [InlineData("Paddle", 5)]
    [InlineData("MNN", 1)]
    [InlineData("MNN", 3)]
    [InlineData("MNN", 5)]
    [InlineData("ncnn", 1)]
    public void Heads_are_counted(string format, int batch)
    {
        var network = format switch
        {
            "TensorFlow" => InTensorFlow(batch, false),
            "Tensordot" => InTensorFlow(batch, true),
            "TensorFlowLite" => InTensorFlowLite(batch, areRows: false),
            "rows" => InTensorFlowLite(batch, areRows: true),
            "Paddle" => InPaddle(batch),
            "MNN" => InMnn(batch),
            _ => InNcnn(),
        };
        var measured = Measurer.Measure(network);
        Assert.Empty(measured.Problems);
        Assert.Equal(
            (Parameters, Macs, Trust.Exact, Trust.Exact, "(5,8)"),
            (
                measured.Totals.Parameters,
                measured.Totals.Macs,
                measured.Totals.ParametersTrust,
                measured.Totals.MacsTrust,
                measured.Rows[^1].OutputShape.ToString()
            )
        );
    }

    // With the tokens in front of several samples, what a layer would see is no sample.
    [Theory]
    [InlineData(1, Trust.Exact)]
    [InlineData(3, Trust.LowerBound)]
    [InlineData(5, Trust.LowerBound)]
    public void Tokens_in_front_of_several_samples_are_not_known(int batch, Trust trust)
    {
        var file = new LiteFileWriter();
        int x = file.Tensor("x", batch, 5, 8),
            turned = file.Tensor("turned", 5, batch, 8),
            y = file.Tensor("y", 5, batch, 8);
        file.Operator(39, [x, file.Numbers("order", 1, 0, 2)], [turned])
            .Operator(
                9,
                [turned, file.Reals("kernel", [8, 8], [.. Enumerable.Range(3, 64).Select(i => 1f / i)])],
                [y],
                (2, 1, true)
            );
        var totals = Measurer.Measure(Read("net.tflite", file.Write([x], [y]))).Totals;
        Assert.Equal((64, trust), (totals.Parameters, totals.MacsTrust));
        if (trust == Trust.Exact)
            Assert.Equal(5 * 64, totals.Macs);
    }

    private static Network InTensorFlow(int batch, bool isTensordot)
    {
        var graph = new GraphDef();
        string Add(string op, string name, string[] inputs, params (string Key, AttrValue Value)[] attributes)
        {
            var node = new NodeDef
            {
                Name = name,
                Op = op,
                Input = { inputs },
            };
            node.Attr["T"] = new AttrValue { Type = DataType.DtFloat };
            foreach (var (key, value) in attributes)
                node.Attr[key] = value;
            graph.Node.Add(node);
            return name;
        }

        string Constant(string name, DataType type, byte[] content, params long[] sizes)
        {
            var shape = new TensorShapeProto
            {
                Dim = { sizes.Select(size => new TensorShapeProto.Types.Dim { Size = size }) },
            };
            return Add(
                "Const",
                name,
                [],
                ("dtype", new AttrValue { Type = type }),
                (
                    "value",
                    new AttrValue
                    {
                        Tensor = new TensorProto
                        {
                            Dtype = type,
                            TensorShape = shape,
                            TensorContent = ByteString.CopyFrom(content),
                        },
                    }
                )
            );
        }

        string Wholes(string name, params int[] numbers) =>
            Constant(name, DataType.DtInt32, [.. numbers.SelectMany(BitConverter.GetBytes)], numbers.Length);

        string Whole(string name, int number) => Constant(name, DataType.DtInt32, BitConverter.GetBytes(number));

        string Weights(string name, params long[] sizes) =>
            Constant(
                name,
                DataType.DtFloat,
                [
                    .. Enumerable
                        .Range(0, (int)sizes.Aggregate(1L, (a, b) => a * b))
                        .SelectMany(i => BitConverter.GetBytes(1f / (i + 3))),
                ],
                sizes
            );

        Add(
            "Placeholder",
            "x",
            [],
            ("dtype", new AttrValue { Type = DataType.DtFloat }),
            (
                "shape",
                new AttrValue
                {
                    Shape = new TensorShapeProto
                    {
                        Dim =
                        {
                            new TensorShapeProto.Types.Dim { Size = batch },
                            new TensorShapeProto.Types.Dim { Size = 5 },
                            new TensorShapeProto.Types.Dim { Size = 8 },
                        },
                    },
                }
            )
        );
        string Connect(string name, string read)
        {
            string rows = Add("Reshape", name + "/rows", [read, Wholes(name + "/flat", -1, 8)]),
                product = Add("MatMul", name + "/product", [rows, Weights(name + "/kernel", 8, 8)]),
                back = Add("Reshape", name + "/back", [product, Wholes(name + "/shape", batch, 5, 8)]);
            return Add("BiasAdd", name, [back, Weights(name + "/bias", 8)]);
        }

        // As tf.tensordot writes it: the sizes of the rows are a product of those of the input.
        string Tensordot(string name, string read)
        {
            string shape = Add("Shape", name + "/Shape", [read]),
                free = Add(
                    "GatherV2",
                    name + "/free",
                    [shape, Wholes(name + "/free_axes", 0, 1), Whole(name + "/axis", 0)]
                ),
                axes = Add(
                    "GatherV2",
                    name + "/contracted",
                    [shape, Wholes(name + "/axes", 2), Whole(name + "/axis_1", 0)]
                ),
                rows = Add("Prod", name + "/rows", [free, Wholes(name + "/Const", 0)]),
                columns = Add("Prod", name + "/columns", [axes, Wholes(name + "/Const_1", 0)]),
                stack = Add(
                    "Pack",
                    name + "/stack",
                    [rows, columns],
                    ("axis", new AttrValue { I = 0 }),
                    ("N", new AttrValue { I = 2 })
                ),
                flat = Add("Reshape", name + "/flat", [read, stack]),
                product = Add("MatMul", name + "/product", [flat, Weights(name + "/kernel", 8, 8)]),
                whole = Add(
                    "ConcatV2",
                    name + "/concat",
                    [free, Wholes(name + "/Const_2", 8), Whole(name + "/concat/axis", 0)]
                ),
                back = Add("Reshape", name + "/back", [product, whole]);
            return Add("BiasAdd", name, [back, Weights(name + "/bias", 8)]);
        }

        string Project(string name, string read) => isTensordot ? Tensordot(name, read) : Connect(name, read);
        string Head(string name)
        {
            string parts = Add(
                "Reshape",
                name + "/parts",
                [Project(name, "x"), Wholes(name + "/heads", batch, 5, 2, 4)]
            );
            return Add("Transpose", name + "/turned", [parts, Wholes(name + "/order", 0, 2, 1, 3)]);
        }

        string scores = Add("BatchMatMulV2", "scores", [Head("q"), Head("k")], ("adj_y", new AttrValue { B = true })),
            mixed = Add("BatchMatMulV2", "mixed", [Add("Softmax", "shares", [scores]), Head("v")]),
            turned = Add("Transpose", "turned", [mixed, Wholes("order", 0, 2, 1, 3)]),
            joined = Add("Reshape", "joined", [turned, Wholes("whole", batch, 5, 8)]);
        Project("out", joined);
        return Read("net.pb", graph.ToByteArray());
    }

    // What is fully connected makes rows of all tokens of all samples, unless it is told to keep their axes.
    private static Network InTensorFlowLite(int batch, bool areRows)
    {
        var file = new LiteFileWriter();
        int x = file.Tensor("x", batch, 5, 8);
        int Add(int code, int[] inputs, string name, int[] shape, params (int, int, bool)[] options)
        {
            int output = file.Tensor(name, shape);
            file.Operator(code, inputs, [output], options);
            return output;
        }

        int Weights(string name, params int[] sizes) =>
            file.Reals(
                name,
                sizes,
                [.. Enumerable.Range(0, sizes.Aggregate(1, (a, b) => a * b)).Select(i => 1f / (i + 3))]
            );
        int Connect(string name, int read)
        {
            int[] reads = [read, Weights(name + "/kernel", 8, 8), Weights(name + "/bias", 8)];
            return areRows
                ? Add(
                    22,
                    [Add(9, reads, name, [5 * batch, 8]), file.Numbers(name + "/tokens", batch, 5, 8)],
                    name + "/back",
                    [batch, 5, 8]
                )
                : Add(9, reads, name, [batch, 5, 8], (2, 1, true));
        }

        int Head(string name)
        {
            int parts = Add(
                22,
                [Connect(name, x), file.Numbers(name + "/heads", batch, 5, 2, 4)],
                name + "/parts",
                [batch, 5, 2, 4]
            );
            return Add(39, [parts, file.Numbers(name + "/order", 0, 2, 1, 3)], name + "/turned", [batch, 2, 5, 4]);
        }

        int scores = Add(126, [Head("q"), Head("k")], "scores", [batch, 2, 5, 5], (1, 1, true)),
            shares = Add(25, [scores], "shares", [batch, 2, 5, 5]),
            mixed = Add(126, [shares, Head("v")], "mixed", [batch, 2, 5, 4]),
            turned = Add(39, [mixed, file.Numbers("order", 0, 2, 1, 3)], "turned", [batch, 5, 2, 4]),
            joined = Add(22, [turned, file.Numbers("whole", batch, 5, 8)], "joined", [batch, 5, 8]);
        int output = Connect("out", joined);
        return Read("net.tflite", file.Write([x], [output]));
    }

    private static Network InPaddle(int batch)
    {
        var text = PirText.Reading(batch, 5, 8);
        int number = 0;
        int Connect(int read)
        {
            int product = text.Operator(
                "1.matmul",
                [read, text.Parameter($"linear_{number}.w_0", 8, 8)],
                [batch, 5, 8]
            );
            return text.Operator("1.add", [product, text.Parameter($"linear_{number++}.b_0", 8)], [batch, 5, 8]);
        }

        int Turned(int read, long[] sizes) =>
            text.Operator("1.transpose", [read], sizes, ("perm", PirText.Attribute(0.0, 2.0, 1.0, 3.0)));
        int Head() =>
            Turned(
                text.Operator("1.reshape", [Connect(1), text.Numbers(batch, 5, 2, 4)], [batch, 5, 2, 4]),
                [batch, 2, 5, 4]
            );
        int scores = text.Operator(
                "1.matmul",
                [Head(), Head()],
                [batch, 2, 5, 5],
                ("transpose_y", PirText.Attribute(true))
            ),
            shares = text.Operator("1.softmax", [scores], [batch, 2, 5, 5], ("axis", PirText.Attribute(-1))),
            mixed = text.Operator("1.matmul", [shares, Head()], [batch, 2, 5, 4]);
        Connect(
            text.Operator("1.reshape", [Turned(mixed, [batch, 5, 2, 4]), text.Numbers(batch, 5, 8)], [batch, 5, 8])
        );
        return text.Read();
    }

    private static Network InMnn(int batch)
    {
        static string[] Head(string name) =>
            [
                .. Connect(name, "x"),
                $"{name}1 = Reshape Reshape; {name} i0,5,2,4",
                $"{name}2 = Transpose none; {name}1 i0,2,1,3",
            ];
        static string[] Connect(string name, string read) =>
            [$"{name}m = MatMul MatMul; {read} w8x8", $"{name} = BinaryOp BinaryOp 0=0; {name}m w8"];
        return Read(
            "net.mnn",
            MnnText.Write([
                $"x = Input Input 0=[{batch},5,8] 2=b0",
                .. Head("q"),
                .. Head("k"),
                .. Head("v"),
                "scores = BatchMatMul BatchMatMulParam 1=b1; q2 k2",
                "shares = Softmax Axis 0=-1; scores",
                "mixed = BatchMatMul BatchMatMulParam; shares v2",
                "turned = Transpose none; mixed i0,2,1,3",
                "joined = Reshape Reshape; turned i0,5,8",
                .. Connect("out", "joined"),
            ])
        );
    }

    private static Network InNcnn()
    {
        string[] lines =
        [
            "Input x 0 1 x 0=8 1=5",
            "Split s 1 3 x x1 x2 x3",
            .. "qkv".SelectMany(
                (head, i) =>
                    new[]
                    {
                        $"Gemm {head} 1 1 x{i + 1} {head} 3=1 5=1 6=1 7=0 8=8 9=8 10=4",
                        $"Reshape {head}1 1 1 {head} {head}1 0=4 1=2 2=5",
                        $"Permute {head}2 1 1 {head}1 {head}2 0=2",
                    }
            ),
            "MatMul scores 2 1 q2 k2 scores 0=1",
            "Softmax shares 1 1 scores shares 0=-1 1=1",
            "MatMul mixed 2 1 shares v2 mixed",
            "Permute turned 1 1 mixed turned 0=2",
            "Reshape joined 1 1 turned joined 0=8 1=5",
            "Gemm out 1 1 joined out 3=1 5=1 6=1 7=0 8=8 9=8 10=4",
        ];
        return Read(
            "net.param",
            System.Text.Encoding.UTF8.GetBytes($"7767517\n{lines.Length} 40\n{string.Join('\n', lines)}\n")
        );
    }

    private static Network Read(string name, byte[] content)
    {
        using var file = new TemporaryFile(name, content);
        return TestFiles.Read(file.Path);
    }
}
