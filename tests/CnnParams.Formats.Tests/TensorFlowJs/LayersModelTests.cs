using CnnParams.Measuring;
using CnnParams.Networks;

namespace CnnParams.Formats.Tests.TensorFlowJs;

/// <summary>
/// Models that TensorFlow.js has saved, against what it says of them (tests/oracles/keras_models.js): the shape that
/// leaves each layer, its parameters and how many of them are trained, and the totals.
/// </summary>
public sealed class LayersModelTests
{
    public static TheoryData<string> Files =>
        [
            .. Directory
                .GetFiles(TestFiles.PathOf("tensorflowjs"), "*.json")
                .Select(path => Path.GetFileName(path)!)
                .Order(StringComparer.Ordinal),
        ];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_layer_is_as_TensorFlowJs_says(string file)
    {
        var network = TestFiles.Read(TestFiles.PathOf("tensorflowjs/" + file));
        var measured = Measurer.Measure(network);
        Assert.Empty(measured.Problems);

        foreach (
            string[] golden in File.ReadLines(TestFiles.PathOf($"tensorflowjs/{file.Split('.')[0]}.csv"))
                .Skip(1)
                .Select(line => line.Split(','))
        )
        {
            if (golden[0] == "TOTAL")
            {
                Assert.Equal(
                    (golden[3], golden[4]),
                    ($"{measured.Totals.Parameters}", $"{measured.Totals.TrainableParameters}")
                );
                Assert.Equal(Trust.Exact, measured.Totals.ParametersTrust);
                continue;
            }

            // The input of a model within a model is what is passed to it, and no row.
            if (golden[1] == "InputLayer" && golden[0].Contains('/'))
                continue;

            // The cells of a stack are rows of their own.
            var rows = measured
                .Rows.Where(row =>
                    row.Name == golden[0] || row.Name.StartsWith(golden[0] + "/cell_", StringComparison.Ordinal)
                )
                .ToArray();
            Assert.Equal(
                string.Join(' ', golden[0], golden[3], golden[4]),
                string.Join(' ', golden[0], rows.Sum(row => row.Parameters), rows.Sum(row => row.TrainableParameters))
            );
            AssertShape(golden[0], golden[2], rows.Last().OutputShape.ToString().Trim('(', ')').Split(','));
            int calls = measured.Rows.Count(row =>
                row.Name == golden[0] || row.Name.StartsWith(golden[0] + "#", StringComparison.Ordinal)
            );
            Assert.True(
                golden[5] == $"{calls}" || golden[0].Contains('/'),
                $"{golden[0]}: {golden[5]} calls, {calls} rows"
            );
        }
    }

    // TensorFlow.js leaves an axis open that a Reshape has as -1; Keras works it out, as we do.
    private static void AssertShape(string layer, string golden, string[] axes)
    {
        string[] expected = golden.Split('x');
        Assert.True(
            expected.Length == axes.Length
                && expected.Zip(axes).All(pair => pair.First == pair.Second || pair.First == "?"),
            $"{layer}: {golden} expected, {string.Join('x', axes)} found"
        );
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void The_listed_weights_are_those_of_the_layers(string file)
    {
        var network = TestFiles.Read(TestFiles.PathOf("tensorflowjs/" + file));
        string[] expected = file.StartsWith("embedding_text", StringComparison.Ordinal) ? ["causal"] : [];
        Assert.True(expected.Length == network.Warnings.Count, string.Join("\n", network.Warnings));
        Assert.All(network.Warnings, warning => Assert.Contains("causal", warning, StringComparison.Ordinal));
        if (!file.EndsWith(".model.json", StringComparison.Ordinal))
            return;

        var weights = Measurer
            .Measure(network)
            .Rows.SelectMany(row => row.Weights)
            .Where(weight => weight.Role != Layers.WeightRole.Counter);
        Assert.All(weights, weight => Assert.NotNull(weight.Tensor));
    }

    [Theory]
    [InlineData("mobilenet_v2_like.model.json")]
    [InlineData("stacked_cells.model.json")]
    [InlineData("nested_three_deep.keras.json")]
    [InlineData("conv_lstm.keras.json")]
    public void Damaged_files_give_errors_of_their_own(string file)
    {
        StateDicts.Damage.CutEverywhere(TestFiles.PathOf("tensorflowjs/" + file));
        StateDicts.Damage.FlipBytes(TestFiles.PathOf("tensorflowjs/" + file));
    }
}
