using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Shapes;

/// <summary>
/// The arithmetic of windows. Expected values: measured on PyTorch 1.13 and TensorFlow's rule, as each says.
/// </summary>
public sealed class SlidingWindowTests
{
    // Article; torchvision AlexNet, ResNet; Caffe AlexNet; and 224 without padding, the paper's famous mismatch.
    [Theory]
    [InlineData(32, 5, 1, 0, 1, 28)]
    [InlineData(14, 5, 1, 0, 1, 10)]
    [InlineData(224, 7, 2, 3, 1, 112)]
    [InlineData(224, 3, 2, 1, 1, 112)]
    [InlineData(224, 11, 4, 2, 1, 55)]
    [InlineData(227, 11, 4, 0, 1, 55)]
    [InlineData(224, 11, 4, 0, 1, 54)]
    [InlineData(56, 3, 1, 2, 2, 56)]
    [InlineData(56, 3, 1, 0, 2, 52)]
    public void Explicit_padding(long input, long kernel, long stride, long padding, long dilation, long output) =>
        Assert.Equal(output, Window(kernel, stride, dilation, padding).Output(input).Size);

    // PyTorch 1.13: MaxPool2d and AvgPool2d with ceil_mode=True.
    [Theory]
    [InlineData(112, 3, 2, 0, 55, 56)]
    [InlineData(6, 3, 2, 0, 2, 3)]
    [InlineData(112, 3, 2, 1, 56, 57)]
    [InlineData(5, 2, 2, 1, 3, 3)]
    [InlineData(13, 2, 2, 1, 7, 7)]
    [InlineData(113, 2, 2, 1, 57, 57)]
    [InlineData(4, 1, 2, 0, 2, 2)]
    [InlineData(9, 4, 4, 2, 3, 3)]
    public void Ceil_mode(long input, long kernel, long stride, long padding, long floor, long ceil)
    {
        Assert.Equal(floor, Window(kernel, stride, 1, padding).Output(input).Size);
        Assert.Equal(ceil, Window(kernel, stride, 1, padding, WindowRounding.Ceil).Output(input).Size);
    }

    [Fact]
    // Caffe clips only where there is padding (pooling_layer.cpp): 4 with a window of 1 and stride 2 is 3.
    public void Caffes_ceil_does_not_look_at_the_start_of_a_window_without_padding()
    {
        Assert.Equal(3, Window(1, 2, 1, 0, WindowRounding.CeilCaffe).Output(4).Size);
        Assert.Equal(3, Window(2, 2, 1, 1, WindowRounding.CeilCaffe).Output(5).Size);
    }

    // TensorFlow's SAME: ceil(in / stride), the odd zero at the end; ONNX's SAME_LOWER at the beginning.
    [Theory]
    [InlineData(224, 3, 2, 112, 0, 1)]
    [InlineData(224, 7, 2, 112, 2, 3)]
    [InlineData(7, 4, 1, 7, 1, 2)]
    public void Same_padding(long input, long kernel, long stride, long output, long begin, long end)
    {
        var same = new SlidingWindow(kernel, stride, 1, Padding.Same, 0);
        Assert.Equal(output, same.Output(input).Size);
        Assert.Equal((begin, end), same.Pads(input));
        Assert.Equal((end, begin), new SlidingWindow(kernel, stride, 1, Padding.SameLower, 0).Pads(input));
    }

    [Fact]
    public void An_open_axis_stays_open_or_itself()
    {
        var open = Dimension.Named("H");
        Assert.Equal(open, new SlidingWindow(3, 1, 1, Padding.Same, 0).Output(open));
        Assert.Equal(open, Window(3, 1, 1, 1).Output(open));
        Assert.Equal(Dimension.Unknown, Window(3, 2, 1, 1).Output(open));
    }

    [Fact]
    public void A_window_that_does_not_fit_is_an_error_with_both_numbers()
    {
        var error = Assert.Throws<LayerException>(() => Window(5, 1, 1, 0).Output(4));
        Assert.Equal(ErrorId.WindowTooLarge, error.Id);
        Assert.Contains("5", error.Message, StringComparison.Ordinal);
        Assert.Contains("4", error.Message, StringComparison.Ordinal);
    }

    private static SlidingWindow Window(
        long kernel,
        long stride,
        long dilation,
        long padding,
        WindowRounding rounding = WindowRounding.Floor
    ) => new(kernel, stride, dilation, padding == 0 ? Padding.Valid : padding, 0, rounding);
}
