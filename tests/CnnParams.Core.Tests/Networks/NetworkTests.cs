using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Networks;

public sealed class NetworkTests
{
    [Fact]
    public void A_layer_may_read_one_that_comes_later()
    {
        var rows = Measured(Input("in"), Conv("late", 8, "early"), Conv("early", 4, "in"));
        Assert.Equal(["in", "late", "early"], rows.Select(row => row.Name));
        Assert.Equal("(6,6,4)", rows[2].OutputShape.ToString());
        Assert.Equal("(4,4,8)", rows[1].OutputShape.ToString());
    }

    [Fact]
    public void An_input_says_how_the_network_counts_unless_the_network_does()
    {
        Layer[] layers =
        [
            new Input
            {
                Name = "in",
                Shape = new TensorShape(8, 8, 4),
                View = ParameterView.PyTorch,
            },
            new BatchNormalization { Name = "bn" },
        ];
        Assert.Equal(8, Measurer.Measure(new Network(layers)).Totals.Parameters);
        Assert.Equal(16, Measurer.Measure(new Network(layers) { View = ParameterView.Keras }).Totals.Parameters);
        Assert.Equal(
            16,
            Measurer.Measure(new Network(layers), new MeasureOptions { View = ParameterView.File }).Totals.Parameters
        );
    }

    [Fact]
    public void The_order_of_the_layers_does_not_change_a_number()
    {
        Layer[] layers =
        [
            Input("in"),
            Conv("a", 8, "in"),
            Conv("b", 8, "in"),
            new Merge
            {
                Operation = MergeOperation.Add,
                Name = "sum",
                Inputs = ["a", "b"],
            },
            new FullyConnected
            {
                Name = "fc",
                Units = 10,
                Inputs = ["sum"],
            },
        ];
        var forward = Measurer.Measure(new Network(layers)).Totals;
        var backward = Measurer.Measure(new Network(layers.Reverse())).Totals;
        Assert.Equal(forward.Parameters, backward.Parameters);
        Assert.Equal(forward.Macs, backward.Macs);
        Assert.Equal(forward.ActivationSize, backward.ActivationSize);
    }

    [Fact]
    public void Names_do_not_change_a_number()
    {
        var named = Measurer.Measure(new Network([Input("in"), Conv("a", 8), Conv("b", 8)])).Totals;
        var unnamed = Measurer.Measure(new Network([Input(""), Conv("", 8), Conv("", 8)])).Totals;
        Assert.Equal(named.Parameters, unnamed.Parameters);
    }

    [Fact]
    public void A_default_name_leaves_given_names_alone()
    {
        var rows = Measured(Input(""), Conv("", 4), Conv("conv1", 4), Conv("", 4));
        Assert.Equal(["input1", "conv2", "conv1", "conv3"], rows.Select(row => row.Name));
    }

    [Fact]
    public void A_circle_is_reported_with_its_layers()
    {
        var measurement = Measurer.Measure(
            new Network([Input("in"), Conv("a", 4, "c"), Conv("b", 4, "a"), Conv("c", 4, "b"), Conv("free", 4, "in")])
        );
        var problem = Assert.Single(measurement.Problems);
        Assert.Equal(ErrorId.CyclicNetwork, problem.Id);
        Assert.All(new[] { "a", "b", "c" }, name => Assert.Contains(name, problem.Message, StringComparison.Ordinal));
        Assert.Equal(40, measurement.Rows[4].Parameters + 4 - 76);
    }

    [Fact]
    public void Weights_of_one_tensor_count_once()
    {
        var stored = new Dictionary<string, StoredTensor> { ["kernel"] = new("w") };
        var measurement = Measurer.Measure(
            new Network([
                Input("in"),
                new Dense
                {
                    Name = "a",
                    Units = 3,
                    UseBias = false,
                    Stored = stored,
                },
                new Dense
                {
                    Name = "b",
                    Units = 3,
                    UseBias = false,
                    Stored = stored,
                },
            ])
        );
        Assert.Equal(9, measurement.Totals.Parameters);
        Assert.Equal(["a"], measurement.Rows[2].SharedWith);
    }

    [Fact]
    public void The_total_is_the_sum_of_the_rows_less_what_is_shared()
    {
        var measurement = Measurer.Measure(
            new Network([
                Input("in"),
                Conv("a", 3),
                new Convolution(2)
                {
                    Name = "b",
                    Filters = 3,
                    KernelSize = 3,
                    WeightsFrom = "a",
                },
            ])
        );
        Assert.Equal(measurement.Totals.Parameters, measurement.Rows.Sum(row => row.Parameters - row.SharedParameters));
        Assert.Equal(84, measurement.Totals.Parameters);
    }

    [Fact]
    // An int product would wrap; field reference: a hostile convolution of 2.08e19 multiply-accumulates is more than
    // 2^63.
    public void Macs_beyond_63_bits_are_an_error_of_the_layer()
    {
        var measurement = Measurer.Measure(
            new Network([
                new Input { Shape = new TensorShape(65536, 65536, 4096) },
                new Convolution(2)
                {
                    Name = "huge",
                    Filters = 4096,
                    KernelSize = 3,
                    Padding = Padding.Same,
                },
            ]),
            new MeasureOptions { BatchSize = 32 }
        );
        var problem = Assert.Single(measurement.Problems);
        Assert.Equal((ErrorId.SizeOverflow, "huge"), (problem.Id, problem.Layer));
    }

    [Fact]
    public void A_long_chain_needs_no_stack()
    {
        var layers = Enumerable
            .Range(0, 1_000_000)
            .Select(i =>
                (Layer)
                    new Activation
                    {
                        Function = "relu",
                        Name = $"r{i}",
                        Inputs = [i == 999_999 ? "in" : $"r{i + 1}"],
                    }
            );
        var measurement = Measurer.Measure(new Network([Input("in"), .. layers]));
        Assert.Empty(measurement.Problems);
        Assert.Equal("(8,8,3)", measurement.Rows[1].OutputShape.ToString());
        // Nor do what is asked for later: receptive fields, peaks, blocks, a convention.
        Assert.Equal(1, measurement.Rows[1].ReceptiveField!.Size);
        Assert.Equal(4 * 192, measurement.Totals.PeakActivationBytes);
        Assert.Equal(1_000_001, Blocks.Fold(measurement, 1).Count);
    }

    [Fact]
    public void A_network_without_layers_has_no_rows() => Assert.Empty(Measurer.Measure(new Network([])).Rows);

    private static IReadOnlyList<LayerMeasurement> Measured(params Layer[] layers)
    {
        var measurement = Measurer.Measure(new Network(layers));
        Assert.Empty(measurement.Problems);
        return measurement.Rows;
    }

    private static Input Input(string name) => new() { Name = name, Shape = new TensorShape(8, 8, 3) };

    private static Convolution Conv(string name, long filters, params string[] inputs) =>
        new(2)
        {
            Name = name,
            Filters = filters,
            KernelSize = 3,
            Inputs = inputs,
        };
}
