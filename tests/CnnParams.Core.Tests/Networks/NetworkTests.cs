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

    [Theory]
    [InlineData(8, "r0 -> r7 -> r6 -> r5 -> r4 -> r3 -> r2 -> r1 -> r0")]
    [InlineData(9, "r0 -> r8 -> r7 -> r6 -> r5 -> r4 -> r3 -> r2 -> r1 -> ...")]
    public void A_long_circle_is_cut(int layers, string circle)
    {
        var ring = Enumerable
            .Range(0, layers)
            .Select(i =>
                (Layer)
                    new Activation
                    {
                        Function = "relu",
                        Name = $"r{i}",
                        Inputs = [$"r{(i + 1) % layers}"],
                    }
            );
        var problem = Measurer.Measure(new Network([Input("in"), .. ring])).Problems[0];
        Assert.Contains(circle, problem.Message, StringComparison.Ordinal);
        Assert.Equal(layers > 8, problem.Message.Contains("...", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("MatMul", "", new[] { "in" }, "it reads 1 layer, but needs 2; name them with -Inputs")]
    [InlineData("MatMul", "", new[] { "in", "in", "in" }, "it reads 3 layers, but needs 2; name them with -Inputs")]
    [InlineData("ReLU", "", new[] { "in", "in" }, "it reads 2 layers, but needs 1; name them with -Inputs")]
    [InlineData("Add", "", new[] { "in" }, "it reads 1 layer, but needs 2 or more; name them with -Inputs")]
    [InlineData("Input", "Shape=3x3x1", new[] { "in" }, "it reads 1 layer, but takes no input")]
    [InlineData("ReLU", "", new[] { "in:x" }, "it reads 'in:x', but no layer has that name")]
    [InlineData("ReLU", "", new[] { "int" }, "it reads 'int', but no layer has that name (did you mean in?)")]
    [InlineData("ReLU", "", new[] { "in:1" }, "it reads output 1 of 'in'")]
    public void What_a_layer_cannot_read_is_said(string type, string settings, string[] inputs, string message)
    {
        var layer = Layers.Single.Make(type, settings, "it", inputs);
        var problem = Measurer.Measure(new Network([Input("in"), layer])).Problems[0];
        Assert.Equal("it", problem.Layer);
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_is_taken_says_where()
    {
        var network = new Network([Input("in"), Conv("a", 1, "in"), Conv("b", 1, "in"), Conv("a", 2, "b")]);
        Assert.Equal(
            "Layer 'a' (Conv2D): layer 2 has this name already; give layer 4 a name of its own.",
            Measurer.Measure(network).Problems[0].Message
        );
        Assert.Equal(ErrorId.MissingInputLayer, Measurer.Measure(new Network([Conv("a", 1)])).Problems[0].Id);
    }

    [Theory]
    [InlineData("3,224,224", ShapeLayout.ChannelsLast, true)]
    [InlineData("4,8,8", ShapeLayout.ChannelsLast, true)]
    [InlineData("5,8,8", ShapeLayout.ChannelsLast, false)]
    [InlineData("3,224,224", ShapeLayout.ChannelsFirst, false)]
    [InlineData("224,224,3", ShapeLayout.ChannelsLast, false)]
    [InlineData("3,8,4", ShapeLayout.ChannelsLast, false)]
    [InlineData("3,224", ShapeLayout.ChannelsLast, false)]
    public void An_input_of_few_channels_in_front_looks_turned(string shape, ShapeLayout layout, bool looks) =>
        Assert.Equal(looks, new Input { Shape = TensorShape.Parse(shape), Layout = layout }.LooksTurned());

    [Theory]
    [InlineData("relu", false)] // of four letters another is as near
    [InlineData("Densa", true)]
    [InlineData("Donsa", false)]
    [InlineData("Convv2", true)]
    [InlineData("Flattens1", true)]
    [InlineData("Flatens123", false)]
    public void A_long_word_may_be_misspelt(string word, bool isMisspelt) =>
        Assert.Equal(isMisspelt, Suggestion.IsMisspelt(word, ["Rely", "Dense", "Conv2D", "Flatten"]));

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
