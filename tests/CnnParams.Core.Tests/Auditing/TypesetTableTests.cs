using CnnParams.Auditing.Summaries;

namespace CnnParams.Core.Tests.Auditing;

/// <summary>
/// Tables of papers, pages and files, as they are copied. The counts are those of LeNet-5, by its paper's layers in
/// PyTorch 1.13.
/// </summary>
public sealed class TypesetTableTests
{
    private const string Latex = """
        \begin{table}[t]
        \caption{LeNet-5 \& its layers}
        \begin{tabular}{l|c|r}
        \toprule
        \textbf{Layer} & \textbf{Output size} & \textbf{\# Parameters} \\ \hline \hline
        conv1 & $28 \times 28 \times 6$ & 156 \\
        pool1 & $14\times14\times6$ & 0 \\ % subsampling
        conv2 & \makecell{10$\times$10$\times$16 \\ } & 2{,}416 \\
        pool2 & $5\times5\times16$ & -- \\ \midrule
        fc1 & \multicolumn{1}{c}{120} & 48\,120 \\
        fc2 & 84 & 10,164 \\
        fc3 & 10 & {\bf 850} \\
        \bottomrule
        Total & & \textbf{61,706}
        \end{tabular}
        \end{table}
        """;

    private const string Semicolons = """
        Layer;Output size;Parameters
        conv1;28x28x6;156
        pool1;14x14x6;0
        conv2;10x10x16;2416
        pool2;5x5x16;
        fc1;120;48120
        fc2;84;10164
        fc3;10;850
        Total;;61706
        """;

    private const string Commas = """
        Layer,Output size,Parameters
        conv1,"(28, 28, 6)",156
        pool1,(14, 14, 6),0
        conv2,10x10x16,"2,416"
        pool2,5x5x16,
        fc1,120,48120
        fc2,84,10164
        fc3,10,850
        Total,,"61,706"
        """;

    private const string Page = """
        <table border="1"><thead>
        <tr><th>Layer</th><th>Output size</th><th>Parameters</th></tr></thead>
        <tbody><tr><td><b>conv1</b></td><td>28&times;28&times;6</td><td>156</td></tr>
        <tr><td>pool1<td>14&times;14&times;6<td>0
        <tr><td>conv2</td><td>10&times;10&times;16</td><td>2,416</td></tr>
        <tr><td>pool2</td><td>5&times;5&times;16</td><td></td></tr>
        <tr><td>fc1</td><td>120</td><td>48120</td></tr>
        <tr><td>fc2</td><td>84</td><td>10164</td></tr>
        <tr><td>fc3</td><td>10</td><td>850</td></tr>
        <tr><td>Total</td><td></td><td>61706</td></tr>
        </tbody></table>
        """;

    private const string Jira = """
        ||Layer||Output size||Parameters||
        |conv1|28x28x6|156|
        |pool1|14x14x6|0|
        |conv2|10x10x16|2416|
        |pool2|5x5x16| |
        |fc1|120|48120|
        |fc2|84|10164|
        |fc3|10|850|
        |Total| |61706|
        """;

    private const string Wiki = """
        {| class="wikitable"
        ! Layer !! Output size !! Parameters
        |-
        | conv1 || 28x28x6 || 156
        |-
        | pool1 || 14x14x6 || 0
        |-
        | conv2 || 10x10x16 || 2416
        |-
        | pool2 || 5x5x16 ||
        |-
        | fc1 || 120 || 48120
        |-
        | fc2 || 84 || 10164
        |-
        | fc3 || 10 || 850
        |-
        | Total || || 61706
        |}
        """;

    private const string Framed = """
        +--------------------------------------+
        | Layer     Output size     Parameters |
        +--------------------------------------+
        | conv1     28x28x6                156 |
        | pool1     14x14x6                  0 |
        | conv2     10x10x16              2416 |
        | pool2     5x5x16                  -- |
        | fc1       120                  48120 |
        | fc2       84                   10164 |
        | fc3       10                     850 |
        | Total                          61706 |
        +--------------------------------------+
        """;

    private const string EndBars = """
        Layer     Output size     Parameters |
        conv1     28x28x6                156 |
        pool1     14x14x6                  0 |
        conv2     10x10x16              2416 |
        pool2     5x5x16                  -- |
        fc1       120                  48120 |
        fc2       84                   10164 |
        fc3       10                     850 |
        """;

    [Theory]
    [InlineData(Latex)]
    [InlineData(Semicolons)]
    [InlineData(Commas)]
    [InlineData(Page)]
    [InlineData(Jira)]
    [InlineData(Wiki)]
    [InlineData(Framed)]
    [InlineData(EndBars)]
    public void A_table_is_read_however_its_cells_are_told_apart(string text)
    {
        var summary = Assert.Single(SummaryReader.ReadAll(text));
        Assert.Empty(summary.Warnings);
        Assert.Equal(
            ["conv1", "pool1", "conv2", "pool2", "fc1", "fc2", "fc3"],
            summary.Rows.Where(row => !row.IsTotal).Select(row => row.Name)
        );
        Assert.Equal(
            [156L, 0L, 2416L, null, 48120L, 10164L, 850L],
            summary.Rows.Where(row => !row.IsTotal).Select(row => row.Parameters)
        );
        Assert.All(summary.Rows.Where(row => row.IsTotal), row => Assert.Equal(61706L, row.Parameters));
    }

    // The paper of GoogLeNet names its rows by their types; a column says what its numbers are in.
    [Theory]
    [InlineData(
        "type | patch size/stride | output size | depth | params\nconvolution | 7x7/2 | 112x112x64 | 1 | 2.7K",
        "2.7K"
    )]
    [InlineData("| Stage | Output size | #Params (K) |\n|---|---|---|\n| stem | 112x112x64 | 9.4 |", "9.4K")]
    [InlineData("| Block | Output | Params [M] |\n|---|---|---|\n| stem | 112x112x64 | 0.5 |", "0.5M")]
    [InlineData("Layer;Output;Parameters / thousand\nstem;112x112x64;9.4", "9.4K")]
    [InlineData("Layer;Output;Params (10^6)\nstem;112x112x64;1.25", "1.25M")]
    public void Numbers_are_in_what_the_title_says(string text, string count)
    {
        var row = Assert.Single(Assert.Single(SummaryReader.ReadAll(text)).Rows);
        Assert.Equal(count, row.Parameters);
        Assert.Equal("112x112x64", row.OutputShape);
    }

    // Whoever typesets a table leaves out the totals that tools print; tabulate 0.9 writes the first six.
    [Theory]
    [InlineData(
        "| Layer (type) | Output Shape | Param # |\n|---|---|---|\n| conv2d (Conv2D) | (None, 26, 26, 32) | 320 |"
    )]
    [InlineData("| Layer (type) | Output Shape |\n|--------------+-----|\n| conv2d (Conv2D) | (None, 26, 26, 32) |")]
    [InlineData(
        "+----------------+--------------+---------+\n| Layer (type)   | Output Shape | Param # |\n"
            + "+================+==============+=========+\n| dense (Dense)  | (None, 10)   | 320     |"
    )]
    [InlineData(
        "=============  ============  =========\nLayer (type)   Output Shape    Param #\n"
            + "=============  ============  =========\ndense (Dense)  (None, 10)          320"
    )]
    [InlineData("| Name | Type | Params |\n|:-----|:-----|-------:|\n| conv1 | Conv2d | 320 |")]
    [InlineData("+---+---+---+\n| Name | Type | Params |\n+---+---+---+\n| conv1 | Conv2d | 320 |")]
    [InlineData("Name & Type & Params \\\\\nconv1 & Conv2d & 320 \\\\\nfc & Linear & 10 \\\\")]
    public void A_typeset_table_ends_where_it_does(string text) =>
        Assert.Empty(Assert.Single(SummaryReader.ReadAll(text)).Warnings);

    // The title says what decimals are in, between blanks too; FLOPs are their own.
    [Fact]
    public void Columns_between_blanks_have_units_and_operations()
    {
        var rows = Assert
            .Single(
                SummaryReader.ReadAll(
                    """
                    Layer    Type      Params (M)    FLOPs (M)
                    -------  ------  ------------  -----------
                    stem.c   Conv2d        0.0002       0.2212
                    fc       Linear        0            0.0002
                    Total                  0.0063       8.8639
                    """
                )
            )
            .Rows;
        Assert.Equal(["0.0002M", "0M", "0.0063M"], rows.Select(row => row.Parameters));
        Assert.Equal(["0.2212M", "0.0002M", "8.8639M"], rows.Select(row => row.Flops));
        Assert.All(rows, row => Assert.Null(row.Macs));
    }

    // torchinfo 1.8.0 with row_settings=["hide_recursive_layers", "depth"]: a block is called twice.
    [Theory]
    [InlineData(
        "2,352",
        "Row 1-2 of 'Net' (torchinfo) is missing: without parameters, or used again and left out by hide_recursive_layers."
    )]
    [InlineData(
        "2,522",
        "Row 1-2 of 'Net' (torchinfo) is missing.|The rows of 'Net' (torchinfo) add up to 2352 parameters, and not to the "
            + "total of 2522 that is printed: 170 are missing."
    )]
    public void Rows_that_torchinfo_hides_are_said_to_have_no_parameters(string total, string warnings) =>
        Assert.Equal(
            warnings,
            string.Join(
                "|",
                Assert
                    .Single(
                        SummaryReader.ReadAll(
                            $"""
                            ==========================================================================================
                            Layer (type:depth-idx)                   Output Shape              Param #
                            ==========================================================================================
                            Net                                      [1, 16, 1, 1]             --
                            ├─Block: 1-1                             [1, 16, 32, 32]           --
                            │    └─Conv2d: 2-1                       [1, 16, 32, 32]           2,320
                            │    └─BatchNorm2d: 2-2                  [1, 16, 32, 32]           32
                            ├─AdaptiveAvgPool2d: 1-3                 [1, 16, 1, 1]             --
                            ==========================================================================================
                            Total params: {total}
                            """
                        )
                    )
                    .Warnings
            )
        );

    // torchinfo 1.8.0 on torchvision's ResNet-18 without its column of parameters, the first and the last rows.
    [Fact]
    public void A_table_without_counts_has_no_sum_of_them()
    {
        var summary = Assert.Single(
            SummaryReader.ReadAll(
                """
                ==========================================================================================
                Layer (type:depth-idx)                   Output Shape              Mult-Adds
                ==========================================================================================
                Net                                      [1, 10]                   --
                ├─Conv2d: 1-1                            [1, 6, 28, 28]            122,304
                ├─Linear: 1-2                            [1, 10]                   47,050
                ==========================================================================================
                Total params: 47,206
                Trainable params: 47,206
                Non-trainable params: 0
                Total mult-adds (k): 169.35
                ==========================================================================================
                """
            )
        );
        Assert.Empty(summary.Warnings);
        Assert.Equal(169354L, summary.Rows.Where(row => !row.IsTotal).Sum(row => (long)row.Macs!));
    }

    // torchinfo of November 2026 on a ModuleList that is called in a loop, with a shared ReLU.
    [Fact]
    public void A_list_that_is_called_in_parts_has_one_number()
    {
        var summary = Assert.Single(
            SummaryReader.ReadAll(
                """
                Layer (type:depth-idx)                   Output Shape              Param #
                ==========================================================================================
                Two                                      [2, 2]                    5
                ├─Conv2d: 1-1                            [2, 8, 14, 14]            (224)
                ├─ReLU: 1-2                              [2, 8, 14, 14]            --
                ├─ModuleList: 1-7                        --                        (recursive)
                │    └─Conv2d: 2-1                       [2, 8, 14, 14]            72
                ├─ReLU: 1-4                              [2, 8, 14, 14]            --
                ├─ModuleList: 1-7                        --                        (recursive)
                │    └─Conv2d: 2-2                       [2, 8, 14, 14]            72
                ├─ReLU: 1-6                              [2, 8, 14, 14]            --
                ├─ModuleList: 1-7                        --                        (recursive)
                │    └─Conv2d: 2-3                       [2, 8, 14, 14]            72
                ├─ReLU: 1-8                              [2, 8, 14, 14]            --
                ├─Linear: 1-9                            [2, 2]                    18
                ==========================================================================================
                Total params: 463
                """
            )
        );
        Assert.Empty(summary.Warnings);
    }

    // fvcore 0.1.6 prints no row of what a block has itself: torchvision's attention, whose projections are one tensor.
    [Fact]
    public void What_a_block_may_have_itself_is_not_said_to_be_missing()
    {
        var summary = Assert.Single(
            SummaryReader.ReadAll(
                """
                Net(
                  #params: 2.36M, #flops: 0.46G
                  (self_attention): MultiheadAttention(
                    #params: 2.36M, #flops: 0.46G
                    (out_proj): NonDynamicallyQuantizableLinear(
                      in_features=768, out_features=768, bias=True
                      #params: 0.59M, #flops: N/A
                    )
                  )
                )
                """
            )
        );
        Assert.Equal(
            "The rows of block 'self_attention' in 'Net' (fvcore) add up to 590000 parameters, and not to the 2360000 that "
                + "are printed for it: 1770000 are of its own, or missing.",
            Assert.Single(summary.Warnings)
        );
    }

    // torchinfo prints the weights of modules within others by their paths, with verbose=2.
    [Fact]
    public void Weights_below_a_module_are_part_of_it()
    {
        var summary = Assert.Single(
            SummaryReader.ReadAll(
                """
                Layer (type:depth-idx)                   Output Shape              Param #
                ==========================================================================================
                Net                                      [1, 10]                   --
                ├─Sequential: 1-1                        [1, 6, 28, 28]            --
                │    └─0.conv.weight                                               ├─150
                │    └─0.conv.bias                                                 └─6
                │    └─Conv2d: 2-1                       [1, 6, 28, 28]            156
                │    │    └─weight                                                 ├─150
                │    │    └─bias                                                   └─6
                ==========================================================================================
                Total params: 156
                """
            )
        );
        Assert.Empty(summary.Warnings);
        Assert.Equal(156L, Assert.Single(summary.Rows, row => row.Type == "Conv2d").Parameters);
    }
}
