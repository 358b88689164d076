using System.Management.Automation;
using CnnParams.Catalogue.Blocks;

namespace CnnParams.PowerShell.Tests;

public sealed class NewCnnBlockTests(ModuleSession session) : IClassFixture<ModuleSession>
{
    [Fact]
    public void The_settings_of_all_blocks_are_parameters_and_no_others()
    {
        var parameters = session
            .Output(
                "(Get-Command New-CnnBlock).Parameters.Values | Where-Object { $true -notin $_.Attributes.DontShow } | ForEach-Object Name"
            )
            .Select(name => name.ToString())
            .Except([.. Cmdlet.CommonParameters, "Type", "Name", "InputObject", "Inputs"]);
        var settings = BlockTypes.All.SelectMany(type => type.Settings).Select(setting => setting.Name).Distinct();

        Assert.Equal(settings.Order(StringComparer.Ordinal), parameters.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Layers_pass_through_and_the_block_comes_behind_them()
    {
        // torchvision's resnet18().layer1: 147968 parameters.
        var rows = session.Output(
            """
            New-CnnLayer Input in -Shape 56,56,64 |
                New-CnnBlock BasicBlock layer1.0 -Filters 64 |
                New-CnnBlock BasicBlock layer1.1 -Filters 64 |
                Measure-CnnParameters -View PyTorch
            """
        );

        Assert.Equal("in", rows[0].Properties["Name"].Value);
        Assert.Equal("layer1.0/conv1", rows[1].Properties["Name"].Value);
        Assert.Equal(147_968L, rows.Sum(row => (long)row.Properties["Parameters"].Value));
    }

    [Fact]
    public void Layers_and_blocks_go_on_from_each_other() =>
        Assert.Equal(
            "(10)",
            session.Value(
                """
                (New-CnnLayer Input -Shape 32,32,3 |
                    New-CnnBlock ConvNorm stem -Filters 16 -Kernel 3 |
                    New-CnnBlock InvertedResidual -Expanded 96 -Filters 24 -Stride 2 -Squeeze 8 |
                    New-CnnLayer GlobalAveragePool2D |
                    New-CnnBlock InvertedResidual -Expanded 96 -Filters 24 -Inputs stem/2 |
                    New-CnnLayer GlobalAveragePool2D |
                    New-CnnLayer Dense -Units 10 |
                    Measure-CnnParameters)[-1].OutputShape.ToString()
                """
            )
        );

    [Theory]
    [InlineData("New-CnnBlock Bottleneck -Filters 64", "MissingInputLayer", "nothing comes before it")]
    [InlineData(
        "New-CnnLayer Input -Shape 8,8,4 | New-CnnBlock Bottlenek -Filters 64",
        "UnknownBlock",
        "did you mean Bottleneck?"
    )]
    [InlineData(
        "New-CnnLayer Input -Shape 8,8,4 | New-CnnBlock Bottleneck -Filters 64 -Heads 2",
        "UnknownSetting",
        "Block 'Bottleneck': Bottleneck has no setting Heads"
    )]
    [InlineData(
        "New-CnnLayer Input -Shape 8,8,4 | New-CnnBlock Fire f -Squeeze 4",
        "MissingSetting",
        "Block 'f': Fire needs Expand"
    )]
    [InlineData("1 | New-CnnBlock Fire -Squeeze 4 -Expand 4", "NotALayer", "'1' is not a layer")]
    public void What_cannot_be_is_an_error(string script, string id, string message)
    {
        var error = session.Invoke(script).Errors[0];

        Assert.StartsWith(id + ",", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(message, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_complete()
    {
        Assert.Equal(["SqueezeExcite"], session.Complete("New-CnnBlock Sq"));
        Assert.Contains("Bottleneck", session.Complete("Get-CnnBlockType B"));
        Assert.Equal(["relu", "relu6"], session.Complete("New-CnnBlock ConvNorm -Function rel"));
    }

    [Fact]
    public void Every_example_runs()
    {
        foreach (var type in BlockTypes.All.Where(type => type.ExampleShape.Length > 0))
        {
            string input = type.ExampleShape[1..type.ExampleShape.IndexOf(')', StringComparison.Ordinal)];
            string output = type.ExampleShape[(type.ExampleShape.LastIndexOf(' ') + 1)..];
            Assert.Equal(
                output,
                session.Value(
                    $"(New-CnnLayer Input -Shape {input} | {type.Example} | "
                        + "Measure-CnnParameters)[-1].OutputShape.ToString()"
                )
            );
        }
    }
}
