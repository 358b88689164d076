using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Blocks;

/// <summary>A convolution as a family of networks has it: with a bias or batch norm, with names of its own.</summary>
/// <param name="x">The input.</param>
/// <param name="name">The name.</param>
/// <param name="filters">The filters.</param>
/// <param name="kernel">The size of a filter.</param>
/// <param name="stride">Positions from one window to the next; 1 when not given.</param>
/// <param name="padding">Zeros around; none when not given.</param>
public delegate Tensor ConvUnit(
    Tensor x,
    string name,
    long filters,
    Extent kernel,
    Extent? stride = null,
    Padding? padding = null
);

/// <summary>The modules of the Inception networks: branches of different reach, joined along the channels.</summary>
public static class InceptionBlocks
{
    /// <summary>What Caffe's bvlc_googlenet calls the layers of a module.</summary>
    internal static readonly string[] PaperNames =
    [
        "1x1",
        "3x3_reduce",
        "3x3",
        "5x5_reduce",
        "5x5",
        "pool",
        "pool_proj",
        "output",
    ];

    private static readonly Extent Row = new(1, 7);
    private static readonly Extent Column = new(7, 1);
    private static readonly Extent ShortRow = new(1, 3);
    private static readonly Extent ShortColumn = new(3, 1);
    private static readonly Padding RowPadding = Padding.Symmetric(0, 3);
    private static readonly Padding ColumnPadding = Padding.Symmetric(3, 0);
    private static readonly Padding ShortRowPadding = Padding.Symmetric(0, 1);
    private static readonly Padding ShortColumnPadding = Padding.Symmetric(1, 0);

    /// <summary>Convolution without bias, batch norm and ReLU, as torchvision's BasicConv2d.</summary>
    public static Tensor BasicConv(
        Tensor x,
        string name,
        long filters,
        Extent kernel,
        Extent? stride = null,
        Padding? padding = null
    ) =>
        x.Within(
            name + ".",
            x =>
                x.Conv("conv", filters, kernel, stride, padding, bias: false)
                    .BatchNorm("bn")
                    .ReLU("relu")
                    .CalledAs(ModuleCall.Function)
        );

    /// <summary>The same with a batch norm that has no factor, as in TensorFlow and Keras.</summary>
    public static Tensor UnscaledConv(
        Tensor x,
        string name,
        long filters,
        Extent kernel,
        Extent? stride = null,
        Padding? padding = null
    ) =>
        x.Within(
            name + ".",
            x =>
                x.Conv("conv", filters, kernel, stride, padding, bias: false).BatchNorm("bn", scale: false).ReLU("relu")
        );

    /// <summary>Convolution with bias and ReLU, as in Caffe.</summary>
    public static Tensor BiasedConv(
        Tensor x,
        string name,
        long filters,
        Extent kernel,
        Extent? stride = null,
        Padding? padding = null
    ) => x.Conv(name, filters, kernel, stride, padding).ReLU(name + "/relu");

    /// <summary>The module of GoogLeNet (arXiv:1409.4842, table 1).</summary>
    /// <param name="x">The input.</param>
    /// <param name="scope">What is put before the names.</param>
    /// <param name="row">The row of the table.</param>
    /// <param name="conv">The convolution.</param>
    /// <param name="names">The names of the seven layers, and that of the joining.</param>
    /// <param name="large">The size of the largest filters: 5, but 3 in torchvision.</param>
    public static Tensor GoogLeNetModule(
        this Tensor x,
        string scope,
        GoogLeNetRow row,
        ConvUnit conv,
        IReadOnlyList<string> names,
        long large
    ) =>
        x.Within(
            scope,
            x =>
                x.Branches(
                    names[7],
                    x => conv(x, names[0], row.Point, 1),
                    x => conv(conv(x, names[1], row.MediumReduce, 1), names[2], row.Medium, 3, 1, 1),
                    x => conv(conv(x, names[3], row.LargeReduce, 1), names[4], row.Large, large, 1, large / 2),
                    x => conv(x.MaxPool(names[5], 3, 1, 1, WindowRounding.Ceil), names[6], row.Pool, 1)
                )
        );

    /// <summary>The module of the paper: convolutions with biases and ReLU, and 5x5 filters.</summary>
    /// <param name="x">The input.</param>
    /// <param name="scope">What is put before the names.</param>
    /// <param name="row">The row of the table.</param>
    [Block(
        "Inception",
        "1x1, 3x3 and 5x5 convolutions and pooling side by side, each after a 1x1 convolution (GoogLeNet).",
        Paper = "arXiv:1409.4842",
        Example = "Point=64; MediumReduce=96; Medium=128; LargeReduce=16; Large=32; Pool=32",
        ExampleInput = "28x28x192"
    )]
    public static Tensor Inception(this Tensor x, string scope, GoogLeNetRow row) =>
        x.GoogLeNetModule(scope, row, BiasedConv, PaperNames, large: 5);

    /// <summary>Inception v3 at 35x35 (arXiv:1512.00567, figure 5).</summary>
    [Block(
        "InceptionA",
        "Inception v3 at 35x35.",
        Paper = "arXiv:1512.00567",
        Example = "Pooled=32",
        ExampleInput = "35x35x192"
    )]
    public static Tensor InceptionA(
        this Tensor x,
        string scope,
        ConvUnit conv,
        [Setting("The filters after the pooling.")] long pooled
    ) =>
        x.Within(
            scope,
            x =>
                x.Branches(
                    "concat",
                    x => conv(x, "branch1x1", 64, 1),
                    x => conv(conv(x, "branch5x5_1", 48, 1), "branch5x5_2", 64, 5, 1, 2),
                    x =>
                        conv(
                            conv(conv(x, "branch3x3dbl_1", 64, 1), "branch3x3dbl_2", 96, 3, 1, 1),
                            "branch3x3dbl_3",
                            96,
                            3,
                            1,
                            1
                        ),
                    x =>
                        conv(x.AveragePool("avg_pool", 3, 1, 1).CalledAs(ModuleCall.Function), "branch_pool", pooled, 1)
                )
        );

    /// <summary>Inception v3 from 35x35 to 17x17 (figure 10).</summary>
    [Block("InceptionB", "Inception v3 from 35x35 to 17x17.", Paper = "arXiv:1512.00567", ExampleInput = "35x35x288")]
    public static Tensor InceptionB(this Tensor x, string scope, ConvUnit conv) =>
        x.Within(
            scope,
            x =>
                x.Branches(
                    "concat",
                    x => conv(x, "branch3x3", 384, 3, 2),
                    x =>
                        conv(
                            conv(conv(x, "branch3x3dbl_1", 64, 1), "branch3x3dbl_2", 96, 3, 1, 1),
                            "branch3x3dbl_3",
                            96,
                            3,
                            2
                        ),
                    x => x.MaxPool("max_pool", 3, 2).CalledAs(ModuleCall.Function)
                )
        );

    /// <summary>Inception v3 at 17x17 (figure 6).</summary>
    [Block(
        "InceptionC",
        "Inception v3 at 17x17.",
        Paper = "arXiv:1512.00567",
        Example = "Middle=128",
        ExampleInput = "17x17x768"
    )]
    public static Tensor InceptionC(
        this Tensor x,
        string scope,
        ConvUnit conv,
        [Setting("The filters inside of the branches.")] long middle
    ) =>
        x.Within(
            scope,
            x =>
                x.Branches(
                    "concat",
                    x => conv(x, "branch1x1", 192, 1),
                    x =>
                    {
                        x = conv(x, "branch7x7_1", middle, 1);
                        x = conv(x, "branch7x7_2", middle, Row, 1, RowPadding);
                        return conv(x, "branch7x7_3", 192, Column, 1, ColumnPadding);
                    },
                    x =>
                    {
                        x = conv(x, "branch7x7dbl_1", middle, 1);
                        x = conv(x, "branch7x7dbl_2", middle, Column, 1, ColumnPadding);
                        x = conv(x, "branch7x7dbl_3", middle, Row, 1, RowPadding);
                        x = conv(x, "branch7x7dbl_4", middle, Column, 1, ColumnPadding);
                        return conv(x, "branch7x7dbl_5", 192, Row, 1, RowPadding);
                    },
                    x => conv(x.AveragePool("avg_pool", 3, 1, 1).CalledAs(ModuleCall.Function), "branch_pool", 192, 1)
                )
        );

    /// <summary>Inception v3 from 17x17 to 8x8.</summary>
    [Block("InceptionD", "Inception v3 from 17x17 to 8x8.", Paper = "arXiv:1512.00567", ExampleInput = "17x17x768")]
    public static Tensor InceptionD(this Tensor x, string scope, ConvUnit conv) =>
        x.Within(
            scope,
            x =>
                x.Branches(
                    "concat",
                    x => conv(conv(x, "branch3x3_1", 192, 1), "branch3x3_2", 320, 3, 2),
                    x =>
                    {
                        x = conv(x, "branch7x7x3_1", 192, 1);
                        x = conv(x, "branch7x7x3_2", 192, Row, 1, RowPadding);
                        x = conv(x, "branch7x7x3_3", 192, Column, 1, ColumnPadding);
                        return conv(x, "branch7x7x3_4", 192, 3, 2);
                    },
                    x => x.MaxPool("max_pool", 3, 2).CalledAs(ModuleCall.Function)
                )
        );

    /// <summary>Inception v3 at 8x8 (figure 7).</summary>
    [Block("InceptionE", "Inception v3 at 8x8.", Paper = "arXiv:1512.00567", ExampleInput = "8x8x1280")]
    public static Tensor InceptionE(this Tensor x, string scope, ConvUnit conv) =>
        x.Within(
            scope,
            x =>
                x.Branches(
                    "concat",
                    x => conv(x, "branch1x1", 320, 1),
                    x => conv(x, "branch3x3_1", 384, 1).Fork("branch3x3_concat", conv, "branch3x3_2", 384),
                    x =>
                        conv(conv(x, "branch3x3dbl_1", 448, 1), "branch3x3dbl_2", 384, 3, 1, 1)
                            .Fork("branch3x3dbl_concat", conv, "branch3x3dbl_3", 384),
                    x => conv(x.AveragePool("avg_pool", 3, 1, 1).CalledAs(ModuleCall.Function), "branch_pool", 192, 1)
                )
        );

    /// <summary>Inception v4's stem up to 35x35 (arXiv:1602.07261, figure 3).</summary>
    public static Tensor InceptionV4Stem(this Tensor x, ConvUnit conv)
    {
        x = conv(conv(conv(x, "conv1", 32, 3, 2), "conv2", 32, 3), "conv3", 64, 3, 1, 1);
        x = x.Within(
            "mixed_3a.",
            x => x.Branches("concat", x => x.MaxPool("max_pool", 3, 2), x => conv(x, "conv", 96, 3, 2))
        );
        x = x.Within(
            "mixed_4a.",
            x =>
                x.Branches(
                    "concat",
                    x => conv(conv(x, "branch0_1", 64, 1), "branch0_2", 96, 3),
                    x =>
                        conv(
                            conv(
                                conv(conv(x, "branch1_1", 64, 1), "branch1_2", 64, Row, 1, RowPadding),
                                "branch1_3",
                                64,
                                Column,
                                1,
                                ColumnPadding
                            ),
                            "branch1_4",
                            96,
                            3
                        )
                )
        );
        return x.Within(
            "mixed_5a.",
            x => x.Branches("concat", x => conv(x, "conv", 192, 3, 2), x => x.MaxPool("max_pool", 3, 2))
        );
    }

    /// <summary>Inception v4 at 35x35 (figure 4).</summary>
    [Block("InceptionV4A", "Inception v4 at 35x35.", Paper = "arXiv:1602.07261", ExampleInput = "35x35x384")]
    public static Tensor InceptionV4A(this Tensor x, string scope, ConvUnit conv) =>
        x.Within(
            scope,
            x =>
                x.Branches(
                    "concat",
                    x => conv(x, "branch0", 96, 1),
                    x => conv(conv(x, "branch1_1", 64, 1), "branch1_2", 96, 3, 1, 1),
                    x => conv(conv(conv(x, "branch2_1", 64, 1), "branch2_2", 96, 3, 1, 1), "branch2_3", 96, 3, 1, 1),
                    x => conv(x.AveragePool("avg_pool", 3, 1, 1), "branch3", 96, 1)
                )
        );

    /// <summary>
    /// From 35x35 to 17x17 in Inception v4 and Inception-ResNet (figure 7), with k, l, m and n of table 1.
    /// </summary>
    [Block(
        "InceptionReductionA",
        "From 35x35 to 17x17 in Inception v4 and Inception-ResNet; k, l, m and n are those of the paper's table 1.",
        Paper = "arXiv:1602.07261",
        Example = "K=192; L=224; M=256; N=384",
        ExampleInput = "35x35x384"
    )]
    public static Tensor InceptionReductionA(
        this Tensor x,
        string scope,
        ConvUnit conv,
        [Setting("The 1x1 filters.")] long k,
        [Setting("The 3x3 filters after them.")] long l,
        [Setting("The 3x3 filters with the stride after those.")] long m,
        [Setting("The 3x3 filters with the stride of the other branch.")] long n
    ) =>
        x.Within(
            scope,
            x =>
                x.Branches(
                    "concat",
                    x => conv(x, "branch0", n, 3, 2),
                    x => conv(conv(conv(x, "branch1_1", k, 1), "branch1_2", l, 3, 1, 1), "branch1_3", m, 3, 2),
                    x => x.MaxPool("max_pool", 3, 2)
                )
        );

    /// <summary>Inception v4 at 17x17 (figure 5).</summary>
    [Block("InceptionV4B", "Inception v4 at 17x17.", Paper = "arXiv:1602.07261", ExampleInput = "17x17x1024")]
    public static Tensor InceptionV4B(this Tensor x, string scope, ConvUnit conv) =>
        x.Within(
            scope,
            x =>
                x.Branches(
                    "concat",
                    x => conv(x, "branch0", 384, 1),
                    x =>
                        conv(
                            conv(conv(x, "branch1_1", 192, 1), "branch1_2", 224, Row, 1, RowPadding),
                            "branch1_3",
                            256,
                            Column,
                            1,
                            ColumnPadding
                        ),
                    x =>
                    {
                        x = conv(x, "branch2_1", 192, 1);
                        x = conv(x, "branch2_2", 192, Column, 1, ColumnPadding);
                        x = conv(x, "branch2_3", 224, Row, 1, RowPadding);
                        x = conv(x, "branch2_4", 224, Column, 1, ColumnPadding);
                        return conv(x, "branch2_5", 256, Row, 1, RowPadding);
                    },
                    x => conv(x.AveragePool("avg_pool", 3, 1, 1), "branch3", 128, 1)
                )
        );

    /// <summary>Inception v4 from 17x17 to 8x8 (figure 8).</summary>
    [Block(
        "InceptionV4ReductionB",
        "Inception v4 from 17x17 to 8x8.",
        Paper = "arXiv:1602.07261",
        ExampleInput = "17x17x1024"
    )]
    public static Tensor InceptionV4ReductionB(this Tensor x, string scope, ConvUnit conv) =>
        x.Within(
            scope,
            x =>
                x.Branches(
                    "concat",
                    x => conv(conv(x, "branch0_1", 192, 1), "branch0_2", 192, 3, 2),
                    x =>
                    {
                        x = conv(x, "branch1_1", 256, 1);
                        x = conv(x, "branch1_2", 256, Row, 1, RowPadding);
                        x = conv(x, "branch1_3", 320, Column, 1, ColumnPadding);
                        return conv(x, "branch1_4", 320, 3, 2);
                    },
                    x => x.MaxPool("max_pool", 3, 2)
                )
        );

    /// <summary>Inception v4 at 8x8 (figure 6).</summary>
    [Block("InceptionV4C", "Inception v4 at 8x8.", Paper = "arXiv:1602.07261", ExampleInput = "8x8x1536")]
    public static Tensor InceptionV4C(this Tensor x, string scope, ConvUnit conv) =>
        x.Within(
            scope,
            x =>
                x.Branches(
                    "concat",
                    x => conv(x, "branch0", 256, 1),
                    x => conv(x, "branch1_1", 384, 1).Fork("branch1_concat", conv, "branch1_2", 256),
                    x =>
                        conv(
                                conv(
                                    conv(x, "branch2_1", 384, 1),
                                    "branch2_2",
                                    448,
                                    ShortColumn,
                                    1,
                                    ShortColumnPadding
                                ),
                                "branch2_3",
                                512,
                                ShortRow,
                                1,
                                ShortRowPadding
                            )
                            .Fork("branch2_concat", conv, "branch2_4", 256),
                    x => conv(x.AveragePool("avg_pool", 3, 1, 1), "branch3", 256, 1)
                )
        );

    // A 1x3 and a 3x1 convolution side by side.
    private static Tensor Fork(this Tensor x, string joined, ConvUnit conv, string name, long filters) =>
        x.Branches(
            joined,
            x => conv(x, name + "a", filters, ShortRow, 1, ShortRowPadding),
            x => conv(x, name + "b", filters, ShortColumn, 1, ShortColumnPadding)
        );

    /// <summary>Inception-ResNet v2 at 35x35 (figure 16).</summary>
    [Block("InceptionResNetA", "Inception-ResNet v2 at 35x35.", Paper = "arXiv:1602.07261", ExampleInput = "35x35x320")]
    public static Tensor InceptionResNetA(this Tensor x, string scope, ConvUnit conv) =>
        x.ResidualInception(
            scope,
            true,
            x => conv(x, "branch0", 32, 1),
            x => conv(conv(x, "branch1_1", 32, 1), "branch1_2", 32, 3, 1, 1),
            x => conv(conv(conv(x, "branch2_1", 32, 1), "branch2_2", 48, 3, 1, 1), "branch2_3", 64, 3, 1, 1)
        );

    /// <summary>Inception-ResNet v2 at 17x17 (figure 17).</summary>
    [Block(
        "InceptionResNetB",
        "Inception-ResNet v2 at 17x17.",
        Paper = "arXiv:1602.07261",
        ExampleInput = "17x17x1088"
    )]
    public static Tensor InceptionResNetB(this Tensor x, string scope, ConvUnit conv) =>
        x.ResidualInception(
            scope,
            true,
            x => conv(x, "branch0", 192, 1),
            x =>
                conv(
                    conv(conv(x, "branch1_1", 128, 1), "branch1_2", 160, Row, 1, RowPadding),
                    "branch1_3",
                    192,
                    Column,
                    1,
                    ColumnPadding
                )
        );

    /// <summary>Inception-ResNet v2 at 8x8 (figure 19).</summary>
    [Block("InceptionResNetC", "Inception-ResNet v2 at 8x8.", Paper = "arXiv:1602.07261", ExampleInput = "8x8x2080")]
    public static Tensor InceptionResNetC(
        this Tensor x,
        string scope,
        ConvUnit conv,
        [Setting("Whether ReLU follows: not in the last block.")] bool activates = true
    ) =>
        x.ResidualInception(
            scope,
            activates,
            x => conv(x, "branch0", 192, 1),
            x =>
                conv(
                    conv(conv(x, "branch1_1", 192, 1), "branch1_2", 224, ShortRow, 1, ShortRowPadding),
                    "branch1_3",
                    256,
                    ShortColumn,
                    1,
                    ShortColumnPadding
                )
        );

    /// <summary>Inception-ResNet v2 from 17x17 to 8x8 (figure 18).</summary>
    public static Tensor InceptionResNetReductionB(this Tensor x, string scope, ConvUnit conv) =>
        x.Within(
            scope,
            x =>
                x.Branches(
                    "concat",
                    x => conv(conv(x, "branch0_1", 256, 1), "branch0_2", 384, 3, 2),
                    x => conv(conv(x, "branch1_1", 256, 1), "branch1_2", 288, 3, 2),
                    x => conv(conv(conv(x, "branch2_1", 256, 1), "branch2_2", 288, 3, 1, 1), "branch2_3", 320, 3, 2),
                    x => x.MaxPool("max_pool", 3, 2)
                )
        );

    // Branches, joined, brought to the input channels by a linear 1x1 convolution, and added.
    private static Tensor ResidualInception(
        this Tensor x,
        string scope,
        bool activates,
        params Func<Tensor, Tensor>[] branches
    ) =>
        x.Within(
            scope,
            x =>
                x.Branches("concat", branches)
                    .Conv("conv", x.Channels, 1)
                    .Add("add", x)
                    .If(activates, x => x.ReLU("relu"))
        );
}

/// <summary>A row of GoogLeNet's table: the filters of the four branches.</summary>
/// <param name="Point">#1x1</param>
/// <param name="MediumReduce">#3x3 reduce</param>
/// <param name="Medium">#3x3</param>
/// <param name="LargeReduce">#5x5 reduce</param>
/// <param name="Large">#5x5</param>
/// <param name="Pool">pool proj</param>
public sealed record GoogLeNetRow(
    [Setting("The 1x1 filters of the first branch.")] long Point,
    [Setting("The 1x1 filters before the 3x3 ones.")] long MediumReduce,
    [Setting("The 3x3 filters.")] long Medium,
    [Setting("The 1x1 filters before the 5x5 ones.")] long LargeReduce,
    [Setting("The 5x5 filters.")] long Large,
    [Setting("The 1x1 filters after the pooling.")] long Pool
);
