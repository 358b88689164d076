using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Layers;

public sealed class TransposedConvolutionTests
{
    // PyTorch 1.13, ConvTranspose2d on 7 positions.
    [Theory]
    [InlineData("KernelSize=4; Stride=2; Padding=1", 14)]
    [InlineData("KernelSize=3; Stride=2; Padding=1", 13)]
    [InlineData("KernelSize=3; Stride=2; Padding=1; OutputPadding=1", 14)]
    [InlineData("KernelSize=2; Stride=2; Padding=0", 14)]
    [InlineData("KernelSize=3; Stride=2; Dilation=2; Padding=0", 17)]
    public void PyTorch(string settings, long size) => AssertSize(settings, size);

    // Keras: keras/src/backend/common/backend_utils.py, _get_output_shape_given_tf_padding.
    [Theory]
    [InlineData("KernelSize=3; Stride=2; Padding=same", 14)]
    [InlineData("KernelSize=3; Stride=2", 15)]
    [InlineData("KernelSize=2; Stride=3", 21)]
    [InlineData("KernelSize=3; Stride=2; OutputPadding=0", 15)]
    [InlineData("KernelSize=3; Stride=2; OutputPadding=1", 16)]
    [InlineData("KernelSize=3; Stride=2; Padding=same; OutputPadding=0", 13)]
    [InlineData("KernelSize=3; Stride=2; Padding=same; OutputPadding=1", 14)]
    [InlineData("KernelSize=4; Stride=2; Padding=same; OutputPadding=1", 13)]
    public void Keras(string settings, long size) => AssertSize(settings, size);

    // PyTorch 1.13: ConvTranspose2d(64, 32, 4) 32,800; ConvTranspose2d(64, 32, 3, groups=4) 4,640.
    [Theory]
    [InlineData("KernelSize=4", "(4 * 4 * 64 * 32) + 32 = 32800")]
    [InlineData("KernelSize=3; Groups=4", "(3 * 3 * 64 * (32 / 4)) + 32 = 4640")]
    [InlineData("KernelSize=3; Groups=4; UseBias=false", "3 * 3 * 64 * (32 / 4) = 4608")]
    public void Parameters(string settings, string calculation) =>
        Assert.Equal(calculation, Single.Measure("7x7x64", "TransposedConv2D", "Filters=32; " + settings).Calculation);

    // ConvTranspose2d(3, 1, 2, stride=2) on 2x2: 48 multiplications at the input's positions, 16 bias additions; tools
    // that look at the output's positions say 64, 192, 200 or 208. 64 -> 32 on 14x14: 1,605,632.
    [Theory]
    [InlineData("2x2x3", "Filters=1; KernelSize=2; Stride=2", 48, 16)]
    [InlineData("14x14x64", "Filters=32; KernelSize=2; Stride=2; UseBias=false", 1_605_632, 0)]
    public void Work_is_done_at_the_positions_of_the_input(string shape, string settings, long macs, long adds)
    {
        var row = Single.Measure(shape, "TransposedConv2D", settings);
        Assert.Equal(macs, row.Macs);
        Assert.Equal(adds, row.BiasAdds);
    }

    // Keras keeps (m, n, out, in), PyTorch (in, out / g, m, n).
    [Fact]
    public void The_kernel_is_turned_round()
    {
        Assert.Equal(
            "3x5x8x4",
            Single.Measure("7x7x4", "TransposedConv2D", "Filters=8; KernelSize=3x5").Weights[0].Shape
        );
        Assert.Equal(
            "4x4x3x5",
            Single
                .Measure("4x7x7", "TransposedConv2D", "Filters=8; KernelSize=3x5; Groups=2", ShapeLayout.ChannelsFirst)
                .Weights[0]
                .Shape
        );
    }

    [Theory]
    [InlineData("OutputPadding=2; Padding=0")]
    [InlineData("OutputPadding=-1")]
    [InlineData("Padding=9")]
    [InlineData("OutputPadding=1,1,1")]
    public void Refused(string settings) =>
        Assert.Equal(
            ErrorId.InvalidSetting,
            Single.Refused("7x7x4", "TransposedConv2D", "Filters=8; KernelSize=3; Stride=2; " + settings).Id
        );

    // Each output position is reached by ceil(4 / 2) windows and lies half an input position from the next.
    [Fact]
    public void What_is_seen()
    {
        var seen = Single.See("7x7x4", ("TransposedConv2D", "Filters=8; KernelSize=4; Stride=2; Padding=1"))!;
        Assert.Equal([2.0, 2.0], seen.Sizes);
        Assert.Equal([0.5, 0.5], seen.Jumps);
        // The first output position is reached by the first input position and by the one before it.
        Assert.Equal([0.0, 0.0], seen.Starts);
    }

    [Fact]
    public void The_rule_is_shown() =>
        Assert.Equal(
            "height, width: (7 - 1) * 2 - 1 - 1 + 1 * (4 - 1) + 0 + 1 = 14",
            Single.Measure("7x7x4", "Conv2DTranspose", "Filters=8; KernelSize=4; Stride=2; Padding=1").ShapeCalculation
        );

    private static void AssertSize(string settings, long size) =>
        Assert.Equal(
            $"({size},{size},32)",
            Single.Measure("7x7x64", "TransposedConv2D", "Filters=32; " + settings).OutputShape.ToString()
        );
}
