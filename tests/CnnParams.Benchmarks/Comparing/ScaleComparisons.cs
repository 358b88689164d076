using System.Globalization;

namespace CnnParams.Benchmarks.Comparing;

/// <summary>The same work ten times as large: time that is linear, and memory that does not grow with it.</summary>
internal static class ScaleComparisons
{
    private const string Linear =
        "In processes of their own, whose start is in the first line: ten times as much takes ten times as long where "
        + "time is linear.";

    internal static IEnumerable<Comparison> In(string folder)
    {
        yield return new(
            "A network of a million layers",
            $"Made and measured. {Linear}",
            Scaled(ScaledWork.Layers, "no layers", 0),
            Scaled(ScaledWork.Layers, "10,000 layers", 10_000),
            Scaled(ScaledWork.Layers, "100,000 layers", 100_000),
            Scaled(ScaledWork.Layers, "1,000,000 layers", 1_000_000)
        );
        yield return new(
            "A search through 100 million designs",
            $"The largest network of four convolutions within 50,000 parameters, on one processor. {Linear} Memory stays.",
            Scaled(ScaledWork.Designs, "10,000 designs", 10_000),
            Scaled(ScaledWork.Designs, "1,000,000 designs", 1_000_000),
            Scaled(ScaledWork.Designs, "10,000,000 designs", 10_000_000),
            Scaled(ScaledWork.Designs, "100,000,000 designs", 100_000_000)
        );
        yield return OfFolders(folder);
    }

    private static ScaledContestant Scaled(string kind, string name, int size) => new(name, kind, size);

    private static Comparison OfFolders(string folder)
    {
        string few = Fill(folder, 1_000),
            many = Fill(folder, 10_000);
        return new(
            "Folders of small files",
            "Get-ChildItem, Import-CnnModel and Measure-CnnParameters of ONNX files of 8 kB, in a fresh PowerShell. Time is "
                + "linear past the start, memory stays; with ForEach-Object -Parallel, two processors have half of the "
                + "files each.",
            new ShellContestant("1,000 files", ShellContestant.WithModule(OneByOne(few))),
            new ShellContestant("10,000 files", ShellContestant.WithModule(OneByOne(many))),
            new ShellContestant("10,000 files, -Parallel", ShellContestant.WithModule(SideBySide(many)))
        );
    }

    private static string OneByOne(string folder) =>
        $"Get-ChildItem '{folder}' | Import-CnnModel | Measure-CnnParameters -Summary | Measure-Object Parameters -Sum";

    private static string SideBySide(string folder) =>
        $$"""
            0, 1 | ForEach-Object -Parallel {
                Import-Module '{{CnnParams.Shell.ModuleLocator.Manifest}}'
                $part = $_
                Get-ChildItem "{{folder}}/$part*" | Import-CnnModel | Measure-CnnParameters -Summary
            } -ThrottleLimit 2 | Measure-Object Parameters -Sum
            """;

    // Half of the names begin with 0, and half with 1.
    private static string Fill(string folder, int count)
    {
        string source = Path.Combine(CnnParams.Shell.ModuleLocator.Root, "tests", "data", "onnx", "attention_13.onnx");
        string filled = Path.Combine(folder, count.ToString(CultureInfo.InvariantCulture));
        Directory.CreateDirectory(filled);
        for (int i = 0; i < count; i++)
            File.Copy(source, Path.Combine(filled, FormattableString.Invariant($"{i % 2}-{i}.onnx")));
        return filled;
    }
}
