namespace CnnParams.Formats;

/// <summary>
/// Where symbolic links lead. The framework says it from .NET 6 on, which this build for both editions has to ask by
/// name; where it does not, nothing is said to lead anywhere, and <see cref="AreFollowed"/> says so.
/// </summary>
internal static class Links
{
    private static readonly Func<FileSystemInfo, string?>? Target = typeof(FileSystemInfo)
        .GetProperty("LinkTarget")
        ?.GetMethod
        is { } target
        ? (Func<FileSystemInfo, string?>)Delegate.CreateDelegate(typeof(Func<FileSystemInfo, string?>), target)
        : null;

    private static readonly Func<string, bool, FileSystemInfo?>? Final = typeof(File).GetMethod("ResolveLinkTarget")
        is { } final
        ? (Func<string, bool, FileSystemInfo?>)
            Delegate.CreateDelegate(typeof(Func<string, bool, FileSystemInfo?>), final)
        : null;

    /// <summary>Whether it can be asked for where a link leads.</summary>
    internal static bool AreFollowed => Target is not null;

    /// <summary>What a link names; null for what is no link.</summary>
    internal static string? TargetOf(string path) => Target?.Invoke(new FileInfo(path));

    /// <summary>The end of a chain of links; the path itself where it is no link.</summary>
    internal static string End(string path) => Final?.Invoke(path, true)?.FullName ?? path;
}
