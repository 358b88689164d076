using CnnParams.Catalogue;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Measuring;

public sealed class BlockTreeTests
{
    private static readonly NetworkMeasurement ResNet18 = Measurer.Measure(
        Architectures.Get("ResNet18").Variant("torchvision").Build("ResNet18", ArchitectureOptions.Published)
    );

    [Fact]
    public void A_network_is_a_tree_of_its_blocks()
    {
        var tree = BlockTree.Of(ResNet18);
        Assert.Equal(
            "layer1 layer2 layer3 layer4",
            string.Join(" ", tree.Children.Where(child => child.Row is null).Select(child => child.Label))
        );
        var block = Find(tree, "layer2").Children[0];
        Assert.Equal(("layer2.0", "0", null), (block.Name, block.Label, block.Row));
        // A block with nothing in it but another is one with it.
        Assert.Contains("downsample", block.Children.Select(child => child.Label.Split('.')[0]));
        // torchvision 0.14.1: sum(p.numel() for p in resnet18().layer2[0].parameters()).
        Assert.Equal(230_144, block.Measure().Parameters);
    }

    [Fact]
    public void The_tree_has_every_layer_once()
    {
        var tree = BlockTree.Of(ResNet18);
        Assert.Equal(ResNet18.Rows, tree.Rows);
        Assert.Equal(ResNet18.Rows.ToHashSet(), Leaves(tree).Select(leaf => leaf.Row!).ToHashSet());
        Assert.Equal(ResNet18.Totals.Parameters, tree.Children.Sum(child => child.Measure().Parameters));
    }

    [Fact]
    public void Names_without_a_path_are_a_flat_tree()
    {
        var tree = Tree("input", "conv", "conv2");
        Assert.Equal("input conv conv2", string.Join(" ", tree.Children.Select(child => child.Label)));
        Assert.All(tree.Children, child => Assert.NotNull(child.Row));
    }

    [Fact]
    public void A_block_with_one_layer_is_that_layer()
    {
        var tree = Tree("input", "/stem/conv/Conv", "/stem/relu", "head/a/b/c");
        Assert.Equal("input stem head/a/b/c", string.Join(" ", tree.Children.Select(child => child.Label)));
        Assert.Equal("conv/Conv relu", string.Join(" ", tree.Children[1].Children.Select(child => child.Label)));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("...")]
    [InlineData("a//")]
    [InlineData("a/a/")]
    public void Names_that_are_separators_are_names(string name)
    {
        var tree = Tree("input", name, name + name, "a/b");
        Assert.Equal(4, Leaves(tree).Count());
        Assert.All(Leaves(tree), leaf => Assert.NotEmpty(leaf.Label));
    }

    [Fact]
    public void What_is_nested_without_end_is_a_tree_with_one()
    {
        string deep = string.Concat(Enumerable.Repeat("a/", 50_000));
        var tree = Tree("input", deep + "x", deep + "y");
        Assert.Equal(3, Leaves(tree).Count());
    }

    private static BlockTree Tree(string input, params string[] names) =>
        BlockTree.Of(
            Measurer.Measure(
                new Network([
                    new Input { Name = input, Shape = new TensorShape(8, 8, 3) },
                    .. names.Select(name => new Activation { Name = name, Function = "relu" }),
                ])
            )
        );

    private static BlockTree Find(BlockTree tree, string label) => tree.Children.Single(child => child.Label == label);

    private static IEnumerable<BlockTree> Leaves(BlockTree node) =>
        node.Row is null ? node.Children.SelectMany(Leaves) : [node];
}
