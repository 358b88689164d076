using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Measuring.Arena;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Measuring.Arena;

/// <summary>The scratch buffers of single layers, against what CMSIS-NN's functions say.</summary>
public sealed class CmsisNnScratchTests
{
    private static readonly string[] Lines = File.ReadAllLines(
        Path.Combine(AppContext.BaseDirectory, "data", "arena", "scratch.csv")
    );

    public static TheoryData<string> Types => [.. Lines.Skip(1).Select(line => line.Split(',')[0]).Distinct()];

    [Theory]
    [MemberData(nameof(Types))]
    public void Kernels_ask_for_what_CMSIS_NN_says(string type)
    {
        foreach (string line in Lines.Where(line => line.StartsWith(type + ",", StringComparison.Ordinal)))
        {
            int[] n = [.. line.Split(',').Skip(1).Select(int.Parse)];
            var network = new Network([new Input { Shape = Image(type, n) }, Made(type, n)]);
            var measured = Measurer.Measure(network, new MeasureOptions { DataType = DataType.Int8 });
            Assert.Empty(measured.Problems);
            long[] bytes =
            [
                .. new[] { ScratchKernels.CmsisNn, ScratchKernels.CmsisNnDsp, ScratchKernels.CmsisNnMve }
                    .Select(kernels => ArenaPlanner.Plan(measured, new ArenaOptions { Scratch = kernels }))
                    .Select(plan => plan.Tensors.Where(t => t.Kind == ArenaTensorKind.Scratch).Sum(t => t.Bytes)),
            ];
            Assert.Equal((line, n[9], n[10], n[11]), (line, bytes[0], bytes[1], bytes[2]));
        }
    }

    // The functions of convolutions in CMSIS-NN know no groups; one in as many groups as channels is depthwise.
    [Fact]
    public void A_convolution_in_groups_of_one_channel_is_depthwise()
    {
        var network = new Network([
            new Input { Shape = new TensorShape(9, 9, 8) },
            new Convolution(2)
            {
                Filters = 8,
                KernelSize = 5,
                Groups = 8,
            },
        ]);
        var measured = Measurer.Measure(network, new MeasureOptions { DataType = DataType.Int8 });
        var plan = ArenaPlanner.Plan(measured, new ArenaOptions { Scratch = ScratchKernels.CmsisNnDsp });
        Assert.Equal(8 * 25 * 2, plan.Tensors.Single(tensor => tensor.Kind == ArenaTensorKind.Scratch).Bytes);
    }

    [Fact]
    public void What_has_no_kernel_is_named()
    {
        var network = new Network([
            new Input { Shape = new TensorShape(4, 9, 9, 8) },
            new Convolution(3)
            {
                Name = "cube",
                Filters = 8,
                KernelSize = 3,
            },
        ]);
        var measured = Measurer.Measure(network, new MeasureOptions { DataType = DataType.Int8 });
        var plan = ArenaPlanner.Plan(measured, new ArenaOptions { Scratch = ScratchKernels.CmsisNn });
        Assert.Contains("cube", Assert.Single(plan.Notes), StringComparison.Ordinal);
        Assert.Equal(Trust.LowerBound, plan.Trust);
    }

    private static TensorShape Image(string type, int[] n) =>
        type == "Dense" ? new TensorShape(n[2]) : new TensorShape(n[0], n[1], n[2]);

    private static Layer Made(string type, int[] n)
    {
        var kernel = new Extent(n[3], n[4]);
        var padding = n[7] == 1 ? Padding.Same : Padding.Valid;
        return type switch
        {
            "Conv2D" => new Convolution(2)
            {
                Filters = n[8],
                KernelSize = kernel,
                Stride = n[5],
                Dilation = n[6],
                Padding = padding,
            },
            "DepthwiseConv2D" => new DepthwiseConvolution(2)
            {
                DepthMultiplier = n[8] / n[2],
                KernelSize = kernel,
                Stride = n[5],
                Dilation = n[6],
                Padding = padding,
            },
            "TransposedConv2D" => new TransposedConvolution(2)
            {
                Filters = n[8],
                KernelSize = kernel,
                Stride = n[5],
                Padding = padding,
            },
            "Dense" => new Dense { Units = n[8] },
            _ => new AveragePooling(2)
            {
                PoolSize = kernel,
                Stride = n[5],
                Padding = padding,
            },
        };
    }
}
