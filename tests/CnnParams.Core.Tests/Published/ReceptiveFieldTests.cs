using System.Text.Json;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Published;

/// <summary>
/// Receptive fields by r += (k - 1) * j, j *= s, the longest path over branches: those of google-research's
/// receptive_field table, except for torchvision's ResNet-50, whose stride sits after the window of its 3x3.
/// </summary>
public sealed class ReceptiveFieldTests
{
    [Theory]
    [InlineData("Article", "article", 16)]
    [InlineData("AlexNet", "torchvision", 195)]
    [InlineData("VGG16", "torchvision", 212)]
    [InlineData("ResNet50", "Keras", 483)]
    [InlineData("ResNet50", "torchvision", 427)]
    [InlineData("MobileNet", "Keras", 315)]
    [InlineData("InceptionV3", "Keras", 1311)]
    [InlineData("InceptionV3", "torchvision", 1311)]
    [InlineData("InceptionResNetV2", "Keras", 3039)]
    public void Before_the_classifier(string model, string variant, double size) =>
        Assert.Equal(size, Model.LastWithField(Model.Measure(model, variant)).ReceptiveField!.Size);

    [Fact]
    public void AlexNet_layer_by_layer()
    {
        var rows = Model.Measure("AlexNet", "torchvision").Rows.Where(row => row.Type is "Conv2D" or "MaxPool2D");
        Assert.Equal([11, 19, 51, 67, 99, 131, 163, 195], rows.Select(row => row.ReceptiveField!.Size));
    }

    [Fact]
    public void VGG_16_at_its_end()
    {
        var measurement = Model.Measure("VGG16", "torchvision");
        Assert.Equal(196, measurement.Rows.Last(row => row.Type == "Conv2D").ReceptiveField!.Size);
        var pool5 = measurement.Rows.Last(row => row.Type == "MaxPool2D").ReceptiveField!;
        Assert.Equal((212, 32, 90), (pool5.Sizes[0], pool5.Jumps[0], pool5.EffectivePaddings[0]!.Value));
    }

    [Fact]
    // Dilation reaches further and changes no stride: 3x3 with 1, 2 and 4 see 3, 7 and 15.
    public void Dilation_widens_the_field()
    {
        var rows = Measurer
            .Measure(
                new Network([
                    new Input { Shape = new TensorShape(64, 64, 3) },
                    new Convolution(2) { Filters = 8, KernelSize = 3 },
                    new Convolution(2)
                    {
                        Filters = 8,
                        KernelSize = 3,
                        Dilation = 2,
                    },
                    new Convolution(2)
                    {
                        Filters = 8,
                        KernelSize = 3,
                        Dilation = 4,
                    },
                ])
            )
            .Rows;
        Assert.Equal([3, 7, 15], rows.Skip(1).Select(row => row.ReceptiveField!.Size));
        Assert.All(rows, row => Assert.Equal(1, row.ReceptiveField!.Jumps[0]));
    }

    [Fact]
    // Two branches of different kernels without padding see different positions, 0:4 and 0:2.
    public void Branches_that_are_not_aligned_are_seen_together()
    {
        var rows = Measurer
            .Measure(
                new Network([
                    new Input { Name = "in", Shape = new TensorShape(16, 16, 3) },
                    new Convolution(2)
                    {
                        Name = "wide",
                        Filters = 4,
                        KernelSize = 5,
                    },
                    new Convolution(2)
                    {
                        Name = "narrow",
                        Filters = 4,
                        KernelSize = 3,
                        Inputs = ["in"],
                    },
                    new CroppingLayer(2) { Name = "crop", Cropping = Padding.Parse("0:2,0:2") },
                    new Merge
                    {
                        Name = "sum",
                        Operation = MergeOperation.Add,
                        Inputs = ["wide", "crop"],
                    },
                ])
            )
            .Rows;
        Assert.Equal((5, 2.5), (rows[4].ReceptiveField!.Size, rows[4].ReceptiveField!.Starts[0]));
    }

    // What PyTorch's gradients say: tests/oracles/receptive_fields.py.
    [Fact]
    public void Fields_are_those_that_gradients_measure()
    {
        string[] lines = File.ReadAllLines(
            Path.Combine(AppContext.BaseDirectory, "data", "layers", "receptive-fields.jsonl")
        );
        Assert.Equal(80, lines.Length);
        foreach (string line in lines)
        {
            using var document = JsonDocument.Parse(line);
            var layers = new List<Layer>
            {
                new Input { Name = "in", Shape = TensorShape.Parse("L,1") },
            };
            Append(layers, document.RootElement.GetProperty("layers"), "in");
            var field = Measurer.Measure(new Network(layers)).Rows[^1].ReceptiveField;
            Assert.True(field?.Size == document.RootElement.GetProperty("size").GetInt64(), $"{field}: {line}");
        }
    }

    private static string Append(List<Layer> layers, JsonElement settings, string before)
    {
        foreach (var pair in settings.EnumerateArray())
        {
            if (pair[0].GetString() == "Add")
            {
                string[] branches = [.. pair[1].EnumerateArray().Select(branch => Append(layers, branch, before))];
                layers.Add(
                    new Merge
                    {
                        Name = $"layer{layers.Count}",
                        Operation = MergeOperation.Add,
                        Inputs = branches,
                    }
                );
            }
            else
            {
                var values = pair[1]
                    .GetString()!
                    .Split(';')
                    .Select(one => one.Split('='))
                    .Select(one => KeyValuePair.Create(one[0].Trim(), (object)one[1].Trim()))
                    .Append(KeyValuePair.Create("Inputs", (object)before));
                layers.Add(LayerTypes.Get(pair[0].GetString()!).Create([.. values], $"layer{layers.Count}"));
            }

            before = layers[^1].Name;
        }

        return before;
    }

    [Theory]
    [InlineData("GlobalAveragePool2D", "")]
    [InlineData("FullyConnected", "Units=4")]
    public void Some_layers_see_everything(string type, string settings) =>
        Assert.True(Layers.Single.Measure("8x8x3", type, settings).ReceptiveField!.IsWholeInput);
}
