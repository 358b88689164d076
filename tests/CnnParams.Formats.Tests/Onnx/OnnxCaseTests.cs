using System.Globalization;
using CnnParams.Formats.Onnx.Schema;
using CnnParams.Formats.Tests.StateDicts;
using CnnParams.Measuring;
using Google.Protobuf;
using Schema = CnnParams.Formats.Onnx.Schema;

namespace CnnParams.Formats.Tests.Onnx;

// Small models that were counted wrong once. Expected: sums over the tensors of the files, and where operators are of
// ONNX Runtime, its ContribOperators.md.
public class OnnxCaseTests
{
    [Theory]
    [InlineData("depthwise_behind_unknown", 1600, Trust.LowerBound, Trust.LowerBound)]
    [InlineData("weights_by_ConstantOfShape", 216, Trust.Exact, Trust.Exact)]
    [InlineData("loop_until", 0, Trust.LowerBound, Trust.LowerBound)]
    [InlineData("batch_in_two_axes", 0, Trust.Assumed, Trust.LowerBound)]
    [InlineData("if_of_data", 288, Trust.Assumed, Trust.Assumed)]
    public void What_is_not_known_is_not_exact(string model, long parameters, Trust macs, Trust shapes)
    {
        var totals = Measurer
            .Measure(TestFiles.Read(TestFiles.PathOf(Path.Combine("onnx-cases", model + ".onnx"))))
            .Totals;
        Assert.Equal((parameters, macs, shapes), (totals.Parameters, totals.MacsTrust, totals.ShapeTrust));
    }

    [Theory]
    [InlineData("GroupQueryAttention", "(7,64)", "7x96", "num_heads=4 kv_num_heads=1")]
    [InlineData("GroupQueryAttention", "(7,48)", "7x96", "num_heads=2 kv_num_heads=1")]
    [InlineData("MultiHeadAttention", "(7,32)", "7x4x3x8", "num_heads=4")]
    public void Packed_attention_leaves_the_values_of_its_heads(
        string type,
        string expected,
        string incoming,
        string settings
    )
    {
        var node = new Node
        {
            Operator = type,
            Domain = "com.microsoft",
            Inputs = { "x" },
            Outputs = { "y" },
        };
        foreach (string[] setting in settings.Split(' ').Select(setting => setting.Split('=')))
            node.Attributes.Add(new Schema.Attribute { Name = setting[0], I = OnnxFiles.Number(setting[1]) });
        var totals = Measured(node, incoming);
        Assert.Equal((expected, Trust.LowerBound), (totals.Rows[1].OutputShape.ToString(), totals.Totals.MacsTrust));
    }

    [Fact]
    public void Moments_of_a_normalisation_are_single_numbers()
    {
        var node = new Node
        {
            Operator = "SkipLayerNormalization",
            Domain = "com.microsoft",
            Inputs = { "x", "x", "w" },
            Outputs = { "y", "mean", "deviation", "sum" },
        };
        var measured = Measured(
            node,
            "7x16",
            ["mean", "sum"],
            new Tensor
            {
                Name = "w",
                DataType = 1,
                Dims = { 16 },
            }
        );
        Assert.Equal(["(7,16)", "(7,1)", "(7,16)"], measured.Rows.Skip(1).Select(row => row.OutputShape.ToString()));
    }

    [Fact]
    public void An_unpooled_image_keeps_its_batch()
    {
        var node = new Node
        {
            Operator = "MaxUnpool",
            Inputs = { "x", "x", "sizes" },
            Outputs = { "y" },
        };
        node.Attributes.Add(new Schema.Attribute { Name = "kernel_shape", Ints = { 2, 2 } });
        var measured = Measured(
            node,
            "3x4x4",
            [],
            new Tensor
            {
                Name = "sizes",
                DataType = 7,
                Dims = { 4 },
                Int64Data = { 2, 3, 9, 9 },
            }
        );
        Assert.Equal("(3,9,9)", measured.Rows[1].OutputShape.ToString());
    }

    // What the definitions of the operators say of their inputs (onnx/docs/Operators.md); ONNX Runtime refuses each.
    [Theory]
    [InlineData("Conv", "8x5x5", "4x8x3x3 3", "'w1' is (3), for 4 filters")]
    [InlineData("Conv", "8x5x5", "4x7x3x3", "its kernel is (4,7,3,3)")]
    [InlineData("Conv", "8x5x5", "6x8x3x3x3", "its kernel is (6,8,3,3,3)")]
    [InlineData("ConvTranspose", "8x5x5", "7x4x3x3", "its kernel is (7,4,3,3)")]
    [InlineData("ConvTranspose", "8x5x5", "8x4x3x3 5", "'w1' is (5), for 4 filters")]
    [InlineData("BatchNormalization", "8x5x5", "7 8 8 8", "'w0' is (7), for 8 channels")]
    [InlineData("BatchNormalization", "8x5x5", "8 8 9 8", "'w2' is (9), for 8 channels")]
    [InlineData("InstanceNormalization", "8x5x5", "8 1x8", "'w1' is (1,8), for 8 channels")]
    [InlineData("PRelu", "8x5x5", "7x1x1", "cannot be broadcast")]
    [InlineData("Add", "8x5x5", "7x1x1", "cannot be broadcast")]
    [InlineData("Mul", "8x5x5", "8x1x4", "cannot be broadcast")]
    [InlineData("MatMul", "8x5", "4x6", "cannot be multiplied")]
    [InlineData("Gemm", "8", "8x6 5", "a bias of (5) cannot be added")]
    [InlineData("Gemm", "8", "8x6 6x1", "a bias of (6,1) cannot be added")]
    [InlineData("Gemm", "8", "8x6 1x1x6", "a bias of (1,1,6) cannot be added")]
    [InlineData("Gemm", "8", "7x6", "cannot be multiplied")]
    [InlineData("BatchNormalization", "8x5x5", "8 8 8", "its input 5 of 5 is missing")]
    [InlineData("InstanceNormalization", "8x5x5", "8", "its input 3 of 3 is missing")]
    [InlineData("LayerNormalization", "8x5", "4 4", "cannot be broadcast")]
    public void Weights_that_do_not_fit_contradict(string type, string incoming, string weights, string said)
    {
        var measured = Measured(Weighted(type, weights), incoming, [], Learned(weights));
        Assert.Equal(Trust.Contradicted, measured.Totals.ParametersTrust);
        Assert.Contains(
            measured.Network.Warnings,
            warning => warning.StartsWith($"'layer' ({type}): ", StringComparison.Ordinal) && warning.Contains(said)
        );
    }

    // ONNX Runtime refuses each of these, too.
    [Theory]
    [InlineData("Conv", "8x5x5", "kernel_shape", "3,2", 1, "its kernel is (4,8,3,3), its kernel_shape 3x2")]
    [InlineData("Conv", "8x5x5", "kernel_shape", "3", 1, "its kernel_shape 3")]
    [InlineData("Conv", "8x5x5", "kernel_shape", "3,3", 6, "'w0' has numbers of the type Int32")]
    [InlineData("Conv", "8x5x5", "kernel_shape", "3,3", 1, null)]
    [InlineData("ConvTranspose", "4x5x5", "kernel_shape", "2,2", 1, "its kernel_shape 2x2")]
    [InlineData("MatMul", "8x4x8x3", "", "", 7, "'w0' has numbers of the type Int64")]
    public void What_is_written_twice_is_compared(
        string type,
        string incoming,
        string attribute,
        string numbers,
        int elementType,
        string? said
    )
    {
        var node = Weighted(type, "4x8x3x3");
        if (attribute.Length > 0)
            node.Attributes.Add(
                new Schema.Attribute { Name = attribute, Ints = { numbers.Split(',').Select(OnnxFiles.Number) } }
            );
        var kernel = Learned("4x8x3x3")[0];
        kernel.DataType = elementType;
        var measured = Measured(node, incoming, [], kernel);
        Assert.Equal(said is null ? Trust.Exact : Trust.Contradicted, measured.Totals.ParametersTrust);
        Assert.Equal(said is not null, measured.Network.Warnings.Any(warning => warning.Contains(said ?? "layer")));
    }

    [Theory]
    [InlineData("Conv", "8x5x5")]
    [InlineData("Add", "8x5x5")]
    [InlineData("Reshape", "8x5x5")]
    public void What_nothing_computes_cannot_be_read(string type, string incoming)
    {
        var node = Weighted(type, "8");
        node.Inputs[1] = "gone";
        var measured = Measured(node, incoming, []);
        Assert.Equal(Trust.Contradicted, measured.Totals.ParametersTrust);
        Assert.Equal("nothing computes 'gone', which it reads", measured.Rows[^1].TrustReason);
    }

    // Those that say something ONNX Runtime 1.30 refuses; with Gemm, where the matrix has not as many rows as columns.
    [Theory]
    [InlineData("MaxPool", "kernel_shape=2,2 pads=1,1,1,1", null)]
    [InlineData("MaxPool", "kernel_shape=3,3 pads=3,0,0,0", "its pads are 3,0,0,0, its kernel_shape 3x3")]
    [InlineData("MaxPool", "kernel_shape=3,3 pads=4,4,4,4 dilations=2,2", "its pads are 4,4,4,4")]
    [InlineData("AveragePool", "kernel_shape=2,3 pads=0,0,0,3", "its pads are 0,0,0,3, its kernel_shape 2x3")]
    [InlineData("LpPool", "kernel_shape=1,1 pads=0,1,0,0", "its pads are 0,1,0,0, its kernel_shape 1x1")]
    [InlineData("Gemm", "transB=2147483648", "its transB is 2147483648")]
    [InlineData("Gemm", "transB=4294967296", "its transB is 4294967296")]
    [InlineData("Gemm", "transA=-2147483649", "its transA is -2147483649")]
    [InlineData("Gemm", "transB=2", null)]
    public void Settings_that_no_runtime_follows_contradict(string type, string settings, string? said)
    {
        var node = Weighted(type, "8x8");
        if (type != "Gemm")
            node.Inputs.RemoveAt(1);
        foreach (string[] setting in settings.Split(' ').Select(setting => setting.Split('=')))
        {
            long[] numbers = [.. setting[1].Split(',').Select(OnnxFiles.Number)];
            node.Attributes.Add(
                type == "Gemm"
                    ? new Schema.Attribute { Name = setting[0], I = numbers[0] }
                    : new Schema.Attribute { Name = setting[0], Ints = { numbers } }
            );
        }

        var measured = Measured(node, type == "Gemm" ? "8" : "3x8x8", [], type == "Gemm" ? Learned("8x8") : []);
        Assert.Equal(said is null, measured.Totals.MacsTrust == Trust.Exact);
        Assert.Equal(said is not null, measured.Network.Warnings.Any(warning => warning.Contains(said ?? "its")));
    }

    // ONNX Runtime 1.30 keeps axes at 1 alone.
    [Theory]
    [InlineData(0, "(3,8)")]
    [InlineData(1, "(3,8,1)")]
    [InlineData(2, "(3,8)")]
    [InlineData(1L << 32, "(3,8)")]
    public void Reduced_axes_stay_at_1_alone(long keeps, string expected)
    {
        var node = Weighted("ReduceMean", "1");
        node.Inputs.RemoveAt(1);
        node.Attributes.Add(new Schema.Attribute { Name = "keepdims", I = keeps });
        node.Attributes.Add(new Schema.Attribute { Name = "axes", Ints = { 3 } });
        Assert.Equal(expected, Measured(node, "3x8x8").Rows[^1].OutputShape.ToString());
    }

    [Theory]
    [InlineData(3, null)]
    [InlineData(5, "its axis is 5, of 4")]
    [InlineData(-5, "its axis is -5, of 4")]
    [InlineData(1L << 33, "its axis is 8589934592, of 4")]
    public void An_axis_that_is_not_there_contradicts(long axis, string? said)
    {
        var node = Weighted("Flatten", "1");
        node.Inputs.RemoveAt(1);
        node.Attributes.Add(new Schema.Attribute { Name = "axis", I = axis });
        var warnings = Measured(node, "8x5x5").Network.Warnings;
        Assert.Equal(said is not null, warnings.Any(warning => warning.Contains(said ?? "axis")));
    }

    // ONNX asks for nodes after what they read; ONNX Runtime runs any order, and so programs write it.
    [Theory]
    [InlineData("branches")]
    [InlineData("functions")]
    [InlineData("lstm")]
    public void Nodes_may_come_in_any_order(string name)
    {
        var model = Model.Parser.ParseFrom(File.ReadAllBytes(OnnxFiles.PathOf(name)));
        var nodes = model.Graph.Nodes.Reverse().ToArray();
        model.Graph.Nodes.Clear();
        model.Graph.Nodes.Add(nodes);
        using var file = new TemporaryFile("reversed.onnx", model.ToByteArray());
        var (expected, actual) = (Measurer.Measure(OnnxFiles.Read(name)), Measurer.Measure(TestFiles.Read(file.Path)));
        Assert.Equal(
            expected.Rows.Select(row => (row.Name, row.OutputShape.ToString(), row.Parameters, row.Macs)).Order(),
            actual.Rows.Select(row => (row.Name, row.OutputShape.ToString(), row.Parameters, row.Macs)).Order()
        );
        Assert.Equal(expected.Totals.ParametersTrust, actual.Totals.ParametersTrust);
    }

    // A circle cannot be run.
    [Fact]
    public void Nodes_in_a_circle_are_not_exact()
    {
        var node = Weighted("Add", "8");
        node.Inputs[1] = "y";
        Assert.NotEqual(Trust.Exact, Measured(node, "8x5x5").Totals.MacsTrust);
    }

    [Theory]
    [InlineData("LSTM", "1x20x8 1x20x5 1x40", null)]
    [InlineData("LSTM", "1x20x8 1x20x5 1x39", "'w2' is (1,39)")]
    [InlineData("LSTM", "1x21x8 1x20x5", "'w0' is (1,21,8)")]
    [InlineData("GRU", "1x15x8 1x20x5", "'w1' is (1,20,5)")]
    [InlineData("RNN", "1x5x8 1x5x5 1x10", null)]
    public void Matrices_of_recurrent_layers_have_the_sizes_of_their_gates(string type, string weights, string? said)
    {
        var node = Weighted(type, weights);
        node.Attributes.Add(new Schema.Attribute { Name = "hidden_size", I = 5 });
        var measured = Measured(node, "7x8", [], Learned(weights));
        Assert.Equal(said is null ? Trust.Exact : Trust.Contradicted, measured.Totals.ParametersTrust);
        Assert.Equal(said is not null, measured.Network.Warnings.Any(warning => warning.Contains(said ?? "'w")));
    }

    // Caffe2's converters write factors of one and offsets of zero for the batch norms of Caffe, which have neither:
    // so DenseNet-121 and Inception v2 of the ONNX model zoo have them.
    [Theory]
    [InlineData("Conv", "conv_w conv_b", "2x3x1x1 2", 0, Trust.Assumed)]
    [InlineData("Conv", "conv_w conv_b", "2x3x1x1 2", 0.5f, Trust.Exact)]
    [InlineData("Conv", "conv.weight conv.bias", "2x3x1x1 2", 0, Trust.Exact)]
    [InlineData("BatchNormalization", "bn_scale_0 bn_bias_0 bn_mean_0 bn_var_0", "3 3 3 3", 0, Trust.Assumed)]
    [InlineData("BatchNormalization", "bn.weight bn.bias bn.running_mean bn.running_var", "3 3 3 3", 0, Trust.Exact)]
    public void Numbers_that_change_nothing_may_be_added(
        string type,
        string names,
        string sizes,
        float value,
        Trust trust
    )
    {
        var node = Weighted(type, sizes);
        string[] called = names.Split(' ');
        var tensors = Learned(sizes);
        for (int i = 0; i < tensors.Length; i++)
        {
            node.Inputs[i + 1] = tensors[i].Name = called[i];
            tensors[i]
                .FloatData.Add(
                    Enumerable
                        .Range(0, (int)tensors[i].Dims.Aggregate((product, size) => product * size))
                        .Select(number => i == 1 ? value : 1f / (number + 2))
                );
        }

        Assert.Equal(trust, Measured(node, "3x4x4", [], tensors).Totals.ParametersTrust);
    }

    // A bias of one filter that stands apart is a parameter; 6, 1/6, the root of 1/2 and 58.395 a program has written.
    [Theory]
    [InlineData("Add", "1x1", 0.0537219f, Trust.Assumed)]
    [InlineData("Mul", "1", 1.3718f, Trust.Exact)]
    [InlineData("Mul", "1", 1.371842f, Trust.Assumed)]
    [InlineData("Mul", "1", 1 / 6f, Trust.Exact)]
    [InlineData("Mul", "1", 0.70710678f, Trust.Exact)]
    [InlineData("Div", "1x1x1", 58.395f, Trust.Exact)]
    [InlineData("Add", "1", 0f, Trust.Exact)]
    [InlineData("Clip", "1", 1.371842f, Trust.Exact)]
    public void A_number_that_nobody_would_write_may_be_learned(string type, string sizes, float value, Trust trust)
    {
        var node = Weighted(type, sizes);
        var number = Learned(sizes)[0];
        number.FloatData.Add(value);
        Assert.Equal(trust, Measured(node, "3x4x4", [], number).Totals.ParametersTrust);
    }

    // onnxruntime, docs/ContribOperators.md, com.microsoft.MatMulNBits: N rows of blocks, two numbers of 4 bits a byte.
    [Theory]
    [InlineData("32x2x16", true)]
    [InlineData("32x1x16", false)]
    public void Packed_numbers_are_what_they_are_unpacked_to(string bytes, bool isExact)
    {
        var node = Weighted("MatMulNBits", bytes);
        node.Domain = "com.microsoft";
        foreach (var (name, value) in new[] { ("K", 64), ("N", 32), ("bits", 4), ("block_size", 32) })
            node.Attributes.Add(new Schema.Attribute { Name = name, I = value });
        var packed = Learned(bytes);
        packed[0].DataType = 2;
        var totals = Measured(node, "5x64", [], packed).Totals;
        Assert.Equal(isExact, totals is { Parameters: 64 * 32, ParametersTrust: Trust.Exact });
    }

    // Each size is a number, and their product is none: what the file holds of the layer counts all the same.
    [Theory]
    [InlineData("Conv", "pads", "2x3x3x3 2", 54 + 2)]
    [InlineData("ConvTranspose", "strides", "3x2x3x3 2", 54 + 2)]
    public void Outputs_larger_than_any_number_keep_their_weights(
        string type,
        string setting,
        string weights,
        long parameters
    )
    {
        var node = Weighted(type, weights);
        const long huge = 1L << 40;
        node.Attributes.Add(
            new Schema.Attribute { Name = setting, Ints = { Enumerable.Repeat(huge, setting == "pads" ? 4 : 2) } }
        );
        var measured = Measured(node, "3x8x8", [], Learned(weights));
        Assert.Equal((parameters, Trust.LowerBound), (measured.Totals.Parameters, measured.Totals.ParametersTrust));
        Assert.NotEqual(Trust.Exact, measured.Totals.MacsTrust);
    }

    // RGB to YCbCr (ITU-T T.871), as ONNX Runtime's extensions put it in front of a network, is no weight either.
    private const string JpegColors = "0.114 0.5 -0.08131241 0.587 -0.3312641 -0.4186876 0.299 -0.1687359 0.5";

    // nanodet's Integral weighs bins, linspace(0, reg_max), as YOLO's convolution of the same form does: of the one
    // they are a buffer, of the other a parameter. Buffers are the filters of a blur (kornia, antialiased-cnns), of
    // edges and wavelets, too, and a range of places.
    [Theory]
    [InlineData("MatMul", "onnx::MatMul_12", "8x1", "0 1 2 3 4 5 6 7", Trust.Assumed)]
    [InlineData("MatMul", "onnx::MatMul_12", "8x1", "0 1 2 3 4 5 7 6", Trust.Exact)]
    [InlineData("MatMul", "const", "5x1", "-1 -0.5 0 0.5 1", Trust.Assumed)]
    [InlineData("MatMul", "const", "3x1", "1 3 5", Trust.Exact)] // few enough to be so by chance
    [InlineData("Conv", "const", "1x8x1x1", "0 1 2 3 4 5 6 7", Trust.Assumed)]
    [InlineData("MatMul", "const", "3x3", JpegColors, Trust.Assumed)]
    [InlineData("MatMul", "colors.weight", "3x3", JpegColors, Trust.Exact)]
    [InlineData("Conv", "const", "1x3x1x1", "0.299 0.587 0.114", Trust.Assumed)]
    [InlineData("Conv", "const", "1x3x1x1", "0.2994127 0.5870018 0.114", Trust.Exact)]
    [InlineData("Conv", "model.22.dfl.conv.weight", "1x8x1x1", "0 1 2 3 4 5 6 7", Trust.Exact)]
    [InlineData("Conv", "const", "1x1x3x3", "1 2 1 2 4 2 1 2 1", Trust.Assumed)]
    [InlineData("Conv", "const", "1x1x3x3", "-1 0 1 -2 0 2 -1 0 1", Trust.Assumed)]
    [InlineData("Conv", "const", "1x1x3x3", "1 2 3 2 7 6 9 8 5", Trust.Exact)]
    [InlineData("Conv", "const", "2x1x2x2", "1 2 3 5 1 2 3 5", Trust.Assumed)]
    [InlineData("Conv", "const", "2x1x2x2", "1 2 3 5 1 2 3 6", Trust.Exact)]
    [InlineData("Conv", "const", "2x1x5", "1 4 6 4 1 -2 -3 0 3 2", Trust.Assumed)]
    [InlineData("Conv", "const", "2x1x5", "1 4 6 4 1 -2 -3 0 3 4", Trust.Exact)]
    [InlineData("Conv", "conv.weight", "2x1x5", "1 4 6 4 1 -2 -3 0 3 2", Trust.Exact)]
    [InlineData("Conv", "const", "2x1x5", "1 4 6 4 1 -2 -3", Trust.Contradicted)] // some are missing
    [InlineData("Conv", "const", "1x1x5", "1 4 6 4 1", Trust.Exact)] // few enough to be so by chance
    public void Bins_and_blurs_are_no_weights(string type, string name, string sizes, string numbers, Trust trust)
    {
        var node = Weighted(type, sizes);
        var kernel = Learned(sizes)[0];
        node.Inputs[1] = kernel.Name = name;
        kernel.FloatData.Add(numbers.Split(' ').Select(number => float.Parse(number, CultureInfo.InvariantCulture)));
        string image =
            type == "MatMul" ? $"4x{kernel.Dims[0]}" : $"{kernel.Dims[1]}{(kernel.Dims.Count == 3 ? "x6" : "x6x6")}";
        Assert.Equal(trust, Measured(node, image, [], kernel).Totals.ParametersTrust);
    }

    // Silero's VAD begins with a convolution by the rows of a Fourier transform in a window of Hann's, as
    // torch.hann_window gives it, which is a buffer of its module (forward_basis_buffer).
    [Theory]
    [InlineData(0.0, Trust.Assumed)]
    [InlineData(0.01, Trust.Exact)]
    public void A_Fourier_transform_is_no_weight(double change, Trust trust)
    {
        const int size = 16;
        var node = Weighted("Conv", $"{size}x1x{size}");
        var kernel = Learned($"{size}x1x{size}")[0];
        node.Inputs[1] = kernel.Name = "basis";
        kernel.FloatData.Add(
            from row in Enumerable.Range(0, size)
            from at in Enumerable.Range(0, size)
            let angle = 2 * Math.PI * (row / 2) * at / size
            let window = 0.5 - (0.5 * Math.Cos(2 * Math.PI * at / size))
            select (float)((window * (row % 2 == 0 ? Math.Cos(angle) : Math.Sin(angle))) + (at == 3 ? change : 0))
        );
        Assert.Equal(trust, Measured(node, "1x64", [], kernel).Totals.ParametersTrust);
    }

    private static Node Weighted(string type, string weights)
    {
        var node = new Node
        {
            Name = "layer",
            Operator = type,
            Inputs = { "x" },
            Outputs = { "y" },
        };
        node.Inputs.Add(Learned(weights).Select(tensor => tensor.Name));
        return node;
    }

    private static Tensor[] Learned(string weights) =>
        [
            .. weights
                .Split(' ')
                .Select(
                    (sizes, i) =>
                        new Tensor
                        {
                            Name = $"w{i}",
                            DataType = 1,
                            Dims = { sizes.Split('x').Select(OnnxFiles.Number) },
                        }
                ),
        ];

    // A batch of two samples is read.
    private static NetworkMeasurement Measured(
        Node node,
        string incoming,
        string[]? outputs = null,
        params Tensor[] tensors
    )
    {
        var model = new Model
        {
            IrVersion = 8,
            OperatorSets = { new OperatorSet { Version = 13 } },
            Graph = new Graph { Nodes = { node }, Outputs = { new ValueInfo { Name = "y" } } },
        };
        model.Graph.Initializers.Add(tensors);
        model.Graph.Outputs.Add((outputs ?? []).Select(name => new ValueInfo { Name = name }));
        var axes = incoming
            .Split('x')
            .Select(size => new Axis { Number = OnnxFiles.Number(size) })
            .Prepend(new Axis { Number = 2 });
        model.Graph.Inputs.Add(
            new ValueInfo
            {
                Name = "x",
                Type = new Schema.ValueType
                {
                    Tensor = new TensorType
                    {
                        ElementType = 1,
                        Shape = new AxisList { Axes = { axes } },
                    },
                },
            }
        );
        using var file = new TemporaryFile("model.onnx", model.ToByteArray());
        return Measurer.Measure(TestFiles.Read(file.Path));
    }
}
