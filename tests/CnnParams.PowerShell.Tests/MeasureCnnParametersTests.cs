using CnnParams.Layers;

namespace CnnParams.PowerShell.Tests;

public sealed class MeasureCnnParametersTests(ModuleSession session) : IClassFixture<ModuleSession>
{
    [Theory]
    [InlineData("New-CnnLayer Conv2D c -Filters 8 -KernelSize 3", "MissingInputLayer", "c")]
    [InlineData(
        "New-CnnLayer Input -Shape 8,8,3 | New-CnnLayer Conv2D c -Filters 8 -KernelSize 3 -Groups 2",
        "IndivisibleGroups",
        "c"
    )]
    [InlineData(
        "New-CnnLayer Input -Shape 4,4,3 | New-CnnLayer Conv2D c -Filters 8 -KernelSize 5",
        "WindowTooLarge",
        "c"
    )]
    [InlineData("New-CnnLayer Input -Shape 0,4,3 i", "InvalidShape", "i")]
    [InlineData("New-CnnLayer Input -Shape 8,8,3 | New-CnnLayer Flatten f -Inputs nowhere", "UnknownInput", "f")]
    [InlineData(
        "New-CnnLayer Input i -Shape 8 | New-CnnLayer Flatten a -Inputs b | New-CnnLayer Flatten b -Inputs a",
        "CyclicNetwork",
        "a"
    )]
    [InlineData("New-CnnLayer Input x -Shape 8 | New-CnnLayer Flatten x", "DuplicateName", "x")]
    [InlineData(
        "New-CnnLayer Input a -Shape 8,8,3 | New-CnnLayer Conv2D b -Filters 4 -KernelSize 1 | New-CnnLayer Add s "
            + "-Inputs a,b",
        "ShapeMismatch",
        "s"
    )]
    [InlineData("New-CnnLayer Input i -Shape 4000000000,4000000000,3", "SizeOverflow", "i")]
    [InlineData("New-CnnLayer Input i -Shape 8,8,3 | New-CnnLayer Add s", "WrongInputCount", "s")]
    [InlineData("New-CnnLayer Input i -Shape 8 | New-CnnLayer Conv2D c -Filters 1 -KernelSize 1", "InvalidShape", "c")]
    [InlineData(
        "New-CnnLayer Input i -Shape 8,8,3 | New-CnnLayer Conv2D c -Filters 1 -KernelSize 1x1x1",
        "InvalidSetting",
        "c"
    )]
    [InlineData(
        "New-CnnLayer Input i -Shape 8,8,3 | New-CnnLayer Conv2D c -Filters 1 -KernelSize 3 -Stride 2 -Dilation 2",
        "InvalidSetting",
        "c"
    )]
    [InlineData(
        "New-CnnLayer Input i -Shape 8,8,3 | New-CnnLayer Conv2D c -Filters 1 -KernelSize 3 -InputChannels 4",
        "ShapeMismatch",
        "c"
    )]
    [InlineData(
        "New-CnnLayer Input i -Shape 8 | New-CnnLayer Dense d -Units 8 | New-CnnLayer Dense e -Units 4 -WeightsFrom d",
        "InvalidWeightSharing",
        "e"
    )]
    public void A_bad_network_is_an_error_with_an_id_of_its_own_that_names_the_layer(
        string layers,
        string id,
        string layer
    )
    {
        var (_, errors) = session.Invoke(layers + " | Measure-CnnParameters");
        var error = Assert.Single(errors);
        Assert.StartsWith(id + ",", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains($"'{layer}'", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(layer, error.TargetObject);
    }

    [Fact]
    public void A_bad_layer_leaves_the_others_their_numbers_and_the_total_says_so()
    {
        var (rows, errors) = session.Invoke(
            """
            New-CnnLayer Input i -Shape 8,8,3 | New-CnnLayer Conv2D good -Filters 4 -KernelSize 3 |
                New-CnnLayer Conv2D bad -Filters 4 -KernelSize 9 | New-CnnLayer FullyConnected after -Units 10 | Measure-CnnParameters
            """
        );
        Assert.Single(errors);
        Assert.Equal(112L, rows[1].Properties["Parameters"].Value);
        Assert.Null(rows[2].Properties["Parameters"].Value);
        Assert.Equal("Unknown", rows[2].Properties["ParametersTrust"].Value.ToString());
        Assert.Null(rows[3].Properties["Parameters"].Value);
        Assert.Contains(
            "at least 112 parameters",
            rows[0].Properties["Totals"].Value.ToString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Something_else_on_the_pipeline_is_an_error_and_the_layers_are_measured()
    {
        var (rows, errors) = session.Invoke("@((New-CnnLayer Input -Shape 8,8,3), 42) | Measure-CnnParameters");
        Assert.Equal(["input1 (Input)", "unmade1 (?)"], rows.Select(row => row.ToString()));
        Assert.Equal(["NotALayer", "UnmadeLayer"], errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]));
    }

    [Theory]
    [InlineData("Float32", 251832L)]
    [InlineData("Float16", 125916L)]
    [InlineData("BFloat16", 125916L)]
    [InlineData("Float64", 503664L)]
    // 62,720 weights of 8 bits and 238 biases of 32: quantised biases are wide (field's rule for TFLite).
    [InlineData("Int8", 62720L + (4 * 238))]
    [InlineData("Int4", (62720L / 2) + (4 * 238))]
    public void Memory_follows_the_data_type(string type, long bytes) =>
        Assert.Equal(
            bytes,
            session.Value($"({ModuleSession.Article} | Measure-CnnParameters -Summary -DataType {type}).WeightBytes")
        );

    [Fact]
    public void The_peak_of_the_articles_network_is_input_and_first_convolution() =>
        // 3,072 + 6,272 elements of 4 bytes.
        Assert.Equal(
            37376L,
            session.Value($"({ModuleSession.Article} | Measure-CnnParameters -Summary).PeakActivationBytes")
        );

    [Fact]
    public void A_batch_multiplies_activations_and_macs_but_no_parameters()
    {
        var summary = Assert.Single(
            session.Output($"{ModuleSession.Article} | Measure-CnnParameters -Summary -BatchSize 4")
        );
        Assert.Equal(62958L, summary.Properties["Parameters"].Value);
        Assert.Equal(4 * 849320L, summary.Properties["Macs"].Value);
        Assert.Equal(4 * 37376L, summary.Properties["PeakActivationBytes"].Value);
    }

    [Fact]
    public void Another_input_shape_can_be_asked_for()
    {
        string shape =
            "New-CnnLayer Input -Shape 32,32,3 | New-CnnLayer Conv2D -Filters 8 -KernelSize 5 | Measure-CnnParameters "
            + "-InputShape ";
        Assert.Equal("(60,60,8)", session.Value($"({shape} 64,64,3)[1].OutputShape.ToString()"));
        Assert.Equal("(60,60,8)", session.Value($"({shape} '64x64x3')[1].OutputShape.ToString()"));
    }

    [Theory]
    [InlineData("Keras", 256L, 128L)]
    [InlineData("PyTorch", 128L, 0L)]
    [InlineData("StateDict", 257L, 129L)]
    public void Views_count_a_batch_norm_as_their_framework(string view, long parameters, long notTrainable)
    {
        // BatchNorm(64): PyTorch 128 + buffers 64+64+1, Keras 256 of which 128 are not trainable.
        var row = session.Output(
            $"New-CnnLayer Input -Shape 8,8,64 | New-CnnLayer BatchNormalization | Measure-CnnParameters -View {view}"
        )[1];
        Assert.Equal(parameters, row.Properties["Parameters"].Value);
        Assert.Equal(notTrainable, row.Properties["NonTrainableParameters"].Value);
        Assert.Equal(257L - parameters, row.Properties["Buffers"].Value);
    }

    [Fact]
    public void A_frozen_layer_is_not_trainable()
    {
        var row = session.Output(
            "New-CnnLayer Input -Shape 84 | New-CnnLayer Dense -Units 10 -Trainable $false | Measure-CnnParameters"
        )[1];
        Assert.Equal(0L, row.Properties["TrainableParameters"].Value);
        Assert.Equal(850L, row.Properties["NonTrainableParameters"].Value);
    }

    [Fact]
    public void Rows_sort_and_filter_by_number() =>
        Assert.Equal(
            "FC3",
            session.Value($"({ModuleSession.Article} | Measure-CnnParameters | Where-Object Parameters -gt 11000).Name")
        );

    [Fact]
    public void Shared_weights_count_once_and_are_marked_on_both_rows()
    {
        string network = """
            New-CnnLayer Input i -Shape 64 | New-CnnLayer Dense d -Units 64 | New-CnnLayer Dense again -Units 64 -WeightsFrom d | Measure-CnnParameters
            """;
        // Tied Linear used twice: 4,160 parameters, 2 x MACs.
        Assert.Equal(4160L, session.Value($"({network} -Summary).Parameters"));
        Assert.Equal(8192L, session.Value($"({network} -Summary).Macs"));
        var rows = session.Output(network);
        Assert.Equal("again", rows[1].Properties["SharedWith"].Value.ToString());
        Assert.Equal("d", rows[2].Properties["SharedWith"].Value.ToString());
        Assert.Equal(4160L, rows[2].Properties["SharedParameters"].Value);
        Assert.Contains("(4160)", session.Show(network), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1,28,28", "into 1 position;")]
    [InlineData("2,28,28", "into 2 positions;")]
    public void One_is_said_of_one(string shape, string words)
    {
        var (_, errors) = session.Invoke(
            $"New-CnnLayer Input {shape} -Layout ChannelsLast | New-CnnLayer Conv2D -Filters 8 -KernelSize 3 | "
                + "Measure-CnnParameters"
        );
        Assert.Contains(words, Assert.Single(errors).Exception.Message, StringComparison.Ordinal);
    }
}
