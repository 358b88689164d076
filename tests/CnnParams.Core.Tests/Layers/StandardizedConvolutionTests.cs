using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Measuring.Conventions;
using CnnParams.Measuring.Training;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Layers;

// Output and parameters against PyTorch: see LayerAgreementTests.
public sealed class StandardizedConvolutionTests
{
    [Theory]
    [InlineData("Filters=12; KernelSize=3", "((3 * 3 * 8) + 1) * 12 = 876")]
    [InlineData("Filters=12; KernelSize=3; Scale=True", "((3 * 3 * 8) + 2) * 12 = 888")]
    [InlineData("Filters=12; KernelSize=3; Scale=True; UseBias=False", "((3 * 3 * 8) + 1) * 12 = 876")]
    [InlineData("Filters=12; KernelSize=3; Scale=True; Groups=2", "((3 * 3 * (8 / 2)) + 2) * 12 = 456")]
    public void A_gain_is_one_number_a_filter(string settings, string calculation) =>
        Assert.Equal(calculation, Single.Measure("10x10x8", "StandardizedConv2D", settings).Calculation);

    // fvcore counts F.batch_norm in training as a norm: 5 operations a value with factors, 4 without.
    [Theory]
    [InlineData(false, 4)]
    [InlineData(true, 5)]
    public void Fvcore_counts_the_norm_of_the_weights(bool scales, long operations)
    {
        var row = Single.Measure("10x10x8", "StandardizedConv2D", $"Filters=12; KernelSize=3; Scale={scales}");
        long weights = 3 * 3 * 8 * 12;
        Assert.Equal(weights * 8 * 8, row.Macs);
        Assert.Equal((weights * 8 * 8) + (operations * weights), CostConventions.Get("fvcore").CostOf(row).Cost);
    }

    [Fact]
    public void An_export_has_no_gain()
    {
        var network = Network(
            new StandardizedConvolution
            {
                Filters = 12,
                KernelSize = 3,
                Scale = true,
            }
        );
        Assert.Equal(888, Measurer.Measure(network).Totals.Parameters);
        var folded = Measurer.Measure(network, new MeasureOptions { View = ParameterView.Folded });
        Assert.Equal(876, folded.Totals.Parameters);
        Assert.Equal("((3 * 3 * 8) + 1) * 12 = 876", folded.Rows[^1].Calculation);
    }

    // As saved_tensors_hooks see it in torch 1.13: nn.Conv2d(8, 12, 3, stride=2, padding=1, groups=g) over 2x8x10x10,
    // its weights through F.batch_norm(..., gain * 0.3, training=True).
    [Theory]
    [InlineData(false, 1, 9_952)]
    [InlineData(false, 2, 8_224)]
    [InlineData(true, 1, 10_008)]
    [InlineData(true, 2, 8_280)]
    public void Training_keeps_the_standardised_weights(bool scales, long groups, long bytes)
    {
        var network = Network(
            new StandardizedConvolution
            {
                Filters = 12,
                KernelSize = 3,
                Stride = 2,
                Padding = 1,
                Groups = groups,
                Scale = scales,
            }
        );
        var memory = TrainingMemory.Of(
            Measurer.Measure(network, new MeasureOptions { BatchSize = 2 }),
            new TrainingOptions()
        );
        Assert.Equal(bytes, memory.Activations);
    }

    private static Network Network(Layer layer) =>
        new([new Input { Shape = new TensorShape(8, 10, 10), Layout = ShapeLayout.ChannelsFirst }, layer]);
}
