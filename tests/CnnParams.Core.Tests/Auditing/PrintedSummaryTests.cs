using CnnParams.Auditing;
using CnnParams.Auditing.Summaries;

namespace CnnParams.Core.Tests.Auditing;

/// <summary>
/// What tools print, as people paste it: the texts of tests/data/summaries, whose README says where each is from. What
/// is expected are the totals that the tools print themselves.
/// </summary>
public sealed class PrintedSummaryTests
{
    [Theory]
    [InlineData("keras2-shape-wrapped", "Keras", 6, 10378)]
    [InlineData("keras2-name-wrapped", "Keras", 2, 650)]
    [InlineData("keras2-counts-wrapped", "Keras", 2, 133317945)]
    [InlineData("keras2-nested", "Keras", 7, 20746)]
    [InlineData("keras2-cut-types", "Keras", 7, 360327)]
    [InlineData("keras3-nested", "Keras 3", 7, 20746)]
    [InlineData("markdown", "Keras", 3, 216650)]
    [InlineData("paddle", "PaddlePaddle", 5, 50596)]
    [InlineData("torchinfo-frozen", "torchinfo", 10, 1853)]
    [InlineData("torchinfo-collapsed", "torchinfo", 10, 1853)]
    [InlineData("torchinfo-tabs", "torchinfo", 10, 1853)]
    [InlineData("torchinfo-all-columns", "torchinfo", 10, 1853)]
    [InlineData("torchinfo-ascii-names", "torchinfo", 10, 2313)]
    [InlineData("torchinfo-depth-1", "torchinfo", 5, 2313)]
    [InlineData("torchsummary", "torchsummary", 12, 51934)]
    [InlineData("pytorch-model-summary", "pytorch_model_summary", 11, 51934)]
    [InlineData("pytorch-model-summary-parents", "pytorch_model_summary", 11, 51934)]
    [InlineData("gluon", "Gluon", 6, 144570)]
    [InlineData("mxnet", "MXNet", 9, 47114)]
    [InlineData("ultralytics", "Ultralytics", 23, 3157200)]
    [InlineData("torchstat", "torchstat", 10, 53170)]
    [InlineData("fastai", "fastai", 9, 5434)]
    [InlineData("fastai1", "fastai", 9, 5434)]
    [InlineData("flax", "Flax", 3, 5386)]
    [InlineData("onnx-tool", "onnx-tool", 10, 53154)]
    [InlineData("pytorch-geometric", "PyTorch Geometric", 10, 43210)]
    [InlineData("torchinfo-no-settings", "torchinfo", 13, 7978856)]
    [InlineData("keras1-cut-shapes", "Keras", 5, 719454)]
    [InlineData("ultralytics-detailed", "Ultralytics", 11, 51934)]
    [InlineData("ultralytics-parameters", "Ultralytics", 5, 51934)]
    [InlineData("mxnet-long-names", "MXNet", 7, 2011402)]
    [InlineData("flux", "Flux", 10, 47178)]
    [InlineData("lux", "Lux", 5, 10534)]
    [InlineData("torch-for-r", "torch for R", 5, 61718)]
    public void Rows_add_up_to_the_total_that_the_tool_prints(string name, string tool, int rows, long total)
    {
        var summary = Assert.Single(SummaryReader.ReadAll(Text(name)));
        Assert.Empty(summary.Warnings);
        Assert.Equal(tool, summary.Tool);
        Assert.Equal(rows, summary.Rows.Count(row => !row.IsTotal));
        Assert.Equal(total, summary.Rows.Where(row => !row.IsTotal).Sum(row => (long?)row.Parameters ?? 0));
        Assert.Equal(total, summary.Rows.Single(row => row.IsTotal).Parameters);
    }

    [Theory]
    [InlineData("torchsummaryx", "torchsummaryX", 11, "51934", "406816")]
    [InlineData("ptflops", "ptflops", 11, "51.93 k", "429.16 KMac")]
    [InlineData("calflops", "calflops", 11, "51.93 K", "406.8 KMACs")]
    [InlineData("deepspeed", "DeepSpeed", 11, "51.93 K", "406.8 KMACs")]
    [InlineData("onnx-tool-shared", "onnx-tool", 29, "23352", "2927072")]
    [InlineData("lightning", "Lightning", 6, "51.9 K", "")]
    [InlineData("lightning-rich", "Lightning", 2, "7.2 M", "")]
    [InlineData("lightning-rich-narrow", "Lightning", 10, "43.2 K", "")]
    [InlineData("torchsummaryx-wrapped", "torchsummaryX", 35, "43.21k", "18268704")]
    public void Rounded_rows_add_up_as_far_as_they_are_known(
        string name,
        string tool,
        int rows,
        string total,
        string macs
    )
    {
        var summary = Assert.Single(SummaryReader.ReadAll(Text(name)));
        Assert.Empty(summary.Warnings);
        Assert.Equal(tool, summary.Tool);
        Assert.Equal(rows, summary.Rows.Count(row => !row.IsTotal));
        Assert.Equal((total, macs), (summary.Rows[^1].Parameters!.ToString(), summary.Rows[^1].Macs?.ToString() ?? ""));
    }

    [Fact]
    public void Caffes_log_has_names_and_shapes()
    {
        var summary = Assert.Single(SummaryReader.ReadAll(Text("caffe")));
        Assert.Empty(summary.Warnings);
        Assert.Equal(
            [("data", "(64, 1, 28, 28)"), ("conv1", "(64, 20, 24, 24)")],
            summary.Rows.Select(row => (row.Name, row.OutputShape))
        );
        string text = Text("caffe");
        Assert.Contains(
            "The text ends before this summary of Caffe does, after 'conv1'",
            Assert.Single(
                SummaryReader.ReadAll(text[..text.IndexOf("Network init", StringComparison.Ordinal)])[0].Warnings
            ),
            StringComparison.Ordinal
        );
    }

    // What a log has begun with is the first line here, and no layer of another network.
    [Fact]
    public void Caffes_log_may_begin_with_its_network()
    {
        string text = Text("caffe");
        string start = text[text.IndexOf("Initializing net", StringComparison.Ordinal)..];
        Assert.Empty(Assert.Single(SummaryReader.ReadAll(start)).Warnings);
    }

    // The multiply-accumulates are those that the tool prints for its rows, of ViT-B/16.
    [Fact]
    public void The_total_of_multiply_accumulates_is_held_to_the_rows()
    {
        Assert.Empty(Assert.Single(SummaryReader.ReadAll(Text("torchinfo-vit"))).Warnings);
        Assert.Equal(
            "The total of the multiply-accumulates of 'VisionTransformer' (torchinfo) is missing.",
            Assert.Single(
                Warnings(Text("torchinfo-vit").Replace("Total mult-adds (G): 11.28\n", "", StringComparison.Ordinal))
            )
        );
        Assert.Contains(
            "add up to 11280392680 multiply-accumulates, and not to the total of 11300000000",
            Assert.Single(Warnings(Text("torchinfo-vit").Replace("11.28", "11.30", StringComparison.Ordinal))),
            StringComparison.Ordinal
        );
    }

    // MATLAB leaves out what is 0, and has no title above its numbers.
    [Fact]
    public void Rows_without_numbers_at_the_end_of_a_table_are_rows()
    {
        const string table = """
                 Name          Type                    Activations     Learnable Sizes               Number of Learnables
            1    imageinput    Image Input             28×28×1         -                             0
            2    conv_1        2-D Convolution         28×28×8         Weights 3×3×1×8, Bias 1×1×8   80
            3    fc            Fully Connected         1×1×10          Weights 10×6272, Bias 10×1    62730
            4    softmax       Softmax                 1×1×10          -
            5    classoutput   Classification Output   -               -
            """;
        var summary = Assert.Single(SummaryReader.ReadAll(table));
        Assert.Empty(summary.Warnings);
        Assert.Equal(
            [
                ("imageinput", "Image Input"),
                ("conv_1", "2-D Convolution"),
                ("fc", "Fully Connected"),
                ("softmax", "Softmax"),
                ("classoutput", "Classification Output"),
            ],
            summary.Rows.Select(row => (row.Name, row.Type))
        );
        Assert.Equal("1×1×10", summary.Rows[3].OutputShape);
        Assert.Equal(
            "Row 2 of this summary of MATLAB is missing.",
            Assert.Single(Warnings(string.Join('\n', table.Split('\n').Where((_, i) => i != 2))))
        );
        Assert.Contains(
            "is no row and was left out: '6    other   (its output   is unknown)'.",
            Assert.Single(Warnings(table + "\n6    other   (its output   is unknown)")),
            StringComparison.Ordinal
        );
    }

    // Without their headings, rows say by what stands in them which columns they have.
    [Theory]
    [InlineData("torchsummary", 3, "Rows from 'Conv2d-1 [")]
    [InlineData("keras2-cut-types", 3, "Rows from ")]
    [InlineData("paddle", 3, "Rows from ")]
    [InlineData("torchinfo-depth-1", 3, "Rows from 'Net [2, 10] 467' on have no heading: ")]
    [InlineData("lightning", 5, "Rows from '0 ")]
    [InlineData("lightning-rich", 3, "Rows from '0 padder_train ConstantPad1d 0 train 0' on have no heading: ")]
    public void Rows_without_a_heading_are_read_and_said(string name, int heading, string said)
    {
        var whole = Assert.Single(SummaryReader.ReadAll(Text(name)));
        var read = Assert.Single(SummaryReader.ReadAll(string.Join('\n', Text(name).Split('\n').Skip(heading))));
        Assert.Equal(whole.Tool, read.Tool);
        Assert.Equal(
            whole.Rows.Select(row => (row.Name, row.Type, row.OutputShape, row.Parameters)),
            read.Rows.Select(row => (row.Name, row.Type, row.OutputShape, row.Parameters))
        );
        Assert.StartsWith(said, read.Warnings[0], StringComparison.Ordinal);
    }

    // What is lost of what Julia and R print shows by the total.
    [Theory]
    [InlineData("flux", "Dense(64 => 10)", "The rows of 'Chain' (Flux) add up to 46528 parameters")]
    [InlineData("flux", ")         # Total", "The text ends before 'Chain' (Flux) does")]
    [InlineData("flux", "Chain(", "The text begins within this summary of Flux, at 'stem'")]
    [InlineData("lux", "layer_1 = Conv", "The rows of 'Chain' (Lux) add up to 10378 parameters")]
    [InlineData("torch-for-r", "scale", "The rows of this summary of torch for R add up to 61706 parameters")]
    public void What_is_lost_of_a_module_in_Julia_or_R_is_said(string name, string lost, string warning)
    {
        var lines = Text(name).Split('\n').ToList();
        int place = lines.FindIndex(line => line.Contains(lost, StringComparison.Ordinal));
        if (lost == "Chain(")
            lines.RemoveRange(0, 2);
        else
            lines.RemoveAt(place);
        Assert.Contains(Warnings(string.Join('\n', lines)), text => text.StartsWith(warning, StringComparison.Ordinal));
    }

    // The matrix of 500 numbers is frozen.
    [Fact]
    public void Rows_that_count_what_is_trained_alone_say_so() =>
        Assert.Equal(
            "The rows of this summary of torchsummaryX count what is trained alone: 500 parameters that are not are on none.",
            Assert.Single(Assert.Single(SummaryReader.ReadAll(Text("torchsummaryx-frozen"))).Warnings)
        );

    // PyTorch 2 prints modules of a list that are alike once.
    [Fact]
    public void Modules_that_are_printed_once_are_as_many_as_it_says()
    {
        var summary = Assert.Single(
            SummaryReader.ReadAll(
                """
                Net(
                  330, 100.000% Params, 300.0 Mac, 100.000% MACs,
                  (blocks): ModuleList(
                    (0-2): 3 x Sequential(
                      110, 33.333% Params, 100.0 Mac, 33.333% MACs,
                      (0): Linear(110, 33.333% Params, 100.0 Mac, 33.333% MACs, in_features=10, out_features=10, bias=True)
                    )
                  )
                )
                """
            )
        );
        Assert.Empty(summary.Warnings);
        Assert.Equal(
            ["blocks.0.0", "blocks.1.0", "blocks.2.0"],
            summary.Rows.Where(row => row.Type == "Linear").Select(row => row.Name)
        );
    }

    [Theory]
    [InlineData(
        "   Initialized: true\n\n   Number of learnables: 5.5M\n\n   Inputs:\n      1   'input'   224×224×3 images",
        "it is what MATLAB's summary prints, with the number of learnables (5.5M) and without layers"
    )]
    [InlineData(
        "v = ViT(\n    heads = 8,\n    s1_emb_kernel = 7,\n)\nimg = torch.randn(1, 3, 256, 256)\nimport torch",
        "it is code"
    )]
    [InlineData("from keras import layers\nx = np.random.rand(10, 28, 28)\nkernel = (3, 3)", "it is code")]
    [InlineData(
        "  7×1 Layer array with layers:\n\n     1   ''   Image Input   28×28×1 images",
        "it is a list of MATLAB's layers (7)"
    )]
    [InlineData(
        "[INFO] Register count_convNd() for <class 'torch.nn.modules.conv.Conv2d'>.\nFLOPs: 4.13G Params: 25.56M",
        "it is what thop says as it counts"
    )]
    [InlineData("first; 28x28x6; 156\nsecond; 14x14x6; 0", "its rows have no heading; a line above them")]
    [InlineData("Total params: 15,840,210\nTrainable params: 15,834,098", "it has the totals of a summary and none of")]
    [InlineData("MobileNet V1 | 4.2M | 575M\nMobileNet V2 | 3.4M | 300M", "The text is no summary")]
    [InlineData("Counter({'conv': 8478720, 'batch_norm': 368640})", "it counts operators or types and not layers")]
    [InlineData("Counter({'Conv2d': 53,\n         'ReLU': 49})", "it counts operators or types and not layers")]
    public void Texts_without_a_summary_are_told_apart(string text, string reason) =>
        Assert.Contains(
            reason,
            Assert.Throws<FormatException>(() => SummaryReader.ReadAll(text)).Message,
            StringComparison.Ordinal
        );

    // "Floating Point Operations: 5564961792" is what Darknet says of the same file.
    // Keras cuts a list of shapes where its column ends; the first of them is whole, or none is.
    [Fact]
    public void A_list_of_shapes_that_is_cut_takes_no_count_for_an_axis() =>
        Assert.Equal(
            ["(None, None, 71)", "(None, None, 94)", "(None, 256)", "(None, None, 256)", "(None, None, 94)"],
            SummaryReader.Read(Text("keras1-cut-shapes")).Where(row => !row.IsTotal).Select(row => row.OutputShape)
        );

    [Fact]
    public void Counts_that_are_cut_are_named() =>
        Assert.Equal(
            [
                "The counts of 1 row of 'sequential' (Keras 3) are cut: 'dense' 102,764,5….",
                "The rows of 'sequential' (Keras 3) add up to 40970 parameters, and not to the total of 102805514 that is "
                    + "printed: 102764544 are missing.",
            ],
            Assert.Single(SummaryReader.ReadAll(Text("keras3-cut-counts"))).Warnings
        );

    // Version 2 prints a pooling and what follows it below the shape of the rows before.
    [Fact]
    public void A_shape_above_several_rows_is_that_of_the_first() =>
        Assert.Equal(
            [
                "Conv2d 64 x 16 x 32 x 32",
                "BatchNorm2d ",
                "ReLU ",
                "MaxPool2d 64 x 16 x 16 x 16",
                "Conv2d 64 x 32 x 16 x 16",
                "ReLU ",
                "AdaptiveAvgPool2d 64 x 32 x 1 x 1",
                "Flatten 64 x 32",
                "Linear 64 x 10",
                "Total ",
            ],
            SummaryReader.Read(Text("fastai")).Select(row => $"{row.Name} {row.OutputShape}")
        );

    [Theory]
    [InlineData("fastai")]
    [InlineData("fastai1")]
    public void What_is_trained_of_fastai_is_read(string name)
    {
        var total = SummaryReader.Read(Text(name)).Single(row => row.IsTotal);
        Assert.Equal((5002L, 432L), (total.TrainableParameters, total.NonTrainableParameters));
    }

    // A convolution 3 x 3 from 3 to 8 with a bias, the four vectors of a norm over 8, 512 inputs of 10 units.
    [Fact]
    public void Flax_counts_every_collection_of_a_module() =>
        Assert.Equal(
            [
                "stem/Conv_0 Conv (1,8,8,8) 224",
                "stem/BatchNorm_0 BatchNorm (1,8,8,8) 32",
                "Dense_0 Dense (1,10) 5130",
                "Total   5386",
            ],
            SummaryReader.Read(Text("flax")).Select(row => $"{row.Name} {row.Type} {row.OutputShape} {row.Parameters}")
        );

    [Fact]
    public void A_shape_that_fastai_has_cut_is_none()
    {
        string text = Text("fastai").Replace("64 x 16 x 32 x 32  ", "64 x 256 x 112 x 11", StringComparison.Ordinal);
        Assert.Equal("", SummaryReader.Read(text)[0].OutputShape);
    }

    // Keras closes its table with the rule below the heading; answers on the web explain the counts after it.
    [Fact]
    public void What_follows_the_rule_that_closes_a_table_is_no_row()
    {
        const string text = """
            Layer (type) Output Shape Param #
            =================================================================
            conv2d_1 (Conv2D) (None, 222, 222, 32) 896
            _________________________________________________________________
            dense_9 (Dense) (None, 222, 222, 10) 330
            =================================================================
            Calculating params,
            assert 32 * (3 * (3*3) + 1) == 896
            """;
        var summary = Assert.Single(SummaryReader.ReadAll(text));
        Assert.Equal(
            ["The text ends before this summary of Keras does, after 'dense_9': rows may be missing."],
            summary.Warnings
        );
        Assert.Equal(["conv2d_1 896", "dense_9 330"], summary.Rows.Select(row => $"{row.Name} {row.Parameters}"));
    }

    [Fact]
    public void Rules_between_all_rows_close_nothing()
    {
        const string text = """
            Layer (type)      Output Shape      Param #
            ===========================================
            dense_1 (Dense)   (None, 4)         20
            ===========================================
            dense_2 (Dense)   (None, 3)         15
            ===========================================
            dense_3 (Dense)   (None, 2)         8
            ===========================================
            Total params: 43
            """;
        var summary = Assert.Single(SummaryReader.ReadAll(text));
        Assert.Empty(summary.Warnings);
        Assert.Equal(4, summary.Rows.Count);
    }

    [Fact]
    public void Rules_that_a_page_has_drawn_into_one_line_end_it()
    {
        const string text =
            "Layer (type)    Output Shape  Param #     Connected to      ======================dense_1 (Dense) (None, 514)"
            + "   264710      dense_input_1[0][0]      ______________________activation_1    (None, 514)   0           "
            + "dense_1[0][0]      ______________________dense_2 (Dense) (None, 257)   132355      activation_1[0][0]      "
            + "======================Total params: 397065______________________";
        var summary = Assert.Single(SummaryReader.ReadAll(text));
        Assert.Empty(summary.Warnings);
        Assert.Equal(
            ["dense_1 264710", "activation_1 0", "dense_2 132355", "Total 397065"],
            summary.Rows.Select(row => $"{row.Name} {row.Parameters}")
        );
    }

    // A terminal that cuts lines leaves a part of a number, or none.
    [Theory]
    [InlineData("pytorch-geometric", 77, 15)]
    [InlineData("lightning-rich-narrow", 70, 26)]
    public void Lines_of_a_box_that_are_cut_are_said(string name, int width, int lines)
    {
        string[] cut = Array.ConvertAll(
            Text(name).Split('\n'),
            line => line.Length > width && !line.Contains("#Param") ? line.Substring(0, width) : line
        );
        var summary = Assert.Single(SummaryReader.ReadAll(string.Join('\n', cut)));
        Assert.Contains(
            summary.Warnings,
            warning =>
                warning.StartsWith($"{lines} lines of ", StringComparison.Ordinal)
                && warning.Contains("before the last column does")
        );
    }

    [Fact]
    public void Titles_of_a_box_that_are_cut_and_in_two_lines_are_read()
    {
        var rows = SummaryReader.Read(Text("lightning-rich-cut-titles"));
        Assert.Equal((392L, "[1, 8, 8, 8]"), (rows[0].Parameters, rows[0].OutputShape));
        // torch's TransformerEncoderLayer(8, 2, 16) beside a patch convolution, a norm, a head and two parameters.
        Assert.Equal("1.6 K", rows[rows.Count - 1].Parameters);
    }

    [Fact]
    public void Darknets_list_has_shapes_and_operations()
    {
        var summary = Assert.Single(SummaryReader.ReadAll(Text("darknet")));
        Assert.Empty(summary.Warnings);
        Assert.Equal(24, summary.Rows.Count);
        Assert.Equal(
            ("conv12", "conv", "13 x 13 x 1024", "1.595 GFLOPs"),
            (summary.Rows[12].Name, summary.Rows[12].Type, summary.Rows[12].OutputShape, summary.Rows[12].Macs)
        );
        long operations = summary.Rows.Sum(row => row.Macs is string text ? Figure.Parse(text)!.Value : 0);
        Assert.InRange(operations, 5564961792 - (13 * 500_000), 5564961792 + (13 * 500_000));
    }

    [Fact]
    public void Ultralytics_blocks_are_those_of_the_catalogues_network()
    {
        var verdicts = Auditor.Audit(
            Audit.Catalogue("yolov8n"),
            [
                .. SummaryReader
                    .Read(Text("ultralytics"))
                    .Select(row =>
                        ClaimedRow.Of(
                            typeof(SummaryRow)
                                .GetProperties()
                                .Select(property => new KeyValuePair<string, object?>(
                                    property.Name,
                                    property.GetValue(row)
                                ))
                        )
                    ),
            ]
        );
        Assert.Equal(25, verdicts.Count);
        Assert.All(verdicts, verdict => Assert.Equal(Judgement.Correct, verdict.Judgement));
    }

    [Fact]
    public void Wrapped_cells_are_joined_as_they_were_cut()
    {
        Assert.Equal(
            ("[(None, 224, 224, 3)]", "(None, 112, 112, 64)"),
            (Row("keras2-shape-wrapped", 0).OutputShape, Row("keras2-shape-wrapped", 1).OutputShape)
        );
        Assert.Equal(
            ("a_layer_with_a_name_that_fills_the_column", "Conv2D"),
            (Row("keras2-name-wrapped", 0).Name, Row("keras2-name-wrapped", 0).Type)
        );
        Assert.Equal(
            (94552306L, 38765639L),
            (Row("keras2-counts-wrapped", 0).Parameters, Row("keras2-counts-wrapped", 1).Parameters)
        );
    }

    [Fact]
    public void Types_that_are_cut_are_completed_by_name_and_rank() =>
        Assert.Equal(
            ["Embedding", "ZeroPadding1D", "Conv1D", "AveragePooling1D", "Bidirectional", "Concatenate", "Dense"],
            SummaryReader.Read(Text("keras2-cut-types")).Where(row => !row.IsTotal).Select(row => row.Type)
        );

    [Fact]
    public void The_parameters_of_a_module_with_children_are_a_row()
    {
        var row = Row("torchinfo-frozen", 0);
        Assert.Equal(("Net", 7L), (row.Name, row.Parameters));
        Assert.Equal(
            170L,
            SummaryReader.Read(Text("torchinfo-frozen")).Single(layer => layer.Type == "Linear").Parameters
        );
    }

    // A fuzzer found it.
    [Fact]
    public void A_depth_of_more_digits_than_numbers_have_is_no_depth()
    {
        string text = Text("torchinfo-frozen").Replace(": 1-", ": 99999999999-", StringComparison.Ordinal);
        Assert.Equal(
            SummaryReader.Read(Text("torchinfo-frozen")).Select(row => row.Parameters),
            SummaryReader.Read(text).Select(row => row.Parameters)
        );
    }

    [Fact]
    public void Two_summaries_in_a_text_are_two_results()
    {
        var summaries = SummaryReader.ReadAll(Text("two-summaries"));
        Assert.Equal(["generator", "discriminator"], summaries.Select(summary => summary.Name));
        Assert.Equal(
            [114064L, 50305L],
            summaries.Select(summary => summary.Rows.Single(row => row.IsTotal).Parameters)
        );
        Assert.Equal(
            ["generator", "generator", "generator", "discriminator", "discriminator", "discriminator"],
            SummaryReader.Read(Text("two-summaries")).Select(row => row.Network)
        );
    }

    [Fact]
    public void Summaries_without_names_are_numbered()
    {
        string text = Text("torchsummary");
        Assert.Equal("", Assert.Single(SummaryReader.ReadAll(text)).Name);
        Assert.Equal(
            ["Summary 1", "Summary 2"],
            SummaryReader.ReadAll(text + "\n" + text).Select(summary => summary.Name)
        );
    }

    // The rows of the network that is not counted stand above the one that is.
    [Fact]
    public void A_network_in_Julia_without_parameters_is_no_summary_of_the_next_one()
    {
        string uncounted = "Chain(\n  Flux.flatten,\n  NNlib.relu,\n)\n";
        var summary = Assert.Single(SummaryReader.ReadAll(uncounted + Text("flux")));
        Assert.Empty(summary.Warnings);
        Assert.Equal("stem", summary.Rows.First(row => row.Parameters is not null).Name.Split('.')[^1]);
        Assert.DoesNotContain(summary.Rows, row => row.Type == "relu");
    }

    [Fact]
    public void Fvcores_table_and_tree_are_of_the_same_network()
    {
        var summaries = SummaryReader.ReadAll(Text("fvcore"));
        Assert.Equal(2, summaries.Count);
        Assert.All(summaries, summary => Assert.Empty(summary.Warnings));
        Assert.Equal(51934L, summaries[0].Rows[^1].Parameters);
        Assert.Equal("Simple", summaries[1].Name);
        Assert.Equal("0.12M", summaries[1].Rows[0].Macs);
    }

    // The block layers.0.se has one module, fc, and no row of its own. All rows add up to what PyTorch counts, 88525.
    [Theory]
    [InlineData("fvcore-skipped-block", "88525")]
    [InlineData("fvcore-parameters", "88.5K")]
    public void A_block_that_fvcore_skips_is_beside_the_others(string name, string total)
    {
        var summary = Assert.Single(SummaryReader.ReadAll(Text(name)));
        Assert.Equal([], summary.Warnings);
        Assert.Equal(total, $"{summary.Rows[^1].Parameters}");
    }

    [Fact]
    public void A_tree_of_fvcores_whose_total_is_another_says_so()
    {
        var summary = Assert.Single(SummaryReader.ReadAll(Text("fvcore-tree-short")));
        Assert.Equal([260L, 110L], summary.Rows.Take(2).Select(row => row.Parameters));
        Assert.Contains("370", Assert.Single(summary.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Matlab_writes_what_its_axes_are()
    {
        var rows = SummaryReader.Read(Text("matlab"));
        Assert.Equal(["28x28x1", "24x24x20", "24x24x20", "10"], rows.Select(row => row.OutputShape));
        Assert.Equal([0L, 520L, 0L, 115210L], rows.Select(row => row.Parameters));
    }

    [Theory]
    [InlineData(
        "keras2-shape-wrapped",
        "9472",
        "9471",
        "The rows of 'small' (Keras) add up to 10377 parameters, and not to the total of 10378 that is printed: 1 is "
            + "missing."
    )]
    [InlineData(
        "keras2-nested",
        "224 ",
        "225 ",
        "The rows of block 'stem' in 'outer' (Keras) add up to 257 parameters, and not to the 256 that are printed for "
            + "it: 1 too many."
    )]
    [InlineData(
        "keras3-nested",
        "   32 │    N",
        "   30 │    N",
        "The rows of block 'stem' in 'outer' (Keras 3) add up to 254 parameters, and not to the 256 that are printed "
            + "for it: 2 are missing."
    )]
    [InlineData(
        "paddle",
        "Linear-1 ",
        "Linear 1 ",
        "The rows of this summary of PaddlePaddle add up to 2476 parameters, and not to the total of 50596 that is "
            + "printed: 48120 are missing."
    )]
    [InlineData(
        "torchinfo-frozen",
        "(170)",
        "(171)",
        "The rows of 'Net' (torchinfo) add up to 1854 parameters, and not to the total of 1853 that is printed: 1 too "
            + "many."
    )]
    public void What_does_not_add_up_is_named(string name, string printed, string damaged, string warning)
    {
        string text = Text(name);
        Assert.Contains(printed, text, StringComparison.Ordinal);
        var summary = Assert.Single(SummaryReader.ReadAll(text.Replace(printed, damaged, StringComparison.Ordinal)));
        if (name != "paddle")
            Assert.Equal(warning, Assert.Single(summary.Warnings));
    }

    [Theory]
    [InlineData("2024-01-02 10:11:12,345 - INFO - ")]
    [InlineData("INFO:root:")]
    [InlineData("[2024-01-02 10:11:12,345][__main__][INFO] - ")]
    [InlineData("I0514 12:00:00.123456 140 main.py:10] ")]
    [InlineData("2024-01-01 12:00:00.123 | INFO     | __main__:main:12 - ")]
    [InlineData("2024-01-01T12:00:00.1234567Z ")]
    [InlineData("(train pid=123) ")]
    [InlineData("[10:11:12] INFO: ")]
    [InlineData("[INFO] ")]
    [InlineData("trainer_1  | ")]
    [InlineData("2024-01-02 10:11:12,345 my.module INFO ")]
    [InlineData("2024-01-02 10:11:12,345 [INFO] root: ")]
    [InlineData("[2024-05-01 12:00:00,123] INFO ")]
    [InlineData("2024-05-01 12:00:00,123 INFO ")]
    [InlineData("2024-05-01T12:00:00Z worker-0 | ")]
    [InlineData("# ")]
    [InlineData("#> ")]
    [InlineData("## ")]
    [InlineData("> ")]
    [InlineData("\u001B[32m")]
    public void What_logs_and_comments_put_in_front_does_not_matter(string prefix)
    {
        foreach (
            string name in new[]
            {
                "keras2-shape-wrapped",
                "keras3-nested",
                "torchinfo-all-columns",
                "torchsummary",
                "lightning",
                "ptflops",
                "calflops",
                "fvcore",
                "gluon",
                "matlab",
                "torchsummaryx",
                "pytorch-model-summary",
                "flux",
                "torch-for-r",
            }
        )
        {
            int second = 10;
            string log = string.Join(
                "\n",
                Text(name)
                    .Split('\n')
                    .Select(line => prefix.Replace(":12", $":{second++ % 50 + 10}", StringComparison.Ordinal) + line)
            );
            var (expected, read) = (
                SummaryReader.ReadAll(Text(name))[0],
                SummaryReader.ReadAll("Epoch 1/10\n" + log)[0]
            );
            Assert.Empty(read.Warnings);
            Assert.Equal(
                expected.Rows.Select(row => (row.Name, row.Type, row.OutputShape, row.Parameters)),
                read.Rows.Select(row => (row.Name, row.Type, row.OutputShape, row.Parameters))
            );
        }
    }

    private static IEnumerable<string> Warnings(string text) =>
        SummaryReader.ReadAll(text).SelectMany(summary => summary.Warnings);

    private static SummaryRow Row(string name, int index) => SummaryReader.Read(Text(name))[index];

    private static string Text(string name) =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "data", "summaries", name + ".txt"));
}
