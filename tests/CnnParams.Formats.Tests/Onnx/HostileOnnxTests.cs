using CnnParams.Formats.Onnx.Schema;
using CnnParams.Formats.Tests.StateDicts;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Reading;
using Google.Protobuf;
using Schema = CnnParams.Formats.Onnx.Schema;

namespace CnnParams.Formats.Tests.Onnx;

/// <summary>Models that no program writes: without end, without bounds, or against themselves.</summary>
public class HostileOnnxTests
{
    [Fact]
    public void A_function_that_calls_itself_is_refused()
    {
        var model = Model(Node("F", "x", "y"));
        model.Functions.Add(Function("F", Node("F", "a", "b")));
        Assert.Equal(ModelFileError.UnsupportedContent, Assert.Throws<ModelFileException>(() => Read(model)).Error);
    }

    [Fact]
    public void Functions_that_grow_without_bound_are_refused()
    {
        // Each calls the next ten times: 10^12 operators.
        var model = Model(Node("F0", "x", "y"));
        for (int i = 0; i < 12; i++)
        {
            var nodes = Enumerable
                .Range(0, 10)
                .Select(call => Node($"F{i + 1}", call == 0 ? "a" : $"v{call}", call == 9 ? "b" : $"v{call + 1}"));
            model.Functions.Add(Function($"F{i}", [.. nodes]));
        }

        model.Functions.Add(Function("F12", Node("Relu", "a", "b")));
        Assert.Equal(ModelFileError.UnsupportedContent, Assert.Throws<ModelFileException>(() => Read(model)).Error);
    }

    [Fact]
    public void Graphs_deep_in_each_other_are_refused()
    {
        var inner = new Graph { Nodes = { Node("Relu", "x", "y") }, Outputs = { new ValueInfo { Name = "y" } } };
        for (int depth = 0; depth < 60; depth++)
        {
            var node = Node("If", "x", "y");
            node.Attributes.Add(new Schema.Attribute { Name = "then_branch", Graph = inner });
            node.Attributes.Add(new Schema.Attribute { Name = "else_branch", Graph = new Graph() });
            inner = new Graph { Nodes = { node }, Outputs = { new ValueInfo { Name = "y" } } };
        }

        var model = Model();
        model.Graph.Nodes.Add(inner.Nodes);
        Assert.IsType<ModelFileException>(Record.Exception(() => Read(model)));
    }

    // Of 4 x 4 weights before the loop and 4 x 4 in it, on 4 values: what never runs is no lower bound of what does.
    [Theory]
    [InlineData(0, 1, 16, 16)]
    [InlineData(-1, 1, 16, 16)]
    [InlineData(3, 0, 16, 16)]
    [InlineData(3, 1, 32, 32)]
    public void A_loop_that_never_runs_computes_nothing(long trips, byte condition, long parameters, long macs)
    {
        var body = new Graph
        {
            Inputs =
            {
                new ValueInfo { Name = "i" },
                new ValueInfo { Name = "c" },
                Info("v", 1, 4),
            },
            Nodes = { Node("MatMul", "v inner", "v2"), Node("Identity", "c", "c2") },
            Outputs =
            {
                new ValueInfo { Name = "c2" },
                new ValueInfo { Name = "v2" },
            },
            Initializers = { Weights("inner") },
        };
        var loop = Node("Loop", "trips condition u", "y");
        loop.Attributes.Add(new Schema.Attribute { Name = "body", Graph = body });
        var model = Model(Node("MatMul", "x outer", "u"), loop);
        model.Graph.Initializers.Add(Weights("outer"));
        model.Graph.Initializers.Add(
            new Tensor
            {
                Name = "trips",
                DataType = 7,
                RawData = ByteString.CopyFrom(BitConverter.GetBytes(trips)),
            }
        );
        model.Graph.Initializers.Add(
            new Tensor
            {
                Name = "condition",
                DataType = 9,
                RawData = ByteString.CopyFrom(condition),
            }
        );
        var measured = Measurer.Measure(Read(model));
        Assert.Equal((parameters, macs), (measured.Totals.Parameters, measured.Totals.Macs));
        Assert.Equal("(4)", measured.Rows[^1].OutputShape.ToString());
    }

    private static Tensor Weights(string name) =>
        new()
        {
            Name = name,
            DataType = 1,
            Dims = { 4, 4 },
            RawData = ByteString.CopyFrom([.. Enumerable.Range(3, 16).SelectMany(i => BitConverter.GetBytes(1f / i))]),
        };

    [Theory]
    [InlineData(long.MaxValue, 3)]
    [InlineData(-5, 3)]
    [InlineData(4_000_000_000, 4_000_000_000)]
    public void Sizes_that_cannot_be_are_damage(long first, long second)
    {
        var model = Model(Node("Add", "x w", "y"));
        model.Graph.Initializers.Add(
            new Tensor
            {
                Name = "w",
                DataType = 1,
                Dims = { first, second },
            }
        );
        Assert.Contains("'w'", Assert.Throws<ModelFileException>(() => Read(model)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_size_that_overflows_is_said_and_the_rest_is_read()
    {
        var model = Model(Node("Concat", "x x", "a"), Node("Tile", "a n", "b"), Node("Tile", "b n", "y"));
        model.Graph.Initializers.Add(
            new Tensor
            {
                Name = "n",
                DataType = 7,
                Dims = { 2 },
                Int64Data = { 4_000_000_000, 4_000_000_000 },
            }
        );
        Assert.Contains(Read(model).Warnings, warning => warning.Contains("2^63-1", StringComparison.Ordinal));
    }

    [Fact]
    public void What_nothing_computes_is_said()
    {
        var network = Read(Model(Node("Add", "x ghost", "y")));
        Assert.Contains("'ghost'", Assert.Single(network.Warnings), StringComparison.Ordinal);
        Assert.Equal("?", Measurer.Measure(network).Rows[1].OutputShape.ToString());
    }

    [Fact]
    public void A_shape_that_the_file_states_otherwise_is_said()
    {
        var model = Model(Node("Relu", "x", "y"));
        model.Graph.Values.Add(Info("y", 1, 9));
        var network = Read(model);
        Assert.Contains(
            "'y' is (N,4), and (1,9) in the file",
            Assert.Single(network.Warnings),
            StringComparison.Ordinal
        );
        var row = Measurer.Measure(network).Rows[1];
        Assert.Equal(("(4)", Trust.Contradicted), (row.OutputShape.ToString(), row.ShapeTrust));
    }

    // 16 numbers of 4 bytes; of no bytes at all, a header that was taken alone.
    [Theory]
    [InlineData(64, true)]
    [InlineData(0, true)]
    [InlineData(60, false)]
    [InlineData(128, false)]
    [InlineData(4096, false)]
    public void A_tensor_of_other_bytes_than_its_axes_is_not_exact(int bytes, bool isRight)
    {
        var model = Model(Node("MatMul", "x w", "y"));
        model.Graph.Initializers.Add(
            new Tensor
            {
                Name = "w",
                DataType = 1,
                Dims = { 4, 4 },
                RawData = ByteString.CopyFrom(new byte[bytes]),
            }
        );
        CheckTrust(model, isRight, $"the tensor 'w' of 4x4 takes 64 bytes, but {bytes} are there");
    }

    [Theory]
    [InlineData(16, true)]
    [InlineData(15, false)]
    [InlineData(2000, false)]
    public void Nor_is_one_of_other_numbers(int count, bool isRight)
    {
        var model = Model(Node("MatMul", "x w", "y"));
        model.Graph.Initializers.Add(
            new Tensor
            {
                Name = "w",
                DataType = 1,
                Dims = { 4, 4 },
                FloatData = { Enumerable.Range(1, count).Select(number => 1f / number) },
            }
        );
        CheckTrust(model, isRight, "the tensor 'w' of 4x4 takes 64 bytes");
    }

    [Theory]
    [InlineData("0", "64", true)]
    [InlineData("0", "60", false)]
    [InlineData("36", "64", true)]
    [InlineData("37", "64", false)]
    public void Nor_is_one_that_does_not_lie_in_its_file(string offset, string length, bool isRight)
    {
        var model = Model(Node("MatMul", "x w", "y"));
        model.Graph.Initializers.Add(
            new Tensor
            {
                Name = "w",
                DataType = 1,
                Dims = { 4, 4 },
                ExternalData =
                {
                    new Entry { Key = "location", Value = "model.data" },
                    new Entry { Key = "offset", Value = offset },
                    new Entry { Key = "length", Value = length },
                },
            }
        );
        CheckTrust(model, isRight, "the tensor 'w' of 4x4 takes 64 bytes", new byte[100]);
    }

    // What the reader is told of the length comes from the length alone.
    [Fact]
    public void A_file_cannot_say_how_long_its_payloads_are()
    {
        var model = Model(Node("MatMul", "x w", "y"));
        model.Graph.Initializers.Add(
            new Tensor
            {
                Name = "w",
                DataType = 1,
                Dims = { 4, 4 },
                PayloadBytes = 64,
                RawData = ByteString.CopyFrom(new byte[60]),
            }
        );
        CheckTrust(model, isRight: false, "but 60 are there");
    }

    private static void CheckTrust(Model model, bool isRight, string said, byte[]? beside = null)
    {
        using var file = new TemporaryFile("model.onnx", model.ToByteArray());
        if (beside is not null)
            File.WriteAllBytes(Path.Combine(file.Folder, "model.data"), beside);
        var network = TestFiles.Read(file.Path);
        Assert.Equal(isRight ? Trust.Exact : Trust.Contradicted, WeightFiles.TrustOf(network));
        Assert.Equal(!isRight, network.Warnings.Any(warning => warning.Contains(said, StringComparison.Ordinal)));
    }

    [Fact]
    public void A_chain_of_constants_thousands_deep_is_one_constant()
    {
        var model = Model([
            .. Enumerable.Range(0, 20_000).Select(i => Node("Add", i == 0 ? "w w" : $"c{i} w", $"c{i + 1}")),
            Node("Add", "x c20000", "y"),
        ]);
        model.Graph.Initializers.Add(
            new Tensor
            {
                Name = "w",
                DataType = 1,
                Dims = { 4 },
            }
        );
        Assert.Equal(4, Measurer.Measure(Read(model)).Totals.Parameters);
    }

    [Fact]
    public void Names_that_differ_in_case_alone_are_two_layers()
    {
        var measured = Measurer.Measure(
            Read(Model(Node("Relu", "x", "X"), Node("Relu", "X", "y"), Node("Relu", "y", "Y")))
        );
        Assert.Empty(measured.Problems);
        Assert.Equal(4, measured.Rows.Count);
    }

    [Fact]
    public void A_tensor_of_a_function_is_one_in_all_its_calls()
    {
        var model = Model(Node("F", "x", "m"), Node("F", "m", "y"));
        var constant = new Node
        {
            Operator = "Constant",
            Outputs = { "w" },
            Attributes =
            {
                new Schema.Attribute
                {
                    Name = "value",
                    Tensor = new Tensor { DataType = 1, Dims = { 4, 4 } },
                },
            },
        };
        model.Functions.Add(Function("F", constant, Node("MatMul", "a w", "b")));
        Assert.Equal(16, Measurer.Measure(Read(model)).Totals.Parameters);
    }

    [Fact]
    public void A_name_like_that_of_an_output_is_no_output()
    {
        var split = new Node
        {
            Operator = "Split",
            Name = "s",
            Inputs = { "x" },
            Outputs = { "p", "q" },
            Attributes =
            {
                new Schema.Attribute { Name = "axis", I = 1 },
            },
        };
        var relu = new Node
        {
            Operator = "Relu",
            Name = "s:1",
            Inputs = { "p" },
            Outputs = { "r" },
        };
        var measured = Measurer.Measure(Read(Model(split, relu, Node("Neg", "q", "n"), Node("Add", "r n", "y"))));
        Assert.Empty(measured.Problems);
        Assert.Equal(["s:1"], measured.Rows.Single(row => row.Name == "n").Inputs);
        Assert.Equal(["s"], measured.Rows.Single(row => row.Name == "s_1").Inputs);
    }

    [Fact]
    public void A_stop_is_heeded()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        using var file = new TemporaryFile("model.onnx", Model(Node("Relu", "x", "y")).ToByteArray());
        Assert.ThrowsAny<OperationCanceledException>(() =>
            new ModelLibrary().Read(file.Path, new ReadOptions(), stop.Token)
        );
    }

    private static Network Read(Model model)
    {
        using var file = new TemporaryFile("model.onnx", model.ToByteArray());
        return TestFiles.Read(file.Path);
    }

    private static Model Model(params Node[] nodes) =>
        new()
        {
            IrVersion = 8,
            OperatorSets = { new OperatorSet { Version = 13 } },
            Graph = new Graph
            {
                Inputs = { Info("x", 1, 4) },
                Nodes = { nodes },
                Outputs = { new ValueInfo { Name = "y" } },
            },
        };

    private static Function Function(string name, params Node[] nodes) =>
        new()
        {
            Name = name,
            Inputs = { "a" },
            Outputs = { "b" },
            Nodes = { nodes },
        };

    private static Node Node(string type, string inputs, string output) =>
        new()
        {
            Operator = type,
            Inputs = { inputs.Split(' ') },
            Outputs = { output },
        };

    private static ValueInfo Info(string name, params long[] sizes) =>
        new()
        {
            Name = name,
            Type = new Schema.ValueType
            {
                Tensor = new TensorType
                {
                    ElementType = 1,
                    Shape = new AxisList { Axes = { sizes.Select(size => new Axis { Number = size }) } },
                },
            },
        };
}
