using CnnParams.Catalogue;
using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Measuring;

public sealed class BlockTests
{
    private static readonly NetworkMeasurement ResNet18 = Measurer.Measure(
        Architectures.Get("ResNet18").Variant("torchvision").Build("ResNet18", ArchitectureOptions.Published)
    );

    // torchvision 0.14.1: sum(p.numel() for p in resnet18().layer1.parameters()) and so on.
    [Theory]
    [InlineData("conv1", 9_408)]
    [InlineData("layer1", 147_968)]
    [InlineData("layer2", 525_568)]
    [InlineData("layer3", 2_099_712)]
    [InlineData("layer4", 8_393_728)]
    [InlineData("fc", 513_000)]
    public void The_stages_of_a_residual_network(string name, long parameters) =>
        Assert.Equal(parameters, Blocks.Fold(ResNet18, 1).Single(block => block.Name == name).Parameters);

    [Fact]
    public void A_block_is_what_its_layers_are_together()
    {
        var rows = ResNet18.Rows.Where(row => row.Name.StartsWith("layer2.0.", StringComparison.Ordinal)).ToArray();
        var block = Blocks.Fold(ResNet18, 2).Single(block => block.Name == "layer2.0");
        Assert.Equal(("Block", rows.Length), (block.Type, block.Layers));
        Assert.Equal(("(64,56,56)", "(128,28,28)"), (block.InputShape!.ToString(), block.OutputShape.ToString()));
        Assert.Equal(rows.Sum(row => row.Macs), block.Macs);
        Assert.Equal(rows.Sum(row => row.Flops), block.Flops);
        Assert.Equal(rows.Sum(row => row.ActivationSize), block.ActivationSize);
        Assert.Equal(rows.Sum(row => row.WeightBytes), block.WeightBytes);
        Assert.Equal(rows.Max(row => row.LiveBytes), block.LiveBytes);
        Assert.Equal(rows[^1].ReceptiveField, block.ReceptiveField);
        Assert.Equal((Trust.Exact, Trust.Exact, ""), (block.ParametersTrust, block.MacsTrust, block.TrustReason));
        // 3x3 from 64 to 128, 3x3 from 128 to 128, 1x1 from 64 to 128, and three batch norms.
        Assert.Equal("73728 + (3 * 256) + 147456 + 8192 = 230144", block.Calculation);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(99)]
    public void Blocks_add_up_to_the_totals_at_every_depth(int depth)
    {
        var blocks = Blocks.Fold(ResNet18, depth);
        Assert.Equal(ResNet18.Totals.Parameters, blocks.Sum(block => block.Parameters - block.SharedParameters));
        Assert.Equal(ResNet18.Totals.Macs, blocks.Sum(block => block.Macs));
        Assert.Equal(ResNet18.Totals.MemoryTraffic, blocks.Sum(block => block.MemoryTraffic));
        Assert.All(
            blocks,
            block => Assert.Equal(block.Parameters, Formula.Evaluate(block.Calculation.Split(" = ")[0]))
        );
        Assert.All(blocks, block => Assert.Equal(block.Macs, Formula.Evaluate(block.MacsCalculation.Split(" = ")[0])));
    }

    [Fact]
    public void Deep_enough_every_layer_is_a_row_of_its_own() =>
        Assert.Equal(
            ResNet18.Rows.Select(row => (row.Name, row.Type, row.Calculation)),
            Blocks.Fold(ResNet18, 99).Select(block => (block.Name, block.Type, block.Calculation))
        );

    [Theory]
    [InlineData("layer1/0/conv2", 1, "layer1")]
    [InlineData("layer1/0/conv2", 2, "layer1/0")]
    [InlineData("layer1/0/conv2", 3, "layer1/0/conv2")]
    [InlineData("layer1/0/conv2", 4, "layer1/0/conv2")]
    [InlineData("layer1.0.conv2", 2, "layer1.0")]
    [InlineData("/layer1/layer1.0/conv1/Conv", 1, "/layer1")]
    [InlineData("/layer1/layer1.0/conv1/Conv", 2, "/layer1/layer1.0")]
    [InlineData("fc", 1, "fc")]
    public void Names_tell_the_block(string layer, int depth, string block)
    {
        var measurement = Measurer.Measure(new Network([new Input { Name = layer, Shape = new TensorShape(8) }]));
        Assert.Equal(block, Assert.Single(Blocks.Fold(measurement, depth)).Name);
    }

    [Fact]
    public void Weights_that_are_shared_count_once_in_a_block_and_once_among_blocks()
    {
        var measurement = Measurer.Measure(
            new Network([
                new Input { Name = "in", Shape = new TensorShape(64) },
                new Dense { Name = "a/one", Units = 64 },
                new Dense
                {
                    Name = "a/two",
                    Units = 64,
                    WeightsFrom = "a/one",
                },
                new Dense
                {
                    Name = "b/three",
                    Units = 64,
                    WeightsFrom = "a/one",
                },
            ])
        );
        var blocks = Blocks.Fold(measurement, 1);
        Assert.Equal(
            [(0, 0), (4_160, 0), (4_160, 4_160)],
            blocks.Select(block => (block.Parameters!.Value, block.SharedParameters))
        );
        Assert.Equal("4160", blocks[1].Calculation);
        Assert.Equal(8_192, blocks[1].Macs);
        Assert.Equal(4_160, measurement.Totals.Parameters);
    }

    [Fact]
    public void What_is_not_known_of_a_layer_makes_a_bound_of_the_sum()
    {
        var measurement = Measurer.Measure(
            new Network([
                new Input { Name = "in", Shape = new TensorShape(8, 8, 3) },
                new Convolution(2)
                {
                    Name = "head/conv",
                    Filters = 4,
                    KernelSize = 3,
                },
                new Operation { Name = "head/nms", OperatorType = "NonMaxSuppression" },
                new Operation { Name = "tail", OperatorType = "TopK" },
            ])
        );
        var blocks = Blocks.Fold(measurement, 1);
        // Its weights are those that are listed for it: none. Its products nobody knows.
        Assert.Equal((112, Trust.Exact), (blocks[1].Parameters, blocks[1].ParametersTrust));
        Assert.Equal((3_888, Trust.LowerBound), (blocks[1].Macs, blocks[1].MacsTrust));
        Assert.Contains(
            "head/nms: the operator NonMaxSuppression is not understood",
            blocks[1].TrustReason,
            StringComparison.Ordinal
        );
        Assert.Equal((null, Trust.Unknown, ""), (blocks[2].Macs, blocks[2].MacsTrust, blocks[2].MacsCalculation));
    }
}
