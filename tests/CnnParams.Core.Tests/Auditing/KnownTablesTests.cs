using CnnParams.Auditing;
using CnnParams.Catalogue;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Auditing;

/// <summary>Tables and figures that were published wrong, with the mistakes that are known to be after them.</summary>
public sealed class KnownTablesTests
{
    [Fact]
    public void The_articles_figure_has_two_mistakes()
    {
        // The figure that the article "Understanding and Calculating the number of Parameters in CNNs" corrects.
        var verdicts = Audit.Of(
            Audit.Article,
            "CONV1 Parameters=208",
            "POOL1 Parameters=0",
            "CONV2 Parameters=416",
            "POOL2 Parameters=0",
            "FC3 Parameters=48001",
            "FC4 Parameters=10081",
            "Softmax Parameters=841",
            "Total Parameters=59547"
        );

        Assert.Equal(
            ["DepthForgotten", "", "DepthForgotten", "", "OneBias", "OneBias", "OneBias", "WrongRowsAdded"],
            verdicts.Select(verdict => verdict.MistakeId)
        );
        Assert.Equal("((5 * 5 * 1) + 1) * 8 = 208", verdicts[0].Calculation);
        Assert.Equal("((5 * 5 * 3) + 1) * 8 = 608", verdicts[0].TrueCalculation);
        Assert.Equal("(120 * 400) + 1 = 48001", verdicts[4].Calculation);
        Assert.Equal(-400, verdicts[0].Difference);
        Assert.Equal(3, verdicts[4].Fits);
        Assert.Equal("208 + 416 + 48001 + 10081 + 841 = 59547", verdicts[7].Calculation);
        Assert.Equal(
            "one bias is counted for the whole layer; there are 120, one for each filter or unit",
            verdicts[4].Mistake
        );
    }

    // Each cell of the table of mistakes is one wrong figure beside right ones.
    [Theory]
    [InlineData("DepthForgotten", 208, 416, null, null, null)]
    [InlineData("BiasForgotten", 600, 3200, 48000, 10080, 840)]
    [InlineData("OneBias", 601, 3201, 48001, 10081, 841)]
    [InlineData("BiasPerInputPlane", 624, 3328, null, null, null)]
    [InlineData("BiasOnInputSide", 603, 3208, 48400, 10200, 924)]
    [InlineData("BiasOnBothSides", null, null, 48521, 10285, 935)]
    [InlineData("NoSharing", 476672, 321600, null, null, null)]
    [InlineData("ActivationGiven", 6272, 1600, 120, 84, 10)]
    [InlineData("MacsGiven", 470400, 320000, null, null, null)]
    [InlineData("FlattenMissed", null, null, 3120, null, null)]
    [InlineData("PaddingSwapped", null, null, 123000, null, null)]
    public void Each_mistake_is_told_from_one_figure(string mistake, params object?[] figures)
    {
        string[] layers = ["CONV1", "CONV2", "FC3", "FC4", "Softmax"];
        for (int i = 0; i < layers.Length; i++)
        {
            if (figures[i] is { } figure)
                Assert.Equal(
                    mistake,
                    Assert.Single(Audit.Of(Audit.Article, $"{layers[i]} Parameters={figure}")).MistakeId
                );
        }
    }

    [Fact]
    public void A_table_of_six_filters_is_one_mistake()
    {
        // The corrected figure as it circulates with six filters in the first layer.
        var verdicts = Audit.Of(
            Audit.Article,
            "CONV1 Parameters=456",
            "CONV2 Parameters=2416",
            "FC3 Parameters=48120",
            "FC4 Parameters=10164",
            "Softmax Parameters=850",
            "Total Parameters=62006"
        );
        Assert.Equal(
            ["OtherCount", "OtherCount", "", "", "", "WrongRowsAdded"],
            verdicts.Select(verdict => verdict.MistakeId)
        );
        Assert.Equal("the figure fits 6 filters, not 8", verdicts[0].Mistake);
        Assert.Equal("the figure fits 6 filters, not 8 (in CONV1)", verdicts[1].Mistake);
        Assert.All(
            verdicts.Where(verdict => verdict.Judgement == Judgement.Wrong),
            verdict => Assert.Equal("CONV1", verdict.CausedBy)
        );
    }

    [Fact]
    public void Six_filters_are_told_from_the_total_alone()
    {
        var verdict = Assert.Single(Audit.Of(Audit.Article, "Total Parameters=62006"));
        Assert.Equal("OtherCount", verdict.MistakeId);
        Assert.Equal("the figure fits 6 filters, not 8 (in CONV1)", verdict.Mistake);
    }

    [Fact]
    public void Two_rows_may_be_about_one_layer()
    {
        var verdicts = Audit.Of(
            Audit.Article,
            "CONV1 Parameters=608",
            "CONV1 OutputShape=27x27x8",
            "CONV1 OutputShape=28x28x8"
        );
        Assert.Equal(["", "PlusOneForgotten", ""], verdicts.Select(verdict => verdict.MistakeId));
    }

    [Fact]
    public void A_name_that_there_is_not_is_unknown_and_a_missing_layer_missing()
    {
        ClaimedRow[] table =
        [
            Audit.Row("CONV1 Parameters=608"),
            Audit.Row("CONV3 Parameters=3216"),
            Audit.Row("FC3 Parameters=many"),
        ];
        var verdicts = Auditor.Audit(Audit.Article, table);
        Assert.Equal(
            [Judgement.Correct, Judgement.Unknown, Judgement.Unknown],
            verdicts.Select(verdict => verdict.Judgement)
        );
        Assert.Equal("the network has no layer 'CONV3' (did you mean CONV1?)", verdicts[1].Mistake);
        Assert.Equal("'many' is no figure", verdicts[2].Mistake);
        Assert.Equal(
            ["CONV2", "FC4", "Softmax"],
            Auditor.Missing(Audit.Article, table).Select(verdict => verdict.Layer)
        );
    }

    // Table 1 of arXiv:1409.4842: blocks by name, and what is between them by what it is.
    [Fact]
    public void Rows_between_blocks_are_matched_by_what_they_are()
    {
        var truth = Audit.Catalogue("GoogLeNet");
        var verdicts = Audit.Of(
            truth,
            "convolution~7x7/2 OutputShape=112x112x64 Parameters=2.7K",
            "max~pool~3x3/2 OutputShape=56x56x64",
            "convolution~3x3/1 OutputShape=56x56x192 Parameters=112K",
            "max~pool~3x3/2 OutputShape=28x28x192",
            "inception~(3a) OutputShape=28x28x256 Parameters=159K",
            "inception~(3b) OutputShape=28x28x480 Parameters=380K",
            "max~pool~3x3/2 OutputShape=14x14x480",
            "inception~(4a) OutputShape=14x14x512 Parameters=364K",
            "dropout~(40%) OutputShape=1x1x1024",
            "linear OutputShape=1x1x1000 Parameters=1000K"
        );
        Assert.All(
            verdicts.Where(verdict => verdict.Quantity == ClaimedQuantity.OutputShape),
            verdict => Assert.Equal(Judgement.Correct, verdict.Judgement)
        );
        Assert.Equal(
            [
                "conv1.conv",
                "maxpool1",
                "conv3.conv",
                "maxpool2",
                "inception3a",
                "inception3b",
                "maxpool3",
                "inception4a",
                "dropout",
                "fc",
            ],
            verdicts.Select(verdict => verdict.Layer).Distinct()
        );
        Assert.All(
            verdicts.Where(verdict => verdict.Quantity == ClaimedQuantity.Parameters),
            verdict => Assert.Equal("PublishedFigure", verdict.MistakeId)
        );
    }

    // The layers of Krizhevsky's two groups, and of the same without groups, by arithmetic: their sums are the
    // published 60,965,224 and 62,378,344.
    [Theory]
    [InlineData("original", 307456, 663936, 442624, 60965224)]
    [InlineData("ungrouped", 614656, 1327488, 884992, 62378344)]
    public void A_name_stands_for_the_variant_that_a_table_fits(
        string variant,
        long conv2,
        long conv4,
        long conv5,
        long total
    )
    {
        ClaimedRow[] table =
        [
            Audit.Row("Conv~1 OutputShape=55x55x96 Parameters=34944"),
            Audit.Row($"Conv~2 OutputShape=27x27x256 Parameters={conv2}"),
            Audit.Row("Conv~3 OutputShape=13x13x384 Parameters=885120"),
            Audit.Row($"Conv~4 OutputShape=13x13x384 Parameters={conv4}"),
            Audit.Row($"Conv~5 OutputShape=13x13x256 Parameters={conv5}"),
            Audit.Row("FC~6 OutputShape=4096 Parameters=37752832"),
            Audit.Row("FC~7 OutputShape=4096 Parameters=16781312"),
            Audit.Row("FC~8 OutputShape=1000 Parameters=4097000"),
            Audit.Row($"Total Parameters={total}"),
        ];
        var fitting = Fitting("AlexNet", table);
        Assert.Equal(variant, Assert.Single(fitting!.Entries).Variant);
        Assert.Contains("which has 17 of the 17 figures", fitting.ToString(), StringComparison.Ordinal);
        // One of torchvision's is not more another's, nor is a total alone.
        Assert.Null(Fitting("AlexNet", table[5..8]));
        Assert.Null(Fitting("AlexNet", table[8..]));
    }

    // https://keras.io/api/applications lists sizes of files in mebibytes, and parameters as Keras counts them.
    [Fact]
    public void A_list_of_networks_is_held_to_the_variants_that_it_fits()
    {
        var rows = ClaimedTables.OfNetworks(
            """
            | Model | Size (MB) | Top-1 Accuracy | Parameters | Depth |
            |---|---|---|---|---|
            | ResNet101 | 171 | 76.4% | 44.7M | 209 |
            | ResNet152 | 232 | 76.6% | 60.4M | 311 |
            | InceptionV3 | 92 | 77.9% | 23.9M | 189 |
            | DenseNet121 | 33 | 75.0% | 8.1M | 242 |
            | EfficientNetB5 | 118 | 83.6% | 30.6M | 312 |
            | ResNet50V2 | 98 | 76.0% | 25.6M | 103 |
            """
        );
        var fitting = FittingVariants.Of(
            [
                .. rows.Select(row => row.Network)
                    .Select(name => Architectures.Find(name)!)
                    .Select(architecture => (architecture, ClaimedTables.About(architecture, rows))),
            ],
            new MeasureOptions()
        );
        // ResNet50V2 has no other.
        Assert.Equal(
            ["ResNet101", "ResNet152", "InceptionV3", "DenseNet121", "EfficientNetB5"],
            fitting!.Entries.Select(entry => entry.Name)
        );
        Assert.All(fitting.Entries, entry => Assert.Equal("Keras", entry.Variant));
        Assert.StartsWith(
            "5 networks are held to the variant 'Keras', which has 12 of the 12 figures; 'torchvision', the usual one, "
                + "has ",
            fitting.ToString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Two_figures_of_one_network_tell_its_variant_and_one_does_not()
    {
        ClaimedRow[] both = [ClaimedRow.OfTotal("23.9M")!, ClaimedRow.OfTotal("92 MB")!];
        Assert.Equal("Keras", Assert.Single(Fitting("InceptionV3", both)!.Entries).Variant);
        Assert.Null(Fitting("InceptionV3", both[..1]));
    }

    private static FittingVariants? Fitting(string name, IReadOnlyList<ClaimedRow> rows) =>
        FittingVariants.Of([(Architectures.Find(name)!, rows)], new MeasureOptions());

    [Fact]
    public void A_table_in_the_other_layout_is_not_wrong_and_a_row_that_is()
    {
        Assert.All(
            Audit.Of(Audit.Article, "CONV1 OutputShape=8x28x28", "CONV2 OutputShape=16x10x10"),
            verdict => Assert.Equal(Judgement.Correct, verdict.Judgement)
        );
        var verdicts = Audit.Of(Audit.Article, "CONV1 OutputShape=8x28x28", "CONV2 OutputShape=10x10x16");
        Assert.Equal(["ChannelsMoved", ""], verdicts.Select(verdict => verdict.MistakeId));
    }

    [Fact]
    public void Two_mistakes_at_once_are_found_as_a_pair()
    {
        // The depth forgotten, and one bias for the layer.
        var verdict = Assert.Single(Audit.Of(Audit.Article, "CONV1 Parameters=201"));
        Assert.Equal(["DepthForgotten", "OneBias"], verdict.MistakeId.Split('+').Order());
        Assert.Equal(
            "(5 * 5 * 1) * 8 + 1".Replace("(5 * 5 * 1) * 8", "((5 * 5 * 1) * 8)", StringComparison.Ordinal) + " = 201",
            verdict.Calculation
        );
    }

    // A quiz: 128 filters of 7x7 over an RGB image.
    [Theory]
    [InlineData(18944, "")]
    [InlineData(18816, "BiasForgotten")]
    [InlineData(6400, "DepthForgotten")]
    public void A_quiz(long claimed, string mistake)
    {
        var network = Audit.Network(
            "224x224x3",
            new Convolution(2)
            {
                Name = "conv",
                Filters = 128,
                KernelSize = 7,
            }
        );
        Assert.Equal(mistake, Assert.Single(Audit.Of(network, $"conv Parameters={claimed}")).MistakeId);
    }

    [Fact]
    public void A_bias_on_the_side_of_the_input()
    {
        // 256 units after 128: someone counted 128 * (256 + 1).
        var network = Audit.Network("128", new Dense { Name = "dense", Units = 256 });
        var verdict = Assert.Single(Audit.Of(network, "dense Parameters=32896"));
        Assert.Equal("BiasOnInputSide", verdict.MistakeId);
        Assert.Equal(33024L, verdict.True);
    }

    [Fact]
    public void A_wrong_shape_and_what_follows_have_one_cause()
    {
        var verdicts = Audit.Of(
            Audit.Article,
            "CONV1 OutputShape=32x32x8",
            "POOL1 OutputShape=16x16x8",
            "CONV2 OutputShape=12x12x16",
            "POOL2 OutputShape=6x6x16",
            "FC3 Parameters=69240",
            "FC4 Parameters=10164"
        );
        Assert.All(verdicts.Take(5), verdict => Assert.Equal(Judgement.Wrong, verdict.Judgement));
        Assert.All(verdicts.Take(5), verdict => Assert.Equal("CONV1", verdict.CausedBy));
        Assert.Equal("padding 'same' is taken for 'valid'", verdicts[0].Mistake);
        Assert.Equal(Judgement.Correct, verdicts[5].Judgement);
    }

    [Fact]
    public void An_error_that_nothing_explains_is_followed_all_the_same()
    {
        var verdicts = Audit.Of(
            Audit.Article,
            "CONV1 OutputShape=20x19x8",
            "POOL1 OutputShape=10x9x8",
            "CONV2 Parameters=3216"
        );
        Assert.Equal("no known mistake, nor two together, gives this figure", verdicts[0].Mistake);
        Assert.Equal("ClaimedShapeArrives", verdicts[1].MistakeId);
        Assert.Equal("CONV1", verdicts[1].CausedBy);
        Assert.Equal("", verdicts[2].Mistake);
    }

    [Theory]
    [InlineData("25.6M", Judgement.Correct, "")]
    [InlineData("25.56 M", Judgement.Correct, "")]
    [InlineData("25.5M", Judgement.Wrong, "Truncated")]
    [InlineData("25,557,032", Judgement.Correct, "")]
    [InlineData("25,636,712", Judgement.Wrong, "WithStatistics+WithConvolutionBiases")]
    [InlineData("25,610,152", Judgement.Wrong, "OtherView")]
    [InlineData("25,530,472", Judgement.Wrong, "OtherView")]
    [InlineData("23,508,032", Judgement.Wrong, "WithoutClassifier")]
    [InlineData("76,671,096", Judgement.Wrong, "OptimizerCounted")]
    public void The_right_answers_for_ResNet50(string claimed, Judgement judgement, string mistake)
    {
        var verdict = Assert.Single(
            Audit.Of(Audit.Catalogue("ResNet50"), $"Total Parameters={claimed.Replace(' ', '~')}")
        );
        Assert.Equal(judgement, verdict.Judgement);
        Assert.Equal(mistake, verdict.MistakeId);
    }

    [Fact]
    public void A_number_that_is_cut_off_is_not_rounded()
    {
        var verdict = Assert.Single(Audit.Of(Audit.Catalogue("VGG16"), "Total Parameters=138.3M"));
        Assert.Equal("Truncated", verdict.MistakeId);
        Assert.Equal("floor(138357544 / 100000) * 100000 = 138300000", verdict.Calculation);
    }

    // What tools, papers and readmes print for multiply-accumulates.
    [Theory]
    [InlineData("ResNet50", null, "4.09G", "")]
    [InlineData("ResNet50", null, "4,132,436,968", "ToolsFigure")] // ptflops 0.7.6
    [InlineData("ResNet50", null, "4.13~GMac", "ToolsFigure")] // thop 0.1.1
    [InlineData("ResNet50", null, "8.18~G", "FlopsForMacs")] // torchinfo at batch 2
    [InlineData("ResNet50", "Keras", "3.86~GMac", "")]
    [InlineData("AlexNet", null, "2.1426G", "BackwardCounted")] // calflops's readme: forward and backward
    [InlineData("InceptionV3", null, "2,837,921,120", "OtherImage")] // 224 for 299
    [InlineData("VGG16", null, "15.48~GMac", "WithBiasAdds|BiasInMacs")] // ptflops with aten: biases are counted
    public void Published_multiply_accumulates(string model, string? variant, string claimed, string mistakes)
    {
        var verdict = Assert.Single(Audit.Of(Audit.Catalogue(model, variant), $"Total Macs={claimed}"));
        Assert.Contains(verdict.MistakeId, mistakes.Split('|'));
    }

    // ptflops prints more of ViT: at least this, what it counts for attention is not known.
    [Fact]
    public void What_a_tool_prints_at_least_explains_no_figure()
    {
        var verdict = Assert.Single(Audit.Of(Audit.Catalogue("ViT_B_16"), "Total Macs=11,298,661,096"));
        Assert.NotEqual("ToolsFigure", verdict.MistakeId);
    }

    [Fact]
    public void A_transposed_convolution_on_the_grid_of_its_output()
    {
        var network = Audit.Network(
            "14x14x64",
            new TransposedConvolution(2)
            {
                Name = "up",
                Filters = 32,
                KernelSize = 2,
                Stride = 2,
            }
        );
        var verdict = Assert.Single(Audit.Of(network, "up Macs=6422528"));
        Assert.Equal(1605632L, verdict.True);
        Assert.Equal("OutputGrid", verdict.MistakeId);
    }
}
