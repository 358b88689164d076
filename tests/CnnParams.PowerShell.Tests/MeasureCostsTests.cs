using System.Globalization;
using CnnParams.Layers;

namespace CnnParams.PowerShell.Tests;

/// <summary>Costs as they are asked for on the command line: conventions, blocks, types of numbers, memory.</summary>
public sealed class MeasureCostsTests(ModuleSession session) : IClassFixture<ModuleSession>
{
    // A transposed convolution, of which every tool has another number (tests/CnnParams.Core.Tests,
    // CostConventionTests).
    private const string Transposed = """
        New-CnnLayer Input in -Shape 3,2,2 -Layout ChannelsFirst |
            New-CnnLayer TransposedConv2D up -Filters 1 -KernelSize 2 -Stride 2 -Padding 0 | Measure-CnnParameters
        """;

    private const string Nested = """
        New-CnnLayer Input image -Shape 32,32,3 |
            New-CnnLayer Conv2D stem -Filters 16 -KernelSize 3 -Padding same |
            New-CnnLayer Conv2D layer1/0/conv1 -Filters 16 -KernelSize 3 -Padding same |
            New-CnnLayer Conv2D layer1/0/conv2 -Filters 16 -KernelSize 3 -Padding same |
            New-CnnLayer Add layer1/0/sum -Inputs stem, layer1/0/conv2 |
            New-CnnLayer Conv2D layer1/1/conv1 -Filters 16 -KernelSize 3 -Padding same |
            New-CnnLayer FullyConnected fc -Units 10
        """;

    [Theory]
    [InlineData("fvcore", 48L, "MACs")]
    [InlineData("ptflops", 64L, "MACs")]
    [InlineData("ptflops-aten", 64L, "MACs")]
    [InlineData("torchinfo", 208L, "MACs")]
    [InlineData("thop", 192L, "MACs")]
    [InlineData("torchscan", 200L, "MACs")]
    [InlineData("keras", 112L, "FLOPs")]
    [InlineData("cnnparams", 48L, "MACs")]
    public void A_convention_gives_what_its_tool_prints(string convention, long cost, string unit)
    {
        var totals = Assert.Single(session.Output($"{Transposed} -Summary -CostConvention {convention}"));
        Assert.Equal((cost, unit), (totals.Properties["Cost"].Value, totals.Properties["CostUnit"].Value));
        Assert.Equal(48L, totals.Properties["Macs"].Value);
        var row = session.Output($"{Transposed} -CostConvention {convention}")[1];
        Assert.Equal(cost, row.Properties["Cost"].Value);
        Assert.Equal(totals.Properties["CostConvention"].Value, row.Properties["CostConvention"].Value);
        Assert.EndsWith(
            cost.ToString(CultureInfo.InvariantCulture),
            (string)row.Properties["CostCalculation"].Value,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Without_a_convention_the_cost_is_the_modules_own()
    {
        var totals = Assert.Single(session.Output($"{ModuleSession.Article} | Measure-CnnParameters -Summary"));
        Assert.Equal(
            (849_320L, "cnnparams-1"),
            (totals.Properties["Cost"].Value, totals.Properties["CostConvention"].Value)
        );
        Assert.DoesNotContain(
            "cnnparams-1",
            session.Show($"{ModuleSession.Article} | Measure-CnnParameters"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_heading_says_which_convention_was_asked_for() =>
        Assert.Contains(
            "208 MACs as torchinfo",
            session.Show(Transposed + " -CostConvention torchinfo"),
            StringComparison.Ordinal
        );

    [Fact]
    public void What_a_tool_has_no_rule_for_is_said()
    {
        string pool =
            "New-CnnLayer Input in -Shape 8,8,3 | New-CnnLayer MaxPool2D pool | Measure-CnnParameters -CostConvention "
            + "fvcore";
        Assert.Equal("left out: MaxPooling", session.Output(pool)[1].Properties["CostNote"].Value);
        Assert.Equal(
            "left out: MaxPooling",
            Assert.Single(session.Output(pool + " -Summary")).Properties["CostNotes"].Value.ToString()
        );
    }

    [Fact]
    public void A_convention_that_is_none_is_an_error_with_those_that_are()
    {
        var (output, errors) = session.Invoke($"{ModuleSession.Article} | Measure-CnnParameters -CostConvention thob");
        Assert.Empty(output);
        var error = Assert.Single(errors);
        Assert.StartsWith("UnknownCostConvention,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("did you mean thop?", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Conventions_complete()
    {
        Assert.Equal(
            ["ptflops", "ptflops-0.7.0", "ptflops-aten"],
            session.Complete("Measure-CnnParameters -CostConvention pt")
        );
        Assert.Equal(["ActivationsAndSums"], session.Complete("Measure-CnnParameters -InPlace ActivationsA"));
    }

    [Theory]
    // torchvision 0.14.1: parameters(), the export with batch norms kept, state_dict, the export with them folded;
    // keras/src/applications/resnet.py.
    [InlineData("torchvision", "PyTorch", 25_557_032L, 25_557_032L)]
    [InlineData("torchvision", "File", 25_610_152L, 25_557_032L)]
    [InlineData("torchvision", "StateDict", 25_610_205L, 25_557_032L)]
    [InlineData("torchvision", "Folded", 25_530_472L, 25_530_472L)]
    [InlineData("Keras", "Keras", 25_636_712L, 25_583_592L)]
    public void One_network_has_many_right_counts(string variant, string view, long parameters, long trainable)
    {
        var totals = Assert.Single(
            session.Output(
                $"Get-CnnArchitecture ResNet50 -Variant {variant} | Measure-CnnParameters -Summary -View {view}"
            )
        );
        Assert.Equal(
            (parameters, trainable),
            (totals.Properties["Parameters"].Value, totals.Properties["TrainableParameters"].Value)
        );
    }

    [Fact]
    public void Rows_fold_to_a_depth()
    {
        var blocks = session.Output(Nested + " | Measure-CnnParameters -Depth 1");
        Assert.Equal(["image", "stem", "layer1", "fc"], blocks.Select(block => block.Properties["Name"].Value));
        Assert.Equal(
            ["Input", "Conv2D", "Block", "FullyConnected"],
            blocks.Select(block => block.Properties["Type"].Value)
        );
        Assert.Equal([0L, 448L, 3 * 2_320L, 163_850L], blocks.Select(block => block.Properties["Parameters"].Value));
        Assert.Equal("3 * 2320 = 6960", blocks[2].Properties["Calculation"].Value);

        var deeper = session.Output(Nested + " | Measure-CnnParameters -Depth 2");
        Assert.Equal(
            ["image", "stem", "layer1/0", "layer1/1", "fc"],
            deeper.Select(block => block.Properties["Name"].Value)
        );
        Assert.Equal(4_640L, deeper[2].Properties["Parameters"].Value);
    }

    [Fact]
    public void Folded_rows_are_shown_under_the_same_totals()
    {
        string table = session.Show(Nested + " | Measure-CnnParameters -Depth 1");
        Assert.Contains("171258 parameters", table, StringComparison.Ordinal);
        Assert.Matches(@"layer1 +Block +\(32,32,16\) +65536 +6960 +\d+ +3 \* 2320 = 6960", table);
        Assert.Equal(171_258L, session.Value($"({Nested} | Measure-CnnParameters -Depth 1 -Summary).Parameters"));
    }

    [Theory]
    [InlineData("-Depth 0")]
    [InlineData("-BatchSize 0")]
    [InlineData("-BatchSize -1")]
    [InlineData("-DataType Float17")]
    [InlineData("-InPlace All")]
    [InlineData("-View Caffe")]
    public void An_impossible_argument_is_refused(string argument) =>
        Assert.Single(session.Invoke($"{ModuleSession.Article} | Measure-CnnParameters {argument}").Errors);

    [Fact]
    public void Layers_may_have_numbers_of_different_types()
    {
        const string mixed = """
            New-CnnLayer Input in -Shape 8,8,3 -DataType Int8 | New-CnnLayer Conv2D a -Filters 8 -KernelSize 3 -DataType float16 |
                New-CnnLayer FullyConnected b -Units 10 -DataType Int4 | Measure-CnnParameters
            """;
        // 224 numbers of 16 bits; 2,880 of 4 bits with ten biases of 32.
        Assert.Equal(
            [0L, 448L, 1_440L + 40L],
            session.Output(mixed).Select(row => row.Properties["WeightBytes"].Value)
        );
        var totals = Assert.Single(session.Output(mixed + " -Summary"));
        Assert.Equal(
            (1_928L, "Float16, Int4, Int32"),
            (totals.Properties["WeightBytes"].Value, totals.Properties["DataType"].Value)
        );
        Assert.Equal(4 * 3_114L, session.Value($"({mixed} -Summary -DataType Float32).WeightBytes"));
        var (_, errors) = session.Invoke("New-CnnLayer Conv2D c -Filters 8 -KernelSize 3 -DataType float17");
        Assert.Contains("Float16", Assert.Single(errors).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    // 10 values that relu writes over, or not; a sum of two.
    [InlineData("None", 120L)]
    [InlineData("Activations", 120L)]
    [InlineData("ActivationsAndSums", 80L)]
    public void Peaks_depend_on_what_is_written_in_place(string inPlace, long bytes) =>
        Assert.Equal(
            bytes,
            session.Value(
                $"""
                (New-CnnLayer Input in -Shape 10 | New-CnnLayer ReLU act | New-CnnLayer Dense d -Units 10 | New-CnnLayer Add sum -Inputs act,d |
                    Measure-CnnParameters -Summary -InPlace {inPlace}).PeakActivationBytes
                """
            )
        );

    [Fact]
    public void Another_input_shape_is_for_one_input()
    {
        var (output, errors) = session.Invoke(
            """
            New-CnnLayer Input a -Shape 8,8,3 | New-CnnLayer Input b -Shape 8,8,3 | New-CnnLayer Add s -Inputs a,b | Measure-CnnParameters -InputShape 16,16,3
            """
        );
        Assert.Empty(output);
        Assert.StartsWith("InvalidShape,", Assert.Single(errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.StartsWith(
            "InvalidSetting,",
            Assert
                .Single(session.Invoke($"{ModuleSession.Article} | Measure-CnnParameters -InputShape 3,x-").Errors)
                .FullyQualifiedErrorId,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Other_input_shapes_are_given_by_name()
    {
        const string network =
            "New-CnnLayer Input a -Shape 8,8,3 | New-CnnLayer Input b -Shape 8,8,3 | New-CnnLayer Concatenate c "
            + "-Inputs a,b | Measure-CnnParameters";
        Assert.Equal(
            "(16,16,5)",
            session.Value($"({network} -InputShape @{{ a = 16,16,2; B = '16x16x3' }})[2].OutputShape.ToString()")
        );
        Assert.Equal("(8,8,4)", session.Value($"({network} -InputShape @{{ a = '8x8x1' }})[2].OutputShape.ToString()"));
        var error = Assert.Single(session.Invoke(network + " -InputShape @{ d = 8,8,1 }").Errors);
        Assert.StartsWith("UnknownInput,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("it has a, b", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("32,32,3", 62_958L)]
    [InlineData("'32x32x3'", 62_958L)]
    [InlineData("28,28,1", 208L + 3_216 + 30_840 + 10_164 + 850)]
    public void Another_input_shape_changes_what_it_reaches(string shape, long parameters) =>
        Assert.Equal(
            parameters,
            session.Value($"({ModuleSession.Article} | Measure-CnnParameters -Summary -InputShape {shape}).Parameters")
        );

    [Fact]
    public void Several_inputs_and_outputs()
    {
        var rows = session.Output(
            """
            New-CnnLayer Input left -Shape 16 | New-CnnLayer Input right -Shape 8 |
                New-CnnLayer Concatenate both -Inputs left,right | New-CnnLayer Dense class -Units 10 |
                New-CnnLayer Dense box -Units 4 -Inputs both | Measure-CnnParameters
            """
        );
        Assert.Equal("(16), (8)", rows[2].Properties["InputShapes"].Value.ToString());
        Assert.Equal([250L, 100L], rows.Skip(3).Select(row => row.Properties["Parameters"].Value));
        // Both outputs stay to the end: 24 joined, 10 and 4 values.
        Assert.Equal(4 * 38L, rows[4].Properties["LiveBytes"].Value);
    }
}
