using CnnParams.Shell;
using Xunit.Abstractions;

namespace CnnParams.Docs.Tests;

/// <summary>Every example of every page runs, and prints what the page shows.</summary>
public sealed class ExampleTests(ITestOutputHelper report)
{
    // Commands that are in pwsh but not in the engine's package; a misspelt command is not among them.
    private static readonly string[] OnlyInPowerShell =
    [
        "Compare-Object", "ConvertFrom-Csv", "ConvertFrom-Json", "ConvertTo-Csv", "ConvertTo-Html", "ConvertTo-Json", "Export-Clixml",
        "Export-Csv", "Format-List", "Format-Table", "Format-Wide", "Get-ChildItem", "Get-Content", "Get-Item", "Get-Member",
        "Group-Object", "Import-Clixml", "Import-Csv", "Measure-Object", "New-Item", "Out-File", "Out-String", "Remove-Item", "Select-Object",
        "Select-String", "Set-Content", "Sort-Object", "Start-Job", "Start-ThreadJob", "Test-Path", "Write-Output", "Join-Path",
    ];

    public static TheoryData<string> Pages => new(Docs.All);

    [Theory]
    [MemberData(nameof(Pages))]
    public void Examples_print_what_the_page_shows(string page)
    {
        using var folder = new ExampleFolder();
        using var session = new EngineSession();
        session.Runspace.SessionStateProxy.Path.SetLocation(folder.Path);
        var needs = new ExampleNeeds(session);
        var shown = new DocumentedText(Path.Combine(Docs.Root, page));

        foreach (Example example in Example.In(Docs.Read(page)))
        {
            string code = example.Code.Text;
            IReadOnlyList<string> missing = needs.Missing(code);
            if (missing.Count > 0)
            {
                report.WriteLine($"{page}({example.Code.Line}) is run by Pester only; it needs {string.Join(", ", missing)}");
                Assert.All(missing.Where(name => name[0] != '$'), name => Assert.Contains(name, OnlyInPowerShell));
                continue;
            }

            EngineTranscript transcript = session.Run(code);
            if (example.Error is not null)
                shown.Hold(example.Error, transcript.Error);
            else
                Assert.True(transcript.Error.Length == 0, $"{page}({example.Code.Line}): {transcript.Error}");
            if (example.Output is not null)
                shown.Hold(example.Output, transcript.Output);
        }

        shown.Verify();
    }

    [Fact]
    public void Most_examples_run_in_the_bare_engine()
    {
        using var session = new EngineSession();
        var examples = Docs.All.SelectMany(page =>
        {
            var needs = new ExampleNeeds(session);
            return Example.In(Docs.Read(page)).Select(example => needs.Missing(example.Code.Text).Count == 0).ToArray();
        }).ToArray();

        report.WriteLine($"{examples.Length} examples, {examples.Count(runs => !runs)} of them run by Pester only");
        Assert.NotEmpty(examples);
        Assert.True(examples.Count(runs => runs) * 2 > examples.Length, "More than half of all examples are not run here.");
    }

    [Fact]
    public void The_readme_shows_what_the_shell_prints()
    {
        var page = Docs.Read("README.md");
        var blocks = page.Blocks.OfType<HelpBuilder.CodeBlock>().ToArray();
        int command = Array.FindIndex(blocks, block => block.Text == "dotnet run --project src/CnnParams.Shell -- -File module/examples/LeNet.ps1");
        Assert.True(command >= 0, "The README has to say how the example is run on a machine with only the .NET SDK.");

        using var session = new EngineSession();
        var shown = new DocumentedText(page.Path);
        shown.Hold(blocks[command + 1], session.Run($"& '{Path.Combine(Docs.Root, "module", "examples", "LeNet.ps1")}'").Output);
        shown.Verify();
    }
}
