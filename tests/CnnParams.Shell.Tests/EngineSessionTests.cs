using System.Management.Automation;

namespace CnnParams.Shell.Tests;

public sealed class EngineSessionTests(EngineSessionTests.Fixture fixture) : IClassFixture<EngineSessionTests.Fixture>
{
    private EngineSession Session => fixture.Session;

    [Fact]
    public void Output_comes_back_as_objects()
    {
        EngineResult result = Session.Invoke("1..3 | ForEach-Object { New-CnnLayer Dense -Units $_ }");

        Assert.Empty(result.Errors);
        Assert.Equal(["1", "2", "3"], result.Output.Select(layer => layer.Properties["Units"].Value.ToString()));
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
        EngineResult result = Session.Invoke(
            "Write-Warning little; Write-Verbose more -Verbose; Write-Information most; Get-CnnLayerType Nonsense"
        );

        Assert.Equal("little", Assert.Single(result.Warnings));
        Assert.Equal("more", Assert.Single(result.Verbose));
        Assert.Equal("most", Assert.Single(result.Information).ToString());
        Assert.StartsWith(
            "UnknownLayerType,",
            Assert.Single(result.Errors).FullyQualifiedErrorId,
            StringComparison.Ordinal
        );
        Assert.Null(result.TerminatingError);
    }

    [Fact]
    public void A_terminating_error_is_returned_last_and_marked()
    {
        EngineResult result = Session.Invoke("Get-CnnLayerType Nonsense; 1; throw 'enough'; 2");

        Assert.Equal(1, Assert.Single(result.Output).BaseObject);
        Assert.Equal(2, result.Errors.Count);
        Assert.Same(result.TerminatingError, result.Errors[^1]);
        Assert.Equal("enough", result.TerminatingError?.Exception.Message);
    }

    [Fact]
    public void A_script_that_does_not_parse_is_a_terminating_error() =>
        Assert.Equal(ErrorCategory.ParserError, Session.Invoke("if (").TerminatingError?.CategoryInfo.Category);

    [Fact]
    public void A_transcript_is_what_a_user_sees()
    {
        EngineTranscript seen = Session.Run("Write-Warning careful; New-CnnLayer Flatten; Get-CnnLayerType Nonsense");

        Assert.Matches(@"Name\s+Type\s+Settings\s+-[\s-]+flatten1\s+Flatten", seen.Output);
        Assert.Matches(
            "^WARNING: careful\nGet-CnnLayerType: 'Nonsense' is not a layer type",
            seen.Error.ReplaceLineEndings("\n")
        );
        Assert.DoesNotContain('\x1b', seen.Output + seen.Error);
    }

    [Fact]
    public void Tab_offers_commands_and_their_values()
    {
        Assert.Contains(
            "New-CnnLayer",
            Session.Complete("New-CnnLay").CompletionMatches.Select(match => match.CompletionText)
        );
        Assert.Contains(
            "Conv2D",
            Session.Complete("New-CnnLayer Conv2").CompletionMatches.Select(match => match.CompletionText)
        );
    }

    [Fact]
    public void The_engine_reports_its_use_to_nobody() =>
        Assert.NotNull(Environment.GetEnvironmentVariable("POWERSHELL_TELEMETRY_OPTOUT"));

    [Fact]
    public void A_module_that_cannot_be_imported_fails_loudly()
    {
        using var folder = new TemporaryFolder();
        string manifest = folder.Write("CnnParams.psd1", "@{ ModuleVersion = '1.0'; RootModule = 'missing.dll' }");

        var error = Assert.ThrowsAny<RuntimeException>(() => new EngineSession(manifest));
        Assert.Contains("missing.dll", error.Message, StringComparison.Ordinal);
    }

    public sealed class Fixture : IDisposable
    {
        public EngineSession Session { get; } = new();

        public void Dispose() => Session.Dispose();
    }
}
