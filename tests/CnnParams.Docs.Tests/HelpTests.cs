using System.Management.Automation;
using System.Reflection;
using CnnParams.HelpBuilder;
using CnnParams.Shell;

namespace CnnParams.Docs.Tests;

/// <summary>
/// Every cmdlet and every parameter is documented, in the pages and in what Get-Help finds with the module.
/// </summary>
public sealed class HelpTests(HelpTests.Fixture fixture) : IClassFixture<HelpTests.Fixture>
{
    public static TheoryData<string> Cmdlets => new(Fixture.ModuleCmdlets.Select(cmdlet => cmdlet.Name));

    [Fact]
    public void Every_cmdlet_has_a_page_and_every_page_a_cmdlet() =>
        Assert.Equal(
            Cmdlets.Order(StringComparer.Ordinal),
            HelpFolder.Commands(Docs.HelpPages).Select(Path.GetFileNameWithoutExtension)
        );

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void The_page_describes_the_cmdlet_as_it_is(string name)
    {
        CmdletInfo cmdlet = fixture.Cmdlet(name);
        string path = PathOf(name);
        CommandPage page = CommandPage.Read(path);
        MarkdownPage markdown = MarkdownPage.Read(path);
        var text = new DocumentedText(path);

        Assert.Equal(name, page.Name);
        Assert.Equal(cmdlet.ImplementingType.GetCustomAttribute<CmdletAttribute>()?.HelpUri, page.OnlineVersion);
        Assert.Equal(
            Parameters(cmdlet),
            page.Parameters.Select(parameter => parameter.Name).Order(StringComparer.OrdinalIgnoreCase)
        );
        Assert.True(page.Examples.Count >= 3, $"{name} has {page.Examples.Count} examples.");

        var syntax = Section(markdown, "SYNTAX").Blocks.OfType<CodeBlock>().ToArray();
        Assert.Equal(cmdlet.ParameterSets.Count, syntax.Length);
        for (int i = 0; i < syntax.Length; i++)
            text.Hold(syntax[i], Wrapped($"{name} {Shown(cmdlet.ParameterSets[i])}"));

        foreach (
            var section in Section(markdown, "PARAMETERS").Sections(3).Where(section => section.Title.StartsWith('-'))
        )
        {
            string parameter = section.Title[1..];
            var shown = section.Blocks.OfType<CodeBlock>().Where(block => block.Language == "yaml").ToArray();
            var expected = new ParameterText(cmdlet, parameter).Blocks(
                page.Parameters.Single(candidate => candidate.Name == parameter).Uses
            );
            Assert.True(expected.Count == shown.Length, $"{name} -{parameter} needs {expected.Count} yaml blocks.");
            foreach (var (block, actual) in shown.Zip(expected))
                text.Hold(block, actual);
        }

        text.Verify();
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void Get_Help_shows_the_page(string name)
    {
        CommandPage page = CommandPage.Read(PathOf(name));

        Assert.Equal([page.Synopsis], Shown("(Get-Help $args[0] -Full).Synopsis", name));
        Assert.Equal(page.Description, Shown("(Get-Help $args[0] -Full).description.Text", name));
        Assert.All(
            page.Parameters,
            parameter =>
                Assert.Equal(
                    parameter.Description,
                    Shown("(Get-Help $args[0] -Parameter $args[1]).description.Text", name, parameter.Name)
                )
        );
        Assert.Equal(
            page.Examples.Select(example => example.Code),
            Shown("(Get-Help $args[0] -Full).examples.example.code", name)
        );
        Assert.Equal(
            page.Links.Select(link => link.Name),
            Shown("(Get-Help $args[0] -Full).relatedLinks.navigationLink.linkText", name)
        );
    }

    [Fact]
    public void Get_Help_finds_the_about_topics()
    {
        var topics = HelpFolder
            .Topics(Docs.HelpPages)
            .Select(path => Path.GetFileNameWithoutExtension(path)!)
            .ToArray();

        Assert.Contains("about_CnnParams", topics);
        Assert.All(
            topics,
            topic =>
                Assert.Contains(
                    "SHORT DESCRIPTION",
                    fixture.Session.Run($"Get-Help {topic}").Output,
                    StringComparison.Ordinal
                )
        );
    }

    private static string PathOf(string cmdlet) => Path.Combine(Docs.HelpPages, cmdlet + ".md");

    private static MarkdownSection Section(MarkdownPage page, string title) =>
        page.Body.Sections(2).Single(section => section.Title == title);

    private static IEnumerable<string> Parameters(CmdletInfo cmdlet) =>
        cmdlet
            .Parameters.Where(parameter =>
                parameter.Value.Attributes.OfType<ParameterAttribute>().Any(attribute => !attribute.DontShow)
            )
            .Select(parameter => parameter.Key)
            .Except(Cmdlet.CommonParameters)
            .Except(Cmdlet.OptionalCommonParameters)
            .Order(StringComparer.OrdinalIgnoreCase);

    // The syntax without parameters that are there for the engine alone.
    private static string Shown(CommandParameterSetInfo set) =>
        set
            .Parameters.Where(parameter =>
                parameter.Attributes.OfType<ParameterAttribute>().All(attribute => attribute.DontShow)
            )
            .Aggregate(
                set.ToString(),
                (syntax, hidden) =>
                    System.Text.RegularExpressions.Regex.Replace(syntax, @$" \[-{hidden.Name} <[^>]*>\]", "")
            );

    private static string Wrapped(string syntax)
    {
        var lines = new List<string> { "" };
        // A parameter stays together with its value.
        foreach (string part in System.Text.RegularExpressions.Regex.Split(syntax, @" (?=\[?\[?-|\[<)"))
        {
            if (lines[^1].Length + 1 + part.Length > 118)
                lines.Add(" ");
            lines[^1] += lines[^1].Length == 0 ? part : " " + part;
        }

        return string.Join('\n', lines);
    }

    private IEnumerable<string> Shown(string script, params string[] arguments) =>
        fixture.Session.Invoke(script, arguments).Output.Select(text => text.ToString().Trim());

    public sealed class Fixture : IDisposable
    {
        public EngineSession Session { get; } = new();

        public static IReadOnlyList<CmdletInfo> ModuleCmdlets
        {
            get
            {
                using var fixture = new Fixture();
                return
                [
                    .. fixture
                        .Session.Invoke("Get-Command -Module CnnParams -CommandType Cmdlet")
                        .Output.Select(command => (CmdletInfo)command.BaseObject),
                ];
            }
        }

        public CmdletInfo Cmdlet(string name) =>
            (CmdletInfo)Assert.Single(Session.Invoke("Get-Command $args[0]", name).Output).BaseObject;

        public void Dispose() => Session.Dispose();
    }
}
