using System.Text;
using CnnParams.Formats.Tests.StateDicts;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Reading;
using CnnParams.Shapes;

namespace CnnParams.Formats.Tests.MXNet;

// Expected numbers: torchvision's ResNet-18, by tests/oracles/mxnet_models.py; else the operators' own sources, by
// file.
public class MXNetReaderTests
{
    [Fact]
    public void ResNet_is_torchvisions()
    {
        var network = TestFiles.Read(
            WeightFiles.Full("mxnet/resnet18-symbol.json"),
            new ReadOptions { InputShape = new TensorShape(3, 224, 224) }
        );
        var measured = Measurer.Measure(network);
        Assert.Equal(("MXNet", "MXNet 10900"), (network.Format, network.Producer));
        Assert.Empty(network.Warnings);
        Assert.Empty(measured.Problems);
        Assert.Equal((11_689_512, 1_814_073_344), (measured.Totals.Parameters, measured.Totals.Macs));
        Assert.Equal(9_600, measured.Totals.Buffers - 20);
        var rows = measured.Rows.ToDictionary(row => row.Name, StringComparer.Ordinal);
        foreach (string[] expected in WeightFiles.Rows("mxnet/resnet18.csv"))
            Assert.Equal(
                (expected[0], $"({expected[1].Replace('x', ',')})"),
                (expected[0], rows[expected[0]].OutputShape.ToString())
            );
    }

    [Fact]
    public void Without_a_shape_it_is_asked_for() =>
        Assert.Contains(
            "-InputShape",
            Assert.Single(WeightFiles.Read("mxnet/resnet18-symbol.json").Warnings),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData(
        "4,7,7",
        "Pooling",
        "{\"kernel\":\"(2, 2)\",\"stride\":\"(2, 2)\",\"pooling_convention\":\"full\"}",
        "(4,4,4)",
        0
    )] // pooling.cc: rounded up
    [InlineData("4,7,7", "Pooling", "{\"kernel\":\"(2, 2)\",\"stride\":\"(2, 2)\"}", "(4,3,3)", 0)]
    [InlineData("4,6,7", "Flatten", "{}", "(168)", 0)]
    [InlineData("4,6,7", "Reshape", "{\"shape\":\"(0, -1, 21)\"}", "(8,21)", 0)]
    [InlineData("4,6,7", "Reshape", "{\"shape\":\"(-1, 4, 42)\"}", "(4,42)", 0)]
    [InlineData("4,6,7", "transpose", "{\"axes\":\"(0, 2, 3, 1)\"}", "(6,7,4)", 0)]
    [InlineData(
        "4,6,7",
        "UpSampling",
        "{\"scale\":\"2\",\"sample_type\":\"nearest\",\"num_args\":\"1\"}",
        "(4,12,14)",
        0
    )]
    [InlineData("4,6,7", "Pad", "{\"mode\":\"constant\",\"pad_width\":\"(0, 0, 0, 0, 1, 2, 3, 4)\"}", "(4,9,14)", 0)]
    [InlineData("4,6,7", "slice_axis", "{\"axis\":\"1\",\"begin\":\"1\",\"end\":\"None\"}", "(3,6,7)", 0)]
    [InlineData("4,6,7", "LeakyReLU", "{\"act_type\":\"prelu\"}", "(4,6,7)", 4)]
    [InlineData("4,6,7", "BatchNorm", "{}", "(4,6,7)", 4)] // batch_norm-inl.h: fix_gamma is true when not given
    [InlineData("4,6,7", "FullyConnected", "{\"num_hidden\":\"3\"}", "(3)", 507)]
    [InlineData(
        "4,6,7",
        "FullyConnected",
        "{\"num_hidden\":\"3\",\"flatten\":\"False\",\"no_bias\":\"True\"}",
        "(4,6,3)",
        21
    )]
    [InlineData(
        "4,6,7",
        "Deconvolution",
        "{\"kernel\":\"(4, 4)\",\"stride\":\"(2, 2)\",\"pad\":\"(1, 1)\",\"num_filter\":\"2\"}",
        "(2,12,14)",
        128
    )]
    [InlineData("4,6,7", "_mul_scalar", "{\"scalar\":\"2\"}", "(4,6,7)", 0)]
    // broadcast_reduce_op.h: without keepdims the axes go; exclude takes the others.
    [InlineData("4,6,7", "mean", "{\"axis\":\"(2, 3)\"}", "(4)", 0)]
    [InlineData("4,6,7", "mean", "{\"axis\":\"(2, 3)\",\"keepdims\":\"True\"}", "(4,1,1)", 0)]
    [InlineData("4,6,7", "mean", "{\"axis\":\"(0, 1)\",\"exclude\":\"True\"}", "(4)", 0)]
    [InlineData("4,6,7", "sum", "{\"axis\":\"-1\"}", "(4,6)", 0)]
    [InlineData("4,6,7", "max", "{\"axis\":\"1\",\"keepdims\":\"1\"}", "(1,6,7)", 0)]
    [InlineData("4,6,7", "mean", "{}", "?", 0)]
    [InlineData("4,6,7", "mean", "{\"axis\":\"0\"}", "?", 0)]
    [InlineData("4,6,7", "argmax", "{\"axis\":\"1\"}", "(6,7)", 0)]
    // matrix_op-inl.h
    [InlineData("4,6,7", "expand_dims", "{\"axis\":\"1\"}", "(1,4,6,7)", 0)]
    [InlineData("4,6,7", "expand_dims", "{\"axis\":\"-1\"}", "(4,6,7,1)", 0)]
    [InlineData("4,1,7", "squeeze", "{\"axis\":\"2\"}", "(4,7)", 0)]
    [InlineData("4,1,1", "squeeze", "{}", "(4)", 0)]
    [InlineData("4,6,7", "SwapAxis", "{\"dim1\":\"1\",\"dim2\":\"3\"}", "(7,6,4)", 0)]
    [InlineData("4,6,7", "SwapAxis", "{\"dim1\":\"0\",\"dim2\":\"2\"}", "(6,4,7)", 0)]
    [InlineData("4,6,7", "transpose", "{}", "(7,6,4)", 0)]
    [InlineData("4,6,7", "tile", "{\"reps\":\"(2, 3)\"}", "(4,12,21)", 0)]
    [InlineData("4,6,7", "repeat", "{\"repeats\":\"2\",\"axis\":\"1\"}", "(8,6,7)", 0)]
    [InlineData("4,6,7", "slice", "{\"begin\":\"(None, 1, -3)\",\"end\":\"(None, 3, None)\"}", "(2,3,7)", 0)]
    [InlineData("4,6,7", "slice_axis", "{\"axis\":\"-1\",\"begin\":\"0\",\"end\":\"-2\"}", "(4,6,5)", 0)]
    [InlineData("4,6,7", "Concat", "{\"dim\":\"0\",\"num_args\":\"1\"}", "?", 0)]
    [InlineData("4,6,7", "Reshape", "{\"shape\":\"(0, -3, 7)\"}", "(24,7)", 0)]
    [InlineData("4,6,7", "Reshape", "{\"shape\":\"(0, -4, 2, -1, -2)\"}", "(2,2,6,7)", 0)]
    [InlineData("4,6,7", "Reshape", "{\"shape\":\"(0, -2, 1, 1)\"}", "(4,6,7,1,1)", 0)]
    [InlineData("4,6,7", "Reshape", "{\"shape\":\"(-1, 0)\",\"reverse\":\"True\"}", "(24,7)", 0)]
    // A part of a sample is in the batch: all of the sample is seen.
    [InlineData("4,6,7", "Reshape", "{\"shape\":\"(-3, -2)\"}", "(4,6,7)", 0)]
    [InlineData("4,6,7", "Reshape", "{\"shape\":\"(-1, 21)\"}", "(8,21)", 0)]
    [InlineData("4,6,7", "Reshape", "{\"shape\":\"(16, 4, 42)\"}", "?", 0)]
    [InlineData("4,6,7", "depth_to_space", "{\"block_size\":\"2\"}", "(1,12,14)", 0)]
    [InlineData("4,6,7", "_contrib_AdaptiveAvgPooling2D", "{\"output_size\":\"3\"}", "(4,3,3)", 0)]
    [InlineData(
        "9,12,6",
        "Convolution",
        "{\"kernel\":\"(3, 3)\",\"num_filter\":\"8\",\"layout\":\"NHWC\"}",
        "(7,10,8)",
        (6 * 9 * 8) + 8
    )]
    [InlineData("9,12,6", "Pooling", "{\"kernel\":\"(2, 2)\",\"stride\":\"(2, 2)\",\"layout\":\"NHWC\"}", "(4,6,6)", 0)]
    [InlineData("9,12,6", "Pooling", "{\"global_pool\":\"True\",\"layout\":\"NHWC\"}", "(1,1,6)", 0)]
    // deconvolution-inl.h, InferPad: the padding that is stated is not looked at then.
    [InlineData(
        "6,9,12",
        "Deconvolution",
        "{\"kernel\":\"(4, 4)\",\"stride\":\"(2, 2)\",\"pad\":\"(1, 1)\",\"target_shape\":\"(17, 23)\",\"num_filter\":\"8\"}",
        "(8,17,23)",
        6 * 8 * 16
    )]
    // upsampling-inl.h: filters of 2 * scale - scale % 2, one for each channel.
    [InlineData("4,6,7", "UpSampling", "{\"scale\":\"2\",\"sample_type\":\"bilinear\"}", "(4,12,14)", 4 * 16)]
    [InlineData("4,6,7", "UpSampling", "{\"scale\":\"3\",\"sample_type\":\"bilinear\"}", "(4,18,21)", 4 * 25)]
    // As torch.nn.LSTM(10, 6, 2, bidirectional=True), GRU(10, 6) and LSTM(10, 6, proj_size=4) have.
    [InlineData(
        "2,10",
        "RNN",
        "{\"mode\":\"lstm\",\"state_size\":\"6\",\"num_layers\":\"2\",\"bidirectional\":\"True\"}",
        "?",
        1824
    )]
    [InlineData("2,10", "RNN", "{\"mode\":\"gru\",\"state_size\":\"6\",\"num_layers\":\"1\"}", "?", 324)]
    [InlineData(
        "2,10",
        "RNN",
        "{\"mode\":\"lstm\",\"state_size\":\"6\",\"num_layers\":\"1\",\"projection_size\":\"4\"}",
        "?",
        408
    )]
    public void Operators_follow_the_rules_of_MXNet(
        string shape,
        string type,
        string attributes,
        string output,
        long parameters
    )
    {
        var measured = Measurer.Measure(
            Text(
                $$"""{"nodes":[{"op":"null","name":"x","inputs":[]},{"op":"{{type}}","name":"y","attrs":{{attributes}},"inputs":[[0,0,0]]}],"heads":[[1,0,0]]}""",
                TensorShape.Parse(shape)
            )
        );
        Assert.Empty(measured.Problems);
        Assert.Equal((output, parameters), (measured.Rows[^1].OutputShape.ToString(), measured.Totals.Parameters));
    }

    // By arithmetic, of 5 tokens of 8 features: four matrices of 8*8 and their biases, and two products of 2 heads of
    // 5*5*4. Heads are put into the batch with -3 and -2, and taken out with -4, as GluonNLP does.
    [Fact]
    public void Heads_in_the_batch_are_followed()
    {
        string[] Project(string head) =>
            [
                $"{head} FullyConnected x,{head}_w,{head}_b num_hidden=8;flatten=False",
                $"{head}1 Reshape {head} shape=(0, 0, 2, -1)",
                $"{head}2 transpose {head}1 axes=(0, 2, 1, 3)",
                $"{head}3 Reshape {head}2 shape=(-3, -2)",
            ];

        var measured = Measurer.Measure(
            Text(
                Symbol([
                    "x",
                    .. "qkv".SelectMany(head => new[] { $"{head}_w", $"{head}_b" }.Concat(Project(head.ToString()))),
                    "scores batch_dot q3,k3 transpose_b=True",
                    "shares softmax scores axis=-1",
                    "mix batch_dot shares,v3 ",
                    "parted Reshape mix shape=(-4, -1, 2, 0, 0)",
                    "turned transpose parted axes=(0, 2, 1, 3)",
                    "joined Reshape turned shape=(0, 0, -3)",
                    "o_w",
                    "o_b",
                    "o FullyConnected joined,o_w,o_b num_hidden=8;flatten=False",
                ]),
                new TensorShape(5, 8)
            )
        );
        Assert.Empty(measured.Problems);
        Assert.Equal(
            (288, 4 * 5 * 64 + 2 * 200, Trust.Exact, "(2,5,5)", "(5,8)"),
            (
                measured.Totals.Parameters,
                measured.Totals.Macs,
                measured.Totals.MacsTrust,
                measured.Rows.Single(row => row.Name == "scores").OutputShape.ToString(),
                measured.Rows[^1].OutputShape.ToString()
            )
        );
    }

    // Tokens as samples: 4 rows of 42 numbers each have 5 units, by arithmetic.
    [Theory]
    [InlineData("rows Reshape x shape=(-1, 42)", 215, 4 * 42 * 5, Trust.Exact)]
    [InlineData("rows Reshape x shape=(-3, -1)", 215, 4 * 42 * 5, Trust.Exact)]
    [InlineData("rows Reshape x shape=(0, 4, 42)", 845, 168 * 5, Trust.Exact)]
    [InlineData("rows Reshape x shape=(7, -1, 6)", 0, 0, Trust.LowerBound)]
    [InlineData("rows SwapAxis x dim1=0;dim2=1", 0, 0, Trust.LowerBound)]
    public void Units_of_rows_in_the_batch_are_followed_or_not_known(
        string line,
        long parameters,
        long macs,
        Trust trust
    )
    {
        var totals = Measurer
            .Measure(
                Text(
                    Symbol(["x", line, "w", "b", "units FullyConnected rows,w,b num_hidden=5"]),
                    new TensorShape(4, 6, 7)
                )
            )
            .Totals;
        Assert.Equal((parameters, macs, trust), (totals.Parameters, totals.Macs, totals.MacsTrust));
    }

    // A factor of 4 channels, which Gluon's parameter or the array beside says to be learned.
    [Theory]
    [InlineData("gamma __init__=ones;__shape__=(1, 4, 1, 1)", false, 4, Trust.Exact)]
    [InlineData("gamma", true, 4, Trust.Exact)]
    [InlineData("mask", true, 4, Trust.Assumed)]
    [InlineData("gamma __lr_mult__=1.0", false, 0, Trust.LowerBound)]
    public void Learned_factors_count(string variable, bool isBeside, long parameters, Trust trust)
    {
        string name = variable.Split(' ')[0];
        using var file = new TemporaryFile(
            "net-symbol.json",
            Encoding.UTF8.GetBytes(Symbol(["x", variable, $"product broadcast_mul x,{name} "]))
        );
        if (isBeside)
            File.WriteAllBytes(Path.Combine(file.Folder, "net-0000.params"), Arrays(("arg:" + name, [1, 4, 1, 1])));
        var network = TestFiles.Read(file.Path, new ReadOptions { InputShape = new TensorShape(4, 6, 7) });
        var totals = Measurer.Measure(network).Totals;
        Assert.Equal((parameters, trust), (totals.Parameters, totals.ParametersTrust));
        if (trust != Trust.LowerBound)
            Assert.Equal("(4,6,7)", Measurer.Measure(network).Rows[^1].OutputShape.ToString());
    }

    // Positions are cut from a table of 6 by 8, and added to each sample.
    [Fact]
    public void A_table_that_is_cut_counts_whole()
    {
        var measured = Measurer.Measure(
            Text(
                Symbol([
                    "x",
                    "position_weight __init__=normal;__shape__=(1, 6, 8)",
                    "first slice_axis position_weight axis=1;begin=0;end=5",
                    "sum broadcast_add x,first ",
                ]),
                new TensorShape(5, 8)
            )
        );
        Assert.Empty(measured.Problems);
        Assert.Equal((48, "(5,8)"), (measured.Totals.Parameters, measured.Rows[^1].OutputShape.ToString()));
    }

    [Theory]
    [InlineData("w2 negative w ", Trust.LowerBound)]
    [InlineData("w2 amp_cast w dtype=float16", Trust.Exact)]
    public void Weights_that_are_computed_are_not_followed(string line, Trust trust) =>
        Assert.Equal(
            trust,
            Measurer
                .Measure(
                    Text(Symbol(["x", "w", "b", line, "units FullyConnected x,w2,b num_hidden=5"]), new TensorShape(4))
                )
                .Totals.ParametersTrust
        );

    // upsampling.cc: all inputs become as large as the first. Gluon's PReLU has one factor. group_norm.cc: one for each
    // channel since version 2, for each group before.
    [Theory]
    [InlineData("p Pooling x kernel=(2, 2);stride=(2, 2)", "y UpSampling x,p scale=2", "(8,12,16)", 0, Trust.Exact)]
    [InlineData(
        "p Pooling x kernel=(2, 2);stride=(2, 2)",
        "y UpSampling x,p scale=2;multi_input_mode=sum",
        "(4,12,16)",
        0,
        Trust.Exact
    )]
    [InlineData("a __init__=zeros;__shape__=(1,)", "y LeakyReLU x,a act_type=prelu", "(4,6,8)", 1, Trust.Exact)]
    [InlineData("g __init__=ones;__shape__=(2,)", "y GroupNorm x,g,g num_groups=2", "(4,6,8)", 2, Trust.Exact)]
    public void What_is_read_beside_the_image_is_followed(
        string other,
        string line,
        string output,
        long parameters,
        Trust trust
    )
    {
        var measured = Measurer.Measure(Text(Symbol(["x", other, line]), new TensorShape(4, 6, 8)));
        Assert.Empty(measured.Problems);
        Assert.Equal(
            (output, parameters, trust),
            (measured.Rows[^1].OutputShape.ToString(), measured.Totals.Parameters, measured.Totals.ParametersTrust)
        );
    }

    // Of a layer that Gluon has seen no data of, the sizes of the kernel are open. A factor that is fixed is no weight.
    [Theory]
    [InlineData(
        "units FullyConnected x,w,b num_hidden=5",
        "w __init__=normal;__shape__=(5, 0)",
        (5 * 168) + 5,
        "b __init__=zeros;__shape__=(5,)"
    )]
    [InlineData(
        "norm BatchNorm x,w,b,m,v fix_gamma=True",
        "w __init__=ones;__shape__=(4,)",
        12,
        "b __init__=zeros;__shape__=(4,)",
        "m __init__=zeros;__shape__=(4,)",
        "v __init__=ones;__shape__=(4,)"
    )]
    public void Sizes_that_are_open_or_fixed_contradict_nothing(
        string line,
        string weight,
        long parameters,
        params string[] others
    )
    {
        var totals = Measurer
            .Measure(
                Text(Symbol(["x", weight, .. others, line]), new TensorShape(4, 6, 7)),
                new MeasureOptions { View = ParameterView.Keras }
            )
            .Totals;
        Assert.Equal((parameters, Trust.Exact), (totals.Parameters, totals.ParametersTrust));
    }

    // Lines are a name, an operator, what it reads, and settings with semicolons between them; of a variable, the name
    // and settings.
    private static string Symbol(string[] lines)
    {
        var names = lines.Select(line => line.Split(' ')[0]).ToList();
        return "{\"nodes\":["
            + string.Join(
                ",",
                lines.Select(line =>
                {
                    string[] parts = line.Split(' ', 4);
                    bool isVariable = parts.Length < 4 || parts[1].Contains('=', StringComparison.Ordinal);
                    if (isVariable)
                        parts = line.Split(' ', 2);
                    string settings = string.Join(
                        ",",
                        (isVariable ? parts.ElementAtOrDefault(1) ?? "" : parts[3])
                            .Split(';', StringSplitOptions.RemoveEmptyEntries)
                            .Select(setting => setting.Split('='))
                            .Select(pair => $"\"{pair[0]}\":\"{pair[1]}\"")
                    );
                    string inputs = isVariable
                        ? ""
                        : string.Join(",", parts[2].Split(',').Select(name => $"[{names.IndexOf(name)},0,0]"));
                    return $$"""
                        {"op":"{{(isVariable ? "null" : parts[1])}}","name":"{{parts[
                            0
                        ]}}","attrs":{{{settings}}},"inputs":[{{inputs}}]}
                        """;
                })
            )
            + "],\"heads\":[]}";
    }

    [Fact]
    public void A_weight_that_two_operators_read_counts_once()
    {
        var totals = Measurer
            .Measure(
                Text(
                    """
                    {"nodes":[{"op":"null","name":"x","inputs":[]},{"op":"null","name":"w","inputs":[]},
                    {"op":"FullyConnected","name":"a","param":{"num_hidden":"5","no_bias":"True"},"inputs":[[0,0],[1,0]]},
                    {"op":"FullyConnected","name":"b","param":{"num_hidden":"5","no_bias":"True"},"inputs":[[2,0],[1,0]]}],"heads":[[3,0]]}
                    """,
                    new TensorShape(5)
                )
            )
            .Totals;
        Assert.Equal(25, totals.Parameters);
    }

    // The file of arrays by hand, as MXNet's own source has the form; 5*4 weights and 5 biases.
    [Theory]
    [InlineData("net-0003.params", "arg:w", 5, 4, Trust.Exact)]
    [InlineData("net.params", "arg:w", 5, 4, Trust.Exact)]
    [InlineData("net-0003.params", "w", 5, 4, Trust.Exact)]
    [InlineData("net-0003.params", "arg:w", 6, 4, Trust.LowerBound)]
    [InlineData("net-0003.params", "arg:w", 4, 4, Trust.Contradicted)]
    [InlineData("other-0003.params", "arg:w", 4, 4, Trust.Exact)]
    public void Arrays_beside_a_symbol_are_those_of_the_rows(
        string name,
        string array,
        long rows,
        long columns,
        Trust trust
    )
    {
        using var file = new TemporaryFile(
            "net-symbol.json",
            Encoding.UTF8.GetBytes(
                """
                {"nodes":[{"op":"null","name":"x","inputs":[]},{"op":"null","name":"w","inputs":[]},{"op":"null","name":"b","inputs":[]},
                {"op":"FullyConnected","name":"a","param":{"num_hidden":"5"},"inputs":[[0,0],[1,0],[2,0]]}],"arg_nodes":[0,1,2],"heads":[[3,0]]}
                """
            )
        );
        File.WriteAllBytes(Path.Combine(file.Folder, name), Arrays((array, [rows, columns]), ("arg:b", [5])));
        var options = new ReadOptions { InputShape = new TensorShape(4) };
        var totals = Measurer.Measure(TestFiles.Read(file.Path, options)).Totals;
        Assert.Equal((25, trust), (totals.Parameters, totals.ParametersTrust));
    }

    // As of nanodet's Integral: the bins that a sum of probabilities weighs are no weights.
    [Theory]
    [InlineData("w", true, Trust.Assumed)]
    [InlineData("w", false, Trust.Exact)]
    [InlineData("fc_weight", true, Trust.Exact)]
    public void Bins_are_no_weights(string name, bool areBins, Trust trust)
    {
        using var file = new TemporaryFile(
            "net-symbol.json",
            Encoding.UTF8.GetBytes(
                $$"""
                {"nodes":[{"op":"null","name":"x","inputs":[]},{"op":"null","name":"{{name}}","inputs":[]},
                {"op":"FullyConnected","name":"a","param":{"num_hidden":"1","no_bias":"True"},"inputs":[[0,0],[1,0]]}],"arg_nodes":[0,1],"heads":[[2,0]]}
                """
            )
        );
        File.WriteAllBytes(
            Path.Combine(file.Folder, "net-0001.params"),
            Arrays(i => areBins ? i : 1f / (i + 1), ("arg:" + name, [1, 8]))
        );
        var options = new ReadOptions { InputShape = new TensorShape(8) };
        Assert.Equal(trust, WeightFiles.TrustOf(TestFiles.Read(file.Path, options)));
    }

    [Fact]
    public void A_damaged_file_of_arrays_is_named()
    {
        byte[] arrays = Arrays(("arg:w", [5, 4]));
        for (int length = 8; length < arrays.Length; length += 7)
        {
            using var file = new TemporaryFile(
                "net-symbol.json",
                """{"nodes":[{"op":"null","name":"x","inputs":[]},{"op":"relu","name":"y","inputs":[[0,0,0]]}],"heads":[[1,0,0]]}"""u8.ToArray()
            );
            string path = Path.Combine(file.Folder, "net-0000.params");
            File.WriteAllBytes(path, arrays.AsSpan(0, length).ToArray());
            var error = Assert.Throws<ModelFileException>(() => TestFiles.Read(file.Path));
            Assert.Contains("net-0000.params", error.Message, StringComparison.Ordinal);
        }
    }

    private static byte[] Arrays(params (string Name, long[] Sizes)[] arrays) => Arrays(null, arrays);

    // As versions of the library wrote them (src/ndarray/ndarray.cc): since 1.5, 0.11 and 0.8; and before, when
    // an array began with its axes.
    [Theory]
    [InlineData(0xF993FACA)]
    [InlineData(0xF993FAC9)]
    [InlineData(0xF993FAC8)]
    [InlineData(0)]
    public void Arrays_of_all_versions_are_read(uint version)
    {
        using var file = new TemporaryFile(
            "net-symbol.json",
            Encoding.UTF8.GetBytes(Symbol(["x", "w", "b", "units FullyConnected x,w,b num_hidden=5"]))
        );
        string path = Path.Combine(file.Folder, "net-0001.params");
        File.WriteAllBytes(path, Arrays(null, version, ("arg:w", [5, 4]), ("arg:b", [5])));
        var options = new ReadOptions { InputShape = new TensorShape(4) };
        Assert.Equal(Trust.Exact, WeightFiles.TrustOf(TestFiles.Read(file.Path, options)));
        File.WriteAllBytes(path, Arrays(null, version, ("arg:w", [5, 3]), ("arg:b", [5])));
        Assert.Equal(Trust.Contradicted, WeightFiles.TrustOf(TestFiles.Read(file.Path, options)));
    }

    private static byte[] Arrays(Func<int, float>? numbers, params (string Name, long[] Sizes)[] arrays) =>
        Arrays(numbers, 0xF993FAC9, arrays);

    private static byte[] Arrays(Func<int, float>? numbers, uint version, params (string Name, long[] Sizes)[] arrays)
    {
        var bytes = new MemoryStream();
        var writer = new BinaryWriter(bytes);
        writer.Write(0x112L);
        writer.Write(0L);
        writer.Write((long)arrays.Length);
        foreach (var (_, sizes) in arrays)
        {
            if (version > 0)
                writer.Write(version);
            if (version > 0xF993FAC8)
                writer.Write(0);
            writer.Write(sizes.Length);
            foreach (long size in sizes)
            {
                if (version > 0)
                    writer.Write(size);
                else
                    writer.Write((int)size);
            }

            writer.Write(1);
            writer.Write(0);
            writer.Write(0);
            for (int i = 0; i < sizes.Aggregate(1L, (product, size) => product * size); i++)
                writer.Write(numbers?.Invoke(i) ?? 1f / (i + 1));
        }

        writer.Write((long)arrays.Length);
        foreach (var (name, _) in arrays)
        {
            writer.Write((long)name.Length);
            writer.Write(Encoding.ASCII.GetBytes(name));
        }

        return bytes.ToArray();
    }

    [Fact]
    public void An_operator_that_is_not_known_is_named_and_never_zero()
    {
        var network = Text(
            """{"nodes":[{"op":"null","name":"x","inputs":[]},{"op":"_contrib_Warp","name":"y","inputs":[[0,0,0]]}],"heads":[[1,0,0]]}""",
            new TensorShape(5)
        );
        Assert.Contains("_contrib_Warp", Assert.Single(network.Warnings), StringComparison.Ordinal);
        Assert.NotEqual(Trust.Exact, Measurer.Measure(network).Totals.ParametersTrust);
    }

    [Theory]
    [InlineData("""{"nodes":[{"op":"relu","name":"y","inputs":[[0,0,0]]}],"heads":[]}""")]
    [InlineData("""{"nodes":[{"name":"y","inputs":[]}],"heads":[]}""")]
    [InlineData("""{"nodes":[],"heads":[]}""")]
    [InlineData(
        """{"nodes":[{"op":"null","name":"x","inputs":[]},{"op":"Convolution","name":"y","attrs":{"kernel":"(3,3)","num_filter":"-1"},"inputs":[[0,0]]}],"heads":[]}"""
    )]
    public void A_mistake_is_damage(string text) =>
        Assert.Equal(ModelFileError.DamagedFile, Assert.Throws<ModelFileException>(() => Text(text, null)).Error);

    [Fact]
    public void Damaged_files_give_errors_of_their_own()
    {
        Damage.CutEverywhere(WeightFiles.Full("mxnet/resnet18-symbol.json"));
        Damage.FlipBytes(WeightFiles.Full("mxnet/resnet18-symbol.json"));
    }

    private static Network Text(string text, TensorShape? shape)
    {
        using var file = new TemporaryFile("net-symbol.json", Encoding.UTF8.GetBytes(text));
        return TestFiles.Read(file.Path, new ReadOptions { InputShape = shape });
    }
}
