using System.Globalization;
using System.Text.Json;
using CnnParams.Core.Tests.Catalogue;
using CnnParams.Core.Tests.Layers;
using CnnParams.Core.Tests.Published;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Measuring.Training;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Measuring.Training;

/// <summary>
/// What autograd keeps, to the byte, as hooks in PyTorch have seen it (tests/oracles/training_memory.py), at batch 2.
/// </summary>
public sealed class MeasuredByPyTorchTests
{
    private const long Batch = 2;

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "data", "training");

    public static TheoryData<string> Networks =>
        [.. Csv.Read("training", "torchvision.csv").Select(row => row["network"])];

    public static TheoryData<string, string> Optimizers
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var row in Csv.Read("training", "optimizers.csv"))
                data.Add(row["network"], row["optimizer"]);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Networks_of_torchvision(string name)
    {
        var row = Csv.Read("training", "torchvision.csv").Single(row => row["network"] == name);
        var memory = Of(row, new TrainingOptions());
        Assert.Equal(row["float32"], Text(memory.Activations));
        Assert.Equal(Trust.Exact, memory.Trust);
        if (row["amp"].Length > 0)
            Assert.Equal(row["amp"], Text(Of(row, new() { Precision = TrainingPrecision.AmpBFloat16 }).Activations));
        if (row["frozen"].Length > 0)
            Assert.Equal(row["frozen"], Text(Of(row, new() { Freeze = [row["frozen_prefix"] + "*"] }).Activations));
        if (row["checkpoint"].Length > 0)
        {
            var checkpointed = Of(row, new() { Checkpoint = [row["checkpoint"]] });
            Assert.Equal(
                (row["checkpointed"], row["recomputed"]),
                (Text(checkpointed.Activations), Text(checkpointed.Recomputed))
            );
        }
    }

    // PyTorch 1.13.1, as in training_memory.py. Of one window, the keys are a view, which keeps all three parts.
    [Theory]
    [InlineData("swin_t", 1, 107_085_896)]
    [InlineData("swin_t", 2, 213_569_584)]
    [InlineData("swin_t", 4, 427_139_072)]
    public void Products_of_parts_of_a_tensor_are_near_and_not_exact(string name, long batch, long bytes)
    {
        var memory = TrainingMemory.Of(
            Model.Measure(name, "torchvision", "", new MeasureOptions { BatchSize = batch }),
            new TrainingOptions()
        );
        Assert.InRange(memory.Activations / (double)bytes, 0.997, 1.003);
        Assert.Equal(Trust.Assumed, memory.Trust);
    }

    [Fact]
    public void Random_networks()
    {
        var wrong = new List<string>();
        int count = 0;
        foreach (string line in File.ReadLines(Path.Combine(Folder, "random.jsonl")))
        {
            count++;
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            var network = Network(root);
            string[] frozen = [.. root.GetProperty("frozen").EnumerateArray().Select(name => name.GetString()!)];
            Compare("float32", new() { Freeze = frozen });
            Compare("amp", new() { Freeze = frozen, Precision = TrainingPrecision.AmpBFloat16 });

            void Compare(string column, TrainingOptions options)
            {
                if (!root.TryGetProperty(column, out var bytes))
                    return;
                var measurement = Measurer.Measure(network, new MeasureOptions { BatchSize = Batch });
                Assert.Empty(measurement.Problems);
                long ours = TrainingMemory.Of(measurement, options).Activations;
                if (ours != bytes.GetInt64())
                    wrong.Add($"{count} {column}: {ours}, PyTorch {bytes}: {line}");
            }
        }

        Assert.Equal(300, count);
        Assert.True(wrong.Count == 0, $"{wrong.Count} wrong\n{string.Join("\n", wrong.Take(8))}");
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void States_of_optimizers(string name, string optimizer)
    {
        var row = Csv.Read("training", "optimizers.csv")
            .Single(row => row["network"] == name && row["optimizer"] == optimizer);
        var options = new TrainingOptions { Optimizer = Enum.Parse<TrainingOptimizer>(optimizer) };
        Assert.Equal(row["bytes"], Text(Of(row, options).OptimizerState));
    }

    private static TrainingMemory Of(IReadOnlyDictionary<string, string> row, TrainingOptions options) =>
        TrainingMemory.Of(
            Model.Measure(
                row["network"],
                "torchvision",
                row.TryGetValue("size", out string? size) ? $"Resolution={size}" : "",
                new MeasureOptions { BatchSize = Batch }
            ),
            options
        );

    private static Network Network(JsonElement root)
    {
        var layers = new List<Layer>
        {
            new Input
            {
                Name = "in",
                Shape = TensorShape.Parse(root.GetProperty("input").GetString()!),
                Layout = ShapeLayout.ChannelsFirst,
            },
        };
        foreach (var layer in root.GetProperty("layers").EnumerateArray())
        {
            layers.Add(
                CnnParams.Core.Tests.Layers.Single.Make(
                    layer[1].GetString()!,
                    layer[2].GetString()!,
                    layer[0].GetString()!,
                    [.. layer[3].EnumerateArray().Select(input => input.GetString()!)]
                )
            );
        }

        return new Network(layers) { View = ParameterView.PyTorch };
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
