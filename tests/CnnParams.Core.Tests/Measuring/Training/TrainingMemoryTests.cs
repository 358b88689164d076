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

    // 1,578 numbers of 32 bits, and in PyTorch a counter of 64 (num_batches_tracked); at the convolution its input of
    // 192 values is alive with its output of 144.
    [Theory]
    [InlineData(ParameterView.Keras, "6312", 4 * 1_578)]
    [InlineData(ParameterView.PyTorch, "6280 + 40", (4 * 1_578) + 8)]
    [InlineData(ParameterView.StateDict, "6320", (4 * 1_578) + 8)]
    public void Inference_takes_the_weights_and_the_peak(ParameterView view, string calculation, long weights)
    {
        var memory = InferenceMemory.Of(Measurer.Measure(Small, new MeasureOptions { View = view }));
        Assert.Equal((weights, 4L * (192 + 144)), (memory.Weights, memory.PeakActivations));
        Assert.Equal(weights + (4 * (192 + 144)), memory.Total);
        Assert.Equal(weights + (3 * 4 * (192 + 144)), memory.TotalOf(3));
        Assert.Equal((Trust.Exact, "7.66 kB"), (memory.Trust, memory.ToString()));
        Assert.Equal([calculation, "alive at conv"], memory.Terms().Select(term => term.Calculation));
    }

    [Fact]
    public void The_largest_batch_of_inference_is_proved()
    {
        var memory = InferenceMemory.Of(Measurer.Measure(Small, new MeasureOptions { View = ParameterView.PyTorch }));
        // 7,664 bytes, and 1,344 more for each sample.
        var largest = LargestBatch.Find(memory, 9_007);
        Assert.Equal((1L, 7_664L, 9_008L), (largest.BatchSize, largest.Bytes, largest.NextBytes));
        Assert.Equal(
            "1 takes 7664 bytes, 2 takes 9008 bytes, the limit is 9007, and no term falls as the batch grows",
            largest.Proof
        );
    }

    [Fact]
    public void Nothing_that_grows_sets_no_largest_batch() =>
        Assert.Contains(
            "every batch fits",
            Assert.Throws<LayerException>(() => LargestBatch.Find(new Memory(_ => 10), 100)).Message,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_batch_beyond_63_bits_fits_nowhere(bool isOfLayer)
    {
        var answer = LargestBatch.Find(
            new Memory(batch =>
                batch <= 4 ? batch * 10
                : isOfLayer ? throw new LayerException(ErrorId.SizeOverflow, "too large")
                : throw new OverflowException()
            ),
            100
        );
        Assert.Equal((4L, 40L, null), (answer.BatchSize, answer.Bytes, answer.NextBytes));
        Assert.StartsWith(
            "4 takes 40 bytes, 5 takes more than 2^63-1, the limit is 100",
            answer.Proof,
            StringComparison.Ordinal
        );
    }

    private sealed class Memory(Func<long, long> total) : IMemoryEstimate
    {
        public string Network => "";

        public long BatchSize => 1;

        public long Total => total(1);

        public Trust Trust => Trust.Exact;

        public string Heading => "";

        public long TotalOf(long batch) => total(batch);

        public IReadOnlyList<MemoryTerm> Terms() => [];
    }

    // PyTorch 1.13, what autograd keeps (torch.autograd.graph.saved_tensors_hooks): its own "same" puts around what the
    // two ends differ by; zeros that are put there before a convolution are a copy with all of them.
    [Theory]
    [InlineData("KernelSize=2; Padding=same", 8, 9 * 9 * 3)]
    [InlineData("KernelSize=4; Padding=same", 8, 9 * 9 * 3)]
    [InlineData("KernelSize=3; Padding=same", 8, 8 * 8 * 3)]
    [InlineData("KernelSize=4; Padding=same", 9, 10 * 10 * 3)]
    [InlineData("KernelSize=3; Stride=2; Padding=same", 8, 9 * 9 * 3)]
    [InlineData("KernelSize=4; Padding=1:2,1:2", 8, 11 * 11 * 3)]
    public void Zeros_that_differ_at_the_ends_are_put_around_a_copy(string settings, int size, long kept)
    {
        var memory = Of(
            new Network([
                new Input { Shape = new TensorShape(size, size, 3) },
                Layers.Single.Make("Conv2D", "Filters=4; " + settings, "conv", []),
            ]),
            1
        );
        Assert.Equal(4 * kept, memory.Activations);
    }

    // The same: of (2,3,4) by (1,4,5) the second is copied for each of the two products.
    [Fact]
    public void A_matrix_for_several_products_is_copied_for_each()
    {
        var memory = Of(
            new Network([
                new Input { Name = "values", Shape = new TensorShape(7) },
                new Dense
                {
                    Name = "rows",
                    Units = 24,
                    UseBias = false,
                },
                new Reshape { Name = "a", TargetShape = [2, 3, 4] },
                new Dense
                {
                    Name = "columns",
                    Units = 20,
                    UseBias = false,
                    Inputs = ["values"],
                },
                new Reshape { Name = "b", TargetShape = [1, 4, 5] },
                new MatMul { Inputs = ["a", "b"] },
            ]),
            1
        );
        Assert.Equal(4 * (7 + (2 * 3 * 4) + (2 * 4 * 5)), memory.Activations);
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
