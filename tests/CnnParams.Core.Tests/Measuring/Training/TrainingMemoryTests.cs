using CnnParams.Core.Tests.Published;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Measuring.Training;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Measuring.Training;

/// <summary>The terms of the memory that training takes, each by a calculation of its own.</summary>
public sealed class TrainingMemoryTests
{
    private static readonly Network Small = new([
        new Input { Shape = new TensorShape(8, 8, 3) },
        new Convolution(2)
        {
            Name = "conv",
            Filters = 4,
            KernelSize = 3,
        },
        new BatchNormalization { Name = "norm" },
        new Flatten { Name = "flat" },
        new Dense
        {
            Name = "frozen",
            Units = 10,
            Trainable = false,
        },
    ]);

    [Fact]
    public void Term_by_term()
    {
        var memory = Of(Small, 2);
        // 112 + 8 trainable, 1,450 frozen, and beside them 8 statistics and a counter of 64 bits.
        Assert.Equal((4 * (112 + 8 + 1_450 + 8)) + 8, memory.Weights);
        Assert.Equal(4 * 120, memory.Gradients);
        // Two moments, and a step for each of the four tensors.
        Assert.Equal((2 * 4 * 120) + (4 * 4), memory.OptimizerState);
        // The input of the convolution, that of the batch norm with its mean and deviation; frozen units need none.
        Assert.Equal((2 * 4 * (192 + 144)) + (4 * 8), memory.Activations);
        Assert.Equal(memory.Weights + memory.Gradients + memory.OptimizerState + memory.Activations, memory.Total);
        Assert.Equal(Trust.Exact, memory.Trust);
        Assert.All(memory.Terms(), term => Assert.Equal(term.Bytes, Evaluate(term.Calculation)));
    }

    // huggingface/peft#2196: 1310.95 MiB at batch 16, of which the statistics are 0.2 MiB in torch 1.13.
    [Fact]
    public void ResNet_50_keeps_what_was_measured()
    {
        var memory = Of(Model.Measure("ResNet50", "torchvision").Network, 16);
        const long Statistics = 4 * 53_120;
        double mebibytes = (memory.Activations - Statistics) / (double)(1 << 20);
        Assert.InRange(mebibytes, 1310.875, 1310.95);
    }

    [Fact]
    public void What_is_not_known_is_a_lower_bound()
    {
        var steps = new Network([new Input { Shape = new TensorShape(5, 3) }, new LSTM { Units = 4, Name = "steps" }]);
        var memory = Of(steps, 1);
        Assert.Equal(Trust.LowerBound, memory.Trust);
        Assert.Contains("steps", memory.TrustReasons.Single(), StringComparison.Ordinal);
        Assert.StartsWith("at least ", memory.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_counts_as_a_parameter_changes_no_byte() =>
        Assert.Single(
            Enum.GetValues<ParameterView>()
                .Where(view => view is not (ParameterView.Folded or ParameterView.Fused))
                .Select(view => Measurer.Measure(Small, new MeasureOptions { View = view }).Totals.TrainingMemory.Total)
                .Distinct()
        );

    [Fact]
    public void Steps_have_parts_of_the_batch()
    {
        var steps = Of(Small, 8, new TrainingOptions { AccumulationSteps = 4 });
        Assert.Equal(Of(Small, 2).Activations, steps.Activations);
        Assert.Equal(Of(Small, 2).Gradients, steps.Gradients);
        // 9 samples in 4 steps: one of them has 3.
        Assert.Equal(Of(Small, 3).Activations, Of(Small, 9, new TrainingOptions { AccumulationSteps = 4 }).Activations);
    }

    [Fact]
    public void Half_precision_with_and_without_master_weights()
    {
        var half = Of(Small, 2, new TrainingOptions { Precision = TrainingPrecision.BFloat16 });
        Assert.Equal(2 * 120, half.Gradients);
        Assert.Equal((2 * 2 * 120) + (4 * 4), half.OptimizerState);
        Assert.Equal(0, half.MasterWeights);
        // Statistics of the batch stay in 32 bits.
        Assert.Equal((2 * 2 * (192 + 144)) + (4 * 8), half.Activations);
        var master = Of(Small, 2, new TrainingOptions { Precision = TrainingPrecision.BFloat16, MasterWeights = true });
        Assert.Equal(4 * 120, master.MasterWeights);
        Assert.Equal((2 * 4 * 120) + (4 * 4), master.OptimizerState);
    }

    [Fact]
    public void Autocast_halves_convolutions_and_copies_their_weights()
    {
        var amp = Of(Small, 2, new TrainingOptions { Precision = TrainingPrecision.AmpBFloat16 });
        Assert.Equal(4 * 120, amp.Gradients);
        // Input and output of the convolution, its kernel; of the units their kernel, by which the gradient goes on.
        Assert.Equal((2 * 2 * (192 + 144)) + (4 * 8) + (2 * 108) + (2 * 1_440), amp.Activations);
        Assert.Equal(2 * 4 * 192, amp.Inputs);
    }

    [Theory]
    // 108 in 4 x 3 matrices of 3 x 3: 72 means; 12 vectors of 4; four steps.
    [InlineData(TrainingOptimizer.Adafactor, ((9 * 3) + (9 * 4) + 12 + 4) * 4)]
    [InlineData(TrainingOptimizer.Lion, 120 * 4)]
    // All of these are smaller than 4,096.
    [InlineData(TrainingOptimizer.Adam8bit, 2 * 120 * 4)]
    [InlineData(TrainingOptimizer.None, 0)]
    public void Optimizers_that_the_oracle_has_not(TrainingOptimizer optimizer, long bytes) =>
        Assert.Equal(bytes, Of(Small, 1, new TrainingOptions { Optimizer = optimizer }).OptimizerState);

    [Fact]
    public void Eight_bits_have_a_scale_for_each_block()
    {
        var network = new Network([new Input { Shape = new TensorShape(100) }, new Dense { Units = 50 }]);
        var memory = Of(network, 1, new TrainingOptions { Optimizer = TrainingOptimizer.Adam8bit });
        // 5,000 weights in 3 blocks of 2,048; the 50 biases stay in 32 bits.
        Assert.Equal((2 * 5_000) + (2 * 3 * 4) + (2 * 50 * 4), memory.OptimizerState);
    }

    [Theory]
    [InlineData("ResNet50", 24L << 30)]
    [InlineData("MobileNetV2", 1L << 30)]
    public void The_largest_batch_fits_and_one_more_does_not(string model, long limit)
    {
        var network = Model.Measure(model, "torchvision").Network;
        var answer = LargestBatch.Find(Of(network, 1), limit);
        Assert.True(Of(network, answer.BatchSize).Total <= limit);
        Assert.True(Of(network, answer.BatchSize + 1).Total > limit);
        Assert.Equal(Of(network, answer.BatchSize).Total, answer.Bytes);
        Assert.Equal(Of(network, answer.BatchSize + 1).Total, answer.NextBytes);
    }

    [Fact]
    public void No_sample_fits_where_the_weights_do_not() =>
        Assert.Equal(0, LargestBatch.Find(Of(Model.Measure("VGG16", "torchvision").Network, 1), 1 << 20).BatchSize);

    [Theory]
    // Kept: the input of the convolution and that of the activation, or its output, which the units read as well.
    [InlineData("leaky_relu", false, 192 + 144 + 144)]
    [InlineData("leaky_relu", true, 192 + 144)]
    [InlineData("elu", true, 192 + 144)]
    [InlineData("relu", false, 192 + 144)]
    [InlineData("silu", true, 192 + 144 + 144)]
    public void An_activation_in_place_keeps_its_output(string function, bool isInPlace, long values)
    {
        var activation = new Activation { Name = "act", Function = function };
        var network = new Network([
            new Input { Shape = new TensorShape(8, 8, 3) },
            new Convolution(2)
            {
                Name = "conv",
                Filters = 4,
                KernelSize = 3,
            },
            activation.Noted(notes => notes with { IsInPlace = isInPlace }),
            new Flatten { Name = "flat" },
            new Dense { Name = "units", Units = 10 },
        ]);
        Assert.Equal(4 * values, Of(network, 1).Activations);
    }

    private static TrainingMemory Of(Network network, long batch, TrainingOptions? options = null) =>
        TrainingMemory.Of(
            Measurer.Measure(network, new MeasureOptions { BatchSize = batch }),
            options ?? new TrainingOptions()
        );

    private static long Evaluate(string calculation) =>
        calculation
            .Split(" + ")
            .Sum(term => term.Split(" * ").Select(factor => long.Parse(factor, null)).Aggregate((a, b) => a * b));
}
