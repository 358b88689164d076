namespace CnnParams.Core.Tests.Layers;

// Output and parameters against torchvision 0.14's DeformConv2d: see LayerAgreementTests.
public sealed class DeformableConvolutionTests
{
    private const string Settings = "Filters=16; KernelSize=3; Padding=1";

    [Theory]
    [InlineData("14x14x8 14x14x18")]
    [InlineData("14x14x8 14x14x18 14x14x9")]
    public void Offsets_add_no_parameters(string shapes)
    {
        var row = Single.Measure(shapes, "DeformableConv2D", Settings);
        Assert.Equal("(14,14,16)", row.OutputShape.ToString());
        Assert.Equal("((3 * 3 * 8) + 1) * 16 = 1168", row.Calculation);
        Assert.Equal(3 * 3 * 8 * 16 * 14 * 14, row.Macs);
        Assert.Null(row.ReceptiveField);
    }

    [Theory]
    [InlineData("14x14x8 14x14x16", "it must be (14,14,18)")]
    [InlineData("14x14x8 12x12x18", "it must be (14,14,18)")]
    [InlineData("14x14x8 14x14x18 14x14x18", "it must be (14,14,9)")]
    public void Offsets_must_fit(string shapes, string right) =>
        Assert.Contains(right, Single.Refused(shapes, "DeformableConv2D", Settings).Message);
}
