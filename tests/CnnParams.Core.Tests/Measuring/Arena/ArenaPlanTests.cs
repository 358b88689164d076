using CnnParams.Catalogue;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Measuring.Arena;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Measuring.Arena;

/// <summary>Plans of networks, against those that TensorFlow Lite Micro makes of the same networks' files.</summary>
public sealed class ArenaPlanTests
{
    // The files are those of mlcommons/tiny (benchmark/training/*/trained_models at 1afd2c9).
    private static readonly Dictionary<string, string> Files = new()
    {
        ["ad01_int8"] = "MLPerfTinyAnomalyDetection",
        ["kws_ref_model"] = "MLPerfTinyKeywordSpotting",
        ["pretrainedResnet_quant"] = "MLPerfTinyImageClassification",
        ["vww_96_int8"] = "MLPerfTinyVisualWakeWords",
    };

    public static TheoryData<string, ScratchKernels> Tiny
    {
        get
        {
            var cases = new TheoryData<string, ScratchKernels>();
            foreach (string file in Files.Keys)
            {
                foreach (var kernels in Enum.GetValues<ScratchKernels>())
                    cases.Add(file, kernels);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Tiny))]
    public void MLPerf_Tiny_is_planned_as_by_TensorFlow_Lite_Micro(string file, ScratchKernels kernels)
    {
        var recorded = RecordedPlans.OfModels.Single(plan => plan.Name == file && plan.Kernels == kernels);
        var network = Architectures.Get(Files[file]).Variant().Build(file);
        var plan = Plan(network, new ArenaOptions { Scratch = kernels });

        Assert.Equal(recorded.Bytes, plan.ArenaBytes);
        Assert.Equal(
            recorded.Buffers.Zip(recorded.Offsets, (b, offset) => (b.Bytes, b.First, b.Last, offset)),
            plan.Tensors.Select(t => (t.AlignedBytes, t.FirstUse, t.LastUse, t.Offset))
        );
    }

    [Fact]
    public void A_kernel_takes_batch_norm_and_activation()
    {
        var plan = Plan(
            new Network([
                new Input { Shape = new TensorShape(8, 8, 3) },
                new Convolution(2)
                {
                    Name = "conv",
                    Filters = 4,
                    KernelSize = 3,
                },
                new BatchNormalization(),
                new Activation { Function = "relu" },
                new Dropout { Rate = 0.5 },
                new Activation { Name = "second", Function = "relu" },
            ]),
            new ArenaOptions()
        );
        Assert.Equal(["conv", "second"], plan.Order);
        Assert.Equal(3, plan.Tensors.Count);
        Assert.Equal(Trust.Exact, plan.Trust);
    }

    // What a second layer reads is not the kernel's alone.
    [Fact]
    public void What_others_read_is_not_fused()
    {
        var plan = Plan(
            new Network([
                new Input { Shape = new TensorShape(8, 8, 4) },
                new Convolution(2)
                {
                    Name = "conv",
                    Filters = 4,
                    KernelSize = 3,
                    Padding = Padding.Same,
                },
                new Dropout { Name = "drop", Rate = 0.5 },
                new Activation
                {
                    Name = "relu",
                    Function = "relu",
                    Inputs = ["drop"],
                },
                new Merge
                {
                    Name = "sum",
                    Operation = MergeOperation.Add,
                    Inputs = ["conv", "relu"],
                },
            ]),
            new ArenaOptions()
        );
        Assert.Equal(["conv", "relu", "sum"], plan.Order);
        Assert.Equal(3 * 256, plan.LowerBoundBytes);
        Assert.Equal(["conv", "relu", "sum"], plan.PeakTensors);
    }

    [Theory]
    [InlineData(InPlaceOperations.None, 3 * 256)]
    [InlineData(InPlaceOperations.Activations, 3 * 256)]
    [InlineData(InPlaceOperations.ActivationsAndSums, 2 * 256)]
    public void Activations_write_over_what_only_they_read(InPlaceOperations inPlace, long bytes)
    {
        var plan = Plan(
            new Network([
                new Input { Name = "a", Shape = new TensorShape(8, 8, 4) },
                new Activation { Name = "b", Function = "sigmoid" },
                new Activation { Name = "c", Function = "tanh" },
                new Merge
                {
                    Name = "sum",
                    Operation = MergeOperation.Add,
                    Inputs = ["b", "c"],
                },
            ]),
            new ArenaOptions { InPlace = inPlace }
        );
        Assert.Equal(bytes, plan.ArenaBytes);
        Assert.Equal(inPlace == InPlaceOperations.None ? "" : "a", plan.Tensors[1].SharesWith);
        Assert.Equal(inPlace == InPlaceOperations.ActivationsAndSums ? "c" : "", plan.Tensors[3].SharesWith);
    }

    // The flattened tensor is the memory of what it flattens, which the sum still reads: nothing may be written over
    // it.
    [Fact]
    public void A_view_of_what_is_still_read_is_not_written_over()
    {
        var plan = Plan(
            new Network([
                new Input { Name = "image", Shape = new TensorShape(4, 4, 4) },
                new Flatten { Name = "flat", Inputs = ["image"] },
                new Activation
                {
                    Name = "act",
                    Function = "sigmoid",
                    Inputs = ["flat"],
                },
                new Activation
                {
                    Name = "other",
                    Function = "sigmoid",
                    Inputs = ["image"],
                },
            ]),
            new ArenaOptions { InPlace = InPlaceOperations.Activations }
        );
        Assert.Equal("image", plan.Tensors[1].SharesWith);
        Assert.Equal("", plan.Tensors[2].SharesWith);
        Assert.Equal(3 * 64, plan.LowerBoundBytes);
    }

    [Fact]
    public void The_tensor_between_the_steps_of_a_separable_convolution_is_planned()
    {
        var plan = Plan(
            new Network([
                new Input { Shape = new TensorShape(8, 8, 16) },
                new SeparableConvolution(2)
                {
                    Name = "sep",
                    Filters = 2,
                    KernelSize = 3,
                    Padding = Padding.Same,
                },
            ]),
            new ArenaOptions()
        );
        Assert.Equal(["sep", "sep"], plan.Order);
        Assert.Equal(2 * 8 * 8 * 16, plan.ArenaBytes);
    }

    [Fact]
    public void Sizes_follow_type_batch_and_alignment()
    {
        var network = new Network([
            new Input { Shape = new TensorShape(3, 3, 3) },
            new Activation { Function = "sigmoid" },
        ]);
        var measured = Measurer.Measure(network, new MeasureOptions { DataType = DataType.Float16, BatchSize = 3 });
        var plan = ArenaPlanner.Plan(measured, new ArenaOptions { Alignment = 64 });
        Assert.Equal(27 * 2 * 3, plan.Tensors[0].Bytes);
        Assert.Equal(192, plan.Tensors[0].AlignedBytes);
        Assert.Equal(384, plan.ArenaBytes);
    }

    [Fact]
    public void What_a_recurrent_layer_keeps_besides_makes_it_a_lower_bound()
    {
        var plan = Plan(
            new Network([new Input { Shape = new TensorShape(10, 8) }, new LSTM { Name = "lstm", Units = 4 }]),
            new ArenaOptions()
        );
        Assert.Equal(Trust.LowerBound, plan.Trust);
        Assert.Contains("lstm", Assert.Single(plan.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_shape_that_is_not_known_is_an_error_that_names_the_layer()
    {
        var network = new Network([
            new Input { Shape = new TensorShape(8, 8, 3) },
            new Operation { Name = "mine", OperatorType = "MyOperator" },
        ]);
        var exception = Assert.Throws<LayerException>(() => Plan(network, new ArenaOptions()));
        Assert.Equal(ErrorId.InvalidShape, exception.Id);
        Assert.Contains("mine", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Scratch_of_other_numbers_is_an_error()
    {
        var network = new Network([new Input { Shape = new TensorShape(8) }, new Dense { Units = 4 }]);
        var exception = Assert.Throws<LayerException>(() =>
            ArenaPlanner.Plan(Measurer.Measure(network), new ArenaOptions { Scratch = ScratchKernels.CmsisNnDsp })
        );
        Assert.Contains("Int8", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ArenaAlgorithm.GreedyBySize)]
    [InlineData(ArenaAlgorithm.LinearScan)]
    [InlineData(ArenaAlgorithm.BestFit)]
    public void A_chain_of_100_000_layers_is_planned(ArenaAlgorithm algorithm)
    {
        var layers = Enumerable.Repeat(0, 100_000).Select(_ => new Activation { Function = "sigmoid" });
        var network = new Network([new Input { Shape = new TensorShape(16) }, .. layers]);
        Assert.Equal(32, Plan(network, new ArenaOptions { Algorithm = algorithm }).ArenaBytes);
    }

    private static ArenaPlan Plan(Network network, ArenaOptions options) =>
        ArenaPlanner.Plan(Measurer.Measure(network, new MeasureOptions { DataType = DataType.Int8 }), options);
}
