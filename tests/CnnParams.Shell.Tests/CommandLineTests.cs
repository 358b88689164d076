namespace CnnParams.Shell.Tests;

public class CommandLineTests
{
    [Theory]
    [InlineData("", nameof(ShellMode.Default))]
    [InlineData("-NoLogo -NoProfile -NonInteractive", nameof(ShellMode.Default))]
    [InlineData("-Command 1", nameof(ShellMode.Command))]
    [InlineData("-c 1", nameof(ShellMode.Command))]
    [InlineData("-COMM 1", nameof(ShellMode.Command))]
    [InlineData("--command 1", nameof(ShellMode.Command))]
    [InlineData("-nop -noni -c 1", nameof(ShellMode.Command))]
    [InlineData("-c -", nameof(ShellMode.StandardInput))]
    [InlineData("-f -", nameof(ShellMode.StandardInput))]
    [InlineData("-File a.ps1", nameof(ShellMode.File))]
    [InlineData("-f a.ps1 -Command x", nameof(ShellMode.File))]
    [InlineData("a.ps1", nameof(ShellMode.File))]
    [InlineData("-nologo a.ps1 b", nameof(ShellMode.File))]
    [InlineData("-Help", nameof(ShellMode.Help))]
    [InlineData("-?", nameof(ShellMode.Help))]
    [InlineData("/?", nameof(ShellMode.Help))]
    [InlineData("-h", nameof(ShellMode.Help))]
    [InlineData("-v", nameof(ShellMode.Version))]
    [InlineData("--version", nameof(ShellMode.Version))]
    public void A_command_line_has_one_mode(string line, string mode) =>
        Assert.Equal(mode, Parse(line).Mode.ToString());

    [Fact]
    public void Command_takes_all_that_follows() =>
        Assert.Equal("Get-Thing -N 3 | % A", CommandLine.Parse(["-Command", "Get-Thing", "-N", "3", "|", "% A"]).Text);

    [Fact]
    public void Switches_before_the_command_are_kept()
    {
        CommandLine line = Parse("-NonInteractive -NoLogo -c x");

        Assert.True(line.NonInteractive);
        Assert.True(line.NoLogo);
    }

    [Fact]
    public void What_follows_the_file_belongs_to_the_script()
    {
        CommandLine line = Parse("-File a.ps1 -NonInteractive");

        Assert.False(line.NonInteractive);
        Assert.Equal("-NonInteractive", Assert.Single(line.Arguments).Name);
    }

    [Theory]
    [InlineData("-c", "A command must follow")]
    [InlineData("-f", "requires a file path")]
    [InlineData("-c - x", "no other arguments")]
    public void What_is_missing_is_said(string line, string message) =>
        Assert.Contains(message, Assert.Throws<UsageException>(() => Parse(line)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("nosuch.ps1", "'nosuch.ps1' is not recognized as the name of a script file")]
    [InlineData("-Bogus", "'-Bogus' is not recognized as the name of a script file")]
    [InlineData("-no x", "'-no' is not recognized as the name of a script file")]
    public void What_is_no_switch_must_be_a_script(string line, string message) =>
        Assert.Contains(message, Assert.Throws<UsageException>(() => Parse(line).WithScriptPath()).Message, StringComparison.Ordinal);

    [Fact]
    public void A_file_that_is_no_script_is_refused()
    {
        string path = typeof(CommandLineTests).Assembly.Location;

        Assert.Contains("'.ps1' extension", Assert.Throws<UsageException>(() => CommandLine.Parse([path]).WithScriptPath()).Message, StringComparison.Ordinal);
    }

    private static CommandLine Parse(string line) =>
        CommandLine.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
