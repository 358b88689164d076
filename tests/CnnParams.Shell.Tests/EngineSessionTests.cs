using System.Management.Automation;

namespace CnnParams.Shell.Tests;

public sealed class EngineSessionTests(EngineSessionTests.Fixture fixture) : IClassFixture<EngineSessionTests.Fixture>
{
    private EngineSession Session => fixture.Session;

    [Fact]
    public void Output_comes_back_as_objects()
    {
        EngineResult result = Session.Invoke("1..3 | ForEach-Object { Get-Thing $_ }");

        Assert.Empty(result.Errors);
        Assert.Equal([1, 2, 3], result.Output.Select(thing => thing.Properties["Number"].Value));
    }

    [Fact]
    public void Arguments_are_passed_as_they_are() =>
        Assert.Equal(5, Assert.Single(Session.Invoke("param($a, $b) $a + $b", 2, 3).Output).BaseObject);

    [Fact]
    public void Variables_stay_for_the_next_script()
    {
        Session.Invoke("$kept = 7");

        Assert.Equal(7, Assert.Single(Session.Invoke("$kept").Output).BaseObject);
    }

    [Fact]
    public void Each_stream_comes_back_by_itself()
    {
        EngineResult result = Session.Invoke("Get-Thing 0 -Verbose; Get-Thing nonsense");

        Assert.Equal("nothing to show", Assert.Single(result.Warnings));
        Assert.Equal("showing 0", Assert.Single(result.Verbose));
        Assert.Equal("ParameterArgumentTransformationError,Get-Thing", Assert.Single(result.Errors).FullyQualifiedErrorId);
        Assert.Null(result.TerminatingError);
    }

    [Fact]
    public void A_terminating_error_is_returned_last_and_marked()
    {
        EngineResult result = Session.Invoke("Get-Thing nonsense; 1; throw 'enough'; 2");

        Assert.Equal(1, Assert.Single(result.Output).BaseObject);
        Assert.Equal(2, result.Errors.Count);
        Assert.Same(result.TerminatingError, result.Errors[^1]);
        Assert.Equal("enough", result.TerminatingError?.Exception.Message);
    }

    [Fact]
    public void A_script_that_does_not_parse_is_a_terminating_error() =>
        Assert.Equal(ErrorCategory.ParserError, Session.Invoke("if (").TerminatingError?.CategoryInfo.Category);

    [Fact]
    public void Objects_are_formatted_by_the_modules_views()
    {
        EngineResult result = Session.Invoke("Get-Thing 12");

        Assert.Matches(@"^\s*The number\s+-+\s+12\s*$", Session.Format(result.Output));
    }

    [Fact]
    public void A_transcript_is_what_a_user_sees()
    {
        Session.Invoke("Get-Thing 0");

        EngineTranscript seen = Session.Run("Get-Thing 0; Get-Thing -1");

        Assert.Matches(@"The number\s+-+\s+0", seen.Output);
        Assert.Equal("WARNING: nothing to show\nGet-Thing: -1 is negative\n", seen.Error.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Tab_offers_commands_and_their_values()
    {
        Assert.Contains("Get-Thing", Session.Complete("Get-Thi").CompletionMatches.Select(match => match.CompletionText));
        Assert.Equal(["green", "red"], Session.Complete("Get-Thing -Colour ").CompletionMatches.Select(match => match.CompletionText).Order());
    }

    [Fact]
    public void Help_is_read_from_the_modules_own_file()
    {
        string help = Session.Run("Get-Help Get-Thing -Full").Output;

        Assert.Contains("Shows a number.", help, StringComparison.Ordinal);
        Assert.Contains("A longer story about the number.", help, StringComparison.Ordinal);
        Assert.Contains("Which number.", help, StringComparison.Ordinal);
        Assert.Contains("Shows three.", help, StringComparison.Ordinal);
    }

    [Fact]
    public void The_engine_reports_its_use_to_nobody() =>
        Assert.NotNull(Environment.GetEnvironmentVariable("POWERSHELL_TELEMETRY_OPTOUT"));

    [Theory]
    [InlineData("CnnParams.psd1", "@{ ModuleVersion = '1.0'; RootModule = 'missing.dll' }", "missing.dll")]
    [InlineData("CnnParams.psd1", "@{ ModuleVersion = ", "CnnParams.psd1")]
    [InlineData("StandIn.Format.ps1xml", "<Configuration><ViewDefinitions>", "StandIn.Format.ps1xml")]
    [InlineData("StandIn.psm1", "throw 'at home'", "at home")]
    public void A_module_that_cannot_be_imported_fails_loudly(string file, string content, string message)
    {
        using var folder = new TemporaryFolder();
        string manifest = StandInModule.Write(folder);
        folder.Write(file, content);

        var error = Assert.ThrowsAny<RuntimeException>(() => new EngineSession(manifest));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    public sealed class Fixture : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        public Fixture() => Session = new EngineSession(StandInModule.Write(_folder));

        public EngineSession Session { get; }

        public void Dispose()
        {
            Session.Dispose();
            _folder.Dispose();
        }
    }
}
