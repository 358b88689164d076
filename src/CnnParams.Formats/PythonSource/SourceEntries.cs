using CnnParams.Python.Syntax;

namespace CnnParams.Formats.PythonSource;

/// <summary>What a source can be read for, found in its text alone: for completion, which must be quick and never fail.</summary>
internal static class SourceEntries
{
    private const long LongestFile = 2 << 20;

    internal static IReadOnlyList<string> Find(string path)
    {
        string file = Directory.Exists(path) ? Path.Combine(path, "__init__.py") : path;
        if (!file.EndsWith(".py", StringComparison.OrdinalIgnoreCase) || !File.Exists(file) || new FileInfo(file).Length > LongestFile)
            return [];
        try
        {
            return Python.Running.Evaluation.Run(() => Names(Parser.Parse(new SourceText(file, File.ReadAllText(file)))));
        }
        catch (Exception exception) when (exception is PythonSyntaxException or IOException or UnauthorizedAccessException or InsufficientExecutionStackException)
        {
            return [];
        }
    }

    private static string[] Names(Statement[] statements)
    {
        var classes = statements.OfType<ClassDef>().Where(type => type.Bases.Length > 0).Select(type => type.Name);
        var functions = statements.OfType<FunctionDef>().Select(function => function.Name);
        return [.. classes.Concat(functions).Where(name => name[0] != '_').Distinct().OrderBy(name => name, StringComparer.OrdinalIgnoreCase)];
    }
}
