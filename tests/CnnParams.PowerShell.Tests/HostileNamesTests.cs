namespace CnnParams.PowerShell.Tests;

/// <summary>Names come from model files: none of them moves a cursor, colours a line, or turns its direction.</summary>
public sealed class HostileNamesTests(ModuleSession session) : IClassFixture<ModuleSession>
{
    // Red, a link of the terminal, its title, text from right to left, and a new line.
    private const string Evil =
        "$evil = \"a$([char]27)[31mred$([char]27)]8;;https://evil$([char]7)$([char]0x202E)gnp`nb\"; ";

    private const string Layers =
        Evil
        + "$layers = @(New-CnnLayer Input -Shape 8,8,3; New-CnnLayer Conv2D $evil -Filters 4 -KernelSize 3; "
        + "New-CnnLayer Dense b -Units 3); ";

    [Theory]
    [InlineData("$layers")]
    [InlineData("$layers | Measure-CnnParameters")]
    [InlineData("$layers | Measure-CnnParameters | Format-Table -View Grouped")]
    [InlineData("$layers | Measure-CnnParameters | Format-Wide")]
    [InlineData("$layers | Format-Wide")]
    [InlineData("$layers | Format-CnnTree")]
    [InlineData("$layers | Show-CnnExplanation")]
    [InlineData("$layers | Show-CnnExplanation -AsText")]
    [InlineData("Compare-CnnModel $layers @($layers[0], $layers[2])")]
    [InlineData("$layers | Test-CnnClaim -Claim @{ Name = $evil; Parameters = 1 }")]
    [InlineData("$layers | Test-CnnBudget -MaxParameters 1")]
    public void A_name_is_shown_as_its_letters(string command)
    {
        string shown = session.Show(Layers + command);
        Assert.Contains("\\u001B", shown, StringComparison.Ordinal);
        Assert.Equal(-1, shown.IndexOfAny(['\x1B', '\x07', '\x202E']));
    }

    [Fact]
    public void So_it_is_in_an_error()
    {
        var (_, errors) = session.Invoke(
            Evil
                + "New-CnnLayer Input -Shape 8,8,3 | New-CnnLayer Conv2D $evil -Filters 4 -KernelSize 99 | "
                + "Measure-CnnParameters"
        );
        string shown = Assert.Single(errors).ToString();
        Assert.Contains("\\u001B[31mred", shown, StringComparison.Ordinal);
        Assert.Equal(-1, shown.IndexOfAny(['\x1B', '\x07', '\x202E']));
    }
}
