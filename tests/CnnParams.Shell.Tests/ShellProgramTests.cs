using System.Diagnostics;
using System.Globalization;

namespace CnnParams.Shell.Tests;

public sealed class ShellProgramTests(ShellProcess shell) : IClassFixture<ShellProcess>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("1", 0)]
    [InlineData("exit 7", 7)]
    [InlineData("1/0; exit 3", 3)]
    [InlineData("throw 'x'", 1)]
    [InlineData("if (", 1)]
    [InlineData("nosuch", 1)]
    [InlineData("nosuch; 1", 0)]
    [InlineData("1; 1/0", 1)]
    [InlineData("& { nosuch }", 0)]
    [InlineData("try { throw 1 } catch { 2 }", 0)]
    [InlineData("$ErrorActionPreference = 'Stop'; nosuch; 1", 1)]
    [InlineData("Get-Thing -1", 1)]
    [InlineData("Get-Thing", 1)]
    public void A_command_ends_with_pwshs_exit_code(string command, int exitCode) =>
        Assert.Equal(exitCode, shell.Command(command).ExitCode);

    [Theory]
    [InlineData("1", 0)]
    [InlineData("exit 7", 7)]
    [InlineData("1; function f { exit 4 }; f", 4)]
    [InlineData("[CmdletBinding()]param() process { exit 9 }", 9)]
    [InlineData("throw 'x'", 1)]
    [InlineData("if (", 1)]
    [InlineData("nosuch", 0)]
    [InlineData("dotnet --nosuch *>&1 | Out-Null", 0)]
    [InlineData("param([Parameter(Mandatory)] $x) $x", 1)]
    public void A_file_ends_with_pwshs_exit_code(string script, int exitCode) =>
        Assert.Equal(exitCode, shell.Run(["-File", _folder.Write("a b.ps1", script)]).ExitCode);

    [Fact]
    public void Output_is_formatted_by_the_modules_views_and_errors_go_to_standard_error()
    {
        ShellProcess.Result result = shell.Command("Get-Thing 0; Get-Thing -1; 'end'");

        Assert.Matches(@"The number\s+-+\s+0\s+end\n$", result.Output);
        Assert.Equal("WARNING: nothing to show\nGet-Thing: -1 is negative\n", result.Error);
    }

    [Fact]
    public void An_error_that_ends_the_script_goes_to_standard_error_with_its_place()
    {
        ShellProcess.Result result = shell.Run(["-File", _folder.Write("x.ps1", "'before'\nthrow 'enough'\n'after'")]);

        Assert.Equal("before\n", result.Output);
        Assert.Contains("x.ps1:2", result.Error, StringComparison.Ordinal);
        Assert.Contains("enough", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_redirected_stream_has_no_colours_unless_the_script_demands_them()
    {
        ShellProcess.Result plain = shell.Command("[pscustomobject]@{ a = 1 }; nosuch");
        ShellProcess.Result coloured = shell.Command("$PSStyle.OutputRendering = 'Ansi'; [pscustomobject]@{ a = 1 }");

        Assert.DoesNotContain('\x1b', plain.Output + plain.Error);
        Assert.Contains('\x1b', coloured.Output);
    }

    [Fact]
    public void Text_is_utf8_both_ways() =>
        Assert.Equal("größe → 5×3\n", shell.Run(["-Command", "$input"], "größe → 5×3\n").Output);

    [Theory]
    [InlineData("-Number", "4", "-Switch", "4 True -")]
    [InlineData("-Switch:$false", "-Number:", "5", "5 False -")]
    [InlineData("6", "-Switch", "rest", "6 True rest")]
    public void Arguments_bind_to_the_scripts_parameters(string first, string second, string third, string output)
    {
        string script = _folder.Write("x.ps1", "param([int] $Number, [switch] $Switch, $Rest = '-') \"$Number $Switch $Rest\"");

        Assert.Equal(output + "\n", shell.Run(["-File", script, first, second, third]).Output);
    }

    [Theory]
    [InlineData]
    [InlineData("-Command", "-")]
    public void Standard_input_is_run_as_a_script(params string[] arguments)
    {
        ShellProcess.Result result = shell.Run(arguments, "if (1) {\n  'in'\n}\nGet-Thing 3 | ForEach-Object Number\nexit 5\n");

        Assert.Equal("in\n3\n", result.Output);
        Assert.Equal(5, result.ExitCode);
    }

    [Theory]
    [InlineData("$input | ForEach-Object { \"<$_>\" }")]
    [InlineData("process { \"<$_>\" }")]
    public void Standard_input_feeds_a_command_that_reads_it(string command) =>
        Assert.Equal("<a>\n<b>\n", shell.Run(["-Command", command], "a\nb\n").Output);

    [Fact]
    public void A_command_that_does_not_read_input_does_not_wait_for_its_end()
    {
        using Process process = shell.Start(["-Command", "'done'"]);

        Assert.Equal(0, ShellProcess.Wait(process));
    }

    [Fact]
    public void Output_is_written_as_it_comes()
    {
        string script = _folder.Write("x.ps1", "process { \"<$_>\" }");
        using Process process = shell.Start(["-File", script]);
        process.StandardInput.AutoFlush = true;

        process.StandardInput.WriteLine("one");
        Assert.Equal("<one>", process.StandardOutput.ReadLine());
        process.StandardInput.WriteLine("two");
        Assert.Equal("<two>", process.StandardOutput.ReadLine());

        process.StandardInput.Close();
        Assert.Equal(0, ShellProcess.Wait(process));
    }

    [Fact]
    public void An_endless_script_ends_when_nobody_reads_its_output()
    {
        if (OperatingSystem.IsWindows())
            return; // There the console stream does not tell.

        using Process process = shell.Start(["-Command", "$i = 0; while ($true) { ($i++) }"]);
        Assert.Equal("0", process.StandardOutput.ReadLine());
        process.StandardOutput.Close();

        Assert.Equal(ExitCodes.OutputClosed, ShellProcess.Wait(process));
    }

    [Fact]
    public void Ctrl_C_stops_the_script_and_its_finally_runs()
    {
        if (OperatingSystem.IsWindows())
            return; // A console process cannot send it to another there.

        string witness = _folder.At("witness.txt");
        using Process process = shell.Start(["-Command", $"try {{ 'started'; while ($true) {{ }} }} finally {{ [IO.File]::WriteAllText('{witness}', 'x') }}; 'after'"]);
        Assert.Equal("started", process.StandardOutput.ReadLine());
        using Process kill = Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]);

        Assert.Equal(ExitCodes.Interrupted, ShellProcess.Wait(process));
        Assert.Equal("", process.StandardOutput.ReadToEnd());
        Assert.True(File.Exists(witness));
    }

    [Theory]
    [InlineData("-Bogus")]
    [InlineData("nosuch.ps1")]
    [InlineData("-File", "nosuch.ps1")]
    [InlineData("-Command")]
    public void A_wrong_command_line_is_64_and_shows_the_usage(params string[] arguments)
    {
        ShellProcess.Result result = shell.Run(arguments);

        Assert.Equal(ExitCodes.Usage, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.Contains("Usage: ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Help_and_version_are_output()
    {
        Assert.Contains("-Command", shell.Run(["-Help"]).Output, StringComparison.Ordinal);
        Assert.Matches(@"^CnnParams\.Shell \d+\.\d+\.\d+, PowerShell engine 7\.\d+\.\d+\n$", shell.Run(["-Version"]).Output);
    }

    [Fact]
    public void A_manifest_in_the_current_folder_is_not_looked_at()
    {
        _folder.Write("CnnParams.psd1", "@{ ModuleVersion = '6.6.6' }");

        Assert.Equal("1.2.3\n", shell.Run(["-Command", "(Get-Module CnnParams).Version.ToString()"], workingDirectory: _folder.At("")).Output);
    }

    [Fact]
    public void Without_its_module_the_shell_says_so()
    {
        using var broken = new ShellProcess();
        broken.RemoveModule();

        ShellProcess.Result result = broken.Command("1");

        Assert.Equal(ExitCodes.Initialization, result.ExitCode);
        Assert.Contains("CnnParams.psd1", result.Error, StringComparison.Ordinal);
    }
}
