using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Measuring;

/// <summary>Costs of the article's network and of small ones whose numbers stand in papers and tools.</summary>
public sealed class CostTests
{
    private static readonly Network Article = new([
        new Input { Name = "INPUT", Shape = new TensorShape(32, 32, 3) },
        new Convolution(2)
        {
            Name = "CONV1",
            Filters = 8,
            KernelSize = 5,
        },
        new MaxPooling(2) { Name = "POOL1" },
        new Convolution(2)
        {
            Name = "CONV2",
            Filters = 16,
            KernelSize = 5,
        },
        new MaxPooling(2) { Name = "POOL2" },
        new FullyConnected { Name = "FC3", Units = 120 },
        new FullyConnected { Name = "FC4", Units = 84 },
        new FullyConnected { Name = "Softmax", Units = 10 },
    ]);

    [Fact]
    public void Macs_of_the_articles_network() =>
        Assert.Equal(
            [0, 470_400, 0, 320_000, 0, 48_000, 10_080, 840],
            Measurer.Measure(Article).Rows.Select(row => row.Macs!.Value)
        );

    [Fact]
    public void The_sum_of_activations_is_not_the_peak()
    {
        var totals = Measurer.Measure(Article).Totals;
        Assert.Equal(13_126, totals.ActivationSize);
        Assert.Equal(9_344 * 4, totals.PeakActivationBytes);
        Assert.Equal("CONV1", totals.PeakLayer);
    }

    [Fact]
    // r += (k - 1) * j; j *= s: 5, 6, 14, 16 with a stride of 4 at POOL2.
    public void Receptive_fields_of_the_articles_network()
    {
        var rows = Measurer.Measure(Article).Rows;
        Assert.Equal(
            ["1", "5", "6", "14", "16", "whole input"],
            rows.Take(6).Select(row => row.ReceptiveField!.ToString())
        );
        Assert.Equal([4.0, 4.0], rows[4].ReceptiveField!.Jumps);
    }

    [Fact]
    // tflite-tools README: 32x32x3 uint8, two 3x3x16 convolutions; the second step holds 26,944 bytes.
    public void The_live_set_of_two_convolutions()
    {
        var rows = Measurer
            .Measure(
                new Network([
                    new Input { Shape = new TensorShape(32, 32, 3) },
                    new Convolution(2) { Filters = 16, KernelSize = 3 },
                    new Convolution(2) { Filters = 16, KernelSize = 3 },
                ]),
                new MeasureOptions { DataType = DataType.Int8 }
            )
            .Rows;
        Assert.Equal(17_472, rows[1].LiveBytes);
        Assert.Equal(26_944, rows[2].LiveBytes);
    }

    [Fact]
    public void An_activation_writes_over_its_input_and_an_addition_does_not()
    {
        var rows = Measurer
            .Measure(
                new Network([
                    new Input { Name = "in", Shape = new TensorShape(10) },
                    new Activation { Function = "relu", Name = "act" },
                    new Dense { Name = "dense", Units = 10 },
                    new Merge
                    {
                        Operation = MergeOperation.Add,
                        Name = "sum",
                        Inputs = ["act", "dense"],
                    },
                ])
            )
            .Rows;
        Assert.Equal([40, 40, 80, 120], rows.Select(row => row.LiveBytes!.Value));
    }

    [Fact]
    // A network that gives the features of a layer in its middle keeps them, and nothing writes over them.
    public void An_output_that_is_read_too_is_kept()
    {
        Layer[] layers =
        [
            new Input { Name = "in", Shape = new TensorShape(10) },
            new Dense { Name = "features", Units = 10 },
            new Activation { Function = "relu", Name = "act" },
            new Dense { Name = "head", Units = 10 },
        ];
        Assert.Equal([40, 80, 40, 80], Measurer.Measure(new Network(layers)).Rows.Select(row => row.LiveBytes!.Value));
        Assert.Equal(
            [40, 80, 80, 120],
            Measurer
                .Measure(new Network(layers) { Outputs = ["features", "head"] })
                .Rows.Select(row => row.LiveBytes!.Value)
        );
    }

    [Fact]
    public void Flops_are_twice_the_macs_and_the_element_operations()
    {
        var row = Measurer.Measure(Article).Rows[1];
        Assert.Equal((2 * 470_400) + 6_272, row.Flops);
        Assert.Equal(6_272, row.BiasAdds);
    }

    [Fact]
    public void Traffic_is_what_arrives_what_leaves_and_the_weights()
    {
        var row = Measurer.Measure(Article).Rows[1];
        Assert.Equal(4 * (3_072 + 6_272 + 608), row.MemoryTraffic);
        Assert.Equal((double)row.Flops! / row.MemoryTraffic!.Value, row.ArithmeticIntensity!.Value, 12);
    }

    [Fact]
    public void A_batch_norm_behind_a_convolution_folds_into_its_bias()
    {
        var network = new Network([
            new Input { Shape = new TensorShape(8, 8, 3) },
            new Convolution(2)
            {
                Filters = 4,
                KernelSize = 3,
                UseBias = false,
            },
            new BatchNormalization(),
        ]);
        var folded = Measurer.Measure(network, new MeasureOptions { View = ParameterView.Folded });
        Assert.Equal([0, 112, 0], folded.Rows.Select(row => row.Parameters!.Value));
        Assert.Equal("((3 * 3 * 3) + 1) * 4 = 112", folded.Rows[1].Calculation);
        Assert.Equal(
            108 + 16,
            Measurer.Measure(network, new MeasureOptions { View = ParameterView.File }).Totals.Parameters
        );
        Assert.Equal(
            108 + 8,
            Measurer.Measure(network, new MeasureOptions { View = ParameterView.PyTorch }).Totals.Parameters
        );
        Assert.Equal(
            108 + 16 + 1,
            Measurer.Measure(network, new MeasureOptions { View = ParameterView.StateDict }).Totals.Parameters
        );
    }

    [Fact]
    public void A_batch_norm_that_another_layer_reads_past_is_not_folded()
    {
        var network = new Network([
            new Input { Shape = new TensorShape(8, 8, 3) },
            new Convolution(2)
            {
                Name = "conv",
                Filters = 4,
                KernelSize = 3,
                UseBias = false,
            },
            new BatchNormalization { Name = "norm" },
            new Merge { Operation = MergeOperation.Add, Inputs = ["conv", "norm"] },
        ]);
        Assert.Equal(
            108 + 16,
            Measurer.Measure(network, new MeasureOptions { View = ParameterView.Folded }).Totals.Parameters
        );
    }

    [Fact]
    public void A_symbolic_axis_leaves_parameters_exact_and_activations_unknown()
    {
        var measurement = Measurer.Measure(
            new Network([
                new Input { Shape = TensorShape.Parse("H,W,3") },
                new Convolution(2) { Filters = 8, KernelSize = 5 },
            ])
        );
        var row = measurement.Rows[1];
        Assert.Equal(
            ("(?,?,8)", (long?)null, Trust.Unknown),
            (row.OutputShape.ToString(), row.ActivationSize, row.ShapeTrust)
        );
        Assert.Equal((608, Trust.Exact), (row.Parameters!.Value, row.ParametersTrust));
        Assert.Equal(((long?)null, Trust.Unknown), (row.Macs, row.MacsTrust));
        Assert.Equal(Trust.LowerBound, measurement.Totals.MacsTrust);
        Assert.Contains("H", row.TrustReason, StringComparison.Ordinal);
    }
}
