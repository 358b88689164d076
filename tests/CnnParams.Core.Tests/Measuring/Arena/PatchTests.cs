using CnnParams.Catalogue;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Measuring.Arena;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Measuring.Arena;

/// <summary>
/// The estimate of patches, against the same layers measured on an image that is as large as a patch.
/// </summary>
public sealed class PatchTests
{
    // 27 -> 25 -> 12: each quarter of the output, 6x6, needs 13x13 of the first and 15x15 of the image.
    [Fact]
    public void A_patch_is_an_image_of_its_own()
    {
        var network = new Network([
            new Input { Name = "image", Shape = new TensorShape(27, 27, 3) },
            new Convolution(2) { Filters = 8, KernelSize = 3 },
            new Convolution(2)
            {
                Filters = 16,
                KernelSize = 3,
                Stride = 2,
            },
        ]);
        var whole = Measurer.Measure(network, new MeasureOptions { DataType = DataType.Int8 });
        var patch = Measurer.Measure(network, new MeasureOptions { InputShape = new TensorShape(15, 15, 3) });
        Assert.Equal(new TensorShape(6, 6, 16), patch.Rows[^1].OutputShape);

        var estimate = ArenaPlanner.Plan(whole, new ArenaOptions { Patches = 2, Alignment = 1 }).Patch;
        Assert.NotNull(estimate);
        Assert.Equal("15x15", estimate.InputPatch);
        Assert.Equal(2, estimate.Operators);
        Assert.Equal((27 * 27 * 3) + (13 * 13 * 8) + (12 * 12 * 16), estimate.PatchBytes);
        Assert.Equal(estimate.PatchBytes, estimate.ArenaBytes);
        double overhead = 100.0 * ((4 * patch.Totals.Macs) - whole.Totals.Macs) / whole.Totals.Macs;
        Assert.Equal(overhead, estimate.MacsOverheadPercent, 1e-9);
    }

    [Fact]
    public void Patches_without_borders_cost_nothing()
    {
        var network = new Network([
            new Input { Shape = new TensorShape(16, 16, 2) },
            new Convolution(2) { Filters = 32, KernelSize = 1 },
            new MaxPooling(2) { PoolSize = 4 },
        ]);
        var estimate = ArenaPlanner.Plan(Measurer.Measure(network), new ArenaOptions { Patches = 4 }).Patch;
        Assert.NotNull(estimate);
        Assert.Equal(0, estimate.MacsOverheadPercent);
        Assert.Equal("4x4", estimate.InputPatch);
    }

    [Fact]
    public void What_sees_the_whole_image_has_no_patches()
    {
        var network = new Network([
            new Input { Shape = new TensorShape(16, 16, 2) },
            new FullyConnected { Units = 1000 },
            new FullyConnected { Units = 10 },
        ]);
        Assert.Null(ArenaPlanner.Plan(Measurer.Measure(network), new ArenaOptions { Patches = 2 }).Patch);
    }

    // MCUNetV2 says of MobileNetV2 that patches reduce the peak 8 times with 3x3 patches; here input and output are
    // held whole, so that it is less (Lin et al. 2021, section 3.1).
    [Fact]
    public void MobileNetV2_needs_far_less()
    {
        var measured = Measurer.Measure(
            Architectures.Get("MobileNetV2").Variant().Build("net"),
            new MeasureOptions { DataType = DataType.Int8 }
        );
        var plan = ArenaPlanner.Plan(measured, new ArenaOptions { Patches = 3 });
        Assert.InRange(plan.Patch!.ArenaBytes, plan.ArenaBytes / 8, plan.ArenaBytes / 3);
        Assert.InRange(plan.Patch.MacsOverheadPercent, 1, 20);
    }
}
