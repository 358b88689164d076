using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Layers;

/// <summary>Activations with parameters or a shape of their own.</summary>
public sealed class LearnedActivationTests
{
    // field.md 3.5, on 28x28x8: PyTorch 1 by default, 8 per channel; Keras 6,272, shared over the image 8.
    [Theory]
    [InlineData("", "28 * 28 * 8 = 6272")]
    [InlineData("SharedAxes=1,2", "1 * 1 * 8 = 8")]
    [InlineData("SharedAxes=-1", "28 * 28 * 1 = 784")]
    [InlineData("ParameterCount=1", "1")]
    [InlineData("ParameterCount=8", "8")]
    public void Slopes(string settings, string calculation) =>
        Assert.Equal(calculation, Single.Measure("28x28x8", "PReLU", settings).Calculation);

    [Theory]
    [InlineData("ParameterCount=5", ErrorId.InvalidSetting, "ParameterCount")]
    [InlineData("ParameterCount=8; SharedAxes=1", ErrorId.InvalidSetting, "SharedAxes")]
    [InlineData("SharedAxes=4", ErrorId.InvalidSetting, "SharedAxes")]
    public void Refuses(string settings, ErrorId id, string part) =>
        Single.AssertRefused(id, part, "28x28x8", "PReLU", settings);

    [Fact]
    public void The_number_of_slopes_may_be_known_though_the_shape_is_not()
    {
        Assert.Equal(8, Single.Measure("?", "PReLU", "ParameterCount=8").Parameters);
        Assert.Null(Single.Measure("?", "PReLU").Parameters);
    }

    [Theory]
    [InlineData("GLU", "", "(28,28,4)")]
    [InlineData("GLU", "Axis=1", "(14,28,8)")]
    [InlineData("Activation", "Function=glu; Axis=-2", "(28,14,8)")]
    [InlineData("Activation", "Function=softmax; Axis=1", "(28,28,8)")]
    public void An_axis_is_halved(string type, string settings, string output) =>
        Assert.Equal(output, Single.Measure("28x28x8", type, settings).OutputShape.ToString());

    [Fact]
    public void An_odd_axis_has_no_halves() => Assert.Equal(ErrorId.InvalidShape, Single.Refused("7", "GLU").Id);

    // The half is new memory; other activations write over their input.
    [Fact]
    public void A_half_is_not_in_place()
    {
        Assert.Equal(4 * (784 + 392), Single.Measure("28x28", "GLU").LiveBytes);
        Assert.Equal(4 * 784, Single.Measure("28x28", "ReLU").LiveBytes);
    }

    [Theory]
    [InlineData("Dropout")]
    [InlineData("SpatialDropout2D")]
    [InlineData("AlphaDropout")]
    [InlineData("GaussianDropout")]
    [InlineData("GaussianNoise")]
    [InlineData("DropPath")]
    public void Dropout_changes_nothing(string type)
    {
        var row = Single.Measure("28x28x8", type, "Rate=0.3", ShapeLayout.ChannelsLast);
        Assert.Equal((type, "(28,28,8)", 0, 0), (row.Type, row.OutputShape.ToString(), row.Parameters, row.Flops));
        Assert.Contains("Rate", Single.Refused("8", type, "Rate=1.5").Message, StringComparison.Ordinal);
    }
}
