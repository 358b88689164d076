using CnnParams.Catalogue;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Catalogue;

/// <summary>
/// Networks of the catalogue that are measured for another input than the one that they were made for.
/// </summary>
public sealed class OtherInputTests
{
    [Theory]
    [InlineData("FCN_ResNet50", 1040)]
    [InlineData("FCN_ResNet50", 333)]
    [InlineData("DeepLabV3_ResNet50", 1040)]
    [InlineData("DeepLabV3_ResNet101", 517)]
    [InlineData("GhostNetV2_100", 448)]
    [InlineData("GhostNetV2_100", 320)]
    [InlineData("convnextv2_atto", 448)]
    public void An_image_brought_to_the_size_of_another_follows_it(string name, long size)
    {
        var variant = Architectures.Find(name)!.Variant();
        var other = Measurer.Measure(
            variant.Build(name),
            new MeasureOptions { InputShape = new TensorShape(3, size, size) }
        );
        var made = Measurer.Measure(variant.Build(name, new ArchitectureOptions { Resolution = new Extent(size) }));
        Assert.Empty(other.Problems);
        Assert.Equal(
            made.Rows.Select(row => (row.Name, row.OutputShape, row.Macs)),
            other.Rows.Select(row => (row.Name, row.OutputShape, row.Macs))
        );
        Assert.Equal(Trust.Exact, other.Totals.ShapeTrust);
    }

    [Fact]
    public void What_is_exact_for_twice_the_input_is_what_that_resolution_gives() =>
        Assert.All(
            CatalogueSample.All,
            pair =>
            {
                var network = pair.Variant.Build(pair.Architecture.Name);
                // Keras's networks keep the padding and the windows of the size that they were built for; others are
                // built the same.
                if (
                    pair.Variant.Name == "Keras"
                    || network.Inputs is not [{ Shape: { IsKnown: true, Rank: > 1 } shape } input]
                )
                    return;
                long size = 2 * shape.As(input.Layout).Spatial(0).Value;
                var twice = new TensorShape(
                    input.Layout == ShapeLayout.ChannelsFirst
                        ? [shape.As(input.Layout).Channels, size, size]
                        : [size, size, shape.As(input.Layout).Channels]
                );
                var other = Measurer.Measure(network, new MeasureOptions { InputShape = twice });
                // Learned positions and the like are of one size: that is an error.
                if (other.Problems.Count > 0)
                    return;
                var made = Measurer
                    .Measure(
                        pair.Variant.Build(
                            pair.Architecture.Name,
                            new ArchitectureOptions { Resolution = new Extent(size) }
                        )
                    )
                    .Rows.ToDictionary(row => row.Name, row => row.OutputShape);
                foreach (var row in other.Rows.Where(row => row.ShapeTrust == Trust.Exact && row.Failure is null))
                    Assert.Equal(
                        (pair.Architecture.Name, row.Name, made[row.Name]),
                        (pair.Architecture.Name, row.Name, row.OutputShape)
                    );
            }
        );

    [Fact]
    public void Where_the_other_layer_is_not_there_its_size_is_open()
    {
        var network = Architectures.Find("FCN_ResNet50")!.Variant().Build("FCN");
        var input = new Input
        {
            Name = "image",
            Shape = new TensorShape(3, 520, 520),
            Layout = ShapeLayout.ChannelsFirst,
        };
        var measured = Measurer.Measure(new Network([input, .. network.Layers.Skip(1)]) { View = network.View });
        Assert.Equal("(21,?,?)", measured.Rows[^1].OutputShape!.ToString());
        Assert.Equal(Trust.LowerBound, measured.Totals.ShapeTrust);
    }

    [Fact]
    public void A_size_that_was_typed_stays()
    {
        var network = new Network([
            new Input { Shape = new TensorShape(32, 32, 3) },
            new Resize(2) { OutputSize = 24 },
        ]);
        Assert.Equal(
            "(24,24,3)",
            Measurer
                .Measure(network, new MeasureOptions { InputShape = new TensorShape(64, 64, 3) })
                .Rows[1]
                .OutputShape!.ToString()
        );
    }
}
