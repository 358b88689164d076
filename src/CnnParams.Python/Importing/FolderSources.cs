using CnnParams.Python.Syntax;

namespace CnnParams.Python.Importing;

/// <summary>
/// Modules that are files below a folder. A name cannot lead out of it, and neither can a link: what a path leads to is
/// looked at step by step, and nothing is read through a link.
/// </summary>
public sealed class FolderSources : ISourceProvider
{
    private const long LongestFile = 8 << 20;
    private const int MostFiles = 5000;

    private readonly string _root;
    private readonly string? _package;
    private readonly string? _beside;
    private int _count;

    /// <param name="root">The folder, by its full path.</param>
    /// <param name="package">The only package of the folder that is read; all modules of it where there is
    /// none.</param>
    /// <param name="beside">The folder of the package that has the source: what lies beside it is found by its name
    /// alone, as where Python runs it.</param>
    public FolderSources(string root, string? package = null, string? beside = null) =>
        (_root, _package, _beside) = (root, package, beside);

    /// <summary>The files that were read, in order.</summary>
    internal List<string> Files { get; } = [];

    /// <inheritdoc/>
    public SourceText? Find(string module, out bool isPackage)
    {
        isPackage = false;
        string[] parts = module.Split('.');
        if ((_package is null || parts[0] == _package ? _root : _beside) is not { } folder)
            return null;
        string path = folder;
        foreach (string part in parts)
        {
            if (!IsName(part) || IsLink(path, isRoot: ReferenceEquals(path, folder)))
                return null;
            path = Path.Combine(path, part);
        }

        if (Directory.Exists(path) && !IsLink(path, isRoot: false))
        {
            string initial = Path.Combine(path, "__init__.py");
            bool isInitialized = IsFile(initial),
                isModule = IsFile(path + ".py");
            // A folder without one is a package too, where there is no module of the same name.
            isPackage = isInitialized || !isModule;
            if (isPackage)
                return isInitialized ? Read(initial) : null;
        }

        return IsFile(path + ".py") ? Read(path + ".py") : null;
    }

    /// <summary>Reads a source; what it is too long or not text for is an error.</summary>
    public SourceText Read(string path)
    {
        if (++_count > MostFiles)
            throw new Running.EvaluationLimitException($"this imports more than {MostFiles} files");
        if (new FileInfo(path).Length > LongestFile)
            throw new Running.EvaluationLimitException(
                $"{path} is longer than {LongestFile >> 20} MB, which no source is"
            );
        Files.Add(path);
        // A pipe, which waits for whoever writes into it, has no length.
        return new SourceText(path, new FileInfo(path).Length == 0 ? "" : File.ReadAllText(path));
    }

    /// <summary>The files below a folder in which a function or a class of a name is defined.</summary>
    public static IReadOnlyList<string> FilesDefining(string folder, string name)
    {
        var definition = new System.Text.RegularExpressions.Regex(
            $@"^(?:def|class)\s+{System.Text.RegularExpressions.Regex.Escape(name)}\b",
            System.Text.RegularExpressions.RegexOptions.Multiline
        );
        return [.. FilesOf(folder).Where(file => definition.IsMatch(File.ReadAllText(file)))];
    }

    /// <summary>The sources below a folder, links left out, up to a number that no package has.</summary>
    public static IReadOnlyList<string> FilesOf(string folder)
    {
        var found = new List<string>();
        var pending = new Stack<string>([folder]);
        int seen = 0;
        while (pending.Count > 0 && seen < MostFiles)
        {
            string current = pending.Pop();
            foreach (string file in Directory.GetFiles(current, "*.py").OrderBy(path => path, StringComparer.Ordinal))
            {
                if (++seen <= MostFiles && IsFile(file) && new FileInfo(file).Length <= LongestFile)
                    found.Add(file);
            }

            foreach (
                string inner in Directory
                    .GetDirectories(current)
                    .Where(path => !IsLink(path, isRoot: false))
                    .OrderByDescending(path => path, StringComparer.Ordinal)
            )
                pending.Push(inner);
        }

        return found;
    }

    private static bool IsFile(string path) => File.Exists(path) && !IsLink(path, isRoot: false);

    private static bool IsLink(string path, bool isRoot) =>
        !isRoot
        && (File.Exists(path) || Directory.Exists(path))
        && (File.GetAttributes(path) & FileAttributes.ReparsePoint) != 0;

    // A folder of any name is a package to what lies in it (from . import blocks, in my-net).
    private static bool IsName(string part) => part.Length > 0 && part.IndexOfAny(Path.GetInvalidFileNameChars()) < 0;
}
