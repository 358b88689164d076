using CnnParams.Shell;

namespace CnnParams.Docs.Tests;

/// <summary>Every example of every page runs, and prints what the page shows.</summary>
public sealed class ExampleTests
{
    public static TheoryData<string> Pages => new(Docs.All);

    [Theory]
    [MemberData(nameof(Pages))]
    public void Examples_print_what_the_page_shows(string page)
    {
        using var folder = new ExampleFolder();
        using var session = new EngineSession();
        session.Runspace.SessionStateProxy.Path.SetLocation(folder.Path);
        var shown = new DocumentedText(Path.Combine(Docs.Root, page));

        foreach (Example example in Example.In(Docs.Read(page)))
        {
            EngineTranscript transcript = session.Run(example.Code.Text);
            if (example.Error is not null)
                shown.Hold(example.Error, transcript.Error);
            else
                Assert.True(transcript.Error.Length == 0, $"{page}({example.Code.Line}): {transcript.Error}");
            if (example.Output is not null)
                shown.Hold(example.Output, transcript.Output);
        }

        shown.Verify();
        DocumentedPictures.Hold(Path.Combine(Docs.Root, page), folder.Path);
    }

    [Fact]
    public void The_readme_shows_what_the_shell_prints()
    {
        var page = Docs.Read("README.md");
        var blocks = page.Blocks.OfType<HelpBuilder.CodeBlock>().ToArray();
        int command = Array.FindIndex(
            blocks,
            block => block.Text == "dotnet run --project src/CnnParams.Shell -- -File module/examples/LeNet.ps1"
        );
        Assert.True(command >= 0, "The README has to say how the example is run on a machine with only the .NET SDK.");

        using var session = new EngineSession();
        var shown = new DocumentedText(page.Path);
        shown.Hold(
            blocks[command + 1],
            session.Run($"& '{Path.Combine(Docs.Root, "module", "examples", "LeNet.ps1")}'").Output
        );
        shown.Verify();
    }
}
