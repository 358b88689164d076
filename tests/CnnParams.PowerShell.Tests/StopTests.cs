using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using CnnParams.Shell;
using Xunit.Abstractions;

namespace CnnParams.PowerShell.Tests;

/// <summary>
/// Ctrl-C in the midst of long work. docs/reliability.md has what it measures: CNNPARAMS_STOP_FIGURES names a file for
/// it.
/// </summary>
public sealed class StopTests(ITestOutputHelper output) : IDisposable
{
    // Generous, for machines that do other work: what does not look whether it should stop goes on for minutes.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly string _folder = Directory.CreateTempSubdirectory("cnnparams").FullName;

    // Each would take from many seconds to years.
    public static TheoryData<string, string> Commands =>
        new()
        {
            { "Measure-CnnParameters", "while (1) { $wide | Measure-CnnParameters -Summary }" },
            {
                "Find-CnnDesign",
                "$lenet | Find-CnnDesign @{ 'CONV1.Filters' = 1..5000; 'CONV2.Filters' = 1..5000; 'FC3.Units' = "
                    + "1..5000 } -Maximize Parameters -First 1"
            },
            { "Find-CnnSetting", "$lenet | Find-CnnSetting CONV1.Padding -MinMacs 1e15 -Maximum 99999" },
            { "Measure-CnnArena", "while (1) { $wide | Measure-CnnArena }" },
            {
                "Get-CnnArchitecture",
                "while (1) { Get-CnnArchitecture * -AsNetwork | Measure-CnnParameters -Summary }"
            },
            { "Import-CnnModel (definition)", "while (1) { Import-CnnModel repeated.cnn.json }" },
            { "Import-CnnModel (source)", "while (1) { Import-CnnModel endless.py }" },
            {
                "ConvertFrom-CnnCode",
                "while (1) { \"import torch.nn as nn`nwhile True:`n    pass\" | ConvertFrom-CnnCode }"
            },
            { "Compare-CnnModel", "while (1) { Compare-CnnModel $wide $other }" },
            { "Test-CnnClaim", "while (1) { $claims | Test-CnnClaim -Network $wide }" },
            { "Resolve-CnnTotal", "while (1) { $wide | Resolve-CnnTotal -With 12345 }" },
            { "ConvertFrom-CnnSummary", "while (1) { ConvertFrom-CnnSummary -Path summary.txt }" },
            { "Show-CnnExplanation", "while (1) { $wide | Show-CnnExplanation -AsText }" },
            { "Export-CnnModel", "while (1) { $wide | Export-CnnModel out.onnx }" },
            { "Export-CnnReport", "while (1) { $wide | Export-CnnReport out.html }" },
            { "Export-CnnFigure", "while (1) { $wide | Export-CnnFigure out.svg }" },
            { "Export-CnnText", "while (1) { $wide | Export-CnnText out.md }" },
            { "Format-CnnTree", "while (1) { $wide | Format-CnnTree }" },
        };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_command_is_stopped_in_the_midst_of_its_work(string name, string script)
    {
        Prepare();
        using var session = new EngineSession();
        session.Invoke(Setup, _folder);
        var latencies = new List<double>();
        // The first finds it beginning; at the others it is compiled, and deep in its work.
        foreach (int wait in (int[])[100, 150, 200, 300, 800])
        {
            using var shell = System.Management.Automation.PowerShell.Create(session.Runspace);
            shell.AddScript(script);
            var running = shell.BeginInvoke();
            Thread.Sleep(wait);
            // Not to be enumerated: that waits for the next error until the command has ended.
            Assert.False(running.IsCompleted, string.Join("\n", shell.Streams.Error.ReadAll()));
            var clock = Stopwatch.StartNew();
            var stopping = shell.BeginStop(callback: null, state: null);
            Assert.True(stopping.AsyncWaitHandle.WaitOne(Patience), $"{name} goes on {Patience} after Ctrl-C");
            shell.EndStop(stopping);
            latencies.Add(clock.Elapsed.TotalMilliseconds);
            Assert.Equal(PSInvocationState.Stopped, shell.InvocationStateInfo.State);
            // Of what was being written nothing is left but what was whole.
            Assert.Empty(Directory.GetFiles(_folder, ".cnnparams-*"));
        }

        latencies.Sort();
        string figures = string.Create(
            CultureInfo.InvariantCulture,
            $"{name},{latencies[latencies.Count / 2]:0},{latencies[^1]:0}"
        );
        output.WriteLine(figures);
        if (Environment.GetEnvironmentVariable("CNNPARAMS_STOP_FIGURES") is { Length: > 0 } file)
            File.AppendAllText(file, figures + "\n");
    }

    [Fact]
    public async Task Sessions_at_once_give_equal_answers()
    {
        const int sessions = 32;
        string onnx = Path.Combine(ModuleLocator.Root, "tests", "data", "onnx");
        string script =
            $"Get-ChildItem '{onnx}/*.onnx' | Select-Object -First 6 | Import-CnnModel | Measure-CnnParameters "
            + $"-Summary | ForEach-Object {{ \"$($_.Parameters) $($_.Macs) $($_.PeakActivationElements)\" }};"
            + "Get-CnnArchitecture ResNet50 -AsNetwork | Measure-CnnParameters | ForEach-Object { \"$($_.Name) "
            + "$($_.Calculation) $($_.MacsCalculation)\" };"
            + "$l = Get-CnnArchitecture LeNet5 -AsNetwork; $l | Find-CnnSetting ($l.Layers | Where-Object Units | "
            + "Select-Object -First 1 | ForEach-Object { \"$($_.Name).Units\" }) -MaxParameters 100000 | "
            + "ForEach-Object { \"$_\" }";
        var answers = new ConcurrentBag<string>();
        await Task.WhenAll(
            Enumerable
                .Range(0, sessions)
                .Select(_ =>
                    Task.Run(() =>
                    {
                        using var session = new EngineSession();
                        var result = session.Invoke(script);
                        Assert.Empty(result.Errors);
                        answers.Add(string.Join("\n", result.Output));
                    })
                )
        );
        Assert.Equal(sessions, answers.Count);
        Assert.True(answers.First().Length > 1000, answers.First());
        Assert.Single(answers.Distinct());
    }

    private const string Setup = """
        Set-Location -LiteralPath $args[0]
        $lenet = New-CnnLayer Input INPUT -Shape 32,32,3 | New-CnnLayer Conv2D CONV1 -Filters 8 -KernelSize 5 |
            New-CnnLayer Conv2D CONV2 -Filters 16 -KernelSize 5 | New-CnnLayer FullyConnected FC3 -Units 120
        $wide = Import-CnnModel wide.cnn.json
        $other = Import-CnnModel other.cnn.json
        $claims = 1..2000 | ForEach-Object { [pscustomobject]@{ Name = "row $_"; Parameters = 7 * $_; Macs = 11 * $_ } }
        """;

    private void Prepare()
    {
        Write("wide.cnn.json", Layers(1500, i => $"conv{i}"));
        Write("other.cnn.json", Layers(1600, i => $"c{i * 7 % 1600}"));
        Write(
            "repeated.cnn.json",
            """{"Layers": [{"Type": "Input", "Shape": [3, 8, 8]}, {"Block": "b", "Repeat": 900000, "Layers": [{"Type": "Activation", "Name": "a", "Function": "relu"}]}]}"""
        );
        Write("endless.py", "import torch.nn as nn\n\nx = 0\nwhile True:\n    x = x + 1\n");
        Write(
            "summary.txt",
            string.Concat(Enumerable.Range(0, 60_000).Select(i => $"conv{i} (Conv2D)   (None, 8, 8, 16)   {i}\n"))
        );
    }

    private static string Layers(int count, Func<int, string> name) =>
        "{\"Layers\": [{\"Type\": \"Input\", \"Name\": \"in\", \"Shape\": [8, 8, 8]}, "
        + string.Join(
            ", ",
            Enumerable
                .Range(0, count)
                .Select(i =>
                    $"{{\"Type\": \"Conv2D\", \"Name\": \"{name(i)}\", \"Filters\": {8 + (i % 5)}, \"KernelSize\": 3, \"Padding\": 1}}"
                )
        )
        + "]}";

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);
}
