namespace CnnParams.PowerShell.Tests;

/// <summary>Tables, which are the same under every culture, and whole in a narrow window.</summary>
public sealed class TableCultureTests(ModuleSession session) : IClassFixture<ModuleSession>
{
    [Theory]
    [InlineData("Get-CnnArchitecture ResNet18 -Variant torchvision -AsNetwork | Format-CnnTree -Depth 1")]
    [InlineData("Get-CnnArchitecture ResNet18 -Variant torchvision | Measure-CnnParameters -Depth 1")]
    [InlineData("Get-CnnArchitecture ResNet18")]
    [InlineData("Get-CnnArchitecture LeNet5 | Test-CnnBudget -MaxParameters 100k")]
    public void Numbers_have_the_same_signs_under_every_culture(string command)
    {
        string Shown(string culture) =>
            session
                .Output(
                    $"& {{ [cultureinfo]::CurrentCulture = '{culture}'; {command} | Out-String -Width 100 }}"
                        + "; [cultureinfo]::CurrentCulture = 'en-US'"
                )
                .Single()
                .ToString();
        Assert.Equal(Shown("en-US"), Shown("de-DE"));
    }

    // The widths of the choices made the engine cut the figures: 1156 for 11560.
    [Fact]
    public void Figures_of_designs_are_whole_in_a_narrow_window()
    {
        string shown = session
            .Output(
                "New-CnnLayer Input -Shape 32,32,3 | New-CnnLayer Conv2D first_convolution -Filters 8 -KernelSize 3 | "
                    + "New-CnnLayer Conv2D second_convolution -Filters 16 -KernelSize 3 | Find-CnnDesign "
                    + "@{ 'first_convolution.Filters' = 8, 16; 'second_convolution.Filters' = 32, 64 } "
                    + "-MaxParameters 1M | Out-String -Width 80"
            )
            .Single()
            .ToString();
        // 3 * 3 * 3 * 8 + 8 and 3 * 3 * 8 * 32 + 32, of four bytes each.
        Assert.Contains("  2560 ", shown);
        Assert.Contains(" 10240 ", shown);
        Assert.Contains("first_convolution.Filters=8,", shown);
    }
}
