using CnnParams.Formats.Tests.StateDicts;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Reading;
using CnnParams.Shapes;

namespace CnnParams.Formats.Tests;

/// <summary>
/// Another input than the file's arrives, in whatever format: the numbers are those of that input, or at least not
/// exact. At twice the size a convolution whose sizes all divide has four times the arithmetic, and the classifier as
/// much as before.
/// </summary>
public sealed class WantedInputTests
{
    [Theory]
    [InlineData("openvino/mobilenet_v2.xml", 3, 448, (4 * (300_774_272L - 1_280_000)) + 1_280_000)]
    [InlineData("coreml/resnet18.mlpackage", 3, 448, (4 * (1_814_073_344L - 512_000)) + 512_000)]
    [InlineData("paddle/resnet18.pdmodel", 3, 448, (4 * (1_814_073_344L - 512_000)) + 512_000)]
    [InlineData("mnn/mobilenet_v2.mnn", 3, 448, (4 * (300_774_272L - 1_280_000)) + 1_280_000)]
    [InlineData("darknet/tiny.cfg", 3, 448, 4 * 491_524_096L)]
    [InlineData("onnx-cases/stale_operation.onnx", 3, 64, 4 * 811_008L)]
    public void It_arrives(string path, long channels, long size, long macs)
    {
        var shape = new TensorShape(channels, size, size);
        foreach (var measured in Both(path, shape))
        {
            Assert.Equal(shape, measured.Rows[0].OutputShape);
            Assert.Equal((macs, Trust.Exact), (measured.Totals.Macs, measured.Totals.MacsTrust));
        }
    }

    // (192/256)^2 of 3,645,374,464; (192/224)^2 of 1,813,561,344 and 512,000 of the classifier; LeNet as it is.
    [Theory]
    [InlineData("darknet/darknet19.cfg", 192, 192, 3, 2_050_523_136L, "(3,192,192)")]
    [InlineData("huggingface/resnet-18.json", 192, 192, 3, 1_332_924_416L, "(3,192,192)")]
    [InlineData("tensorflowjs/lenet_seed.model.json", 3, 32, 32, 849_320L, "(32,32,3)")]
    public void An_image_in_the_other_order_is_turned(string path, long a, long b, long c, long macs, string taken)
    {
        foreach (var measured in Both(path, new TensorShape(a, b, c)))
        {
            Assert.Equal(taken, measured.Rows[0].OutputShape.ToString());
            Assert.Equal((macs, Trust.Exact), (measured.Totals.Macs, measured.Totals.MacsTrust));
            Assert.Contains(measured.Network.Warnings, warning => warning.Contains($"is taken as {taken}"));
        }
    }

    // A shape that is constant in the file fits no other input: what follows is not known, or cannot be.
    [Theory]
    [InlineData("openvino/alexnet.xml", 448, 448)]
    [InlineData("openvino/resnet18_v4.xml", 448, 448)]
    [InlineData("onnx/windows_of_image.onnx", 32, 48)]
    [InlineData("onnx/lenet.onnx", 64, 64)]
    [InlineData("mnn/shufflenet_v2_x0_5.mnn", 448, 448)]
    public void Where_it_does_not_nothing_is_exact(string path, long height, long width)
    {
        var shape = new TensorShape(3, height, width);
        foreach (var measured in Both(path, shape))
            Assert.Equal(Trust.LowerBound, measured.Totals.MacsTrust);
    }

    // LeNet at twice the size: its first units see 13*13*16 values in place of 400. Files without weights are of any
    // size; those with weights hold 48,120 for these units. A graph with kernels of 3 channels is asked for 5.
    [Theory]
    [InlineData("tensorflowjs/lenet_seed.keras.json", 64, 3, 62_958 + (((13 * 13 * 16) - 400) * 120), Trust.Exact)]
    [InlineData("tensorflowjs/lenet_seed.model.json", 64, 3, null, Trust.Contradicted)]
    [InlineData("keras/lenet_seed.h5", 64, 3, null, Trust.Contradicted)]
    [InlineData("keras/lenet_seed.keras", 64, 3, null, Trust.Contradicted)]
    [InlineData("tensorflowjs-graph/mobile/model.json", 32, 5, null, Trust.Contradicted)]
    [InlineData("tensorflowjs-graph/mobile/model.json", 64, 3, 738, Trust.Exact)]
    public void Weights_that_a_file_holds_fit_its_own_input(
        string path,
        long size,
        long channels,
        int? parameters,
        Trust trust
    )
    {
        var shape = new TensorShape(size, size, channels);
        var totals = Measurer.Measure(Read(path, null), new MeasureOptions { InputShape = shape }).Totals;
        Assert.Equal((parameters ?? totals.Parameters, trust), (totals.Parameters, totals.ParametersTrust));
        bool isSaid = totals.TrustReasons.Any(reason => reason.Contains("its file holds", StringComparison.Ordinal));
        Assert.Equal(trust == Trust.Contradicted, isSaid);
        // Read for the other input, an operator that does not fit it has what the file holds.
        var (own, read) = (Measurer.Measure(Read(path, null)).Totals, Measurer.Measure(Read(path, shape)).Totals);
        Assert.True(trust == Trust.Exact || read.ParametersTrust != Trust.Exact || read.Parameters == own.Parameters);
    }

    // Its units would see more features than they have weights for.
    [Fact]
    public void What_a_layer_that_cannot_be_has_is_kept()
    {
        var options = new MeasureOptions { InputShape = new TensorShape(48, 40, 3) };
        var measured = Measurer.Measure(Read("tensorflowjs-graph/fused/model.json", null), options);
        Assert.Contains(measured.Rows, row => row.TrustReason.Contains("InputFeatures", StringComparison.Ordinal));
        Assert.Equal((16_265, Trust.LowerBound), (measured.Totals.Parameters, measured.Totals.ParametersTrust));
    }

    // 16x16 -> 8x8 -> 20x20 in the file: at twice the input nobody knows whether 20 was computed from something.
    [Fact]
    public void A_size_that_the_file_states_is_not_that_for_another_input()
    {
        foreach (var measured in Both("onnx-cases/stored_size.onnx", new TensorShape(3, 64, 64)))
        {
            Assert.Equal("(4,?,?)", measured.Rows[3].OutputShape.ToString());
            Assert.Equal(Trust.LowerBound, measured.Totals.MacsTrust);
        }
    }

    // 8x8 -> 16x16: twice as large, if it is twice as large for another input.
    [Fact]
    public void A_factor_that_only_the_sizes_tell_is_assumed()
    {
        var measured = Measurer.Measure(
            Read("onnx-cases/stored_multiple.onnx", null),
            new MeasureOptions { InputShape = new TensorShape(3, 64, 64) }
        );
        Assert.Equal("(4,32,32)", measured.Rows[3].OutputShape.ToString());
        Assert.Equal((Trust.Assumed, Trust.Assumed), (measured.Rows[3].ShapeTrust, measured.Totals.MacsTrust));
        Assert.Contains("is assumed", measured.Totals.TrustReasons[0], StringComparison.Ordinal);
        Assert.Equal(Trust.Exact, measured.Totals.ParametersTrust);
        var read = Measurer.Measure(Read("onnx-cases/stored_multiple.onnx", new TensorShape(3, 64, 64)));
        Assert.NotEqual(Trust.Exact, read.Totals.MacsTrust);
        Assert.Equal(Trust.Exact, Measurer.Measure(Read("onnx-cases/stored_multiple.onnx", null)).Totals.MacsTrust);
    }

    [Theory]
    [InlineData("F.interpolate(x, size=(20, 20))", Trust.LowerBound)]
    [InlineData("F.interpolate(x, size=y.shape[2:])", Trust.LowerBound)]
    [InlineData("F.interpolate(x, scale_factor=2)", Trust.Exact)]
    public void A_size_of_a_source_is_that_for_its_input(string call, Trust trust)
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".py");
        File.WriteAllText(
            path,
            $"""
            import torch
            import torch.nn.functional as F
            from torch import nn
            class Net(nn.Module):
                def __init__(self):
                    super().__init__()
                    self.stem = nn.Conv2d(3, 4, 3, 1, 1)
                    self.deep = nn.Conv2d(4, 4, 3, 2, 1)
                    self.head = nn.Conv2d(4, 2, 1)
                def forward(self, x):
                    y = self.stem(x)
                    x = self.deep(y)
                    return self.head({call})
            """
        );
        try
        {
            var options = new ReadOptions { InputShape = new TensorShape(3, 32, 32) };
            var network = new ModelLibrary().Read(path, options, default);
            Assert.Equal(Trust.Exact, Measurer.Measure(network).Totals.MacsTrust);
            var other = new MeasureOptions { InputShape = new TensorShape(3, 64, 64) };
            Assert.Equal(trust, Measurer.Measure(network, other).Totals.MacsTrust);
            // Evaluated for the other input, the source says the size itself.
            options = new ReadOptions { InputShape = new TensorShape(3, 64, 64) };
            Assert.Equal(
                Trust.Exact,
                Measurer.Measure(new ModelLibrary().Read(path, options, default)).Totals.MacsTrust
            );
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("openvino/mobilenet_v2.xml")]
    [InlineData("coreml/resnet18.mlpackage")]
    public void Channels_that_come_last_are_turned(string path) =>
        Assert.Equal(new TensorShape(3, 448, 448), Read(path, new TensorShape(448, 448, 3)).Inputs[0].Shape);

    [Fact]
    public void A_shape_that_fits_no_input_is_said_to_be_left_out() =>
        Assert.Contains(
            "fits none of its inputs",
            Assert.Single(Read("openvino/mobilenet_v2.xml", new TensorShape(1000)).Warnings),
            StringComparison.Ordinal
        );

    private static NetworkMeasurement[] Both(string path, TensorShape shape) =>
        [
            Measurer.Measure(Read(path, shape)),
            Measurer.Measure(Read(path, null), new MeasureOptions { InputShape = shape }),
        ];

    private static Network Read(string path, TensorShape? shape) =>
        new ModelLibrary().Read(WeightFiles.Full(path), new ReadOptions { InputShape = shape }, default);
}
