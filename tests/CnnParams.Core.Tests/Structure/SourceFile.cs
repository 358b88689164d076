using System.Runtime.CompilerServices;

namespace CnnParams.Core.Tests.Structure;

/// <summary>A file of the repository, as somebody wrote it: of C#, or a project.</summary>
internal sealed record SourceFile(string Path)
{
    private static readonly string Root = System.IO.Path.GetFullPath(System.IO.Path.Combine(Here(), "..", "..", ".."));

    /// <summary>Its path from the root of the repository on.</summary>
    internal string Name => System.IO.Path.GetRelativePath(Root, Path);

    /// <summary>All C# files of some folders, without what builds have made.</summary>
    internal static IEnumerable<SourceFile> In(params string[] folders) =>
        folders.SelectMany(folder => Find(folder, "*.cs"));

    /// <summary>The projects of a folder.</summary>
    internal static IEnumerable<SourceFile> Projects(string folder) => Find(folder, "*.csproj");

    private static IEnumerable<SourceFile> Find(string folder, string pattern) =>
        Directory
            .EnumerateFiles(System.IO.Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
            .Where(path => !path.Split(System.IO.Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin"))
            .Select(path => new SourceFile(path));

    private static string Here([CallerFilePath] string path = "") => System.IO.Path.GetDirectoryName(path)!;
}
