using CnnParams.Python.Importing;
using CnnParams.Python.Syntax;

namespace CnnParams.Formats.PythonSource;

/// <summary>
/// The modules that the code of a notebook may import: files that its cells write (<c>%%writefile model.py</c>), and
/// others.
/// </summary>
internal sealed class NotebookSources(IReadOnlyDictionary<string, SourceText> written, ISourceProvider others)
    : ISourceProvider
{
    private const string Extension = ".py",
        Initial = ".__init__";

    private readonly Dictionary<string, SourceText> _modules = written.ToDictionary(
        file => ModuleOf(file.Key),
        file => file.Value,
        StringComparer.Ordinal
    );

    /// <inheritdoc/>
    public SourceText? Find(string module, out bool isPackage)
    {
        string below = module + ".";
        isPackage = _modules.Keys.Any(name => name.StartsWith(below, StringComparison.Ordinal));
        if (_modules.TryGetValue(module, out var source) || _modules.TryGetValue(module + Initial, out source))
            return source;
        if (isPackage)
            return null;
        // What sys.path leads to is not followed: the only file of that name is meant.
        string end = "." + module;
        string[] named = [.. _modules.Keys.Where(name => name.EndsWith(end, StringComparison.Ordinal))];
        return named.Length == 1 ? _modules[named[0]] : others.Find(module, out isPackage);
    }

    private static string ModuleOf(string path) =>
        string.Join(
            ".",
            path.Substring(0, path.Length - Extension.Length)
                .Split(['/', '\\'], StringSplitOptions.RemoveEmptyEntries)
                .Where(part => part is not ("." or ".."))
        );
}
