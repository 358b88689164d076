namespace CnnParams.Shell.Tests;

/// <summary>The program is pwsh with the module: what pwsh brings is there, and so are its ways to be called.</summary>
public sealed class ShellProgramTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_table_of_layers_goes_through_the_pipeline_to_a_table_of_the_largest()
    {
        string layers = Path.Combine(ModuleLocator.Root, "module", "examples", "layers.csv");
        ShellProcess.Result result = ShellProcess.Built.Command(
            $"Import-Csv '{layers}' | New-CnnLayer | Measure-CnnParameters | Sort-Object Parameters -Descending | "
                + "Select-Object -First 3 Name, Parameters | ConvertTo-Csv"
        );

        Assert.Equal("", result.Error);
        Assert.Equal(
            "\"Name\",\"Parameters\"\n\"FC3\",\"48120\"\n\"FC4\",\"10164\"\n\"CONV2\",\"3216\"\n",
            result.Output
        );
    }

    public static TheoryData<string, string> Abilities =>
        new()
        {
            { "$rows | Export-Csv rows.csv; (Import-Csv rows.csv).Count", "8" },
            { "($rows | ConvertTo-Json -Depth 4 | ConvertFrom-Json)[1].Parameters", "608" },
            { "($rows | Group-Object Type | Where-Object Name -eq FullyConnected).Count", "3" },
            { "($rows[1] | Format-List Parameters | Out-String).Trim()", "Parameters : 608" },
            { "1..3 | ForEach-Object -Parallel { $_ * 2 } | Sort-Object", "2\n4\n6" },
            { "Start-Job { 6 * 7 } | Receive-Job -Wait -AutoRemoveJob", "42" },
            {
                "Start-Job { Import-Module $using:manifest; (New-CnnLayer Flatten).Type } | Receive-Job -Wait -AutoRemoveJob",
                "Flatten"
            },
            { "(Get-Help Measure-CnnParameters).Name", "Measure-CnnParameters" },
            { "Add-Type 'public static class Answer { public const int Value = 42; }'; [Answer]::Value", "42" },
            { "(Get-Module CnnParams).ModuleBase -eq (Split-Path $manifest)", "True" },
        };

    // One process for all: to start is most of what each would take.
    private static readonly Lazy<ShellProcess.Result> Shown = new(() =>
    {
        using var folder = new TemporaryFolder();
        string script =
            $"$manifest = '{ModuleLocator.Manifest}'; $rows = & '{ModuleLocator.Root}/module/examples/LeNet.ps1'; "
            + string.Concat(Abilities.Select(ability => $"'{Mark}'; & {{ {ability[0]} }}; "));
        return ShellProcess.Built.Run(["-Command", script], workingDirectory: folder.At(""));
    });

    private const string Mark = "-- next --";

    [Theory]
    [MemberData(nameof(Abilities))]
    public void What_pwsh_has_is_there(string command, string output)
    {
        Assert.Equal("", Shown.Value.Error);
        string[] shown = Shown.Value.Output.Split(Mark + "\n")[1..];
        int at = Abilities.Select(ability => (string)ability[0]).ToList().IndexOf(command);
        Assert.Equal(output + "\n", shown[at]);
    }

    [Theory]
    [InlineData(0, "-Command", "1")]
    [InlineData(7, "-Command", "exit 7")]
    [InlineData(1, "-Command", "throw 'x'")]
    [InlineData(1, "-Command", "Get-CnnLayerType Nonsense")]
    [InlineData(64, "-Bogus")]
    public void It_ends_with_pwshs_exit_code(int exitCode, params string[] arguments) =>
        Assert.Equal(exitCode, ShellProcess.Built.Run(arguments).ExitCode);

    [Fact]
    public void A_file_gets_its_arguments_and_ends_with_its_exit_code()
    {
        string script = _folder.Write(
            "a b.ps1",
            "param([int] $Number, [switch] $Switch) \"$Number $Switch\"; exit $Number"
        );
        ShellProcess.Result result = ShellProcess.Built.Run(["-File", script, "-Number", "4", "-Switch"]);

        Assert.Equal("4 True\n", result.Output);
        Assert.Equal(4, result.ExitCode);
    }

    [Fact]
    public void Standard_input_feeds_a_file()
    {
        string script = _folder.Write("x.ps1", "$input | ForEach-Object { \"<$_>\" }");

        Assert.Equal("<größe>\n<5×3>\n", ShellProcess.Built.Run(["-File", script], "größe\n5×3\n").Output);
    }

    [Fact]
    public void Standard_input_is_run_where_it_is_the_command() =>
        Assert.Equal("608\n", ShellProcess.Built.Run(["-Command", "-"], "(608)\n").Output);

    [Fact]
    public void Errors_go_to_standard_error()
    {
        ShellProcess.Result result = ShellProcess.Built.Command("Get-CnnLayerType Nonsense; 'end'");

        Assert.Equal("end\n", result.Output);
        Assert.Contains("Get-CnnLayerType: 'Nonsense' is not a layer type", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_manifest_in_the_current_folder_is_not_looked_at()
    {
        _folder.Write("CnnParams.psd1", "@{ ModuleVersion = '6.6.6' }");
        string version = ShellProcess
            .Built.Run(["-Command", "(Get-Module CnnParams).Version.ToString()"], workingDirectory: _folder.At(""))
            .Output;

        Assert.NotEqual("6.6.6\n", version);
        Assert.NotEqual("", version);
    }

    [Theory]
    [InlineData("@{ ModuleVersion = '1.0'; RootModule = 'missing.dll' }", "missing.dll")]
    [InlineData("@{ ModuleVersion = ", "CnnParams.psd1")]
    [InlineData("@{ ModuleVersion = '1.0'; FormatsToProcess = 'missing.ps1xml' }", "missing.ps1xml")]
    [InlineData(null, "CnnParams.psd1")]
    public void A_module_that_cannot_be_imported_is_an_error_and_the_end(string? manifest, string message)
    {
        _folder.CopyFrom(AppContext.BaseDirectory);
        if (manifest is not null)
            _folder.Write("CnnParams.psd1", manifest);
        ShellProcess.Result result = new ShellProcess(_folder.At("")).Command("'not run'");

        Assert.Equal(1, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.StartsWith("CnnParams cannot be imported: ", result.Error, StringComparison.Ordinal);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }
}
