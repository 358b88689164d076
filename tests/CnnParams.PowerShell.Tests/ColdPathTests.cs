using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using CnnParams.Formats.Tests.Onnx;
using CnnParams.Shell;

namespace CnnParams.PowerShell.Tests;

/// <summary>
/// What a fresh session does until the first rows are there, by counting and not by timing, in a process of its own:
/// the methods that are compiled, the memory that is taken and the assemblies that are loaded. A figure that has grown
/// by half has grown for a reason, or by mistake; then look which it is.
/// </summary>
public sealed class ColdPathTests : IClassFixture<ColdPathTests.Session>
{
    private readonly Session _session;

    public ColdPathTests(Session session) => _session = session;

    // As counted when this was written.
    [Theory]
    [InlineData("import", 720, 3900, 2)]
    [InlineData("catalogue", 650, 950, 1)]
    [InlineData("measure", 440, 870, 1)]
    [InlineData("onnx", 1500, 1170, 3)]
    public void A_step_does_no_more_than_it_did(string step, int methods, int kilobytes, int assemblies)
    {
        var counted = _session.Steps[step];
        Assert.InRange(counted.Methods, 1, methods * 3 / 2);
        Assert.InRange(counted.Kilobytes, 1, kilobytes * 3 / 2);
        Assert.InRange(counted.Assemblies, 0, assemblies * 3 / 2);
    }

    [Fact]
    public void Of_a_large_file_no_more_is_read_than_was()
    {
        // Linux counts what a process reads.
        if (_session.KilobytesRead is { } read)
            Assert.InRange(read, 1, 250 * 3 / 2);
    }

    /// <summary>The session, and what it counted.</summary>
    public sealed class Session : IDisposable
    {
        private const string Script = """
            $names = 'methods', 'kilobytes', 'assemblies'
            function Count {
                [Runtime.JitInfo]::GetCompiledMethodCount()
                [GC]::GetAllocatedBytesForCurrentThread() / 1KB
                @([AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { -not $_.IsDynamic }).Count
            }
            function Read { if (Test-Path /proc/self/io) { [long]((Get-Content /proc/self/io)[0] -replace '\D') } else { -1 } }
            function Step($name, [scriptblock] $work) {
                $before = Count
                . $work
                $after = Count
                "$name $([int]($after[0] - $before[0])) $([int]($after[1] - $before[1])) $([int]($after[2] - $before[2]))"
            }
            # The first time is for what counting takes itself.
            $null = Step nothing { $null = 1 }
            Step import { Import-Module 'MANIFEST' }
            Step catalogue { $script:network = Get-CnnArchitecture ResNet50 -AsNetwork }
            Step measure { $null = $network | Measure-CnnParameters }
            Step onnx { $null = Import-CnnModel 'ROOT/module/examples/LeNet.onnx' | Measure-CnnParameters }
            $null = Read
            $null = Import-CnnModel 'LARGE'
            $before = Read; $null = Import-CnnModel 'LARGE'; $after = Read
            "read $([int](($after - $before) / 1KB)) 0 0"
            """;

        private readonly string _folder = Directory.CreateTempSubdirectory("cnnparams-").FullName;

        public Session()
        {
            string large = Path.Combine(_folder, "large.onnx");
            SparseOnnxFile.Write(large, hasPayload: true);
            string script = Script
                .Replace("MANIFEST", ModuleLocator.Manifest, StringComparison.Ordinal)
                .Replace("ROOT", ModuleLocator.Root, StringComparison.Ordinal)
                .Replace("LARGE", large, StringComparison.Ordinal);
            foreach (string line in Run(script).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                string[] parts = line.Split(' ');
                Steps.Add(
                    parts[0],
                    new Counted(
                        int.Parse(parts[1], CultureInfo.InvariantCulture),
                        int.Parse(parts[2], CultureInfo.InvariantCulture),
                        int.Parse(parts[3], CultureInfo.InvariantCulture)
                    )
                );
            }
        }

        /// <summary>What each step took.</summary>
        public Dictionary<string, Counted> Steps { get; } = [];

        /// <summary>What was read of a file of 553 MB; null where that is not known.</summary>
        public int? KilobytesRead => Steps["read"].Methods is > 0 and var read ? read : null;

        public void Dispose() => Directory.Delete(_folder, recursive: true);

        private static string Pwsh =>
            typeof(ColdPathTests)
                .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
                .Single(attribute => attribute.Key == "Pwsh")
                .Value!;

        // Not the embedded shell's own start, which has imported the module: its engine, in a process of the test's.
        private static string Run(string script)
        {
            var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
            // Nothing is compiled a second time in the background.
            start.Environment["DOTNET_TC_CallCounting"] = "0";
            start.ArgumentList.Add(Pwsh);
            foreach (string argument in (string[])["-NoProfile", "-NonInteractive", "-Command", script])
                start.ArgumentList.Add(argument);
            using var process = Process.Start(start)!;
            var error = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.Equal("", error.Result);
            return output;
        }
    }

    /// <summary>What a step took.</summary>
    public sealed record Counted(int Methods, int Kilobytes, int Assemblies);
}
