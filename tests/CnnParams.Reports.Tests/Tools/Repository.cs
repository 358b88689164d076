namespace CnnParams.Reports.Tests.Tools;

/// <summary>Where the sources are that the tests were built from.</summary>
internal static class Repository
{
    private static readonly Lazy<string> Root = new(() =>
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "CnnParams.slnx")))
                return folder.FullName;
        }

        throw new InvalidOperationException("The tests do not run in the repository.");
    });

    /// <summary>A path in the repository.</summary>
    internal static string Path(params string[] parts) => System.IO.Path.Combine([Root.Value, .. parts]);
}
