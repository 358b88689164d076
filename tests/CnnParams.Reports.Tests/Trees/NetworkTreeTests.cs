using CnnParams.Measuring;
using CnnParams.Reports.Trees;

namespace CnnParams.Reports.Tests.Trees;

public sealed class NetworkTreeTests
{
    private static readonly NetworkMeasurement ResNet50 = CatalogueNetworks.Get("ResNet50", "torchvision");

    [Fact]
    public void A_line_has_its_branches_and_the_rest_of_its_name()
    {
        var lines = NetworkTree.Lines(ResNet50, TreeAmount.Parameters, 2);
        Assert.Equal(
            ["├─ layer4", "│  ├─ 0", "│  ├─ 1", "│  └─ 2", "├─ avgpool"],
            lines.SkipWhile(line => line.Name != "layer4").Take(5).Select(line => line.Tree)
        );
        Assert.Equal("└─ fc", lines[^1].Tree);
    }

    // torchvision 0.14.1: sum(p.numel() for p in resnet50().layer4.parameters()), and of the whole.
    [Fact]
    public void A_line_has_the_numbers_of_its_block_and_its_share()
    {
        var line = NetworkTree.Lines(ResNet50, TreeAmount.Parameters, 1).Single(line => line.Name == "layer4");
        Assert.Equal(14_964_736, line.Parameters);
        Assert.Equal(14_964_736 / 25_557_032.0, line.Share);
        Assert.Equal(32, line.Layers);
        Assert.Equal("(2048,7,7)", line.OutputShape.ToString());
    }

    [Theory]
    [InlineData("Parameters")]
    [InlineData("Macs")]
    public void Lines_of_one_level_add_up_to_the_total_for_every_network(string by)
    {
        var amount = Enum.Parse<TreeAmount>(by);
        Assert.All(
            CatalogueNetworks.All,
            network =>
            {
                var top = NetworkTree.Lines(network, amount, 3).Where(line => line.Level == 1).ToArray();
                Assert.Equal(1.0, top.Sum(line => line.Share ?? 0), 9);
                Assert.Equal(network.Rows.Count, top.Sum(line => line.Layers));
                if (by == "Macs")
                    Assert.Equal(network.Totals.Macs, top.Sum(line => line.Macs));
            }
        );
    }

    [Theory]
    [InlineData(1)]
    [InlineData(12)]
    [InlineData(40)]
    [InlineData(500)]
    public void A_tree_fits_into_its_lines_and_loses_nothing(int lines) =>
        Assert.All(
            CatalogueNetworks.All,
            network =>
            {
                var tree = NetworkTree.Fitting(network, TreeAmount.Parameters, lines);
                Assert.InRange(tree.Count, 1, lines);
                Assert.Equal(network.Rows.Count, tree.Where(line => line.Level == 1).Sum(line => line.Layers));
                Assert.Equal(1.0, tree.Where(line => line.Level == 1).Sum(line => line.Share ?? 0), 9);
            }
        );

    [Fact]
    public void A_tree_is_as_deep_as_there_is_room_for()
    {
        Assert.Equal(1, NetworkTree.Fitting(ResNet50, TreeAmount.Parameters, 20).Max(line => line.Level));
        Assert.Equal(2, NetworkTree.Fitting(ResNet50, TreeAmount.Parameters, 40).Max(line => line.Level));
        Assert.Equal(4, NetworkTree.Fitting(ResNet50, TreeAmount.Parameters, 400).Max(line => line.Level));
    }

    [Fact]
    public void Nothing_of_a_name_reaches_the_terminal_but_letters() =>
        Assert.All(
            NetworkTree
                .Lines(CatalogueNetworks.Hostile, TreeAmount.Parameters, 9)
                .Concat(NetworkTree.Fitting(CatalogueNetworks.Hostile, TreeAmount.Parameters, 3)),
            line => Printable.Check(line.Tree)
        );
}
