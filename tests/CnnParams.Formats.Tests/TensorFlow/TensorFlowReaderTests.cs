using System.Globalization;
using System.Text.Json;
using CnnParams.Formats.TensorFlow;
using CnnParams.Formats.TensorFlow.Schema;
using CnnParams.Formats.Tests.StateDicts;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Reading;
using Google.Protobuf;

namespace CnnParams.Formats.Tests.TensorFlow;

/// <summary>
/// The graphs that TensorFlow.js has run (tests/oracles/graph_models.js), written as TensorFlow keeps them: frozen,
/// with the values within, and as a SavedModel, whose graph calls a function and reads variables.
/// </summary>
public sealed class TensorFlowReaderTests
{
    [Theory]
    [InlineData("mobile")]
    [InlineData("fused")]
    [InlineData("shapes")]
    [InlineData("unfused")]
    public void A_frozen_graph_is_the_same_network_as_its_JSON(string graph)
    {
        using var file = new TemporaryFile("frozen.pb", Frozen(graph).ToByteArray());
        var frozen = Measurer.Measure(TestFiles.Read(file.Path));
        Assert.Equal("TensorFlow", frozen.Network.Format);
        Assert.Empty(frozen.Network.Warnings);
        Assert.Equal(
            Rows(Measurer.Measure(TestFiles.Read(TestFiles.PathOf($"tensorflowjs-graph/{graph}/model.json")))),
            Rows(frozen)
        );
    }

    [Fact]
    public void A_SavedModel_is_read_by_its_folder_through_the_functions_that_it_calls()
    {
        using var file = new TemporaryFile("saved_model.pb", Saved("mobile").ToByteArray());
        var network = TestFiles.Read(file.Folder);
        var saved = Measurer.Measure(network);
        Assert.Equal(("TensorFlow 2.15.0", file.Folder), (network.Producer, network.Path));
        Assert.Equal("TensorFlow", TestFiles.Read(file.Path).Format);
        Assert.Empty(network.Warnings);
        var expected = Measurer.Measure(TestFiles.Read(TestFiles.PathOf("tensorflowjs-graph/mobile/model.json")));
        Assert.Equal(
            Rows(expected).Replace("image Input", "serving_default_image Input", StringComparison.Ordinal),
            Rows(saved).Replace("StatefulPartitionedCall/", "", StringComparison.Ordinal)
        );
        Assert.Equal((expected.Totals.Parameters, expected.Totals.Macs), (saved.Totals.Parameters, saved.Totals.Macs));
    }

    [Fact]
    public void A_variable_that_is_read_twice_counts_once()
    {
        var graph = new GraphDef();
        graph.Node.Add(Placeholder("x", 1, 4));
        graph.Node.Add(Variable("v", 4, 4));
        graph.Node.Add(Node("ReadVariableOp", "a", "v"));
        graph.Node.Add(Node("ReadVariableOp", "b", "v"));
        graph.Node.Add(Node("MatMul", "one", "x", "a"));
        graph.Node.Add(Node("MatMul", "two", "one", "b"));
        using var file = new TemporaryFile("shared.pb", graph.ToByteArray());
        var measured = Measurer.Measure(TestFiles.Read(file.Path));
        Assert.Equal((16L, 16L), (measured.Totals.Parameters, measured.Rows[2].SharedParameters));
    }

    [Theory]
    [InlineData(64, Trust.Exact)]
    [InlineData(0, Trust.Exact)]
    [InlineData(60, Trust.Contradicted)]
    [InlineData(6400, Trust.Contradicted)]
    public void A_constant_of_other_bytes_than_its_shape_is_not_exact(int bytes, Trust trust)
    {
        var graph = new GraphDef();
        graph.Node.Add(Placeholder("x", 1, 4));
        var kernel = Constant("k", 4, 4);
        kernel.Attr["value"].Tensor.TensorContent = Google.Protobuf.ByteString.CopyFrom(new byte[bytes]);
        graph.Node.Add(kernel);
        graph.Node.Add(Node("MatMul", "one", "x", "k"));
        using var file = new TemporaryFile("constant.pb", graph.ToByteArray());
        var network = TestFiles.Read(file.Path);
        Assert.Equal(trust, Measurer.Measure(network).Totals.ParametersTrust);
        Assert.Equal(
            trust != Trust.Exact,
            network.Warnings.Any(warning =>
                warning.Contains($"takes 64 bytes, but {bytes} are there", StringComparison.Ordinal)
            )
        );
    }

    // As of nanodet's Integral: the bins that a sum of probabilities weighs are no weights.
    [Theory]
    [InlineData("project", 8, true, Trust.Assumed)]
    [InlineData("project", 8, false, Trust.Exact)]
    [InlineData("project", 500, true, Trust.Assumed)] // more bytes than are kept
    [InlineData("project/kernel", 8, true, Trust.Exact)]
    public void Bins_are_no_weights(string name, int count, bool areBins, Trust trust)
    {
        var graph = new GraphDef();
        graph.Node.Add(Placeholder("x", 1, count));
        var kernel = Constant(name, count, 1);
        kernel.Attr["value"].Tensor.TensorContent = ByteString.CopyFrom([
            .. Enumerable.Range(0, count).SelectMany(bin => BitConverter.GetBytes(areBins ? bin : 1f / (bin + 1))),
        ]);
        graph.Node.Add(kernel);
        graph.Node.Add(Node("MatMul", "one", "x", name));
        using var file = new TemporaryFile("bins.pb", graph.ToByteArray());
        var totals = Measurer.Measure(TestFiles.Read(file.Path)).Totals;
        Assert.Equal((count, trust), (totals.Parameters, totals.ParametersTrust));
    }

    // As movenet_single_pose_lightning_ptq.tflite of google-coral/test_data has it: (1,34) becomes 17 points, which are
    // no samples, and is cut into those of each axis; what had lost the axis of samples can come by one again.
    [Fact]
    public void A_single_sample_may_lose_its_axis_and_come_by_one()
    {
        var graph = new GraphDef();
        graph.Node.Add(Placeholder("x", 1, 34));
        graph.Node.Add(Wholes("points/shape", 17, 2));
        graph.Node.Add(Node("Reshape", "points", "x", "points/shape"));
        var parts = Node("Unpack", "parts", "points");
        parts.Attr["axis"] = new AttrValue { I = 1 };
        parts.Attr["num"] = new AttrValue { I = 2 };
        graph.Node.Add(parts);
        graph.Node.Add(Wholes("more/shape", 1, 1, 17, 1));
        graph.Node.Add(Node("Reshape", "more", "parts", "more/shape"));
        graph.Node.Add(Wholes("axis", 3));
        graph.Node.Add(Node("ConcatV2", "pairs", "more", "more", "axis"));
        using var file = new TemporaryFile("points.pb", graph.ToByteArray());
        var measured = Measurer.Measure(TestFiles.Read(file.Path));
        Assert.Equal(
            ["(34)", "(17,2)", "(17)", "(1,17,1)", "(1,17,2)"],
            measured.Rows.Select(row => row.OutputShape.ToString())
        );
    }

    // Of filters that lie in steps, as TensorFlow writes them.
    [Theory]
    [InlineData("1 -2 4 -3 6 0 4 3 1 2", Trust.Assumed)]
    [InlineData("1 -2 4 -3 6 0 4 3 1 4", Trust.Exact)]
    public void Symmetric_filters_are_no_weights(string numbers, Trust trust)
    {
        var graph = new GraphDef();
        graph.Node.Add(Placeholder("x", 1, 1, 9, 1));
        var kernel = Constant("filters", 1, 5, 1, 2);
        kernel.Attr["value"].Tensor.TensorContent = ByteString.CopyFrom([
            .. numbers
                .Split(' ')
                .SelectMany(number => BitConverter.GetBytes(float.Parse(number, CultureInfo.InvariantCulture))),
        ]);
        graph.Node.Add(kernel);
        var filter = Node("Conv2D", "one", "x", "filters");
        filter.Attr["padding"] = new AttrValue { S = ByteString.CopyFromUtf8("VALID") };
        filter.Attr["strides"] = new AttrValue { List = new ListValue { I = { 1, 1, 1, 1 } } };
        graph.Node.Add(filter);
        using var file = new TemporaryFile("filters.pb", graph.ToByteArray());
        var totals = Measurer.Measure(TestFiles.Read(file.Path)).Totals;
        Assert.Equal((10, trust), (totals.Parameters, totals.ParametersTrust));
    }

    // prediction = X * weight + bias, of single numbers, as onnx/tensorflow-onnx has it in tests/models/regression: as
    // variables, as they are when frozen, and as factors that were never variables.
    [Theory]
    [InlineData("VariableV2", "weight", "bias", 2)]
    [InlineData("VarHandleOp", "weight", "bias", 2)]
    [InlineData("Const", "mul/ReadVariableOp/resource", "add/ReadVariableOp/resource", 2)]
    [InlineData("Const", "mul/y", "add/y", 0)]
    public void Single_numbers_count_where_they_are_variables(string type, string factor, string offset, long count)
    {
        var graph = new GraphDef();
        graph.Node.Add(Placeholder("x", 1, 4));
        foreach (string name in new[] { factor, offset })
        {
            var node = type == "Const" ? Constant(name) : Variable(name);
            node.Op = type;
            graph.Node.Add(node);
        }

        graph.Node.Add(Node("Mul", "product", "x", factor));
        graph.Node.Add(Node("AddV2", "sum", "product", offset));
        using var file = new TemporaryFile("regression.pb", graph.ToByteArray());
        Assert.Equal(count, Measurer.Measure(TestFiles.Read(file.Path)).Totals.Parameters);
    }

    // SavedVariable.trainable in saved_object_graph.proto; Keras calls the parameters of frozen layers non-trainable.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_training_leaves_as_it_is_is_not_trainable(bool hasObjects)
    {
        var graph = new GraphDef();
        graph.Node.Add(Placeholder("x", 1, 4));
        string[] names = ["frozen/kernel", "head/kernel"];
        foreach (string name in names)
        {
            graph.Node.Add(Variable(name, 4, 4));
            graph.Node.Add(Node("ReadVariableOp", name + "/read", name));
        }

        graph.Node.Add(Node("MatMul", "one", "x", names[0] + "/read"));
        graph.Node.Add(Node("MatMul", "two", "one", names[1] + "/read"));
        var meta = new MetaGraphDef
        {
            MetaInfoDef = new MetaInfoDef { Tags = { "serve" } },
            GraphDef = graph,
        };
        if (hasObjects)
            meta.ObjectGraphDef = new SavedObjectGraph
            {
                Nodes =
                {
                    new SavedObject(),
                    new SavedObject { Variable = new SavedVariable { Name = names[0] } },
                    new SavedObject
                    {
                        Variable = new SavedVariable { Name = names[1], Trainable = true },
                    },
                },
            };
        else
            meta.CollectionDef["trainable_variables"] = new CollectionDef
            {
                BytesList = new BytesList
                {
                    Value = { new VariableDef { VariableName = names[1] + ":0" }.ToByteString() },
                },
            };
        var saved = new SavedModel { SavedModelSchemaVersion = 1, MetaGraphs = { meta } };
        using var file = new TemporaryFile("saved_model.pb", saved.ToByteArray());
        var totals = Measurer.Measure(TestFiles.Read(file.Path)).Totals;
        Assert.Equal(
            (32L, 16L, 16L, Trust.Exact),
            (totals.Parameters, totals.TrainableParameters, totals.NonTrainableParameters, totals.ParametersTrust)
        );
    }

    [Fact]
    public void The_weights_of_branches_and_loops_are_counted()
    {
        var graph = new GraphDef { Library = new FunctionDefLibrary() };
        var body = new FunctionDef { Signature = new OpDef { Name = "body" } };
        body.NodeDef.Add(Constant("inner", 3, 5));
        graph.Library.Function.Add(body);
        graph.Node.Add(Placeholder("x", 1, 4));
        var loop = Node("StatelessWhile", "loop", "x");
        loop.Attr["body"] = new AttrValue { Func = new NameAttrList { Name = "body" } };
        graph.Node.Add(loop);
        using var file = new TemporaryFile("loop.pb", graph.ToByteArray());
        var measured = Measurer.Measure(TestFiles.Read(file.Path));
        Assert.Equal(15, measured.Rows.Single(row => row.Name == "loop").Parameters);
        Assert.NotEqual(Trust.Exact, measured.Totals.MacsTrust);
    }

    // Calls of functions that call each other twice would make 2^40 nodes.
    [Fact]
    public void Functions_that_multiply_are_refused()
    {
        var graph = new GraphDef { Library = new FunctionDefLibrary() };
        for (int i = 0; i < 40; i++)
        {
            var function = new FunctionDef { Signature = new OpDef { Name = $"f{i}" } };
            function.NodeDef.Add(Node($"f{i + 1}", "a"));
            function.NodeDef.Add(Node($"f{i + 1}", "b"));
            graph.Library.Function.Add(function);
        }

        graph.Node.Add(Node("f0", "start"));
        using var file = new TemporaryFile("bomb.pb", graph.ToByteArray());
        Assert.Equal(
            ModelFileError.UnsupportedContent,
            Assert.Throws<ModelFileException>(() => TestFiles.Read(file.Path)).Error
        );
    }

    [Fact]
    public void A_circle_is_an_error_that_names_a_node()
    {
        var graph = new GraphDef();
        graph.Node.Add(Node("Relu", "a", "b"));
        graph.Node.Add(Node("Relu", "b", "a"));
        graph.Node.Add(Node("Relu", "end", "b"));
        using var file = new TemporaryFile("circle.pb", graph.ToByteArray());
        Assert.Contains(
            "circle",
            Assert.Throws<ModelFileException>(() => TestFiles.Read(file.Path)).Message,
            StringComparison.Ordinal
        );
    }

    // What TensorFlow 1 has frozen: a variable is a constant that is read, a number of the code is a constant alone.
    [Fact]
    public void A_single_number_that_was_a_variable_is_a_parameter()
    {
        var graph = new GraphDef();
        graph.Node.Add(Placeholder("x", 1, 4));
        graph.Node.Add(Constant("W"));
        graph.Node.Add(Node("Identity", "W/read", "W"));
        graph.Node.Add(Node("Mul", "scaled", "x", "W/read"));
        graph.Node.Add(Constant("half/y"));
        graph.Node.Add(Node("Mul", "half", "scaled", "half/y"));
        using var file = new TemporaryFile("frozen.pb", graph.ToByteArray());
        var totals = Measurer.Measure(TestFiles.Read(file.Path)).Totals;
        Assert.Equal((1L, Trust.Exact), (totals.Parameters, totals.ParametersTrust));
    }

    // Weights of 600 MB that are not there: what is read and kept depends on the graph alone.
    [Fact]
    public void A_large_payload_is_sought_over()
    {
        const int rows = 150_000,
            columns = 1000;
        var graph = new GraphDef();
        graph.Node.Add(Placeholder("x", 1, rows));
        graph.Node.Add(Node("MatMul", "fc", "x", "w"));
        var constant = Constant("w", rows, columns);
        using var file = new TemporaryFile("large.pb");
        using (var stream = File.Create(file.Path))
            WriteWithPayload(stream, graph, constant, 4L * rows * columns);

        long before = GC.GetAllocatedBytesForCurrentThread();
        var counting = new CountingStream(file.Path);
        using var model = new ModelFile(file.Path, () => counting);
        var network = new TensorFlowReader().Read(model, new ReadOptions(), CancellationToken.None);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
        Assert.InRange(counting.BytesRead, 1, 64 << 10);
        Assert.Equal((long)rows * columns, Measurer.Measure(network).Totals.Parameters);
    }

    [Fact]
    public void Damaged_files_give_errors_of_their_own()
    {
        using var frozen = new TemporaryFile("frozen.pb", Frozen("mobile").ToByteArray());
        Damage.CutEverywhere(frozen.Path);
        Damage.FlipBytes(frozen.Path);
        using var saved = new TemporaryFile("saved_model.pb", Saved("unfused").ToByteArray());
        Damage.CutEverywhere(saved.Path);
        Damage.FlipBytes(saved.Path);
    }

    private static string Rows(NetworkMeasurement measured) =>
        string.Join(
            '\n',
            measured.Rows.Select(row => $"{row.Name} {row.Type} {row.OutputShape} {row.Parameters} {row.Macs}")
        );

    private static GraphDef Frozen(string graph)
    {
        using var json = JsonDocument.Parse(
            File.ReadAllText(TestFiles.PathOf($"tensorflowjs-graph/{graph}/model.json"))
        );
        var parsed = new JsonParser(JsonParser.Settings.Default.WithIgnoreUnknownFields(true)).Parse<GraphDef>(
            json.RootElement.GetProperty("modelTopology").GetRawText()
        );
        byte[] values = File.ReadAllBytes(TestFiles.PathOf($"tensorflowjs-graph/{graph}/group1-shard1of1.bin"));
        int offset = 0;
        foreach (
            var listed in json.RootElement.GetProperty("weightsManifest")[0].GetProperty("weights").EnumerateArray()
        )
        {
            int bytes =
                sizeof(float)
                * listed
                    .GetProperty("shape")
                    .EnumerateArray()
                    .Aggregate(1, (product, size) => product * size.GetInt32());
            parsed
                .Node.Single(node => node.Name == listed.GetProperty("name").GetString())
                .Attr["value"]
                .Tensor.TensorContent = ByteString.CopyFrom(values, offset, bytes);
            offset += bytes;
        }

        return parsed;
    }

    // Constants with values of floats become variables of the outer graph, which the function is passed.
    private static SavedModel Saved(string graph)
    {
        var frozen = Frozen(graph);
        var outer = new GraphDef { Library = new FunctionDefLibrary() };
        var function = new FunctionDef { Signature = new OpDef { Name = "__inference_1" } };
        var call = Node("StatefulPartitionedCall", "StatefulPartitionedCall");
        call.Attr["f"] = new AttrValue { Func = new NameAttrList { Name = "__inference_1" } };
        foreach (var node in frozen.Node)
        {
            if (node.Op == "Placeholder")
            {
                var input = node.Clone();
                input.Name = "serving_default_" + node.Name;
                outer.Node.Add(input);
                Pass(function, call, node.Name, input.Name);
            }
            else if (node.Op == "Const" && node.Attr["dtype"].Type == Formats.TensorFlow.Schema.DataType.DtFloat)
            {
                var variable = Variable(
                    node.Name,
                    [.. node.Attr["value"].Tensor.TensorShape.Dim.Select(axis => axis.Size)]
                );
                outer.Node.Add(variable);
                Pass(function, call, node.Name + "_resource", node.Name);
                function.NodeDef.Add(Node("ReadVariableOp", node.Name, node.Name + "_resource"));
            }
            else
            {
                function.NodeDef.Add(node);
            }
        }

        // Within a function outputs have names; arguments are named as they are.
        foreach (var node in function.NodeDef)
        {
            for (int i = 0; i < node.Input.Count; i++)
            {
                if (function.NodeDef.Any(other => other.Name == node.Input[i].Split(':')[0]))
                    node.Input[i] = node.Input[i].Split(':') is [var name, var number]
                        ? $"{name}:output:{number}"
                        : node.Input[i] + ":output:0";
            }
        }

        string last = frozen.Node[^1].Name;
        function.Signature.OutputArg.Add(new ArgDef { Name = "out" });
        function.Ret["out"] = last + ":output:0";
        outer.Node.Add(call);
        outer.Library.Function.Add(function);
        var served = new MetaGraphDef
        {
            MetaInfoDef = new MetaInfoDef { TensorflowVersion = "2.15.0" },
            GraphDef = outer,
        };
        served.MetaInfoDef.Tags.Add("serve");
        var signature = new SignatureDef();
        signature.Outputs["out"] = new TensorInfo { Name = "StatefulPartitionedCall:0" };
        served.SignatureDef["serving_default"] = signature;
        return new SavedModel { SavedModelSchemaVersion = 1, MetaGraphs = { served } };
    }

    private static void Pass(FunctionDef function, NodeDef call, string argument, string passed)
    {
        function.Signature.InputArg.Add(new ArgDef { Name = argument });
        call.Input.Add(passed);
    }

    private static NodeDef Node(string operation, string name, params string[] inputs)
    {
        var node = new NodeDef { Op = operation, Name = name };
        node.Input.AddRange(inputs);
        return node;
    }

    private static NodeDef Placeholder(string name, params long[] sizes)
    {
        var node = Node("Placeholder", name);
        node.Attr["shape"] = new AttrValue { Shape = Shape(sizes) };
        node.Attr["dtype"] = Float;
        return node;
    }

    private static NodeDef Variable(string name, params long[] sizes)
    {
        var node = Node("VarHandleOp", name);
        node.Attr["shape"] = new AttrValue { Shape = Shape(sizes) };
        node.Attr["dtype"] = Float;
        node.Attr["shared_name"] = new AttrValue { S = ByteString.CopyFromUtf8(name) };
        return node;
    }

    private static NodeDef Constant(string name, params long[] sizes)
    {
        var node = Node("Const", name);
        node.Attr["dtype"] = Float;
        node.Attr["value"] = new AttrValue
        {
            Tensor = new TensorProto { Dtype = Formats.TensorFlow.Schema.DataType.DtFloat, TensorShape = Shape(sizes) },
        };
        return node;
    }

    private static NodeDef Wholes(string name, params int[] numbers)
    {
        var node = Constant(name, numbers.Length);
        node.Attr["dtype"] = new AttrValue { Type = Formats.TensorFlow.Schema.DataType.DtInt32 };
        node.Attr["value"].Tensor.Dtype = Formats.TensorFlow.Schema.DataType.DtInt32;
        node.Attr["value"].Tensor.IntVal.AddRange(numbers);
        return node;
    }

    private static AttrValue Float => new() { Type = Formats.TensorFlow.Schema.DataType.DtFloat };

    private static TensorShapeProto Shape(long[] sizes)
    {
        var shape = new TensorShapeProto();
        shape.Dim.AddRange(sizes.Select(size => new TensorShapeProto.Types.Dim { Size = size }));
        return shape;
    }

    // Each message around the payload has its length in front: GraphDef.node, NodeDef.attr, its value, the tensor, its
    // content.
    private static void WriteWithPayload(Stream stream, GraphDef graph, NodeDef constant, long payload)
    {
        stream.Write(graph.ToByteArray());
        byte[] tensor = [.. constant.Attr["value"].Tensor.ToByteArray(), 0x22, .. Varint(payload)];
        long inTensor = tensor.Length + payload;
        byte[] value = [0x42, .. Varint(inTensor), .. tensor];
        long inValue = value.Length + payload;
        byte[] entry = [0x0A, 5, .. "value"u8, 0x12, .. Varint(inValue), .. value];
        long inEntry = entry.Length + payload;
        byte[] node =
        [
            0x0A,
            (byte)constant.Name.Length,
            .. System.Text.Encoding.ASCII.GetBytes(constant.Name),
            0x12,
            5,
            .. "Const"u8,
            0x2A,
            .. Varint(inEntry),
            .. entry,
        ];
        stream.Write([0x0A, .. Varint(node.Length + payload), .. node]);
        stream.SetLength(stream.Length + payload);
    }

    private static byte[] Varint(long value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
            bytes.Add((byte)((value & 0x7F) | 0x80));
        bytes.Add((byte)value);
        return [.. bytes];
    }
}
