using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Layers;

/// <summary>What a value of one layer sees through the layers before it.</summary>
public sealed class ReceptiveStepTests
{
    // The widest in the middle of the image, of gradients that torch 1.13 computes.
    [Theory]
    [InlineData(16, 2, "bilinear", 3, 3)]
    [InlineData(16, 2, "bilinear", 5, 4)]
    [InlineData(16, 1.5, "bilinear", 3, 4)]
    [InlineData(16, 1.5, "bilinear", 5, 5)]
    [InlineData(32, 0.5, "bilinear", 3, 6)]
    [InlineData(32, 0.5, "bilinear", 5, 10)]
    [InlineData(16, 2, "bicubic", 3, 5)]
    [InlineData(16, 1.5, "bicubic", 3, 6)]
    [InlineData(32, 0.5, "bicubic", 3, 8)]
    [InlineData(16, 2, "nearest", 3, 2)]
    [InlineData(16, 1.5, "nearest", 3, 3)]
    [InlineData(32, 0.5, "nearest", 3, 5)]
    public void A_window_after_a_resized_image(int size, double scale, string interpolation, int window, double seen)
    {
        var field = Single.See(
            $"{size}x{size}x1",
            ("Resize", FormattableString.Invariant($"OutputSize={size * scale}; Interpolation={interpolation}")),
            ("Conv2D", $"Filters=1; KernelSize={window}")
        );
        Assert.Equal(seen, field!.Size);
    }

    // What goes through the channels stays at its place, what goes along the image does not; axes are counted from 1.
    [Theory]
    [InlineData("Activation", "Function=glu; Axis=3", 3.0)]
    [InlineData("Activation", "Function=glu; Axis=-1", 3.0)]
    [InlineData("Activation", "Function=glu; Axis=1", null)]
    [InlineData("Split", "Sizes=1,3; Axis=3", 3.0)]
    [InlineData("Split", "Sizes=2,4; Axis=1", null)]
    [InlineData("Concatenate", "Axis=3", 3.0)]
    public void A_layer_along_an_axis(string type, string settings, double? seen) =>
        Assert.Equal(seen, Single.See("8x8x1", ("Conv2D", "Filters=4; KernelSize=3"), (type, settings))?.Size);

    // Joined along the image, or repeated to its size, what is seen does not go on evenly.
    [Theory]
    [InlineData("Concatenate", "Axis=1", "3", "5")]
    [InlineData("Add", "", "1,8", "8,1")]
    [InlineData("Multiply", "", "8", "1")]
    public void Branches_whose_positions_do_not_lie_together(string type, string settings, string left, string right)
    {
        string padding = type == "Concatenate" ? "same" : "valid";
        var layers = new Layer[]
        {
            new Input { Name = "in", Shape = new TensorShape(8, 8, 1) },
            Single.Make("Conv2D", $"Filters=1; KernelSize={left}; Padding={padding}", "a", ["in"]),
            Single.Make("Conv2D", $"Filters=1; KernelSize={right}; Padding={padding}", "b", ["in"]),
            Single.Make(type, settings, "c", ["a", "b"]),
        };
        Assert.Null(Measurer.Measure(new Network(layers)).Rows[3].ReceptiveField);
    }
}
