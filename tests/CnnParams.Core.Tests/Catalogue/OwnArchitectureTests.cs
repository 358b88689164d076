using CnnParams.Catalogue;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Catalogue;

/// <summary>Architectures of the user's own, with the options that make sense for a network that is given.</summary>
public sealed class OwnArchitectureTests
{
    private static readonly Network Article = Architectures.Get("Article").Variant().Build("Article");

    [Fact]
    public void A_network_has_the_options_of_the_definition_that_it_came_from()
    {
        // Every network of the catalogue, taken as a user's: where it has an option, that does the same.
        foreach (
            var variant in new[]
            {
                ("ResNet50", "Keras"),
                ("ResNet50", "torchvision"),
                ("SqueezeNet1_1", "torchvision"),
                ("AlexNet", "torchvision"),
                ("VGG16", "Keras"),
            }
        )
        {
            var defined = Architectures.Get(variant.Item1).Variant(variant.Item2);
            var own = new NetworkVariant("own", defined.Build("network"));
            Assert.Equal((1000L, 3L, new Extent(224, 224)), (own.Classes, own.Channels, own.Resolution!));
            foreach (
                var options in new ArchitectureOptions[]
                {
                    new() { Classes = 7 },
                    new() { Channels = 1 },
                    new() { Resolution = 256, Classes = 3 },
                }
            )
                Assert.Equal(Totals(defined, options), Totals(own, options));
        }
    }

    [Theory]
    [InlineData("MobileNet", "Keras", 0.5)]
    [InlineData("MobileNet", "Keras", 2)]
    [InlineData("UNet", "original", 0.5)]
    [InlineData("UNet", "padded", 0.25)]
    public void A_network_is_scaled_as_its_definition(string name, string variant, double width)
    {
        var defined = Architectures.Get(name).Variant(variant);
        var options = new ArchitectureOptions { Width = width };

        Assert.Equal(Totals(defined, options), Totals(new NetworkVariant("own", defined.Build("network")), options));
    }

    [Theory]
    // torchvision's depthwise convolutions are convolutions with as many groups as channels.
    [InlineData("MobileNetV2", "torchvision", 0.5)]
    [InlineData("ResNeXt50_32x4d", "torchvision", 2)]
    [InlineData("VGG16", "Keras", 0.25)]
    public void A_scaled_network_can_be_measured(string name, string variant, double width)
    {
        var network = new NetworkVariant("own", Architectures.Get(name).Variant(variant).Build("network")).Build(
            "scaled",
            new ArchitectureOptions { Width = width }
        );

        Assert.Empty(Measurer.Measure(network).Problems);
        Assert.Equal(1000, Measurer.Measure(network).Rows[^1].OutputShape.Channels.Value);
    }

    [Fact]
    public void Without_the_top_the_layer_that_decides_is_gone_and_all_behind_it()
    {
        var own = new NetworkVariant("own", Article);
        var rows = Measurer.Measure(own.Build("features", new ArchitectureOptions { IncludeTop = false })).Rows;

        Assert.Equal("FC4", rows[^1].Name);
        Assert.Equal(62_958 - 850, rows.Sum(row => row.Parameters));
        Assert.Equal(["Classes", "Resolution", "Channels", "Width", "IncludeTop"], own.Options);
    }

    [Fact]
    public void A_network_without_input_or_classifier_has_no_such_options()
    {
        var weights = new NetworkVariant(
            "own",
            new Network([new WeightTensors { Name = "w", Tensors = [TensorSpec.Parse("kernel:3x3")] }])
            {
                HasGraph = false,
            }
        );
        Assert.Empty(weights.Options);

        var merged = new NetworkVariant(
            "own",
            new Network([
                new Input { Name = "a", Shape = new TensorShape(8, 8, 3) },
                new Convolution(2)
                {
                    Name = "b",
                    Filters = 3,
                    KernelSize = 1,
                },
                new Merge
                {
                    Name = "c",
                    Operation = MergeOperation.Add,
                    Inputs = ["a", "b"],
                },
            ])
        );
        Assert.Equal(["Resolution", "Channels", "Width"], merged.Options);
    }

    [Fact]
    public void A_size_that_does_not_fit_is_an_error_that_names_the_layer()
    {
        var architecture = new Architecture("Own", new Paper("Own", null), new NetworkVariant("own", Article));

        var exception = Assert.Throws<LayerException>(() =>
            new CatalogueEntry(
                architecture,
                architecture.Variant(),
                new ArchitectureOptions { Resolution = 4 }
            ).GetTotals()
        );
        Assert.Contains("CONV1", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_registered_architecture_is_found_and_gone_again()
    {
        var own = new Architecture("My net 1", new Paper("Mine", null), new NetworkVariant("own", Article))
        {
            Aliases = ["Mine"],
        };
        Architectures.Register(own);
        try
        {
            Assert.Same(own, Architectures.Get("my-net_1"));
            Assert.Same(own, Architectures.Get("mine"));
            Assert.Same(own, Architectures.All[^1]);
            Assert.Equal(ErrorId.DuplicateName, Assert.Throws<LayerException>(() => Architectures.Register(own)).Id);
        }
        finally
        {
            Architectures.Unregister(own);
        }

        Assert.Null(Architectures.Find("mine"));
    }

    [Fact]
    public void What_was_replaced_is_back_when_its_replacement_goes()
    {
        var published = Architectures.Get("CaffeLeNet");
        var own = new Architecture("CaffeLeNet", new Paper("Mine", null), new NetworkVariant("own", Article));
        Assert.Throws<LayerException>(() => Architectures.Register(own));

        Architectures.Register(own, replace: true);
        Assert.Same(own, Architectures.Get("CaffeLeNet"));
        Assert.DoesNotContain(published, Architectures.All);

        Architectures.Unregister(own);
        Assert.Same(published, Architectures.Get("CaffeLeNet"));
    }

    [Fact]
    public void A_name_needs_something_to_be_found_by() =>
        Assert.Throws<LayerException>(() =>
            Architectures.Register(new Architecture("--", new Paper("Mine", null), new NetworkVariant("own", Article)))
        );

    private static (long, long) Totals(ArchitectureVariant variant, ArchitectureOptions options)
    {
        var totals = Measurer.Measure(variant.Build("network", options)).Totals;
        return (totals.Parameters, totals.Macs);
    }
}
