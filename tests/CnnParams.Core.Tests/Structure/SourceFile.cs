using System.Runtime.CompilerServices;

namespace CnnParams.Core.Tests.Structure;

/// <summary>A C# file of the repository, as somebody wrote it.</summary>
internal sealed record SourceFile(string Path)
{
    private static readonly string Root = System.IO.Path.GetFullPath(System.IO.Path.Combine(Here(), "..", "..", ".."));

    /// <summary>Its path from the root of the repository on.</summary>
    internal string Name => System.IO.Path.GetRelativePath(Root, Path);

    /// <summary>All files of some folders, without what builds have made.</summary>
    internal static IEnumerable<SourceFile> In(params string[] folders) =>
        folders
            .SelectMany(folder =>
                Directory.EnumerateFiles(System.IO.Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            )
            .Where(path => !path.Split(System.IO.Path.DirectorySeparatorChar).Any(folder => folder is "obj" or "bin"))
            .Select(path => new SourceFile(path));

    private static string Here([CallerFilePath] string path = "") => System.IO.Path.GetDirectoryName(path)!;
}
