using CnnParams.Budgets;
using CnnParams.Catalogue;
using CnnParams.Devices;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Devices;

public sealed class RooflineTests
{
    private const double Tolerance = 1e-9;

    // T4: 8.1 TFLOPS, 4.05e12 multiply-accumulates, and 320e9 bytes a second. conv1 of ResNet-50: 118,013,952
    // multiply-accumulates; 224*224*3 + 112*112*64 + 7*7*3*64 numbers of 4 bytes.
    [Fact]
    public void A_convolution_waits_for_arithmetic()
    {
        var row = Row(OnT4(DataType.Float32), "conv1");
        Assert.Equal((118_013_952L, 4L * (150_528 + 802_816 + 9_408)), (row.Macs, row.Bytes));
        Assert.Equal(118_013_952 / 4.05e12 * 1e6, row.ComputeMicroseconds!.Value, Tolerance);
        Assert.Equal(3_851_008 / 320e9 * 1e6, row.MemoryMicroseconds!.Value, Tolerance);
        Assert.Equal(row.ComputeMicroseconds, row.IdealMicroseconds);
        Assert.Equal(2 * 118_013_952 / 3_851_008.0, row.ArithmeticIntensity!.Value, Tolerance);
        Assert.Equal(8.1e12 / 320e9, row.RidgePoint!.Value, Tolerance);
        Assert.Equal(RooflineBound.Compute, row.Bound);
    }

    // 2048 units before, 1000 after, a bias: each weight is read for one multiply-accumulate.
    [Fact]
    public void Units_wait_for_memory()
    {
        var row = Row(OnT4(DataType.Float32), "fc");
        Assert.Equal(RooflineBound.Memory, row.Bound);
        Assert.Equal(4.0 * (2048 + 1000 + 2_049_000) / 320e9 * 1e6, row.IdealMicroseconds!.Value, Tolerance);
    }

    [Fact]
    public void What_does_nothing_takes_nothing() =>
        Assert.Equal(
            (RooflineBound.None, 0L, 0.0),
            (
                Row(OnT4(DataType.Float32), "flatten").Bound,
                Row(OnT4(DataType.Float32), "flatten").Bytes,
                Row(OnT4(DataType.Float32), "flatten").IdealMicroseconds
            )
        );

    [Fact]
    public void Totals_are_sums_and_shares_are_of_them()
    {
        var roofline = OnT4(DataType.Float16);
        var rows = roofline.GetRows();
        Assert.Equal(Trust.Exact, roofline.Trust);
        Assert.Equal(rows.Sum(row => row.IdealMicroseconds!.Value), roofline.IdealMicroseconds!.Value, Tolerance);
        Assert.Equal(1, rows.Sum(row => row.Share!.Value), Tolerance);
        Assert.True(
            roofline.IdealMicroseconds
                >= Math.Max(roofline.ComputeMicroseconds!.Value, roofline.MemoryMicroseconds!.Value)
        );
        Assert.Equal(1e6 / roofline.IdealMicroseconds.Value, roofline.IdealSamplesPerSecond!.Value, Tolerance);
    }

    // What is read and written between convolution, batch norm and ReLU is no traffic any more.
    [Fact]
    public void Fused_layers_take_less()
    {
        var apart = OnT4(DataType.Float32);
        var fused = OnT4(DataType.Float32, fuse: true);
        Assert.Equal(apart.Macs, fused.Macs);
        Assert.True(fused.Bytes < apart.Bytes);
        Assert.Equal(RooflineBound.None, Row(fused, "bn1").Bound);
        Assert.Equal(0, Row(fused, "relu").Bytes);
        // The folded bias of 64 channels comes to it.
        Assert.Equal(Row(apart, "conv1").Bytes + (4 * 64), Row(fused, "conv1").Bytes);
    }

    [Fact]
    public void A_batch_reads_the_weights_once()
    {
        var one = Row(OnT4(DataType.Float32), "fc");
        var many = Row(OnT4(DataType.Float32, batch: 64), "fc");
        Assert.Equal(64 * one.Macs, many.Macs);
        Assert.Equal(one.Bytes + (63 * 4 * 3048), many.Bytes);
        Assert.True(many.ArithmeticIntensity > 30 * one.ArithmeticIntensity);
    }

    // Its data sheet has no bandwidth: times are of the arithmetic alone, and what has none has no time.
    [Fact]
    public void What_is_not_known_stays_unknown()
    {
        var roofline = Roofline("nRF52840", DataType.Int8);
        var conv = Row(roofline, "conv1");
        Assert.Equal((RooflineBound.Unknown, Trust.LowerBound), (conv.Bound, conv.Trust));
        Assert.Null(conv.MemoryMicroseconds);
        Assert.Null(conv.RidgePoint);
        Assert.Equal(118_013_952 / 128e6 * 1e6, conv.IdealMicroseconds!.Value, 1e-6);
        Assert.Null(Row(roofline, "relu").IdealMicroseconds);
        Assert.Equal(Trust.LowerBound, roofline.Trust);
        Assert.Null(roofline.MemoryMicroseconds);
        Assert.Contains("bandwidth", roofline.Reason, StringComparison.Ordinal);
        Assert.Contains("Int16, Int8", Roofline("nRF52840", DataType.Float32).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void An_operator_that_is_not_understood_has_no_time()
    {
        var network = new Network([
            new Input { Shape = new TensorShape(8) },
            new Operation { OperatorType = "Strange" },
            new Dense { Units = 2 },
        ]);
        var roofline = NetworkRoofline.Of(Measurer.Measure(network), KnownDevices.Get("T4"));
        Assert.Null(roofline.GetRows()[1].IdealMicroseconds);
        Assert.Equal(RooflineBound.Unknown, roofline.GetRows()[1].Bound);
        Assert.Equal(Trust.LowerBound, roofline.Trust);
        Assert.Contains("Strange", roofline.Reason, StringComparison.Ordinal);
    }

    // 4.05e12 multiply-accumulates and 320e9 bytes a second: a ridge at 2 * 4.05e12 / 320e9. conv: 112*112*64 outputs
    // of 147 products; 150,528 + 802,816 + 9,408 numbers. fc: 64 values before, 1,000 after, 64,000 weights.
    [Fact]
    public void The_heading_says_what_waits_for_what()
    {
        var network = new Network([
            new Input { Shape = new TensorShape(224, 224, 3) },
            new Convolution(2)
            {
                Filters = 64,
                KernelSize = 7,
                Stride = 2,
                Padding = 3,
                UseBias = false,
            },
            Layers.Single.Make("GlobalAvgPool2D", "", "pool", []),
            new Dense { Units = 1000, UseBias = false },
        ]);
        var roofline = NetworkRoofline.Of(Measurer.Measure(network), KnownDevices.Get("T4"));
        Assert.Equal((1, 2), (roofline.ComputeBoundLayers, roofline.MemoryBoundLayers));
        Assert.Equal(
            2.0 * (118_013_952 + 64_000) / (4 * (150_528 + 802_816 + 9_408 + 802_816 + 64 + 64 + 1_000 + 64_000)),
            roofline.ArithmeticIntensity!.Value,
            Tolerance
        );
        double microseconds =
            (118_013_952 / 4.05e12 + (4 * (802_816 + 64) / 320e9) + (4 * (64 + 1_000 + 64_000) / 320e9)) * 1e6;
        Assert.Equal(microseconds, roofline.IdealMicroseconds!.Value, Tolerance);
        Assert.Equal(
            "T4, Float32: 4.05T MACs/s, 320 GB/s, ridge at 25.3 FLOPs a byte; at least 40 us, 1 layers by compute, "
                + "2 by memory",
            roofline.ToString()
        );
        var named = NetworkRoofline.Of(
            Measurer.Measure(new Network(network.Layers) { Name = "net" }),
            KnownDevices.Get("T4")
        );
        Assert.StartsWith("net on T4, ", named.ToString(), StringComparison.Ordinal);
        var limit = BudgetQuantity.IdealTimeOn(KnownDevices.Get("T4"));
        Assert.Equal((long)Math.Ceiling(microseconds * 1000), limit.Of(Measurer.Measure(network).Totals));
    }

    [Fact]
    public void A_network_of_nothing_has_no_intensity_and_no_shares()
    {
        var nothing = new Network([new Input { Shape = new TensorShape(8) }, new Flatten()]);
        var roofline = NetworkRoofline.Of(Measurer.Measure(nothing), KnownDevices.Get("T4"));
        Assert.Null(roofline.ArithmeticIntensity);
        Assert.All(roofline.GetRows(), row => Assert.Null(row.Share));
    }

    [Theory]
    [InlineData("5ms", 5_000_000)]
    [InlineData("1.5 s", 1_500_000_000)]
    [InlineData("200us", 200_000)]
    [InlineData("200µs", 200_000)]
    [InlineData("7 ns", 7)]
    // As PowerShell 7 gives 5s and 5us.
    [InlineData((short)5, 5_000_000_000)]
    [InlineData((ushort)5, 5_000)]
    public void Times_are_read_with_their_unit(object text, long nanoseconds) =>
        Assert.Equal(nanoseconds, Duration.Read(text, "it"));

    [Fact]
    public void A_span_is_a_time()
    {
        Assert.Equal(1_500_000_000, Duration.Read(TimeSpan.FromSeconds(1.5), "it"));
        Assert.Equal(0, Duration.Read(TimeSpan.Zero, "it"));
        Assert.Throws<LayerException>(() => Duration.Read(TimeSpan.FromSeconds(-1), "it"));
    }

    [Theory]
    [InlineData("5")]
    [InlineData("-5ms")]
    [InlineData("soon")]
    [InlineData("99999999999s")]
    public void A_time_without_a_unit_is_none(string text) =>
        Assert.Equal(ErrorId.InvalidLimit, Assert.Throws<LayerException>(() => Duration.Read(text, "it")).Id);

    [Theory]
    [InlineData(0, "0 us")]
    [InlineData(0.5, "500 ns")]
    [InlineData(12.34, "12.3 us")]
    [InlineData(1234.5, "1.23 ms")]
    [InlineData(2.5e6, "2.5 s")]
    public void Times_are_written_in_few_digits(double microseconds, string text) =>
        Assert.Equal(text, Duration.Text(microseconds));

    private static NetworkRoofline OnT4(DataType type, bool fuse = false, long batch = 1) =>
        Roofline("T4", type, fuse, batch);

    private static NetworkRoofline Roofline(string device, DataType type, bool fuse = false, long batch = 1) =>
        NetworkRoofline.Of(
            Measurer.Measure(
                Architectures.Get("ResNet50").Variant("torchvision").Build("ResNet50"),
                new MeasureOptions
                {
                    DataType = type,
                    BatchSize = batch,
                    View = fuse ? ParameterView.Folded : null,
                }
            ),
            KnownDevices.Get(device),
            fuse
        );

    private static LayerRoofline Row(NetworkRoofline roofline, string name) =>
        roofline.GetRows().Single(row => row.Name == name);
}
