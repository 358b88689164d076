using CnnParams.Auditing;
using CnnParams.Auditing.Summaries;
using CnnParams.Layers;

namespace CnnParams.Core.Tests.Auditing;

/// <summary>Summaries in the forms that tools print, and audits of what was read from them.</summary>
public sealed class SummaryReaderTests
{
    // Keras 2: names cut at the width of the column, or closed in the line below (TensorFlow 2.11).
    private const string Keras2 = """
        Model: "sequential"
        _________________________________________________________________
         Layer (type)                Output Shape              Param #
        =================================================================
         conv2d (Conv2D)             (None, 28, 28, 8)         608

         max_pooling2d (MaxPooling2D  (None, 14, 14, 8)        0
         )

         conv2d_1 (Conv2D)           (None, 10, 10, 16)        3216

         max_pooling2d_1 (MaxPooling2 (None, 5, 5, 16)         0
        _________________________________________________________________
         flatten (Flatten)           (None, 400)               0

         dense (Dense)               (None, 120)               48120

         dense_1 (Dense)             (None, 84)                10164

         dense_2 (Dense)             (None, 10)                850

        =================================================================
        Total params: 62,958
        Trainable params: 62,958
        Non-trainable params: 0
        _________________________________________________________________
        """;

    private const string Keras3 = """
        Model: "sequential"
        ┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━┓
        ┃ Layer (type)                    ┃ Output Shape           ┃       Param # ┃
        ┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━┩
        │ conv2d (Conv2D)                 │ (None, 28, 28, 8)      │           608 │
        ├─────────────────────────────────┼────────────────────────┼───────────────┤
        │ max_pooling2d                   │ (None, 14, 14,         │             0 │
        │ (MaxPooling2D)                  │ 8)                     │               │
        ├─────────────────────────────────┼────────────────────────┼───────────────┤
        │ batch_normalizatio…             │ (None, 14, 14, 8)      │            32 │
        │ (BatchNormalizatio…             │                        │               │
        ├─────────────────────────────────┼────────────────────────┼───────────────┤
        │ dense (Dense)                   │ (None, 14, 14, 10)     │            90 │
        └─────────────────────────────────┴────────────────────────┴───────────────┘
         Total params: 2,160 (8.44 KB)
         Trainable params: 714 (2.79 KB)
         Non-trainable params: 16 (64.00 B)
         Optimizer params: 1,430 (5.59 KB)
        """;

    // The example of torchsummary's readme.
    private const string TorchSummary = """
        ----------------------------------------------------------------
                Layer (type)               Output Shape         Param #
        ================================================================
                    Conv2d-1           [-1, 10, 24, 24]             260
                    Conv2d-2             [-1, 20, 8, 8]           5,020
                 Dropout2d-3             [-1, 20, 8, 8]               0
                    Linear-4                   [-1, 50]          16,050
                    Linear-5                   [-1, 10]             510
        ================================================================
        Total params: 21,840
        Trainable params: 21,840
        Non-trainable params: 0
        ----------------------------------------------------------------
        Input size (MB): 0.00
        Forward/backward pass size (MB): 0.06
        """;

    // The form of torchinfo 1.8, all of whose figures are for a batch of 7.
    private const string TorchInfo = """
        ============================================================================================================================
        Layer (type:depth-idx)                   Kernel Shape         Output Shape         Param #              Mult-Adds
        ============================================================================================================================
        Net                                      --                   [7, 10]              --                   --
        ├─Sequential: 1-1                        --                   [7, 20, 8, 8]        --                   --
        │    └─Conv2d: 2-1                       [5, 5]               [7, 10, 24, 24]      260                  1,048,320
        │    │    └─weight                       [1, 10, 5, 5]                             250
        │    └─MaxPool2d: 2-2                    2                    [7, 10, 12, 12]      --                   --
        │    └─Conv2d: 2-3                       [5, 5]               [7, 20, 8, 8]        5,020                2,248,960
        ├─Linear: 1-2                            --                   [7, 50]              16,050               112,350
        ├─Linear: 1-3                            --                   [7, 50]              (recursive)          112,350
        ============================================================================================================================
        Total params: 21,840
        Trainable params: 21,840
        Non-trainable params: 0
        Total mult-adds (M): 3.41
        ============================================================================================================================
        Input size (MB): 0.02
        """;

    private const string TorchInfoNames = """
        ==========================================================================================
        Layer (type (var_name))                  Output Shape              Param #
        ==========================================================================================
        ResNet (ResNet)                          [1, 1000]                 --
        ├─Conv2d (conv1)                         [1, 64, 112, 112]         9,408
        ├─Sequential (layer1)                    [1, 64, 56, 56]           --
        │    └─BasicBlock (0)                    [1, 64, 56, 56]           --
        │    │    └─Conv2d (conv1)               [1, 64, 56, 56]           36,864
        │    │    └─BatchNorm2d (bn1)            [1, 64, 56, 56]           128
        ├─Linear (fc)                            [1, 1000]                 513,000
        ==========================================================================================
        Total params: 11,689,512
        """;

    private const string Ptflops = """
        ResNet(
          11.69 M, 100.000% Params, 1.82 GMac, 100.000% MACs,
          (conv1): Conv2d(9.41 k, 0.080% Params, 118.01 MMac, 6.474% MACs, 3, 64, kernel_size=(7, 7), stride=(2, 2), padding=(3, 3), bias=False)
          (bn1): BatchNorm2d(128, 0.001% Params, 1.61 MMac, 0.088% MACs, 64, eps=1e-05, momentum=0.1)
          (layer1): Sequential(
            147.97 k, 1.266% Params, 466.42 MMac, 25.586% MACs,
            (0): BasicBlock(
              73.98 k, 0.633% Params, 233.2 MMac, 12.793% MACs,
              (conv1): Conv2d(36.86 k, 0.315% Params, 115.61 MMac, 6.342% MACs, 64, 64, kernel_size=(3, 3))
            )
          )
          (fc): Linear(513.0 k, 4.389% Params, 513.0 KMac, 0.028% MACs, in_features=512, out_features=1000, bias=True)
        )
        """;

    private const string Fvcore = """
        | module                | #parameters or shape   | #flops    |
        |:----------------------|:-----------------------|:----------|
        | model                 | 11.69M                 | 1.819G    |
        |  conv1                |  9.408K                |  0.118G   |
        |   conv1.weight        |   (64, 3, 7, 7)        |           |
        |  layer1               |  0.148M                |  0.466G   |
        |   layer1.0            |   73.984K              |   0.233G  |
        |    layer1.0.conv1     |    36.864K             |    0.116G |
        |  fc                   |  0.513M                |  0.512M   |
        """;

    [Fact]
    public void Keras_2_is_read_with_names_that_are_cut()
    {
        var rows = SummaryReader.Read(Keras2);
        Assert.Equal(
            [
                "conv2d",
                "max_pooling2d",
                "conv2d_1",
                "max_pooling2d_1",
                "flatten",
                "dense",
                "dense_1",
                "dense_2",
                "Total",
            ],
            rows.Select(row => row.Name)
        );
        Assert.Equal(
            ["Conv2D", "MaxPooling2D", "Conv2D", "MaxPooling2D", "Flatten", "Dense", "Dense", "Dense", ""],
            rows.Select(row => row.Type)
        );
        Assert.Equal("(None, 10, 10, 16)", rows[2].OutputShape);
        Assert.Equal(48120L, rows[5].Parameters);
        Assert.Equal(62958L, rows[8].Parameters);
        Assert.Equal(0L, rows[8].NonTrainableParameters);
    }

    [Fact]
    public void A_line_of_a_frame_alone_is_no_row()
    {
        string framed = Keras2.Replace("flatten (Flatten)", "||\nflatten (Flatten)", StringComparison.Ordinal);
        Assert.NotEqual(Keras2, framed);
        Assert.Equal(
            SummaryReader.Read(Keras2).Select(row => row.Name),
            SummaryReader.Read(framed).Select(row => row.Name)
        );
    }

    [Fact]
    public void A_summary_of_Keras_is_right_about_the_article()
    {
        var verdicts = Judge(Audit.Article, Keras2);
        Assert.Equal(19, verdicts.Count);
        // The network is typed without flattening: of that row nothing can be said.
        Assert.All(
            verdicts,
            verdict =>
                Assert.Equal(verdict.Layer == "flatten" ? Judgement.Unknown : Judgement.Correct, verdict.Judgement)
        );
    }

    [Fact]
    public void Keras_3_is_read_with_cells_of_several_lines()
    {
        var rows = SummaryReader.Read(Keras3);
        Assert.Equal(
            ["conv2d", "max_pooling2d", "batch_normalizatio…", "dense", "Total"],
            rows.Select(row => row.Name)
        );
        Assert.Equal("BatchNormalization", rows[2].Type);
        Assert.Equal("(None, 14, 14, 8)", rows[1].OutputShape);
        Assert.Equal(32L, rows[2].Parameters);
        // The optimizer's part is none of the network.
        Assert.Equal(730L, rows[4].Parameters);
    }

    [Fact]
    public void The_same_without_lines_between_rows_and_in_a_comment()
    {
        string bare = string.Join(
            "\n",
            Keras3.Split('\n').Where(line => !line.StartsWith('├')).Select(line => "# " + line)
        );
        Assert.Equal(
            SummaryReader.Read(Keras3).Select(row => (row.Name, row.OutputShape)),
            SummaryReader.Read(bare).Select(row => (row.Name, row.OutputShape))
        );
    }

    [Fact]
    public void Torchsummary_is_read_and_right_in_the_other_layout()
    {
        Assert.Equal(
            ["Conv2d-1", "Conv2d-2", "Dropout2d-3", "Linear-4", "Linear-5", "Total"],
            SummaryReader.Read(TorchSummary).Select(row => row.Name)
        );
        var network = Audit.Network(
            "28x28x1",
            new Convolution(2) { Filters = 10, KernelSize = 5 },
            new MaxPooling(2),
            new Convolution(2) { Filters = 20, KernelSize = 5 },
            new Dropout(),
            new MaxPooling(2),
            new FullyConnected { Units = 50 },
            new FullyConnected { Units = 10 }
        );
        Assert.All(Judge(network, TorchSummary), verdict => Assert.Equal(Judgement.Correct, verdict.Judgement));
    }

    [Fact]
    public void Torchinfo_is_read_without_blocks_and_weights()
    {
        var rows = SummaryReader.Read(TorchInfo);
        Assert.Equal(
            ["Conv2d: 2-1", "MaxPool2d: 2-2", "Conv2d: 2-3", "Linear: 1-2", "Linear: 1-3", "Total"],
            rows.Select(row => row.Name)
        );
        Assert.Equal([260L, null, 5020L, 16050L, null, 21840L], rows.Select(row => row.Parameters));
        Assert.Equal(1048320L, rows[0].Macs);
        Assert.Equal("3.41 M", rows[5].Macs);
    }

    [Fact]
    public void Names_of_variables_lead_through_the_blocks()
    {
        var rows = SummaryReader.Read(TorchInfoNames);
        Assert.Equal(["conv1", "layer1.0.conv1", "layer1.0.bn1", "fc", "Total"], rows.Select(row => row.Name));
        Assert.All(
            Judge(Audit.Catalogue("ResNet18"), TorchInfoNames),
            verdict => Assert.Equal(Judgement.Correct, verdict.Judgement)
        );
    }

    [Fact]
    public void Ptflops_is_read_with_rounded_figures()
    {
        var rows = SummaryReader.Read(Ptflops);
        Assert.Equal(["conv1", "bn1", "layer1.0.conv1", "fc", "Total"], rows.Select(row => row.Name));
        Assert.Equal("118.01 MMac", rows[0].Macs);
        Assert.Equal(128L, rows[1].Parameters);
        Assert.All(
            Judge(Audit.Catalogue("ResNet18"), Ptflops)
                .Where(verdict => verdict.Quantity == ClaimedQuantity.Parameters),
            verdict => Assert.Equal(Judgement.Correct, verdict.Judgement)
        );
    }

    // The first versions of ptflops counted no parameters; mmcv's counter, made of it, calls its figures FLOPs.
    [Theory]
    [InlineData(
        "ptflops",
        "",
        "0.236 MMac, 95.000% MACs, ",
        "0.012 MMac, 5.000% MACs, ",
        "0.248 MMac, 100.000% MACs, "
    )]
    [InlineData(
        "mmcv",
        "0.016 M",
        "0.0 M, 2.000% Params, 0.236 MFLOPs, 95.000% FLOPs, ",
        "0.016 M, 98.000% Params, 0.012 MFLOPs, 5.000% FLOPs, ",
        "0.016 M, 100.000% Params, 0.248 MFLOPs, 100.000% FLOPs, "
    )]
    public void Trees_of_other_counters_are_read(string tool, string parameters, string conv, string fc, string all)
    {
        var rows = SummaryReader.Read(
            $"Net(\n  {all}\n  (conv): Conv2d({conv}1, 32, kernel_size=(3, 3), stride=(1, 1))\n"
                + $"  (fc): Linear({fc}in_features=1600, out_features=10, bias=True)\n)\n"
        );
        Assert.Equal(["conv", "fc", "Total"], rows.Select(row => row.Name));
        Assert.Equal(["Conv2d", "Linear", ""], rows.Select(row => row.Type));
        Assert.All(rows, row => Assert.Equal(tool, row.Source));
        Assert.StartsWith("0.236 M", rows[0].Macs as string, StringComparison.Ordinal);
        Assert.Equal(parameters, rows[2].Parameters ?? "");
    }

    [Fact]
    public void Fvcore_is_read_without_weights()
    {
        var rows = SummaryReader.Read(Fvcore);
        Assert.Equal(["conv1", "layer1.0.conv1", "fc", "Total"], rows.Select(row => row.Name));
        Assert.All(
            Judge(Audit.Catalogue("ResNet18"), Fvcore).Where(verdict => verdict.Layer != "Total"),
            verdict => Assert.Equal(Judgement.Correct, verdict.Judgement)
        );
    }

    [Fact]
    public void What_a_tool_counts_otherwise_is_told_with_its_name()
    {
        var printed = Judge(Audit.Catalogue("ResNet18"), Ptflops)
            .Where(verdict => verdict.Quantity == ClaimedQuantity.Macs)
            .ToArray();
        Assert.Contains(
            printed,
            verdict =>
                verdict
                    is {
                        Layer: "bn1",
                        Judgement: Judgement.Correct,
                        Note: "judged by the convention of ptflops 0.7.6, pytorch back end"
                    }
        );
        // Of a table that does not say where it is from.
        var verdicts = Judge(Audit.Catalogue("ResNet18"), Ptflops, nameof(SummaryRow.Source))
            .Where(verdict => verdict is { Quantity: ClaimedQuantity.Macs, Judgement: Judgement.Wrong })
            .ToArray();
        // Two operations for each value of a batch norm are multiply-accumulates to ptflops.
        Assert.Contains(
            verdicts,
            verdict =>
                verdict.Layer == "bn1"
                && verdict.Explanations.Any(explanation =>
                    explanation.Text.Contains("ptflops", StringComparison.Ordinal)
                )
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("Good morning.")]
    [InlineData("Layer (type)   Output Shape   Param #")]
    [InlineData("┃ Layer (type) ┃ Output Shape ┃ Param # ┃")]
    [InlineData("┃ Layer (type) ┃ Param # ┃")]
    [InlineData("| module | #flops |")]
    [InlineData("Layer (type:depth-idx)\n├─")]
    public void What_is_no_summary_is_an_error_that_says_what_one_is(string text) =>
        Assert.Contains(
            "Layer (type)",
            Assert.Throws<FormatException>(() => SummaryReader.Read(text)).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Odd_text_is_an_error_and_nothing_worse()
    {
        var random = new Random(4);
        const string alphabet = "│┃├└─|+:()[]-=\n Layer (type)Output ShapeParam #0123,9Conv2d";
        string[] summaries = [Keras2, Keras3, TorchSummary, TorchInfo, TorchInfoNames, Ptflops, Fvcore];
        for (int i = 0; i < 2000; i++)
        {
            char[] text = summaries[random.Next(summaries.Length)].ToCharArray();
            for (int damage = 0; damage < 40; damage++)
                text[random.Next(text.Length)] = alphabet[random.Next(alphabet.Length)];
            try
            {
                Assert.NotEmpty(SummaryReader.Read(new string(text, 0, random.Next(text.Length))));
            }
            catch (FormatException)
            {
                // Is what it should be.
            }
        }
    }

    private static IReadOnlyList<Verdict> Judge(
        CnnParams.Measuring.NetworkMeasurement network,
        string summary,
        string without = ""
    ) =>
        Auditor.Audit(
            network,
            [
                .. SummaryReader
                    .Read(summary)
                    .Select(row =>
                        ClaimedRow.Of(
                            typeof(SummaryRow)
                                .GetProperties()
                                .Where(property => property.Name != without)
                                .Select(property => new KeyValuePair<string, object?>(
                                    property.Name,
                                    property.GetValue(row)
                                )),
                            row
                        )
                    ),
            ]
        );

    [Theory]
    [InlineData("modules")]
    [InlineData("tree")]
    [InlineData("shape")]
    [InlineData("name")]
    [InlineData("branches")]
    [InlineData("walls")]
    [InlineData("rules")]
    [InlineData("blanks")]
    public void A_million_of_anything_in_one_place_is_no_summary(string what)
    {
        const string head = "Layer (type:depth-idx)   Output Shape   Param #\n";
        string text = what switch
        {
            "modules" => "Net(\n" + Repeated("(0): Sequential(\n") + Repeated(")\n") + ")\n",
            "tree" => head + Repeated("│    ") + "└─Conv2d: 1-1   [1, 8, 30, 30]   10\n",
            "branches" => Repeated("│ ") + "├─" + Repeated("| "),
            "walls" => "┃ Layer ┃ │ " + Repeated("│") + Repeated("|---"),
            "rules" => Repeated("a ------------------- ") + Repeated("_"),
            "blanks" => "conv (Conv2D)" + Repeated(" ") + "(None, 3) 0" + Repeated("\t") + "1" + Repeated("="),
            "shape" => head + "├─Conv2d: 1-1   [1" + Repeated(", 1") + "]   10\n",
            _ => head + "├─" + Repeated("n") + ": 1-1   [1, 8, 30, 30]   10\n",
        };

        string message = Assert.Throws<FormatException>(() => SummaryReader.Read(text)).Message;
        Assert.StartsWith("The text is no summary: ", message, StringComparison.Ordinal);
        Assert.InRange(message.Length, 1, 1000);

        static string Repeated(string part) => string.Concat(Enumerable.Repeat(part, 1_000_000));
    }

    [Fact]
    public void A_summary_of_200_000_rows_is_read()
    {
        string row = "├─Conv2d: 1-1   [1, 8, 30, 30]   10\n";
        string text =
            "Layer (type:depth-idx)   Output Shape   Param #\n" + string.Concat(Enumerable.Repeat(row, 200_000));

        Assert.Equal(200_000, SummaryReader.Read(text).Count);
    }
}
