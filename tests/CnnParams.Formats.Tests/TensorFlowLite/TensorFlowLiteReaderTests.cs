using CnnParams.Formats.TensorFlowLite;
using CnnParams.Formats.Tests.StateDicts;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Reading;

namespace CnnParams.Formats.Tests.TensorFlowLite;

/// <summary>
/// Files that Google's library for FlatBuffers has written. The shapes in them are those that TensorFlow Lite computes
/// (floor((in + pads - reach) / stride) + 1, and ceil(in / stride) for SAME); the reader warns where its own differ.
/// </summary>
public sealed class TensorFlowLiteReaderTests
{
    private const int Add = 0,
        Concatenation = 2,
        Conv = 3,
        Depthwise = 4,
        Dequantize = 6,
        FullyConnected = 9,
        MaxPool = 17,
        Reshape = 22,
        Softmax = 25,
        Mean = 40,
        Lstm = 44,
        Prelu = 54,
        Transpose = 67,
        HardSwish = 117,
        Gelu = 150;

    private static readonly (int, int, bool) Valid = (0, 1, true),
        Same = (0, 0, true);

    [Fact]
    public void Filters_units_and_activations_are_rows()
    {
        var measured = Measure(Small(LiteFileWriter.Float32));
        Assert.Empty(measured.Network.Warnings);
        Assert.Empty(measured.Problems);
        Assert.Equal(
            "image Input 32x32x3 0|conv Conv2D 16x16x8 224|conv/RELU6 ReLU6 16x16x8 0|dw DepthwiseConv2D 14x14x16 "
                + "160|pool MaxPool2D 7x7x16 0|shape Flatten 784 0|logits Dense 10 7850|softmax Softmax 10 0",
            string.Join(
                '|',
                measured.Rows.Select(row =>
                    $"{row.Name} {row.Type} {string.Join('x', row.OutputShape.Sizes)} {row.Parameters}"
                )
            )
        );
        Assert.Equal("TensorFlow Lite (MLIR Converted.)", measured.Network.Producer);
    }

    // Bytes of one shape under another.
    [Fact]
    public void A_tensor_of_other_bytes_than_its_shape_is_not_exact()
    {
        var file = new LiteFileWriter();
        int image = file.Tensor("image", 1, 8, 8, 6),
            kernel = file.Weight("k", LiteFileWriter.Float32, 4, 3, 3, 6),
            output = file.Tensor("out", 1, 8, 8, 4);
        file.Reshape(kernel, 4, 5, 5, 6)
            .Operator(Conv, [image, kernel, -1], [output], Same, (1, 1, false), (2, 1, false));
        var measured = Measure(file.Write([image], [output]));
        Assert.Contains(
            "'k' takes 2400 bytes, but the file holds 864",
            Assert.Single(measured.Network.Warnings),
            StringComparison.Ordinal
        );
        Assert.Equal(["Exact", "Contradicted"], measured.Rows.Select(row => row.ParametersTrust.ToString()));
    }

    // An operator of filters always has a bias here: converters write zeros where the framework has none, under the
    // operator's own name (tensorflow/compiler/mlir/lite, and toco's EnsureBiasVectors).
    [Theory]
    [InlineData("net/conv/Conv2D", true, Trust.Assumed)]
    [InlineData("net/conv/Conv2D_bias", true, Trust.Assumed)]
    [InlineData("net/conv/Conv2D_bias", false, Trust.Exact)]
    [InlineData("net/conv/BiasAdd/ReadVariableOp", true, Trust.Exact)]
    public void A_bias_of_zeros_may_be_none(string name, bool isZero, Trust trust)
    {
        var file = new LiteFileWriter();
        int image = file.Tensor("image", 1, 8, 8, 6),
            output = file.Tensor("out", 1, 8, 8, 4),
            bias = isZero ? file.Weight(name, LiteFileWriter.Float32, 4) : file.Numbers(name, 1, 2, 3, 4);
        file.Operator(
            Conv,
            [image, file.Weight("k", LiteFileWriter.Float32, 4, 3, 3, 6), bias],
            [output],
            Same,
            (1, 1, false),
            (2, 1, false)
        );
        var totals = Measure(file.Write([image], [output])).Totals;
        Assert.Equal(((4 * 9 * 6) + 4, trust), (totals.Parameters, totals.ParametersTrust));
    }

    // As of nanodet's Integral: the bins that a sum of probabilities weighs are no weights.
    [Theory]
    [InlineData("const", true, Trust.Assumed)]
    [InlineData("const", false, Trust.Exact)]
    [InlineData("net/dfl/conv/kernel", true, Trust.Exact)]
    public void Bins_are_no_weights(string name, bool areBins, Trust trust)
    {
        var file = new LiteFileWriter();
        int image = file.Tensor("image", 1, 4, 4, 8),
            output = file.Tensor("out", 1, 4, 4, 1),
            bins = file.Reals(
                name,
                [1, 1, 1, 8],
                [.. Enumerable.Range(0, 8).Select(bin => areBins ? bin : 1f / (bin + 1))]
            );
        file.Operator(Conv, [image, bins, -1], [output], Same, (1, 1, false), (2, 1, false));
        var totals = Measure(file.Write([image], [output])).Totals;
        Assert.Equal((8, trust), (totals.Parameters, totals.ParametersTrust));
    }

    // As of DTLN in tflite-micro: 8 values in one row have 4 units, and stay a row where axes are kept
    // (fully_connected.cc).
    [Theory]
    [InlineData(true, "(1,4)")]
    [InlineData(false, "(4)")]
    public void Units_of_a_single_row_keep_its_axis_where_they_are_told_to(bool keeps, string shape)
    {
        var file = new LiteFileWriter();
        int row = file.Tensor("row", 1, 1, 8),
            output = keeps ? file.Tensor("out", 1, 1, 4) : file.Tensor("out", 1, 4),
            kernel = file.Reals("kernel", [4, 8], [.. Enumerable.Range(3, 32).Select(i => 1f / i)]);
        file.Operator(9, [row, kernel, -1], [output], (2, keeps ? 1 : 0, true));
        var measured = Measure(file.Write([row], [output]));
        Assert.Equal(
            (32, Trust.Exact, shape),
            (measured.Totals.Macs, measured.Totals.MacsTrust, measured.Rows[^1].OutputShape.ToString())
        );
    }

    [Fact]
    public void Nor_is_a_layer_of_another_shape_than_its_rule_gives()
    {
        var file = new LiteFileWriter();
        int image = file.Tensor("image", 1, 8, 8, 6),
            output = file.Tensor("out", 1, 8, 7, 4);
        file.Operator(
            Conv,
            [image, file.Weight("k", LiteFileWriter.Float32, 4, 3, 3, 6), -1],
            [output],
            Same,
            (1, 1, false),
            (2, 1, false)
        );
        Assert.Equal(Trust.Contradicted, Measure(file.Write([image], [output])).Totals.ShapeTrust);
    }

    // TensorFlow Lite refuses to run it: the kernel has no buffer, and no operator writes it.
    [Fact]
    public void What_nothing_computes_contradicts()
    {
        var file = new LiteFileWriter();
        int image = file.Tensor("image", 1, 8, 8, 6),
            kernel = file.Tensor("kernel", 4, 3, 3, 6),
            output = file.Tensor("out", 1, 8, 8, 4);
        file.Operator(Conv, [image, kernel, -1], [output], Same, (1, 1, false), (2, 1, false));
        var measured = Measure(file.Write([image], [output]));
        Assert.Equal(Trust.Contradicted, measured.Totals.ParametersTrust);
        Assert.Contains(
            measured.Network.Warnings,
            warning => warning.Contains("nothing computes 'kernel', which it reads", StringComparison.Ordinal)
        );
    }

    // person_detect_vela.tflite of tflite-micro: a stream of commands and packed weights for Ethos-U, in 268,648 bytes;
    // the network that was compiled has 210,706 parameters.
    [Theory]
    [InlineData("ethos-u", LiteFileWriter.UInt8, 8, 0, Trust.LowerBound)]
    [InlineData("some-op", LiteFileWriter.Int16, 8, 0, Trust.LowerBound)]
    [InlineData("some-op", LiteFileWriter.Float32, 8, 8, Trust.Exact)]
    public void Bytes_that_a_compiler_wrote_are_no_weights(string type, int bytes, int size, long count, Trust trust)
    {
        var file = new LiteFileWriter();
        int image = file.Tensor("image", 1, 8, 8, 6),
            scratch = file.Tensor("scratch", 100),
            output = file.Tensor("out", 1, 8, 8, 4);
        file.Custom(type, [file.Weight("flash", bytes, size), scratch, image], [output]);
        var totals = Measure(file.Write([image], [output])).Totals;
        Assert.Equal((count, trust), (totals.Parameters, totals.ParametersTrust));
    }

    // signal/micro/kernels/window.cc, filter_bank.cc and pcan.cc of TensorFlow Lite Micro: a window, bands and a curve,
    // which its Python computes.
    [Theory]
    [InlineData("SignalWindow", 1)]
    [InlineData("SignalFilterBank", 1)]
    [InlineData("SignalPCAN", 2)]
    public void Windows_and_bands_of_audio_are_no_weights(string type, int computed)
    {
        var file = new LiteFileWriter();
        int[] read = [.. Enumerable.Range(0, computed).Select(i => file.Tensor($"frame{i}", 1, 480))];
        int output = file.Tensor("out", 1, 480);
        file.Custom(type, [.. read, file.Weight("table", LiteFileWriter.Int16, 480)], [output]);
        var totals = Measure(file.Write(read, [output])).Totals;
        Assert.Equal((0, Trust.Exact), (totals.Parameters, totals.ParametersTrust));
    }

    // As many whole numbers as an axis of quantised filters has are their bias, though the filters do not fit.
    [Fact]
    public void Biases_of_filters_that_do_not_fit_count()
    {
        var file = new LiteFileWriter();
        int image = file.Tensor("image", 1, 8, 8, 5),
            output = file.Tensor("out", 1, 8, 8, 4);
        file.Operator(
            Conv,
            [image, file.Weight("k", LiteFileWriter.Int8, 4, 3, 3, 6), file.Weight("b", LiteFileWriter.Int32, 4)],
            [output],
            Same,
            (1, 1, false),
            (2, 1, false)
        );
        Assert.Equal((4 * 9 * 6) + 4, Measure(file.Write([image], [output])).Totals.Parameters);
    }

    // Filters of 8 bits, biases of 32.
    [Fact]
    public void A_quantised_file_has_as_many_parameters_in_fewer_bytes()
    {
        var totals = Measure(Small(LiteFileWriter.Int8)).Totals;
        Assert.Equal(224 + 160 + 7850, totals.Parameters);
        Assert.Equal(216 + 144 + 7840 + (4 * (8 + 16 + 10)), totals.WeightBytes);
    }

    [Fact]
    public void Weights_of_16_bits_are_the_layers_own()
    {
        var file = new LiteFileWriter();
        int image = file.Tensor("image", 1, 8, 8, 3),
            half = file.Weight("kernel", LiteFileWriter.Float16, 4, 1, 1, 3),
            kernel = file.Tensor("kernel_dequantize", 4, 1, 1, 3),
            output = file.Tensor("out", 1, 8, 8, 4);
        file.Operator(Dequantize, [half], [kernel])
            .Operator(Conv, [image, kernel, -1], [output], Same, (1, 1, false), (2, 1, false));
        var measured = Measure(file.Write([image], [output]));
        Assert.Equal(2, measured.Rows.Count);
        Assert.Equal((12L, 24L), (measured.Totals.Parameters, measured.Totals.WeightBytes));
    }

    [Fact]
    public void Groups_follow_from_the_filters_depth()
    {
        var file = new LiteFileWriter();
        int image = file.Tensor("image", 1, 8, 8, 6),
            output = file.Tensor("out", 1, 8, 8, 4);
        file.Operator(
            Conv,
            [image, file.Weight("k", LiteFileWriter.Float32, 4, 3, 3, 3), -1],
            [output],
            Same,
            (1, 1, false),
            (2, 1, false)
        );
        Assert.Equal("((3 * 3 * (6 / 2)) * 4 = 108", "(" + Measure(file.Write([image], [output])).Rows[1].Calculation);
    }

    [Fact]
    public void A_transposed_convolution_makes_the_image_that_is_stated()
    {
        var file = new LiteFileWriter();
        int image = file.Tensor("image", 1, 5, 5, 4),
            same = file.Tensor("same", 1, 9, 9, 2),
            valid = file.Tensor("valid", 1, 11, 11, 2);
        file.Operator(
            Transpose,
            [file.Numbers("sizes", 1, 9, 9, 2), file.Weight("a", LiteFileWriter.Float32, 2, 3, 3, 4), image, -1],
            [same],
            Same,
            (1, 2, false),
            (2, 2, false)
        );
        file.Operator(
            Transpose,
            [
                file.Numbers("sizes2", 1, 11, 11, 2),
                file.Weight("b", LiteFileWriter.Float32, 2, 3, 3, 4),
                image,
                file.Weight("bias", LiteFileWriter.Float32, 2),
            ],
            [valid],
            Valid,
            (1, 2, false),
            (2, 2, false)
        );
        var measured = Measure(file.Write([image], [same, valid]));
        Assert.Empty(measured.Network.Warnings);
        Assert.Equal(
            "(9,9,2) 72|(11,11,2) 74",
            string.Join('|', measured.Rows.Skip(1).Select(row => $"{row.OutputShape} {row.Parameters}"))
        );
    }

    [Fact]
    public void A_residual_a_mean_and_newer_operators_are_understood()
    {
        var file = new LiteFileWriter();
        int image = file.Tensor("image", 1, 8, 8, 4),
            swish = file.Tensor("swish", 1, 8, 8, 4),
            gelu = file.Tensor("gelu", 1, 8, 8, 4),
            sum = file.Tensor("sum", 1, 8, 8, 4);
        int joined = file.Tensor("joined", 1, 8, 8, 8),
            slopes = file.Tensor("slopes", 1, 8, 8, 8),
            mean = file.Tensor("mean", 1, 8);
        file.Operator(HardSwish, [image], [swish])
            .Operator(Gelu, [image], [gelu])
            .Operator(Add, [swish, gelu], [sum], (0, 1, true))
            .Operator(Concatenation, [sum, image], [joined], (0, 3, false))
            .Operator(Prelu, [joined, file.Weight("alpha", LiteFileWriter.Float32, 1, 1, 8)], [slopes])
            .Operator(Mean, [slopes, file.Numbers("axes", 1, 2)], [mean]);
        var measured = Measure(file.Write([image], [mean]));
        Assert.Empty(measured.Network.Warnings);
        Assert.Equal(
            "Input HardSwish GELU Add ReLU Concatenate PReLU GlobalAveragePool2D",
            string.Join(' ', measured.Rows.Select(row => row.Type))
        );
        Assert.Equal(8, measured.Totals.Parameters);
    }

    // ((6 + 8) * 8 + 8) * 4 for 8 units after 6 values (field: Keras's LSTM).
    [Fact]
    public void The_four_gates_of_a_recurrent_layer_are_one_layer()
    {
        var file = new LiteFileWriter();
        int steps = file.Tensor("steps", 1, 12, 6),
            output = file.Tensor("out", 1, 12, 8);
        int[] inputs =
        [
            steps,
            .. Gates(file, "i", 8, 6),
            .. Gates(file, "r", 8, 8),
            -1,
            -1,
            -1,
            .. Gates(file, "b", 8),
            -1,
            -1,
            file.Tensor("state", 1, 8),
            file.Tensor("cell", 1, 8),
            -1,
            -1,
            -1,
            -1,
        ];
        file.Operator(Lstm, inputs, [output]);
        var row = Measure(file.Write([steps], [output])).Rows[1];
        Assert.Equal(("LSTM", "(12,8)", 480L), (row.Type, row.OutputShape.ToString(), row.Parameters));
    }

    // tensorflow/lite/kernels/detection_postprocess.cc: boxes, scores and anchors are read; without a shape in the file
    // the outputs have as many rows as the options say.
    [Fact]
    public void Anchors_are_no_weights_and_detections_have_no_shape_before_they_run()
    {
        var file = new LiteFileWriter();
        int boxes = file.Tensor("boxes", 1, 100, 4),
            scores = file.Tensor("scores", 1, 100, 91),
            output = file.Tensor("detections");
        file.Custom(
            "TFLite_Detection_PostProcess",
            [boxes, scores, file.Weight("anchors", LiteFileWriter.Float32, 100, 4)],
            [output]
        );
        var row = Measure(file.Write([boxes, scores], [output])).Rows[2];
        Assert.Equal((0L, Trust.Exact, "?"), (row.Parameters, row.ParametersTrust, row.OutputShape.ToString()));
    }

    [Fact]
    public void A_custom_operator_is_a_row_with_its_weights_and_the_shape_of_the_file()
    {
        var file = new LiteFileWriter();
        int image = file.Tensor("image", 1, 8, 8, 4),
            output = file.Tensor("detections", 1, 10, 4);
        file.Custom("Mine", [image, file.Weight("table", LiteFileWriter.Float32, 100, 4)], [output]);
        var measured = Measure(file.Write([image], [output]));
        Assert.Contains("Mine", Assert.Single(measured.Network.Warnings), StringComparison.Ordinal);
        Assert.Equal(
            ("Operation", "(10,4)", 400L, null),
            (
                measured.Rows[1].Type,
                measured.Rows[1].OutputShape.ToString(),
                measured.Rows[1].Parameters,
                measured.Rows[1].Macs
            )
        );
    }

    [Fact]
    public void Open_axes_are_filled_by_the_user()
    {
        var file = new LiteFileWriter();
        int image = file.Open("image", -1, -1, -1, 3),
            output = file.Open("out", -1, -1, -1, 8);
        file.Operator(
            Conv,
            [image, file.Weight("k", LiteFileWriter.Float32, 8, 3, 3, 3), -1],
            [output],
            Same,
            (1, 2, false),
            (2, 2, false)
        );
        byte[] bytes = file.Write([image], [output]);
        Assert.Equal("(?,?,8)", Measure(bytes).Rows[1].OutputShape.ToString());
        Assert.Equal(
            "(50,40,8)",
            Measure(bytes, new ReadOptions { InputShape = new Shapes.TensorShape(100, 80, 3) })
                .Rows[1]
                .OutputShape.ToString()
        );
    }

    [Fact]
    public void Buffers_are_not_read_nor_those_behind_two_gigabytes()
    {
        var writer = new LiteFileWriter();
        int image = writer.Tensor("image", 1, 8, 8, 3),
            output = writer.Tensor("out", 1, 8, 8, 1024);
        writer.Operator(
            Conv,
            [image, writer.Weight("k", LiteFileWriter.Float32, 1024, 3, 3, 3), -1],
            [output],
            Same,
            (1, 1, false),
            (2, 1, false)
        );
        const long offset = 5L << 30;
        using var file = new TemporaryFile("large.tflite", writer.Write([image], [output], outsideAt: offset));
        using (var stream = File.OpenWrite(file.Path))
            stream.SetLength(offset + (1024 * 27 * 4));

        var counting = new CountingStream(file.Path);
        using var model = new ModelFile(file.Path, () => counting);
        var network = new TensorFlowLiteReader().Read(model, new ReadOptions(), CancellationToken.None);
        Assert.Equal(27648, Measurer.Measure(network).Totals.Parameters);
        Assert.InRange(counting.BytesRead, 1, 16384);
    }

    [Fact]
    public void A_buffer_out_of_the_file_is_an_error_at_its_place()
    {
        var writer = new LiteFileWriter();
        int image = writer.Tensor("image", 1, 8, 8, 3),
            output = writer.Tensor("out", 1, 8, 8, 4);
        writer.Operator(Conv, [image, writer.Weight("k", LiteFileWriter.Float32, 4, 1, 1, 3), -1], [output]);
        using var file = new TemporaryFile("short.tflite", writer.Write([image], [output], outsideAt: 1 << 20));
        var error = Assert.Throws<ModelFileException>(() => TestFiles.Read(file.Path));
        Assert.Equal(ModelFileError.DamagedFile, error.Error);
        Assert.NotNull(error.Offset);
    }

    [Fact]
    public void Shapes_that_contradict_the_rules_are_a_warning()
    {
        var writer = new LiteFileWriter();
        int image = writer.Tensor("image", 1, 8, 8, 3),
            output = writer.Tensor("out", 1, 7, 8, 4);
        writer.Operator(
            Conv,
            [image, writer.Weight("k", LiteFileWriter.Float32, 4, 1, 1, 3), -1],
            [output],
            Same,
            (1, 1, false),
            (2, 1, false)
        );
        Assert.Contains(
            "7x8x4",
            Assert.Single(Measure(writer.Write([image], [output])).Network.Warnings),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Damaged_files_give_errors_of_their_own()
    {
        using var file = new TemporaryFile("small.tflite", Tables());
        Damage.CutEverywhere(file.Path);
        Damage.FlipBytes(file.Path, times: 1000);
    }

    // Mostly tables, so that most of the bytes that are changed are read.
    private static byte[] Tables()
    {
        var file = new LiteFileWriter();
        int image = file.Tensor("image", 1, 8, 8, 3),
            conv = file.Tensor("conv", 1, 8, 8, 2),
            shape = file.Tensor("shape", 1, 128),
            output = file.Tensor("out", 1, 2);
        file.Operator(
                Conv,
                [image, file.Weight("k", LiteFileWriter.Int8, 2, 1, 1, 3), file.Weight("b", LiteFileWriter.Int32, 2)],
                [conv],
                Same,
                (1, 1, false),
                (2, 1, false)
            )
            .Operator(Reshape, [conv, file.Numbers("sizes", -1, 128)], [shape])
            .Operator(
                FullyConnected,
                [shape, file.Weight("w", LiteFileWriter.Int8, 2, 128), -1],
                [output],
                (0, 1, true)
            );
        return file.Write([image], [output]);
    }

    private static byte[] Small(int type)
    {
        int biases = type == LiteFileWriter.Int8 ? LiteFileWriter.Int32 : type;
        var file = new LiteFileWriter();
        int image = file.Tensor("image", 1, 32, 32, 3),
            conv = file.Tensor("conv;conv/BiasAdd", 1, 16, 16, 8),
            depthwise = file.Tensor("dw", 1, 14, 14, 16);
        int pool = file.Tensor("pool", 1, 7, 7, 16),
            shape = file.Tensor("shape", 1, 784),
            logits = file.Tensor("logits:0", 1, 10),
            softmax = file.Tensor("softmax", 1, 10);
        file.Operator(
                Conv,
                [image, file.Weight("k1", type, 8, 3, 3, 3), file.Weight("b1", biases, 8)],
                [conv],
                Same,
                (1, 2, false),
                (2, 2, false),
                (3, 3, true)
            )
            .Operator(
                Depthwise,
                [conv, file.Weight("k2", type, 1, 3, 3, 16), file.Weight("b2", biases, 16)],
                [depthwise],
                Valid,
                (1, 1, false),
                (2, 1, false),
                (3, 2, false)
            )
            .Operator(MaxPool, [depthwise], [pool], Valid, (1, 2, false), (2, 2, false), (3, 2, false), (4, 2, false))
            .Operator(Reshape, [pool, file.Numbers("sizes", -1, 784)], [shape])
            .Operator(FullyConnected, [shape, file.Weight("w", type, 10, 784), file.Weight("b3", biases, 10)], [logits])
            .Operator(Softmax, [logits], [softmax]);
        return file.Write([image], [softmax]);
    }

    private static int[] Gates(LiteFileWriter file, string name, params int[] shape) =>
        [.. Enumerable.Range(0, 4).Select(i => file.Weight($"{name}{i}", LiteFileWriter.Float32, shape))];

    private static NetworkMeasurement Measure(byte[] bytes, ReadOptions? options = null)
    {
        using var file = new TemporaryFile("model.tflite", bytes);
        return Measurer.Measure(TestFiles.Read(file.Path, options));
    }
}
