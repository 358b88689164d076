using System.Runtime.CompilerServices;

namespace CnnParams.Fuzzing;

/// <summary>Files that mutated ones are made of.</summary>
internal static class FuzzData
{
    // Larger ones take more time than they teach.
    private const int LargestFile = 160 << 10;

    private static readonly string Root = Path.GetFullPath(Path.Combine(Here(), "..", "data"));

    /// <summary>
    /// The files of tests/data that a pattern finds, by name: the folder, and the end of their names.
    /// </summary>
    internal static IReadOnlyList<string> Files(string folder, string end) =>
        [
            .. Directory
                .GetFiles(Path.Combine(Root, folder), "*" + end, SearchOption.AllDirectories)
                .Where(file => new FileInfo(file).Length is > 0 and <= LargestFile)
                .Order(StringComparer.Ordinal),
        ];

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
