namespace CnnParams.PowerShell.Tests;

/// <summary>Export-CnnFigure, Export-CnnText and Format-CnnTree as they are used in a session.</summary>
public sealed class ExportTextTests(ModuleSession session) : IClassFixture<ModuleSession>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cnnparams").FullName;

    [Theory]
    [InlineData("Export-CnnFigure", "Format", "[CnnParams.Reports.Figures.NetworkFigure]::Formats.Name")]
    [InlineData("Export-CnnFigure", "Style", "[Enum]::GetNames([CnnParams.Reports.Figures.FigureStyle])")]
    [InlineData("Export-CnnFigure", "Theme", "[CnnParams.Reports.Figures.FigureOptions]::Themes")]
    [InlineData("Export-CnnFigure", "Label", "[CnnParams.Reports.Figures.FigureOptions]::LabelNames")]
    [InlineData("Export-CnnText", "Format", "[CnnParams.Reports.TextFormats]::All.Name")]
    [InlineData("Show-CnnExplanation", "Format", "[CnnParams.Reports.Handouts.Handout]::Formats.Name")]
    [InlineData("Format-CnnTree", "By", "[Enum]::GetNames([CnnParams.Reports.Trees.TreeAmount])")]
    public void What_can_be_asked_for_is_what_reports_have(string command, string parameter, string have)
    {
        // The reports are loaded when one is made.
        session.Output($"$null = {ModuleSession.Article} | Export-CnnText -AsString");
        Assert.Equal(
            session.Output(have).Select(value => value.ToString()),
            session
                .Output($"(Get-Command {command}).Parameters['{parameter}'].Attributes.ValidValues")
                .Select(value => value.ToString())
        );
    }

    [Theory]
    [InlineData("Export-CnnFigure x.svg", "x.svg", "<svg ")]
    [InlineData("Export-CnnFigure x.tex -Style Blocks", "x.tex", "% Needs ")]
    [InlineData("Export-CnnText x.MD", "x.MD", "| Name |")]
    [InlineData("Export-CnnText x.csv", "x.csv", "Name,Type")]
    [InlineData("Export-CnnText x.gv", "x.gv", "digraph")]
    [InlineData("Export-CnnText x.txt -Format Mermaid", "x.txt", "flowchart TD")]
    [InlineData("Export-CnnFigure ./", "Network.svg", "<svg ")]
    [InlineData("Show-CnnExplanation -Path x.html", "x.html", "<!DOCTYPE html>")]
    public void The_extension_says_the_format(string command, string file, string begins)
    {
        Assert.Empty(session.Output(At($"{ModuleSession.Article} | {command}")));
        Assert.StartsWith(begins, File.ReadAllText(Path.Combine(_folder, file)), StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Theory]
    [InlineData("Export-CnnText -AsString")]
    [InlineData("Export-CnnText -")]
    [InlineData("Export-CnnText - -Format Csv")]
    [InlineData("Export-CnnFigure -AsString")]
    [InlineData("Show-CnnExplanation -Format Markdown")]
    public void A_text_goes_down_the_pipeline_and_no_file_is_written(string command)
    {
        Assert.IsType<string>(session.Value(At($"{ModuleSession.Article} | {command}")));
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Theory]
    [InlineData("Export-CnnText x.doc", "UnknownWriteFormat")]
    [InlineData("Export-CnnText x.md -Column Bogus", "InvalidSetting")]
    [InlineData("Export-CnnText nowhere/x.md", "UnwritableFile")]
    [InlineData("Export-CnnText env:/x.md", "NotAFile")]
    [InlineData("Export-CnnText taken.md -NoClobber", "NoClobber")]
    public void What_cannot_be_written_is_an_error_with_its_id(string command, string id)
    {
        File.WriteAllText(Path.Combine(_folder, "taken.md"), "mine");
        var error = Assert.Single(session.Invoke(At($"{ModuleSession.Article} | {command}")).Errors);
        Assert.StartsWith(id, error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(Path.Combine(_folder, "taken.md")));
    }

    [Fact]
    public void A_second_network_does_not_take_the_place_of_the_first()
    {
        const string two =
            "'VGG11', 'VGG13' | ForEach-Object { Get-CnnArchitecture $_ -Variant torchvision -AsNetwork } | ";
        Assert.StartsWith(
            "PathTaken",
            Assert.Single(session.Invoke(At(two + "Export-CnnText x.md")).Errors).FullyQualifiedErrorId,
            StringComparison.Ordinal
        );
        session.Output(At(two + "Export-CnnText ./ -Format Badge"));
        Assert.Equal(
            ["VGG11.svg", "VGG13.svg", "x.md"],
            Directory.GetFiles(_folder).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void WhatIf_writes_nothing()
    {
        session.Show(At($"{ModuleSession.Article} | Export-CnnFigure x.svg -WhatIf"));
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public void A_tree_fits_into_the_window_and_breaks_no_word(int width)
    {
        string tree = session.Show(
            "Get-CnnArchitecture InceptionV3 -Variant torchvision -AsNetwork | Format-CnnTree -Depth 3 -By Macs | "
                + $"Out-String -Width {width}"
        );
        string[] lines = tree.ReplaceLineEndings("\n").Split('\n');
        Assert.All(lines, line => Assert.True(line.Length <= width, line));
        Assert.Contains(
            lines,
            line =>
                line.Contains("├─ Mixed_5b", StringComparison.Ordinal)
                && line.Contains("(256,35,35)", StringComparison.Ordinal)
                && line.Contains('%', StringComparison.Ordinal)
        );
        Assert.Contains(
            "5,713,216,096",
            session.Show(
                "(Get-CnnArchitecture InceptionV3 -Variant torchvision -AsNetwork | Measure-CnnParameters "
                    + "-Summary).Macs.ToString('N0')"
            ),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("-By Macs")]
    public void A_tree_is_shown_the_same_after_a_job(string arguments)
    {
        string rows = $"$rows = Get-CnnArchitecture ResNet18 -AsNetwork | Format-CnnTree -Depth 2 {arguments};";
        Assert.Equal(
            session.Show(rows + " $rows"),
            session.Show(
                rows
                    + " [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($rows, 1))"
            )
        );
    }

    [Fact]
    public void A_bar_has_a_colour_only_where_the_session_shows_colours()
    {
        const string bar = "[CnnParams.PowerShell.Formatting.TreeFormat]::Bar([pscustomobject]@{ Share = 0.5 }, ";
        Assert.Equal("██████", session.Value(bar + "$null)"));
        Assert.Equal(
            "██████",
            session.Value(bar + "[pscustomobject]@{ OutputRendering = 'PlainText'; Foreground = @{}; Reset = 'R' })")
        );
        Assert.Equal(
            "Y██████R",
            session.Value(
                bar
                    + "[pscustomobject]@{ OutputRendering = 'Host'; Foreground = [pscustomobject]@{ BrightYellow = 'Y' "
                    + "}; Reset = 'R' })"
            )
        );
    }

    [Fact]
    public void Rows_are_shown_with_digits_in_groups()
    {
        string table = session.Show($"{ModuleSession.Article} | Measure-CnnParameters | Format-Table -View Grouped");
        Assert.Contains("48,120", table, StringComparison.Ordinal);
        Assert.Contains("470,400", table, StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_complete_by_Tab() =>
        Assert.Equal(["ReceptiveField"], session.Complete("Export-CnnText x.md -Column Rec"));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string At(string command) => $"Set-Location '{_folder}'; {command}";
}
