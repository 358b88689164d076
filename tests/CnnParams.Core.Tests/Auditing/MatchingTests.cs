using CnnParams.Auditing;
using CnnParams.Auditing.Summaries;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Auditing;

/// <summary>Which layers and blocks the rows of a table are about.</summary>
public sealed class MatchingTests
{
    [Theory]
    [InlineData("ResNet18", 1)]
    [InlineData("ResNet50", 2)]
    [InlineData("MobileNetV2", 2)]
    [InlineData("GoogLeNet", 1)]
    public void Rows_of_blocks_are_those_of_the_network(string name, int depth)
    {
        var truth = Audit.Catalogue(name);
        var blocks = Blocks.Fold(truth, depth);
        var rows = blocks.Select(block =>
            Row(
                ("Name", block.Name),
                ("Type", block.Type),
                ("OutputShape", block.OutputShape),
                ("Parameters", block.Parameters),
                ("Macs", block.Macs),
                ("Flops", block.Flops)
            )
        );
        var verdicts = Auditor.Audit(truth, [.. rows]);
        Assert.All(verdicts, verdict => Assert.Equal(Judgement.Correct, verdict.Judgement));
        Assert.Contains(verdicts, verdict => verdict.Type == "Block");
        Assert.Empty(
            Auditor.Missing(
                truth,
                [.. blocks.Select(block => Row(("Name", block.Name), ("Parameters", block.Parameters)))]
            )
        );
    }

    [Fact]
    public void Rows_of_blocks_without_names_are_matched_by_their_place()
    {
        var truth = Audit.Catalogue("DenseNet121", "torchvision");
        var verdicts = Auditor.Audit(truth, Printed("torchinfo-blocks"));
        Assert.Equal(145, verdicts.Count);
        Assert.All(verdicts, verdict => Assert.Equal(Judgement.Correct, verdict.Judgement));
        Assert.Equal("features.denseblock1.denselayer1", verdicts.First(verdict => verdict.Type == "Block").Layer);
    }

    // torchinfo's own print: a block with rows of its parts has what it owns itself, a class token or a layer scale.
    [Theory]
    [InlineData("ViTB16", "torchinfo-vit", 50)]
    [InlineData("ConvNeXtTiny", "torchinfo-convnext", 96)]
    public void What_a_block_has_itself_is_held_against_that(string name, string summary, int count)
    {
        var verdicts = Auditor.Audit(Audit.Catalogue(name, "torchvision"), Printed(summary));
        Assert.Equal(count, verdicts.Count);
        Assert.All(verdicts, verdict => Assert.Equal(Judgement.Correct, verdict.Judgement));
    }

    // With its auxiliary classifiers, which have no rows when it is evaluated: 3188968 + 3191016 of them.
    [Fact]
    public void Rows_that_the_network_does_not_have_are_named_in_a_total_of_them()
    {
        var verdicts = Auditor.Audit(Audit.Catalogue("GoogLeNet", "torchvision"), Printed("torchinfo-auxiliary"));
        var total = verdicts.First(verdict => verdict is { Layer: "Total", Judgement: Judgement.Wrong });
        Assert.Equal((13004888L, 6624904L), (total.Claimed, total.True));
        Assert.Equal("rows that the network does not have are counted: GoogLeNet", total.Mistake);
        Assert.Equal("6624904 + 6379984 = 13004888", total.Calculation);
    }

    // One module, called three times: torchinfo has its name each time, torchvision's network relu, relu_2 and relu_3.
    [Fact]
    public void Calls_of_one_module_are_matched_one_by_one()
    {
        var verdicts = Audit.Of(
            Audit.Catalogue("ResNet50", "torchvision"),
            "layer1.0.relu OutputShape=64x56x56",
            "layer1.0.relu OutputShape=64x56x56",
            "layer1.0.relu OutputShape=256x56x56"
        );
        Assert.All(verdicts, verdict => Assert.Equal(Judgement.Correct, verdict.Judgement));
        Assert.Equal(3, verdicts.Select(verdict => verdict.Layer).Distinct().Count());
    }

    // A part of a name that is a number says nothing.
    [Fact]
    public void A_number_in_a_sequence_is_no_name()
    {
        var network = Audit.Network(
            "8x8x3",
            new Convolution(2)
            {
                Name = "features.0",
                Filters = 4,
                KernelSize = 3,
            }
        );
        var verdict = Assert.Single(Audit.Of(network, "classifier.0 Parameters=50"));
        Assert.Equal(Judgement.Unknown, verdict.Judgement);
    }

    [Fact]
    public void A_wrong_figure_of_a_block_is_explained()
    {
        var truth = Audit.Catalogue("ResNet18");
        // Two biases of 64 filters each that the convolutions of a basic block do not have.
        var verdict = Assert.Single(Audit.Of(truth, "layer1.0 Parameters=74112"));
        Assert.Equal(("layer1.0", Judgement.Wrong, 73984L), (verdict.Layer, verdict.Judgement, verdict.True));
        Assert.Contains(verdict.MistakeId, new[] { "BiasInvented", "WithConvolutionBiases" });
        // Its batch norms with moving statistics.
        Assert.Contains(
            Assert.Single(Audit.Of(truth, "layer1.0 Parameters=74240")).MistakeId,
            new[] { "WithStatistics", "StatisticsCounted" }
        );
        Assert.Equal("RowLeftOut", Assert.Single(Audit.Of(truth, "layer1.0 Parameters=37120")).MistakeId);
        Assert.Equal("ChannelsMoved", Assert.Single(Audit.Of(truth, "layer1.0 OutputShape=56x56x64")).MistakeId);
    }

    [Fact]
    public void Rows_as_papers_name_them_are_matched_by_their_place_and_say_so()
    {
        var verdicts = Audit.Of(
            Audit.Article,
            "C1 Parameters=608",
            "S2 OutputShape=14x14x8",
            "C3 Parameters=416",
            "S4 Parameters=0",
            "F5 Parameters=48120",
            "F6 Parameters=10164",
            "Output Parameters=850"
        );
        Assert.Equal(
            ["CONV1", "POOL1", "CONV2", "POOL2", "FC3", "FC4", "Softmax"],
            verdicts.Select(verdict => verdict.Layer)
        );
        Assert.Equal("DepthForgotten", verdicts[2].MistakeId);
        Assert.Equal("row 'C1', matched by its place", verdicts[0].Note);

        verdicts = Auditor.Audit(
            Audit.Article,
            [
                .. new[]
                {
                    ("Conv (5x5)", 608),
                    ("Max pool /2", 0),
                    ("Conv (5x5)", 3216),
                    ("Max pool /2", 0),
                    ("FC-120", 48120),
                    ("FC-84", 10164),
                    ("FC-10", 850),
                }.Select(row => Row(("Name", row.Item1), ("Parameters", row.Item2))),
            ]
        );
        Assert.Equal(
            ["CONV1", "POOL1", "CONV2", "POOL2", "FC3", "FC4", "Softmax"],
            verdicts.Select(verdict => verdict.Layer)
        );
        Assert.All(verdicts, verdict => Assert.Equal(Judgement.Correct, verdict.Judgement));
    }

    [Fact]
    public void Costs_of_a_tool_are_judged_by_its_convention()
    {
        var truth = Measurer.Measure(
            new Network([
                new Input
                {
                    Name = "image",
                    Shape = TensorShape.Parse("3x32x32"),
                    Layout = ShapeLayout.ChannelsFirst,
                },
                new Convolution(2)
                {
                    Name = "0.c",
                    Filters = 8,
                    KernelSize = 3,
                    Padding = Padding.Symmetric(1),
                    UseBias = false,
                },
                new BatchNormalization { Name = "0.bn" },
                new Activation { Name = "0.r", Function = "relu" },
                new Convolution(2)
                {
                    Name = "1.c",
                    Filters = 16,
                    KernelSize = 3,
                    Padding = Padding.Symmetric(1),
                    UseBias = false,
                },
                new BatchNormalization { Name = "1.bn" },
                new Activation { Name = "1.r", Function = "relu" },
                new TransposedConvolution(2)
                {
                    Name = "up",
                    Filters = 4,
                    KernelSize = 2,
                    Stride = 2,
                },
                new GlobalAveragePooling(2) { Name = "pool", Inputs = ["1.r"] },
                new Dense { Name = "fc", Units = 10 },
            ])
            {
                View = ParameterView.PyTorch,
            }
        );
        var verdicts = Auditor
            .Audit(truth, Printed("torchinfo-all-columns"))
            .Where(verdict => verdict.Quantity == ClaimedQuantity.Macs)
            .ToArray();
        Assert.Equal(7, verdicts.Length);
        Assert.All(verdicts, verdict => Assert.Equal(Judgement.Correct, verdict.Judgement));
        Assert.Equal(
            (1064960L, "judged by the convention of torchinfo 1.8.0"),
            (
                (long)verdicts.Single(verdict => verdict.Layer == "up").True!,
                verdicts.Single(verdict => verdict.Layer == "up").Note
            )
        );

        // At batch 4 the tool counts all four.
        var four = Printed(
            "torchinfo-all-columns",
            text =>
                text.Replace("[1, ", "[4, ", StringComparison.Ordinal)
                    .Replace("1,064,960 ", "4,259,840 ", StringComparison.Ordinal)
        );
        Assert.Equal(
            Judgement.Correct,
            Auditor
                .Audit(truth, four)
                .Single(verdict => verdict is { Layer: "up", Quantity: ClaimedQuantity.Macs })
                .Judgement
        );
    }

    [Fact]
    public void Each_of_several_tables_is_held_against_its_network()
    {
        var small = Named("small", 4);
        var large = Named("large", 8);
        ClaimedRow[] rows =
        [
            Row(("Network", "large"), ("Name", "d"), ("Parameters", 40)),
            Row(("Network", "small"), ("Name", "d"), ("Parameters", 20)),
        ];
        Assert.Equal(
            [20L, 40L],
            ClaimedTables
                .Pair([small, large], rows)
                .Select(pair => Auditor.Audit(pair.Network, pair.Rows).Single().Claimed)
        );
        // By their order where names do not tell.
        rows =
        [
            Row(("Network", "a"), ("Name", "d"), ("Parameters", 20)),
            Row(("Network", "b"), ("Name", "d"), ("Parameters", 40)),
        ];
        Assert.All(
            ClaimedTables.Pair([small, large], rows),
            pair => Assert.Equal(Judgement.Correct, Auditor.Audit(pair.Network, pair.Rows).Single().Judgement)
        );
        // One table is for every network.
        Assert.All(ClaimedTables.Pair([small, large], rows[..1]), pair => Assert.Single(pair.Rows));

        static NetworkMeasurement Named(string name, long units) =>
            Measurer.Measure(
                new Network([
                    new Input { Name = "x", Shape = TensorShape.Parse("4") },
                    new Dense { Name = "d", Units = units },
                ])
                {
                    Name = name,
                }
            );
    }

    private static ClaimedRow[] Printed(string name, Func<string, string>? change = null)
    {
        string text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "data", "summaries", name + ".txt"));
        return
        [
            .. SummaryReader
                .ReadAll(change?.Invoke(text) ?? text)
                .Single()
                .Rows.Select(row =>
                    Row(
                        ("Name", row.Name),
                        ("Type", row.Type),
                        ("OutputShape", row.OutputShape),
                        ("Parameters", row.Parameters),
                        ("Macs", row.Macs),
                        ("IsTotal", row.IsTotal),
                        ("Source", row.Source)
                    )
                ),
        ];
    }

    private static ClaimedRow Row(params (string Name, object? Value)[] cells) =>
        ClaimedRow.Of(cells.Select(cell => new KeyValuePair<string, object?>(cell.Name, cell.Value)));
}
