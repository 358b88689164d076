using System.Runtime.InteropServices;
using System.Text;
using CnnParams.Shell;

namespace CnnParams.Benchmarks.Comparing;

/// <summary>
/// Compares the module with floors and with what else is on the machine, and writes docs/performance.md:
/// <c>dotnet run -c Release --project tests/CnnParams.Benchmarks -- compare</c>. Python packages that are not installed
/// are found on PYTHONPATH, packages of Node on NODE_PATH. With words of titles, only such tables are made, and shown.
/// </summary>
internal static class CompareCommand
{
    internal const string Name = "compare";

    internal static void Run(params string[] words)
    {
        string folder = Directory.CreateTempSubdirectory("cnnparams-").FullName;
        try
        {
            var page = new StringBuilder(Head());
            foreach (
                var comparison in ProcessComparisons
                    .In(folder)
                    .Concat(SessionComparisons.All())
                    .Concat(ReaderComparisons.In(folder))
                    .Concat(ScaleComparisons.In(folder))
                    .Where(comparison => words.All(comparison.Title.Contains))
            )
            {
                string table = comparison.Write(Console.Out);
                page.Append('\n').Append(table);
                if (words.Length > 0)
                    Console.WriteLine(table);
            }

            if (words.Length == 0)
                File.WriteAllText(Path.Combine(ModuleLocator.Root, "docs", "performance.md"), page.ToString());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Head() =>
        $"""
            # Performance

            Written by `dotnet run -c Release --project tests/CnnParams.Benchmarks -- compare`, on {RuntimeInformation.OSDescription}
            with {Environment.ProcessorCount} processors and {RuntimeInformation.FrameworkDescription}, on {DateTime.UtcNow:yyyy-MM-dd}.

            Every table is of one piece of work, done five times by each in turns; figures are medians. A ratio is of CPU time,
            ours to that of the line: below 1, ours took less. Times are of this machine at that hour; ratios are what to look
            at. "Not on this machine" is what was not installed.

            PowerShell is NuGet's dotnet tool here, whose engine is compiled anew at every start. It takes more to do nothing than
            the first goals leave, and so they cannot be reached in it. The engine of PowerShell's installers is precompiled: with
            its assemblies precompiled by crossgen2 (on a busy machine, 2026-11-29), doing nothing took 227 ms of CPU in place of
            529, ResNet-50 to a table 467 in place of 933, and a small ONNX file to a table 517 in place of 972.

            """;
}
