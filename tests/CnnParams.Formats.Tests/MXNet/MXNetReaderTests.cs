using System.Text;
using CnnParams.Formats.Tests.StateDicts;
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

    private static byte[] Arrays(Func<int, float>? numbers, params (string Name, long[] Sizes)[] arrays)
    {
        var bytes = new MemoryStream();
        var writer = new BinaryWriter(bytes);
        writer.Write(0x112L);
        writer.Write(0L);
        writer.Write((long)arrays.Length);
        foreach (var (_, sizes) in arrays)
        {
            writer.Write(0xF993FAC9);
            writer.Write(0);
            writer.Write(sizes.Length);
            foreach (long size in sizes)
                writer.Write(size);
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
