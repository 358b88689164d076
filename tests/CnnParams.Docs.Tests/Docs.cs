using CnnParams.HelpBuilder;
using CnnParams.Shell;

namespace CnnParams.Docs.Tests;

/// <summary>The pages of the repository.</summary>
internal static class Docs
{
    /// <summary>The root of the repository.</summary>
    public static string Root { get; } = ModuleLocator.Root;

    /// <summary>The pages that Get-Help is built from.</summary>
    public static string HelpPages { get; } = Path.Combine(Root, "docs", "en-US");

    /// <summary>All pages whose code is run, as paths from the root.</summary>
    public static IEnumerable<string> All =>
        Directory
            .GetFiles(Path.Combine(Root, "docs"), "*.md", SearchOption.AllDirectories)
            .Append(Path.Combine(Root, "README.md"))
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);

    public static MarkdownPage Read(string page) => MarkdownPage.Read(Path.Combine(Root, page));
}
