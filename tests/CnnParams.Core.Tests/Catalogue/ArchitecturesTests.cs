using CnnParams.Catalogue;
using CnnParams.Measuring;
using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Catalogue;

/// <summary>The catalogue as a whole: names, variants, options.</summary>
public sealed class ArchitecturesTests
{
    private static readonly ArchitectureVariant[] Variants = [.. CatalogueSample.All.Select(pair => pair.Variant)];

    [Theory]
    [InlineData("ResNet50", "ResNet50")]
    [InlineData("resnet-50", "ResNet50")]
    [InlineData("RESNET_50", "ResNet50")]
    [InlineData("inception v1", "GoogLeNet")]
    [InlineData("mobilenet_v1", "MobileNet")]
    [InlineData("regnet_x_1_6gf", "RegNetX_1_6GF")]
    [InlineData("RegNetX-1.6GF", "RegNetX_1_6GF")]
    [InlineData("regnet_x_16gf", "RegNetX_16GF")]
    [InlineData("vgg16_bn", "VGG16BN")]
    public void A_name_is_found_however_it_is_spelt(string spelt, string name) =>
        Assert.Equal(name, Architectures.Get(spelt).Name);

    [Theory]
    [InlineData("ResNet5O", "ResNet50")]
    [InlineData("GoogleNets", "GoogLeNet")]
    [InlineData("TinyYOLOv", "TinyYOLOv1")]
    public void An_unknown_name_suggests_the_nearest(string name, string nearest)
    {
        var exception = Assert.Throws<LayerException>(() => Architectures.Get(name));

        Assert.Equal(ErrorId.UnknownArchitecture, exception.Id);
        Assert.Contains($"did you mean {nearest}?", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_variant_names_those_that_there_are()
    {
        var exception = Assert.Throws<LayerException>(() => Architectures.Get("ResNet50").Variant("caffe"));

        Assert.Contains("torchvision, Keras", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_have_numbers_in_order()
    {
        string[] residual =
        [
            .. Architectures
                .All.Where(architecture =>
                    architecture.Paper.Identifier == "arXiv:1512.03385" && architecture.Variant().Name == "torchvision"
                )
                .Select(architecture => architecture.Name),
        ];

        Assert.Equal(["ResNet18", "ResNet34", "ResNet50", "ResNet101", "ResNet152"], residual);
    }

    [Fact]
    public void Every_architecture_has_a_paper_and_variants_of_different_names() =>
        Assert.All(
            Architectures.All,
            architecture =>
            {
                Assert.NotEmpty(architecture.Paper.Title);
                Assert.InRange(architecture.Paper.Year ?? 0, 1989, 2100);
                Assert.Equal(
                    architecture.Variants.Count,
                    architecture
                        .Variants.Select(variant => variant.Name)
                        .Distinct(StringComparer.OrdinalIgnoreCase)
                        .Count()
                );
            }
        );

    [Fact]
    public void Where_variants_differ_in_numbers_a_note_says_why() =>
        Assert.All(
            Architectures.All.Where(architecture => architecture.Variants.Count > 1),
            architecture =>
            {
                long[] counts =
                [
                    .. architecture
                        .Variants.Select(variant => new CatalogueEntry(architecture, variant).Parameters)
                        .Distinct(),
                ];
                if (counts.Length > 1)
                    Assert.All(architecture.Variants, variant => Assert.NotEmpty(variant.Note));
            }
        );

    [Fact]
    public void Every_variant_is_the_same_with_its_channels_elsewhere() =>
        Assert.All(
            CatalogueSample.All,
            pair =>
            {
                var (architecture, variant) = pair;
                var other =
                    variant.Layout == ShapeLayout.ChannelsFirst ? ShapeLayout.ChannelsLast : ShapeLayout.ChannelsFirst;
                if (variant.Resolution is null)
                    return;
                var there = Totals(variant, new ArchitectureOptions());
                var elsewhere = Totals(variant, new ArchitectureOptions { Layout = other });

                Assert.Equal(
                    (architecture.Name, there.Parameters, there.Macs),
                    (architecture.Name, elsewhere.Parameters, elsewhere.Macs)
                );
            }
        );

    [Fact]
    public void Every_option_that_a_variant_names_does_something() =>
        Assert.All(
            Variants,
            variant =>
            {
                var published = Totals(variant, new ArchitectureOptions());
                foreach (string option in variant.Options.Where(option => option != nameof(ArchitectureOptions.Layout)))
                {
                    var changed = Totals(variant, With(variant, option));
                    Assert.NotEqual(
                        (option, published.Parameters, published.Macs),
                        (option, changed.Parameters, changed.Macs)
                    );
                }
            }
        );

    [Theory]
    [InlineData("ResNet50", nameof(ArchitectureOptions.Width))]
    [InlineData("ResNet50", nameof(ArchitectureOptions.Auxiliary))]
    [InlineData("YOLOv3", nameof(ArchitectureOptions.IncludeTop))]
    [InlineData("MLPerfTinyAnomalyDetection", nameof(ArchitectureOptions.Resolution))]
    public void An_option_that_a_variant_does_not_have_is_an_error(string name, string option)
    {
        var variant = Architectures.Get(name).Variant();

        var exception = Assert.Throws<LayerException>(() => variant.Build(name, With(variant, option)));
        Assert.Equal(ErrorId.UnknownSetting, exception.Id);
        Assert.Contains(
            $"has no option {option}; it has {string.Join(", ", variant.Options)}",
            exception.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void An_image_that_is_too_small_is_an_error_that_names_the_layer()
    {
        var exception = Assert.Throws<LayerException>(() =>
            Architectures
                .Get("AlexNet")
                .Variant("torchvision")
                .Build("AlexNet", new ArchitectureOptions { Resolution = 16 })
        );

        Assert.Contains("Layer 'features.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_past_all_bounds_are_errors()
    {
        foreach (var variant in Variants)
        {
            foreach (
                var options in new ArchitectureOptions[]
                {
                    new() { Classes = long.MaxValue },
                    new() { Resolution = long.MaxValue },
                    new() { Channels = long.MaxValue },
                    new() { Width = 1e300 },
                }
            )
            {
                var exception = Record.Exception(() =>
                    new CatalogueEntry(
                        new Architecture("X", new Paper("X", null), variant),
                        variant,
                        options
                    ).GetTotals()
                );
                Assert.True(exception is LayerException, $"{variant.Name}, {variant.Note}: {options}: {exception}");
            }
        }
    }

    private static NetworkTotals Totals(ArchitectureVariant variant, ArchitectureOptions options) =>
        Measurer.Measure(variant.Build("network", options)).Totals;

    private static ArchitectureOptions With(ArchitectureVariant variant, string option) =>
        option switch
        {
            nameof(ArchitectureOptions.Classes) => new ArchitectureOptions { Classes = variant.Classes + 1 },
            // Twice the size can be parted into windows and halved as often as the published one.
            nameof(ArchitectureOptions.Resolution) => new ArchitectureOptions
            {
                Resolution = variant.Resolution is { } size
                    ? new Extent([.. size.Sizes.Select(pixels => 2 * pixels)])
                    : 64,
            },
            nameof(ArchitectureOptions.Channels) => new ArchitectureOptions { Channels = variant.Channels + 1 },
            nameof(ArchitectureOptions.Width) => new ArchitectureOptions { Width = 2 },
            nameof(ArchitectureOptions.IncludeTop) => new ArchitectureOptions { IncludeTop = false },
            nameof(ArchitectureOptions.Auxiliary) => new ArchitectureOptions { Auxiliary = true },
            _ => throw new ArgumentOutOfRangeException(nameof(option), option, "Not an option."),
        };
}
