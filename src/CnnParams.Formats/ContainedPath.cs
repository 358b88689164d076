namespace CnnParams.Formats;

/// <summary>
/// Whether what a name leads to lies in the folder that it has to be in, symbolic links followed: those in a folder
/// that came as an archive lead wherever their maker wants.
/// </summary>
internal static class ContainedPath
{
    private const int MostLinks = 40;

    /// <summary>Whether a path below a folder stays in it.</summary>
    internal static bool IsWithin(string folder, string path)
    {
        if (!IsBelow(folder, path))
            return false;
        return Real(folder) is { } root && Real(path) is { } target && (IsBelow(root, target) || IsOfHub(root, target));
    }

    private static bool IsBelow(string folder, string path) =>
        path.StartsWith(
            folder.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar,
            StringComparison.Ordinal
        );

    // The cache of Hugging Face keeps files once, in blobs, and its snapshots are folders of links to them.
    private static bool IsOfHub(string folder, string target)
    {
        string separator = Path.DirectorySeparatorChar.ToString();
        int at = (folder + separator).LastIndexOf(separator + "snapshots" + separator, StringComparison.Ordinal);
        return at > 0 && Path.GetDirectoryName(target) == folder.Substring(0, at) + separator + "blobs";
    }

    // The path without links in it; null where they lead in a circle, or where they lead cannot be asked for.
    private static string? Real(string path)
    {
        if (!Links.AreFollowed)
            return HasLink(path) ? null : path;
        string real = Path.GetPathRoot(path)!;
        var waiting = new Stack<string>(Parts(path).Reverse());
        for (int links = 0; waiting.Count > 0; )
        {
            string next = Path.Combine(real, waiting.Pop());
            if (Links.TargetOf(next) is not { } target)
            {
                real = next;
                continue;
            }

            if (++links > MostLinks)
                return null;
            string full = Path.GetFullPath(Path.Combine(real, target));
            real = Path.GetPathRoot(full)!;
            foreach (string part in Parts(full).Reverse())
                waiting.Push(part);
        }

        return real;
    }

    private static IEnumerable<string> Parts(string path) =>
        path.Substring(Path.GetPathRoot(path)!.Length)
            .Split([Path.DirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries);

    private static bool HasLink(string path)
    {
        string? at = path;
        for (int depth = 0; depth < MostLinks && at is not null; depth++, at = Path.GetDirectoryName(at))
        {
            if (File.Exists(at) && (File.GetAttributes(at) & FileAttributes.ReparsePoint) != 0)
                return true;
        }

        return false;
    }
}
