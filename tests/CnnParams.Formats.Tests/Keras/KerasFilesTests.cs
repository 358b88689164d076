using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Reading;

namespace CnnParams.Formats.Tests.Keras;

/// <summary>
/// Files in the layouts of Keras 2 and 3 (tests/oracles/keras_files.py), against what TensorFlow.js says of the same
/// models (tests/oracles/keras_models.js).
/// </summary>
public sealed class KerasFilesTests
{
    public static TheoryData<string> Models =>
        [
            .. Directory
                .GetFiles(TestFiles.PathOf("keras"))
                .Select(path => Path.GetFileName(path)!)
                .Where(name => Path.GetExtension(name) is ".h5" or ".keras")
                .Where(name =>
                    !name.Contains(".weights", StringComparison.Ordinal)
                    && name is not ("filled.h5" or "custom.h5" or "same_names.h5")
                )
                .Order(StringComparer.Ordinal),
        ];

    [Theory]
    [MemberData(nameof(Models))]
    public void Every_layer_is_as_TensorFlowJs_says(string file)
    {
        var network = TestFiles.Read(TestFiles.PathOf("keras/" + file));
        var measured = Measurer.Measure(network);
        Assert.Empty(network.Warnings);
        Assert.Empty(measured.Problems);
        Assert.Equal(
            file.EndsWith(".keras", StringComparison.Ordinal) ? "Keras 3.4.1" : "Keras 2.15.0, tensorflow",
            network.Producer
        );

        foreach (string[] golden in Golden(file))
        {
            if (golden[0] == "TOTAL")
            {
                Assert.Equal(
                    (golden[3], golden[4]),
                    ($"{measured.Totals.Parameters}", $"{measured.Totals.TrainableParameters}")
                );
                continue;
            }

            var rows = measured
                .Rows.Where(row =>
                    row.Name == golden[0] || row.Name.StartsWith(golden[0] + "/cell_", StringComparison.Ordinal)
                )
                .ToArray();
            if (golden[1] == "InputLayer" && golden[0].Contains('/', StringComparison.Ordinal))
                Assert.Empty(rows);
            else
                Assert.Equal(
                    $"{golden[0]} {golden[2]} {golden[3]}",
                    $"{golden[0]} {string.Join('x', rows.Last().OutputShape.Sizes)} {rows.Sum(row => row.Parameters)}"
                );
        }
    }

    // 4*3 + 3 + 3 numbers are in the file; the kernel is read under both of its names, and so not exactly.
    [Theory]
    [InlineData("linked")]
    [InlineData("soft")]
    public void Links_to_one_tensor_are_not_exact(string file)
    {
        var network = TestFiles.Read(TestFiles.PathOf($"keras/{file}.weights.h5"));
        Assert.Contains(network.Warnings, text => text.Contains("by links of HDF5", StringComparison.Ordinal));
        Assert.NotEqual(Trust.Exact, Measurer.Measure(network).Totals.ParametersTrust);
    }

    [Fact]
    public void A_variable_that_is_in_another_file_is_not_passed_over()
    {
        string path = TestFiles.PathOf("keras/external.weights.h5");
        var error = Assert.Throws<ModelFileException>(() => TestFiles.Read(path));
        Assert.Contains("'layers/dense_1/vars' has no variable 0", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void The_weights_of_an_HDF5_file_are_those_of_the_layers(string file)
    {
        if (file.EndsWith(".keras", StringComparison.Ordinal))
            return;
        var weights = Measurer
            .Measure(TestFiles.Read(TestFiles.PathOf("keras/" + file)))
            .Rows.SelectMany(row => row.Weights)
            .Where(weight => weight.Role != WeightRole.Counter);
        Assert.All(weights, weight => Assert.NotNull(weight.Tensor));
    }

    [Theory]
    [InlineData("lenet_seed.weights2.h5", "conv1 Conv2D|conv2 Conv2D|fc3 Dense|fc4 Dense|softmax Dense")]
    [InlineData("lenet_seed.weights.h5", "conv1 Conv2D|conv2 Conv2D|fc3 Dense|fc4 Dense|softmax Dense")]
    public void Weights_alone_are_a_row_for_each_layer(string file, string rows)
    {
        var network = TestFiles.Read(TestFiles.PathOf("keras/" + file));
        Assert.False(network.HasGraph);
        Assert.Contains(
            network.Warnings,
            warning => warning.Contains("shapes of activations", StringComparison.Ordinal)
        );
        Assert.Equal(rows, string.Join('|', network.Layers.Select(layer => $"{layer.Name} {layer.Type}")));
        var measured = Measurer.Measure(network);
        Assert.Equal(Golden("lenet_seed").Last()[3], $"{measured.Totals.Parameters}");
        Assert.Equal(Trust.Exact, measured.Totals.ParametersTrust);
        Assert.NotEqual(Trust.Exact, measured.Totals.MacsTrust);
    }

    [Fact]
    public void Running_statistics_of_weights_alone_are_not_trained()
    {
        var totals = Measurer.Measure(TestFiles.Read(TestFiles.PathOf("keras/batchnorm_prelu.weights.h5"))).Totals;
        string[] golden = Golden("batchnorm_prelu").Last();
        Assert.Equal((golden[3], golden[4]), ($"{totals.Parameters}", $"{totals.TrainableParameters}"));
    }

    // 3*3*3*8 + 8, 8 + 36 of the user's own layer, 8*5 + 5: what the file lists, whatever the layers do.
    [Fact]
    public void A_layer_of_the_users_own_has_the_weights_of_the_file()
    {
        var network = TestFiles.Read(TestFiles.PathOf("keras/custom.h5"));
        var measured = Measurer.Measure(network);
        Assert.Equal(
            "image Input 0|conv Conv2D 224|scale Operation 44|double Operation 0|fc Dense 45",
            string.Join('|', measured.Rows.Select(row => $"{row.Name} {row.Type} {row.Parameters}"))
        );
        Assert.Equal((Trust.Exact, Trust.LowerBound), (measured.Totals.ParametersTrust, measured.Totals.MacsTrust));
        Assert.Contains(network.Warnings, warning => warning.Contains("Python code", StringComparison.Ordinal));
        Assert.Contains(network.Warnings, warning => warning.Contains("mine>Scale", StringComparison.Ordinal));
    }

    // 72 of 4 bytes and 4 of 2; mixed precision computes in 16 bits, and keeps what the file has.
    [Fact]
    public void The_types_are_those_of_the_data_sets()
    {
        var totals = Measurer.Measure(TestFiles.Read(TestFiles.PathOf("keras/filled.h5"))).Totals;
        Assert.Equal((76L, (72 * 4L) + (4 * 2)), (totals.Parameters, totals.WeightBytes));
    }

    [Theory]
    [InlineData("lenet_seed.h5")]
    [InlineData("lenet_split.h5")]
    [InlineData("filled.h5")]
    [InlineData("lenet_seed.weights.h5")]
    [InlineData("shared_layer.keras")]
    [InlineData("lenet_seed.keras")]
    public void Damaged_files_give_errors_of_their_own(string file)
    {
        StateDicts.Damage.CutEverywhere(TestFiles.PathOf("keras/" + file));
        // PureHDF makes room for a length before it reads: one of up to 2 GB, in pages that are never touched. An
        // archive has its weights in such a file.
        StateDicts.Damage.FlipBytes(TestFiles.PathOf("keras/" + file), times: 200, mostAllocated: 3L << 30);
    }

    private static IEnumerable<string[]> Golden(string file)
    {
        string model = file.Split('.')[0];
        string golden = model is "lenet_split" or "lenet_long" ? "lenet_seed" : model;
        return File.ReadLines(TestFiles.PathOf($"tensorflowjs/{golden}.csv")).Skip(1).Select(line => line.Split(','));
    }
}
