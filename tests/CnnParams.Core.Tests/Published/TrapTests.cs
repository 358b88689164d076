using CnnParams.Catalogue;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Measuring.Conventions;
using CnnParams.Networks;
using CnnParams.Shapes;
using Single = CnnParams.Core.Tests.Layers.Single;

namespace CnnParams.Core.Tests.Published;

/// <summary>Numbers that tools and papers are known to get wrong, each with its source.</summary>
public sealed class TrapTests
{
    // bvlc_googlenet's poolings, 3 by 2 without padding, count on Caffe's rounding up: 112, 56, 28, 14, 7.
    [Theory]
    [InlineData("CeilCaffe", 56, 28, 14, 7)]
    [InlineData("Floor", 55, 27, 13, 6)]
    public void Caffes_poolings_round_up(string rounding, params int[] sizes)
    {
        int size = 112;
        foreach (int expected in sizes)
        {
            size = (int)
                Single
                    .Measure($"{size}x{size}x64", "MaxPool2D", $"PoolSize=3; Stride=2; CeilMode={rounding}")
                    .OutputShape[0]
                    .Value;
            Assert.Equal(expected, size);
        }
    }

    [Fact]
    // onnx issue 5711: 12 by a window of 1 with stride 2, rounded up, is 6 in PyTorch; ONNX's inference said 7.
    public void A_window_must_start_inside() =>
        Assert.Equal(
            "(6,6,3)",
            Single.Measure("12x12x3", "MaxPool2D", "PoolSize=1; Stride=2; CeilMode=Ceil").OutputShape.ToString()
        );

    [Fact]
    // pjreddie/darknet, maxpool_layer.c: padding is size - 1 in all, at the end; yolov3-tiny keeps its 13 positions.
    public void Darknets_pooling_keeps_the_size() =>
        Assert.Equal(
            "(13,13,512)",
            Single.Measure("13x13x512", "MaxPool2D", "PoolSize=2; Stride=1; Padding=0:1,0:1").OutputShape.ToString()
        );

    [Fact]
    // LeNet-5 with all planes connected in C3, as it is commonly built.
    public void C3_with_all_its_connections() =>
        Assert.Equal(2_416, Single.Measure("14x14x6", "Conv2D", "Filters=16; KernelSize=5").Parameters);

    [Fact]
    // Two layers with a bias each in place of Keras's SeparableConv2D with one: 2,432 and 2,400.
    public void A_separable_convolution_of_two_layers() =>
        Assert.Equal(
            2_432,
            Single.Measure("12x12x32", "DepthwiseConv2D", "KernelSize=3").Parameters
                + Single.Measure("10x10x32", "Conv2D", "Filters=64; KernelSize=1").Parameters
        );

    [Theory]
    // 64 -> 32, 2x2 with stride 2, on 14x14: exact, and on the output's grid, four times as much.
    [InlineData("cnnparams", 1_605_632)]
    [InlineData("fvcore", 1_605_632)]
    [InlineData("thop", 6_422_528)]
    [InlineData("torchinfo", 6_422_528)]
    public void A_transposed_convolution_on_either_grid(string convention, long macs)
    {
        var row = Single.Measure(
            "64x14x14",
            "TransposedConv2D",
            "Filters=32; KernelSize=2; Stride=2; UseBias=false",
            ShapeLayout.ChannelsFirst
        );
        Assert.Equal(macs, CostConventions.Get(convention).CostOf(row).Cost);
    }

    [Fact]
    // torchinfo's fixture resnet50.out: 8.18 G, since its batch is two.
    public void A_batch_of_two_doubles_what_torchinfo_prints() =>
        Assert.Equal(
            8_178_476_752,
            CostConventions
                .Get("torchinfo")
                .TotalsOf(Model.Measure("ResNet50", "torchvision", options: new MeasureOptions { BatchSize = 2 }))
                .Cost
        );

    [Fact]
    // GoogLeNet: torchvision's, with the paper's 5x5 for its 3x3 (pytorch/vision issue 906), and biases for batch
    // norms.
    public void From_torchvisions_GoogLeNet_to_Caffes()
    {
        long torchvision = Model.Measure("GoogLeNet", "torchvision").Totals.Parameters;
        Assert.Equal(Model.Measure("GoogLeNet", "original").Totals.Parameters, torchvision + 380_928 - 7_280);
    }

    [Theory]
    // U-Nets that are found: with batch norm after each biased 3x3 (31,042,369 for 1 -> 1), and with a 3x3 to two
    // channels before the last 1x1 (Keras ports: 31,031,685 for one channel, 31,032,837 for three).
    [InlineData(1, true, 31_042_369)]
    [InlineData(1, false, 31_031_685)]
    [InlineData(3, false, 31_032_837)]
    public void Ports_of_U_Net(long channels, bool norms, long parameters)
    {
        var published = Architectures
            .Get("UNet")
            .Variant("original")
            .Build("UNet", new ArchitectureOptions { Channels = channels, Classes = 1 })
            .Layers;
        Layer[] layers = norms
            ?
            [
                .. published,
                .. published
                    .OfType<Convolution>()
                    .Where(layer => layer.KernelSize[0] == 3)
                    .Select(layer => new BatchNormalization { Name = layer.Name + ".bn", Inputs = [layer.Name] }),
            ]
            :
            [
                .. published.SkipLast(1),
                new Convolution(2) { Filters = 2, KernelSize = 3 },
                new Convolution(2) { Filters = 1, KernelSize = 1 },
            ];
        var measurement = Measurer.Measure(new Network(layers), new MeasureOptions { View = ParameterView.PyTorch });
        Assert.Empty(measurement.Problems);
        Assert.Equal(parameters, measurement.Totals.Parameters);
    }

    [Fact]
    // 64-bit sums: VGG-16's products are more than 2^31, and 138,357,544 numbers of 32 bits 553,430,176 bytes.
    public void Numbers_beyond_31_bits()
    {
        var totals = Model.Measure("VGG16", "torchvision").Totals;
        Assert.Equal((15_470_264_320, 553_430_176), (totals.Macs, totals.WeightBytes));
        Assert.Equal("553.43 MB", Quantity.Bytes(totals.WeightBytes));
    }
}
