using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Reading;
using CnnParams.Shapes;

namespace CnnParams.Formats.Tests.Writing;

/// <summary>What is written for PyTorch runs in PyTorch, and gives the same counts and shapes.</summary>
public sealed class PyTorchWriterTests
{
    [Fact]
    public void PyTorch_agrees() =>
        WitnessedExport.Check(
            "PyTorch",
            ".py",
            (@case, measured, seen) =>
            {
                var totals = measured.Totals;
                Assert.Equal((@case.Name, totals.Parameters), (@case.Name, seen.Parameters));
                var outputs = Outputs(measured).Select(row => string.Join("x", row.OutputShape.Sizes));
                Assert.Equal((@case.Name, string.Join(" ", outputs)), (@case.Name, seen.Output));
                if (!@case.Name.StartsWith("layer-", StringComparison.Ordinal))
                    Assert.Equal((@case.Name, Digest(measured)), (@case.Name, seen.Layers));
            }
        );

    // 8 * (3*3*3 + 1) weights on 6 * 6 positions, and 288 * 5 products, by arithmetic; the first line says the shape.
    [Theory]
    [InlineData("8,8,3", "", 8 * 27 * 36 + 288 * 5)]
    [InlineData("8,8,3", "(8,8,3)->(8,8", 0)]
    [InlineData("8,8,3", "written by->changed from", 0)]
    public void A_source_is_read_with_the_shape_that_it_was_written_with(string shape, string change, long macs)
    {
        var network = new Network([
            new Input { Name = "image", Shape = TensorShape.Parse(shape) },
            new Convolution(2) { Filters = 8, KernelSize = 3 },
            new Flatten(),
            new Dense { Units = 5 },
        ]);
        string text = Exported.Text(network, "PyTorch");
        if (change.Split("->") is [var from, var to])
            text = text.Replace(from, to, StringComparison.Ordinal);
        var read = new ModelLibrary().ReadCode(text, new ReadOptions(), CancellationToken.None);
        var totals = Measurer.Measure(read).Totals;
        Assert.Equal((8 * 28 + 289 * 5, macs), (totals.Parameters, totals.Macs));
        Assert.Equal(macs > 0 ? Trust.Exact : Trust.LowerBound, totals.MacsTrust);
    }

    [Fact]
    public void The_code_holds_nothing_of_a_name_but_letters_digits_and_underscores()
    {
        const string hostile = "\"\"\"\nimport os; os.system('x') #";
        var network = new Network([
            new Input { Name = hostile, Shape = new TensorShape(8, 8, 3) },
            LayerTypes.Get("Conv2D").Create([new("Filters", 2), new("KernelSize", 3)], hostile + ".a'b"),
            LayerTypes.Get("BatchNormalization").Create([], "class.0.type"),
            LayerTypes.Get("ReLU").Create([], "Größe"),
        ])
        {
            Name = hostile,
        };
        string text = Exported.Text(network, "PyTorch");
        Assert.Equal(
            """"
            """____import os_ os.system(_x_) _, written by CnnParams. Input without the batch: ____import os_ os.system(_x_) _ (8,8,3)."""
            """",
            text.Split('\n')[0]
        );
    }

    // As MViT pools its heads: rows of 6 features become 2 heads of 3 channels, which a convolution of each sees.
    [Fact]
    public void A_layer_within_TimeDistributed_has_its_channels_where_the_network_has_them()
    {
        var network = new Network([
            new Input
            {
                Name = "rows",
                Shape = new TensorShape(2, 16, 3),
                Layout = ShapeLayout.ChannelsLast,
            },
            LayerTypes.Get("Permute").Create([new("Order", "1,3,2")], "turned"),
            LayerTypes.Get("Reshape").Create([new("TargetShape", "2,3,4,4")], "heads"),
            new TimeDistributed
            {
                Name = "pool",
                Layer = LayerTypes
                    .Get("Conv2D")
                    .Create([new("Filters", 3), new("KernelSize", 3), new("Padding", 1), new("Groups", 3)]),
            },
        ])
        {
            Layout = ShapeLayout.ChannelsFirst,
        };
        Assert.Equal(new TensorShape(2, 3, 4, 4), Measurer.Measure(network).Rows[^1].OutputShape);
        Assert.Contains("Conv2d(3, 3, 3, padding=1, groups=3)", Exported.Text(network, "PyTorch"));
        Assert.Contains("channels_first", Exported.Text(network, "Keras"));
    }

    [Fact]
    public void The_article_s_network_reads_as_a_person_would_write_it()
    {
        var network = new Network([
            new Input { Name = "input", Shape = new TensorShape(32, 32, 3) },
            LayerTypes.Get("Conv2D").Create([new("Filters", 8), new("KernelSize", 5)], "conv1"),
            LayerTypes.Get("MaxPool2D").Create([], "pool1"),
            LayerTypes.Get("FullyConnected").Create([new("Units", 10)], "fc"),
        ])
        {
            Name = "LeNet",
        };
        Assert.Equal(
            """"
            """LeNet, written by CnnParams. Input without the batch: input (32,32,3)."""
            import torch
            import torch.nn.functional as F
            from torch import nn


            class LeNet(nn.Module):
                def __init__(self):
                    super().__init__()
                    self.conv1 = nn.Conv2d(3, 8, 5)
                    self.fc = nn.Linear(1568, 10)

                def forward(self, input):
                    x = self.conv1(input.movedim(-1, 1))
                    x = F.max_pool2d(x, 2)
                    fc = self.fc(torch.flatten(x.movedim(1, -1), 1))
                    return fc

            """".ReplaceLineEndings("\n"),
            Exported.Text(network, "PyTorch")
        );
    }

    private static IEnumerable<LayerMeasurement> Outputs(NetworkMeasurement measured)
    {
        var read = measured.Rows.SelectMany(row => row.Inputs).Select(name => name.Split(':')[0]).ToHashSet();
        return measured.Rows.Where(row =>
            measured.Network.Outputs.Count > 0 ? measured.Network.Outputs.Contains(row.Name) : !read.Contains(row.Name)
        );
    }

    private static string Digest(NetworkMeasurement measured) =>
        WitnessedExport.Digest(
            measured
                .Rows
                // A learned constant is read, and not called.
                .Where(row => row.Parameters > 0 && row.GetLayer() is not WeightTensors)
                // What is applied to each step sees the steps as samples.
                .Select(row =>
                    (
                        row.Parameters!.Value,
                        row.OutputShape.Sizes.Skip(row.GetLayer() is TimeDistributed ? 1 : 0).Select(size => size ?? 0)
                    )
                )
        );
}
