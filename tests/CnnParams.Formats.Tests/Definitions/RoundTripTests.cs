using System.Text;
using CnnParams.Catalogue;
using CnnParams.Core.Tests.Catalogue;
using CnnParams.Formats.Definitions;
using CnnParams.Formats.Tests.Writing;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Formats.Tests.Definitions;

/// <summary>What is written as a definition is read as what it was.</summary>
public sealed class RoundTripTests
{
    public static TheoryData<string> Types => [.. LayerTypes.All.Select(type => type.Name)];

    public static TheoryData<string> FileNames => ["model.json", "model.psd1"];

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_setting_of_every_type_returns(string type)
    {
        var random = new RandomLayer(type.Aggregate(17, (seed, c) => unchecked((seed * 31) + c)));
        for (int i = 0; i < 20; i++)
        {
            var layer = random.Of(LayerTypes.Get(type), "layer");
            // The names that it reads are made up: what is written is compared, and not what is measured.
            var outline = new DefinitionMap([
                new("Layers", new DefinitionList([DefinitionOutline.Of(layer, layer.Name)])),
            ]);
            foreach (
                var printed in new[]
                {
                    JsonSyntax.Parse(new JsonPrinter().Print(outline)),
                    Psd1Syntax.Parse(new Psd1Printer().Print(outline)),
                }
            )
            {
                var problems = new DefinitionProblems();
                var layers = new DefinitionLayers(problems, CancellationToken.None);
                layers.AddAll(((DefinitionMap)printed).Find("Layers")!.Value, "Layers");
                var read = layers.Create(ShapeLayout.ChannelsLast, null);
                problems.ThrowIfAny();
                AssertSame(layer, Assert.Single(read));
            }
        }
    }

    [Theory]
    [MemberData(nameof(FileNames))]
    public void Every_network_of_the_catalogue_returns(string fileName)
    {
        foreach (var (architecture, variant) in CatalogueSample.All)
        {
            var network = variant.Build(architecture.Name);
            byte[] bytes = Exported.Bytes(network, "CnnParams", fileName);
            var read = Exported.Read(bytes, fileName);
            Assert.Equal(network.Name, read.Name);
            Assert.Equal(network.View, read.View);
            Assert.Equal(network.Outputs, read.Outputs);
            Assert.Equal(network.Layers.Count, read.Layers.Count);
            for (int i = 0; i < network.Layers.Count; i++)
                AssertSame(network.Layers[i], read.Layers[i]);
            // In spans: xunit would hold megabytes together one byte at a time.
            Assert.True(bytes.AsSpan().SequenceEqual(Exported.Bytes(read, "CnnParams", fileName)), network.Name);
            Assert.False(bytes.AsSpan().Contains((byte)'\r'), network.Name);
        }
    }

    [Theory]
    [MemberData(nameof(FileNames))]
    public void A_file_of_weights_alone_returns(string fileName)
    {
        var network = new Network([
            LayerTypes
                .Get("Dense")
                .Create(
                    [new("Units", 10), new("InputFeatures", 84)],
                    "fc",
                    stored: new Dictionary<string, StoredTensor> { ["kernel"] = new("fc.weight", DataType.BFloat16) }
                ),
        ])
        {
            Name = "it's",
            HasGraph = false,
            View = ParameterView.PyTorch,
        };
        var read = Exported.Read(Exported.Bytes(network, "CnnParams", fileName), fileName);
        Assert.False(read.HasGraph);
        Assert.Equal("it's", read.Name);
        Assert.Equal(ParameterView.PyTorch, read.View);
        Assert.Equal(network.Layers[0].Stored, read.Layers[0].Stored);
        Assert.Equal(850, Measurer.Measure(read).Totals.Parameters);
    }

    [Fact]
    public void PowerShell_reads_the_same_in_UTF_16()
    {
        var network = Architectures.Get("LeNet5").Variant().Build("LeNet5");
        string text = Exported.Text(network, "CnnParams", "model.psd1");
        var read = Exported.Read([.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(text)], "model.psd1");
        Assert.Equal(network.Layers.Count, read.Layers.Count);
    }

    private static void AssertSame(Layer expected, Layer actual)
    {
        Assert.Equal(expected.GetType(), actual.GetType());
        Assert.Equal(expected.Type, actual.Type);
        Assert.Equal(expected.Name, actual.Name);
        Assert.Equal(
            expected.Stored ?? new Dictionary<string, StoredTensor>(),
            actual.Stored ?? new Dictionary<string, StoredTensor>()
        );
        foreach (var setting in LayerTypes.Of(expected).Settings)
        {
            if (setting.Get(expected) is Layer wrapped)
                AssertSame(wrapped, Assert.IsAssignableFrom<Layer>(setting.Get(actual)));
            else
                Assert.Equal(setting.Get(expected), setting.Get(actual));
        }
    }
}
