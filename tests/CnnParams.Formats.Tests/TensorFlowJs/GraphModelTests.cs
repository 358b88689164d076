using System.Text;
using System.Text.Json.Nodes;
using CnnParams.Formats.Tests.StateDicts;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;

namespace CnnParams.Formats.Tests.TensorFlowJs;

/// <summary>
/// Graphs in the form of TensorFlow's converter, against the shapes that TensorFlow.js gives when it runs them
/// (tests/oracles/graph_models.js), and the number of values that their files hold.
/// </summary>
public sealed class GraphModelTests
{
    // parseStringParam in tfjs-converter takes a text in base64, or its bytes as a list.
    [Fact]
    public void Texts_may_be_lists_of_bytes()
    {
        string path = TestFiles.PathOf("tensorflowjs-graph/mobile/model.json");
        string text = System.Text.RegularExpressions.Regex.Replace(
            File.ReadAllText(path),
            "\"s\": ?\"([^\"]+)\"",
            match => $"\"s\":[{string.Join(',', Convert.FromBase64String(match.Groups[1].Value))}]"
        );
        Assert.Contains("\"s\":[78,72,87,67]", text, StringComparison.Ordinal);
        using var file = new TemporaryFile("model.json", Encoding.UTF8.GetBytes(text));
        const string weights = "group1-shard1of1.bin";
        File.Copy(Path.Combine(Path.GetDirectoryName(path)!, weights), Path.Combine(file.Folder, weights));
        var (expected, actual) = (Measurer.Measure(TestFiles.Read(path)), Measurer.Measure(TestFiles.Read(file.Path)));
        Assert.Equal(
            expected.Rows.Select(row => (row.Name, row.Type, row.OutputShape.ToString(), row.Parameters, row.Macs)),
            actual.Rows.Select(row => (row.Name, row.Type, row.OutputShape.ToString(), row.Parameters, row.Macs))
        );
    }

    // As of nanodet's Integral: the bins that a sum of probabilities weighs are no weights.
    [Theory]
    [InlineData("block/project_bins", true, Trust.Assumed)]
    [InlineData("block/project_bins", false, Trust.Exact)]
    [InlineData("block/project_kernel", true, Trust.Exact)]
    public void Bins_are_no_weights(string name, bool areBins, Trust trust)
    {
        const string weights = "group1-shard1of1.bin",
            kernel = "block/project_kernel";
        string path = TestFiles.PathOf("tensorflowjs-graph/mobile/model.json");
        string text = File.ReadAllText(path);
        byte[] shard = File.ReadAllBytes(Path.Combine(Path.GetDirectoryName(path)!, weights));
        int at = 0;
        foreach (var tensor in JsonNode.Parse(text)!["weightsManifest"]![0]!["weights"]!.AsArray())
        {
            int count = tensor!["shape"]!.AsArray().Aggregate(1, (product, size) => product * (int)size!);
            if ((string?)tensor["name"] == kernel)
            {
                float[] bins = [.. Enumerable.Range(0, count).Select(bin => areBins ? bin : 1f / (bin + 1))];
                Buffer.BlockCopy(bins, 0, shard, at, count * sizeof(float));
            }

            at += count * sizeof(float);
        }

        using var file = new TemporaryFile(
            "model.json",
            Encoding.UTF8.GetBytes(text.Replace(kernel, name, StringComparison.Ordinal))
        );
        File.WriteAllBytes(Path.Combine(file.Folder, weights), shard);
        Assert.Equal(trust, Measurer.Measure(TestFiles.Read(file.Path)).Totals.ParametersTrust);
    }

    // Nodes without a row: shape arithmetic, biases of the filters before them, other names, and constants of
    // constants.
    [Theory]
    [InlineData("mobile", "block/depthwise/BiasAdd block/project/BiasAdd logits/BiasAdd Identity")]
    [InlineData("fused", "shape batch packed")]
    [InlineData("shapes", "shape hw twice h height w width n sizes up/BiasAdd")]
    [InlineData("unfused", "bn/variance bn/rsqrt bn/factor bn/mean bn/offset")]
    public void Every_node_is_as_TensorFlowJs_runs_it(string graph, string without)
    {
        var network = TestFiles.Read(TestFiles.PathOf($"tensorflowjs-graph/{graph}/model.json"));
        var measured = Measurer.Measure(network);
        Assert.Empty(network.Warnings);
        Assert.Empty(measured.Problems);

        var missing = new List<string>();
        foreach (string[] golden in Golden(graph))
        {
            if (golden[0] == "TOTAL")
                Assert.Equal(golden[3], $"{FloatValues(measured)}");
            else if (measured.Rows.SingleOrDefault(row => row.Name == golden[0]) is { } row)
                Assert.Equal(
                    $"{golden[0]} {golden[3]}",
                    $"{golden[0]} {string.Join('x', row.OutputShape.Sizes.Prepend(1))}"
                );
            else
                missing.Add(golden[0]);
        }

        Assert.Equal(without, string.Join(' ', missing));
        // A constant that is called 'scale' may be a buffer.
        Assert.Equal(graph == "shapes" ? Trust.Assumed : Trust.Exact, measured.Totals.ParametersTrust);
    }

    [Fact]
    public void Filters_keep_the_bias_behind_them_and_the_tensors_of_the_file()
    {
        var project = Rows("mobile").Single(row => row.Name == "block/project");
        Assert.Equal(
            ("Conv2D", 72L, "((1 * 1 * 8) + 1) * 8 = 72"),
            (project.Type, project.Parameters, project.Calculation)
        );
        Assert.Equal(
            "block/project_kernel block/project_bias",
            string.Join(' ', project.Weights.Select(weight => weight.Tensor))
        );
    }

    [Fact]
    public void What_is_fused_into_filters_is_a_row_behind_them()
    {
        Assert.Equal(
            "image Input|pad ZeroPadding2D|a Conv2D|a/Relu6 ReLU6|b DepthwiseConv2D|b/Relu ReLU|avg "
                + "AveragePool2D|concat Concatenate|prelu PReLU|flatten Flatten|fc Dense|fc/Relu ReLU|out Sigmoid",
            string.Join('|', Rows("fused").Select(row => $"{row.Name} {row.Type}"))
        );
    }

    // The image is whole here, so that the filters are those of the first row, and the last ones' shape is
    // TensorFlow.js's.
    [Fact]
    public void Filters_on_an_image_that_is_dealt_out_over_the_batch_are_dilated()
    {
        var rows = Rows("atrous");
        Assert.Equal(
            "image Input|conv Conv2D|gather Cropping2D|depthwise DepthwiseConv2D|relu ReLU|relu2 ReLU",
            string.Join('|', rows.Select(row => $"{row.Name} {row.Type}"))
        );
        Assert.Equal(("2x2", "222"), (((Convolution)rows[1].GetLayer()).Dilation.ToString(), $"{rows[1].Parameters}"));
        foreach (
            string[] golden in Golden("atrous").Where(golden => golden[0].StartsWith("relu", StringComparison.Ordinal))
        )
            Assert.Equal(
                golden[3],
                string.Join('x', rows.Single(row => row.Name == golden[0]).OutputShape.Sizes.Prepend(1))
            );
    }

    [Fact]
    public void Statistics_of_arithmetic_that_normalises_are_not_learned()
    {
        var totals = Measurer.Measure(TestFiles.Read(TestFiles.PathOf("tensorflowjs-graph/unfused/model.json"))).Totals;
        Assert.Equal((162 + 24, 162 + 12), (totals.Parameters, totals.TrainableParameters));
    }

    // By hand: at 16 x 16 positions 27 * 8 of the stem, 9 * 8, 8 * 8 and 72 * 4 of the block; 4 * 10 of the logits.
    [Fact]
    public void Multiply_accumulates_are_those_of_filters_and_units() =>
        Assert.Equal(
            (256 * ((27 * 8) + (9 * 8) + 64 + (72 * 4))) + 40,
            Measurer.Measure(TestFiles.Read(TestFiles.PathOf("tensorflowjs-graph/mobile/model.json"))).Totals.Macs
        );

    [Fact]
    public void Without_the_files_beside_it_only_the_shapes_that_follow_from_them_stay_open()
    {
        using var file = new TemporaryFile(
            "model.json",
            File.ReadAllBytes(TestFiles.PathOf("tensorflowjs-graph/shapes/model.json"))
        );
        var measured = Measurer.Measure(TestFiles.Read(file.Path));
        Assert.Equal("(24,20,5)", measured.Rows.Single(row => row.Name == "up").OutputShape.ToString());
        Assert.Equal("?", measured.Rows.Single(row => row.Name == "tile").OutputShape.ToString());
        Assert.Equal(187, measured.Totals.Parameters);
    }

    [Fact]
    public void An_operator_that_is_not_known_is_a_row_with_its_weights_and_one_warning()
    {
        using var file = Changed("mobile", "Conv2D", "NewConv");
        var network = TestFiles.Read(file.Path);
        var measured = Measurer.Measure(network);
        Assert.Contains("NewConv", Assert.Single(network.Warnings), StringComparison.Ordinal);
        Assert.Contains("3 times", network.Warnings[0], StringComparison.Ordinal);
        var row = measured.Rows.Single(row => row.Name == "stem/Conv2D");
        Assert.Equal(("Operation", 216L, "?", null), (row.Type, row.Parameters, row.OutputShape.ToString(), row.Macs));
    }

    [Fact]
    public void The_shape_of_a_sample_can_be_another_one()
    {
        var options = new Reading.ReadOptions { InputShape = new Shapes.TensorShape(64, 64, 3) };
        var network = new ModelLibrary().Read(
            TestFiles.PathOf("tensorflowjs-graph/mobile/model.json"),
            options,
            CancellationToken.None
        );
        var measured = Measurer.Measure(network);
        Assert.Equal("(32,32,8)", measured.Rows.Single(row => row.Name == "block/add").OutputShape.ToString());
        Assert.Contains("64", Assert.Single(network.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_graphs_give_errors_of_their_own()
    {
        foreach (string graph in new[] { "fused", "shapes" })
        {
            Damage.CutEverywhere(TestFiles.PathOf($"tensorflowjs-graph/{graph}/model.json"));
            Damage.FlipBytes(TestFiles.PathOf($"tensorflowjs-graph/{graph}/model.json"));
        }
    }

    private static IEnumerable<string[]> Golden(string graph) =>
        File.ReadLines(TestFiles.PathOf($"tensorflowjs-graph/{graph}.csv")).Skip(1).Select(line => line.Split(','));

    private static IReadOnlyList<LayerMeasurement> Rows(string graph) =>
        [.. Measurer.Measure(TestFiles.Read(TestFiles.PathOf($"tensorflowjs-graph/{graph}/model.json"))).Rows];

    // The values of every tensor once, those that nobody learns among them.
    private static long FloatValues(NetworkMeasurement measured) =>
        measured
            .Rows.SelectMany(row => row.Weights)
            .Where(weight => weight.DataType == DataType.Float32 && weight.Role != WeightRole.Counter)
            .GroupBy(weight => weight.Tensor)
            .Sum(same => same.First().Count);

    private static TemporaryFile Changed(string graph, string operation, string other)
    {
        var json = JsonNode.Parse(File.ReadAllText(TestFiles.PathOf($"tensorflowjs-graph/{graph}/model.json")))!;
        foreach (
            var node in json["modelTopology"]!["node"]!
                .AsArray()
                .Where(node => node!["op"]!.GetValue<string>() == operation)
        )
            node!["op"] = other;
        return new TemporaryFile("model.json", Encoding.UTF8.GetBytes(json.ToJsonString()));
    }
}
