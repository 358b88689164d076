using CnnParams.Catalogue;
using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Catalogue;

/// <summary>Blocks as users put them after layers of their own.</summary>
public sealed class BlockTypeTests
{
    public static TheoryData<string> Names() => [.. BlockTypes.All.Select(type => type.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_block_says_what_it_is(string name)
    {
        var type = BlockTypes.Get(name);

        Assert.EndsWith(".", type.Summary, StringComparison.Ordinal);
        Assert.All(type.Settings, setting => Assert.EndsWith(".", setting.Description, StringComparison.Ordinal));
        Assert.StartsWith($"New-CnnBlock {name}", type.Example, StringComparison.Ordinal);
        if (!type.Settings.Any(setting => setting is { IsLayer: true, IsRequired: true }))
            Assert.Contains(" -> ", type.ExampleShape, StringComparison.Ordinal);
    }

    [Fact]
    public void Blocks_make_the_stages_of_a_published_network()
    {
        // ResNet-50's first stage in torchvision: 1 * 75008 + 2 * 70400 parameters (resnet50().layer1).
        List<Layer> layers = [new Input { Name = "in", Shape = new TensorShape(56, 56, 64) }];
        for (int i = 0; i < 3; i++)
            layers.AddRange(BlockTypes.Get("Bottleneck").Append(layers, Settings(("Filters", "64"))));
        var measurement = Measurer.Measure(new Network(layers) { View = ParameterView.PyTorch });

        Assert.Empty(measurement.Problems);
        Assert.Equal(215_808, measurement.Totals.Parameters);
        Assert.Equal(new TensorShape(56, 56, 256), measurement.Rows[^1].OutputShape);
        Assert.Contains(measurement.Rows, row => row.Name == "bottleneck1/downsample.0");
        Assert.Equal("bottleneck3/relu_3", measurement.Rows[^1].Name);
    }

    [Fact]
    public void Squeeze_and_excitation_is_two_convolutions_and_a_product()
    {
        // 64 channels to 16 and back: (64 + 1) * 16 + (16 + 1) * 64.
        List<Layer> layers =
        [
            new Input
            {
                Name = "in",
                Shape = new TensorShape(64, 56, 56),
                Layout = ShapeLayout.ChannelsFirst,
            },
        ];
        layers.AddRange(
            BlockTypes.Get("SE").Append(layers, Settings(("Squeeze", "16"), ("Gate", "hard_sigmoid")), "se")
        );
        var rows = Measurer.Measure(new Network(layers)).Rows;

        Assert.Equal(1040 + 1088, rows.Sum(row => row.Parameters));
        Assert.Equal(["se/fc2"], rows.Where(row => row.Parameters == 1088).Select(row => row.Name));
        Assert.Equal(["in", "se/scale_activation"], rows[^1].Inputs.Order(StringComparer.Ordinal));
        Assert.Equal(rows[0].OutputShape, rows[^1].OutputShape);
    }

    [Fact]
    public void A_block_can_read_layers_by_name()
    {
        List<Layer> layers =
        [
            new Input { Name = "in", Shape = new TensorShape(64, 64, 3) },
            new Convolution(2)
            {
                Name = "down",
                Filters = 64,
                KernelSize = 3,
                Padding = Padding.Same,
            },
            new MaxPooling(2) { Name = "pool", PoolSize = 2 },
            new Convolution(2)
            {
                Name = "bottom",
                Filters = 128,
                KernelSize = 3,
                Padding = Padding.Same,
            },
        ];
        layers.AddRange(BlockTypes.Get("UpJoin").Append(layers, Settings(("Skip", "down")), "up"));
        Assert.Equal(new TensorShape(64, 64, 128), Measurer.Measure(new Network(layers)).Rows[^1].OutputShape);

        layers.AddRange(
            BlockTypes.Get("Fire").Append(layers, Settings(("Squeeze", 16), ("Expand", 32)), reads: "pool")
        );
        var rows = Measurer.Measure(new Network(layers)).Rows;
        Assert.Equal(new TensorShape(32, 32, 64), rows[^1].OutputShape);
        Assert.Equal("pool", Assert.Single(rows.Single(row => row.Name == "fire1/squeeze").Inputs));
    }

    [Theory]
    [InlineData("Bottleneck", "", ErrorId.MissingSetting, "Bottleneck needs Filters")]
    [InlineData("Bottleneck", "Filters=0", ErrorId.InvalidSetting, "Filters is 0; it must be 1 or more")]
    [InlineData("Bottleneck", "Filters=many", ErrorId.InvalidSetting, "Filters is 'many': it must be a whole number")]
    [InlineData(
        "Bottleneck",
        "Filters=64;Heads=2",
        ErrorId.UnknownSetting,
        "Bottleneck has no setting Heads; it has Filters, [Stride = 1]"
    )]
    [InlineData("Bottleneck", "Filters=9223372036854775807", ErrorId.SizeOverflow, "larger than 2^63-1")]
    [InlineData("ConvNorm", "Filters=64;Kernel=3;Groups=5", ErrorId.IndivisibleGroups, "Layer 'convnorm1/0' (Conv2D)")]
    [InlineData(
        "TransformerEncoder",
        "Heads=3;Units=8",
        ErrorId.InvalidShape,
        "TransformerEncoder needs a known shape of 2 axes"
    )]
    [InlineData(
        "SwinBlock",
        "Heads=5",
        ErrorId.InvalidSetting,
        "Heads is 5; it must be a divisor of the 64 input features"
    )]
    [InlineData("UpJoin", "Skip=inn", ErrorId.UnknownInput, "no layer has the name 'inn' (did you mean in?)")]
    public void What_cannot_be_is_an_error(string block, string settings, ErrorId id, string message)
    {
        Layer[] layers = [new Input { Name = "in", Shape = new TensorShape(56, 56, 64) }];
        var given = settings
            .Split(';', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('='))
            .ToDictionary(pair => pair[0], pair => (object)pair[1]);

        var exception = Assert.Throws<LayerException>(() => BlockTypes.Get(block).Append(layers, given));
        Assert.Equal(id, exception.Id);
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_block_suggests_the_nearest() =>
        Assert.Contains(
            "did you mean Bottleneck?",
            Assert.Throws<LayerException>(() => BlockTypes.Get("Botleneck")).Message,
            StringComparison.Ordinal
        );

    private static Dictionary<string, object> Settings(params (string Name, object Value)[] settings) =>
        settings.ToDictionary(pair => pair.Name, pair => pair.Value);
}
