using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Measuring.Conventions;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Measuring.Conventions;

/// <summary>
/// Numbers that tools print for single layers and small networks, from their documentation, tests and sources.
/// </summary>
public sealed class CostConventionTests
{
    /// <summary>
    /// ConvTranspose2d(3, 1, 2, stride=2) on 2x2 with bias: 12 weights at 4 input positions are 48 products.
    /// </summary>
    private static readonly Layer Transposed = new TransposedConvolution(2)
    {
        Filters = 1,
        KernelSize = 2,
        Stride = 2,
        Padding = Padding.Parse("0"),
    };

    [Theory]
    [InlineData("fvcore", 48)]
    [InlineData("ptflops", 64)]
    [InlineData("ptflops-aten", 64)]
    [InlineData("torchinfo", 208)]
    [InlineData("thop", 192)]
    [InlineData("torchscan-macs", 200)]
    // 2 * 192 - 16 outputs + 16 biases + 8 for each axis (torchscan/modules/flops.py, flops_convtransposend).
    [InlineData("torchscan-flops", 400)]
    // 2 * 12 * 16 / 4 + 16 biases: Conv2DBackpropInput and BiasAdd.
    [InlineData("tf-profiler", 112)]
    // field.md 3.4: one layer, and as many answers as tools.
    public void A_transposed_convolution(string convention, long cost) =>
        Assert.Equal(cost, Cost(convention, "3x2x2", Transposed));

    [Theory]
    // torchscan's documentation: Conv2d(3, 8, 3) on 32x32.
    [InlineData("torchscan-macs", 194_400)]
    [InlineData("torchscan-flops", 388_800)]
    [InlineData("darknet", 388_800)]
    [InlineData("tf-profiler", 388_800 + 7_200)]
    [InlineData("ptflops-aten", 194_400 + 7_200)]
    public void A_convolution(string convention, long cost) =>
        Assert.Equal(cost, Cost(convention, "3x32x32", new Convolution(2) { Filters = 8, KernelSize = 3 }));

    // AdaptiveAvgPool2d on 4x11x14, as thop 0.1.1 prints it: of (11/3 * 1 + 1) * 168 = 784 one is lost in floating
    // point.
    [Theory]
    [InlineData(3, 14, 783)]
    [InlineData(11, 14, 616 + 616)]
    [InlineData(1, 1, 616 + 4)]
    public void A_window_in_floating_point(long height, long width, long cost) =>
        Assert.Equal(
            cost,
            Cost("thop", "4x11x14", new AdaptiveAveragePooling(2) { OutputSize = new Extent(height, width) })
        );

    [Fact]
    // torchinfo's fixture: Conv2d(1, 10, 5) on 28x28, a batch of 7.
    public void The_batch_counts()
    {
        var rows = Measure("1x28x28", 7, new Convolution(2) { Filters = 10, KernelSize = 5 }).Rows;
        var cost = CostConventions.Get("torchinfo").CostOf(rows[1]);
        Assert.Equal(1_048_320, cost.Cost);
        Assert.Equal("7 * (144000 + 5760) = 1048320", cost.Calculation);
        Assert.Equal(1_008_000, rows[1].Macs);
    }

    [Fact]
    // fvcore's tutorial (docs/flop_count.md): 48,600 + 146,016 + 69,120 + 10,080 + 840.
    public void Fvcores_tutorial()
    {
        var totals = CostConventions
            .Get("fvcore")
            .TotalsOf(
                Measure(
                    "1x32x32",
                    1,
                    new Convolution(2) { Filters = 6, KernelSize = 3 },
                    new MaxPooling(2),
                    new Convolution(2) { Filters = 16, KernelSize = 3 },
                    new MaxPooling(2),
                    new FullyConnected { Units = 120 },
                    new FullyConnected { Units = 84 },
                    new FullyConnected { Units = 10 }
                )
            );
        Assert.Equal((274_656, "MaxPooling x 2"), (totals.Cost, totals.LeftOut.ToString()));
    }

    [Theory]
    // A window of 3 is taken for three values, and one of 3x3 for nine: 13 * 13 * 4 outputs.
    [InlineData("3", 676 * 2)]
    [InlineData("3x3", 676 * 8)]
    public void Torchscan_takes_a_window_as_it_was_stated(string window, long cost) =>
        Assert.Equal(
            cost,
            Cost("torchscan-macs", "4x27x27", new MaxPooling(2) { PoolSize = Extent.Parse(window), Stride = 2 })
        );

    [Theory]
    // torchinfo's fixture lstm.out: the decoder's embedding, LSTM and linear layer are 1,026,000 for (1, 100); its LSTM
    // is LSTM(300, 512, num_layers=2, batch_first=True): by the rule 100 steps of 3,768,320 parameters.
    [InlineData("torchinfo", 100 * 3_768_320)]
    // PyTorch 1.13 runs an addmm for the input of all steps and one for the state of each, with both biases.
    [InlineData("ptflops-aten", 100 * 3_768_320)]
    // 10 operations on each of the 2 * 512 values of the state besides (ptflops/pytorch_ops.py, rnn_flops); 8 for thop.
    [InlineData("ptflops", 100 * (3_768_320 + (10 * 1_024)))]
    [InlineData("thop", 100 * (3_768_320 + (8 * 1_024)))]
    [InlineData("fvcore", 0)]
    public void A_recurrent_layer(string convention, long cost) =>
        Assert.Equal(
            cost,
            Cost(
                convention,
                "100x300",
                new LSTM
                {
                    Units = 512,
                    LayerCount = 2,
                    BiasCount = 2,
                    ReturnSequences = true,
                }
            )
        );

    [Theory]
    // PyTorch flattens an image before a linear layer: one addmm with the bias. A Dense that keeps the image's axes has
    // none (aten/src/ATen/native/Linear.cpp).
    [InlineData("FullyConnected", (192 * 10) + 10)]
    [InlineData("Dense", 64 * 3 * 10)]
    public void A_linear_layer_behind_an_image(string type, long cost) =>
        Assert.Equal(
            cost,
            Cost(
                "ptflops-aten",
                "8x8x3",
                LayerTypes.Get(type).Create([KeyValuePair.Create("Units", (object)10)]),
                ShapeLayout.ChannelsLast
            )
        );

    [Theory]
    [InlineData("fvcore", 2 * 1_024)]
    [InlineData("ptflops", 2 * 1_024)]
    [InlineData("thop", 4 * 1_024)]
    [InlineData("torchscan-macs", 2 * 1_024)]
    [InlineData("torchscan-flops", (2 * 16) + (4 * 1_024))]
    [InlineData("torchinfo", 2 * 16)]
    [InlineData("ptflops-aten", 0)]
    [InlineData("tf-profiler", 0)]
    [InlineData("darknet", 0)]
    public void A_batch_norm(string convention, long cost) =>
        Assert.Equal(cost, Cost(convention, "16x8x8", new BatchNormalization()));

    [Theory]
    [InlineData("fvcore", 4 * 4_096)]
    [InlineData("thop", 11 * 4_096)]
    [InlineData("ptflops", 2 * 4_096)]
    public void A_bilinear_upsampling(string convention, long cost) =>
        Assert.Equal(
            cost,
            Cost(convention, "16x8x8", new UpSampling(2) { Size = 2, Interpolation = Interpolation.Bilinear })
        );

    [Theory]
    // Keras's Dense, average, softmax: two a product and a bias each; mean of 49; 5 a value.
    [InlineData("Dense", "49x64", "Units=10", (2 * 49 * 64 * 10) + 490)]
    [InlineData("GlobalAveragePool2D", "7x7x64", "", 7 * 7 * 64)]
    [InlineData("Softmax", "10", "", 50)]
    [InlineData("AveragePool2D", "8x8x4", "PoolSize=2", 16 * 4 * 4)]
    [InlineData("DepthwiseConv2D", "8x8x4", "KernelSize=3; UseBias=False", 2 * 9 * 4 * 36)]
    [InlineData("Conv3D", "8x8x8x4", "Filters=2; KernelSize=3", 0)]
    public void TensorFlows_profiler(string type, string input, string settings, long cost)
    {
        var layer = LayerTypes
            .Get(type)
            .Create([
                .. settings
                    .Split("; ", StringSplitOptions.RemoveEmptyEntries)
                    .Select(pair => pair.Split('='))
                    .Select(pair => KeyValuePair.Create(pair[0], (object)pair[1])),
            ]);
        Assert.Equal(cost, Cost("tf-profiler", input, layer, ShapeLayout.ChannelsLast));
    }

    [Theory]
    [InlineData("ptflops")]
    [InlineData("torchscan-macs")]
    [InlineData("torchscan-flops")]
    [InlineData("tf-profiler")]
    public void Where_a_tool_fails_the_number_is_unknown_and_not_zero(string convention)
    {
        Layer[] layers = [new Dense { Units = 768 }, new MultiHeadAttention { Heads = 12, KeySize = 64 }];
        Assert.NotEqual(Trust.Exact, CostConventions.Get(convention).TotalsOf(Measure("197x768", 1, layers)).Trust);
        layers = Array.ConvertAll(layers, layer => layer.Noted(notes => notes with { Call = ModuleCall.Module }));
        var totals = CostConventions.Get(convention).TotalsOf(Measure("197x768", 1, layers));
        Assert.Equal(Trust.LowerBound, totals.Trust);
        Assert.Contains("attention", Assert.Single(totals.Unknown), StringComparison.Ordinal);
        Assert.StartsWith("at least ", totals.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_operator_that_is_not_understood_is_unknown_under_every_convention() =>
        Assert.All(
            CostConventions.All,
            convention =>
            {
                var row = Measure("3x8x8", 1, new Operation { OperatorType = "NonMaxSuppression" }).Rows[1];
                Assert.Null(convention.CostOf(row).Cost);
                Assert.Contains("NonMaxSuppression", convention.CostOf(row).Note, StringComparison.Ordinal);
            }
        );

    [Fact]
    public void A_calculation_gives_its_number()
    {
        var rows = Measure(
            "16x32x32",
            3,
            new Convolution(2) { Filters = 8, KernelSize = 3 },
            new BatchNormalization(),
            new Activation { Function = "relu" },
            new MaxPooling(2),
            new TransposedConvolution(2)
            {
                Filters = 4,
                KernelSize = 2,
                Stride = 2,
            },
            new AdaptiveAveragePooling(2) { OutputSize = 5 },
            new Activation { Function = "softmax" },
            new FullyConnected { Units = 10 }
        ).Rows;
        Assert.All(
            CostConventions.All,
            convention =>
                Assert.All(
                    rows.Select(convention.CostOf),
                    cost => Assert.Equal(cost.Cost, Formula.Evaluate(cost.Calculation.Split(" = ")[0]))
                )
        );
    }

    [Fact]
    // The MACs of a row are cnnparams-1's whatever convention is asked for.
    public void Totals_are_the_sum_of_the_rows()
    {
        var measurement = Measure(
            "3x32x32",
            2,
            new Convolution(2) { Filters = 8, KernelSize = 3 },
            new BatchNormalization(),
            new FullyConnected { Units = 10 }
        );
        Assert.All(
            CostConventions.All,
            convention =>
                Assert.Equal(
                    measurement.Rows.Sum(row => convention.CostOf(row).Cost),
                    convention.TotalsOf(measurement).Cost
                )
        );
    }

    [Fact]
    public void A_number_that_is_too_large_is_unknown_with_the_reason()
    {
        // On the output's grid 2e9 weights are applied at 1e10 positions, not at 4.
        var wide = new TransposedConvolution(2)
        {
            Filters = 1,
            KernelSize = 1,
            Stride = 100_000,
            Padding = Padding.Parse("0"),
        };
        var measurement = Measure("2000000000x2x2", 1, wide);
        Assert.Contains(
            "2^63-1",
            CostConventions.Get("thop").CostOf(measurement.Rows[1]).Note,
            StringComparison.Ordinal
        );
        Assert.Equal(Trust.LowerBound, CostConventions.Get("thop").TotalsOf(measurement).Trust);
    }

    [Theory]
    [InlineData("keras", "tf-profiler")]
    [InlineData("PTFLOPS", "ptflops")]
    [InlineData("torchscan", "torchscan-macs")]
    public void A_convention_is_found_by_its_names(string name, string convention) =>
        Assert.Equal(convention, CostConventions.Get(name).Name);

    [Fact]
    public void A_name_that_is_none_is_refused_with_those_that_are()
    {
        var error = Assert.Throws<LayerException>(() => CostConventions.Get("thob"));
        Assert.Equal(ErrorId.UnknownCostConvention, error.Id);
        Assert.Contains("did you mean thop?", error.Message, StringComparison.Ordinal);
        Assert.Contains("torchinfo", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_are_unique() =>
        Assert.Distinct(CostConventions.All.SelectMany(convention => convention.Aliases.Prepend(convention.Name)));

    private static long? Cost(
        string convention,
        string input,
        Layer layer,
        ShapeLayout layout = ShapeLayout.ChannelsFirst
    ) => CostConventions.Get(convention).CostOf(Measure(input, 1, layout, layer).Rows[1]).Cost;

    private static NetworkMeasurement Measure(string input, long batch, params Layer[] layers) =>
        Measure(input, batch, ShapeLayout.ChannelsFirst, layers);

    private static NetworkMeasurement Measure(string input, long batch, ShapeLayout layout, params Layer[] layers)
    {
        var measurement = Measurer.Measure(
            new Network([new Input { Shape = TensorShape.Parse(input).As(layout), Layout = layout }, .. layers]),
            new MeasureOptions { BatchSize = batch }
        );
        Assert.Empty(measurement.Problems);
        return measurement;
    }
}
