using CnnParams.Formats.Json;
using CnnParams.Python.Importing;
using CnnParams.Python.Syntax;
using CnnParams.Reading;

namespace CnnParams.Formats.PythonSource;

/// <summary>
/// What a source can be read for, found in its text alone: for completion, which must be quick and never fail.
/// </summary>
internal static class SourceEntries
{
    private const long LongestFile = 2 << 20;

    internal static IReadOnlyList<string> Find(string path)
    {
        if (Directory.Exists(path))
            return OfFolder(path);
        return OfFile(path);
    }

    // What all files of a package define: -Entry finds it in any of them.
    private static IReadOnlyList<string> OfFolder(string folder)
    {
        if (!File.Exists(Path.Combine(folder, "__init__.py")))
            return [];
        try
        {
            return
            [
                .. FolderSources
                    .FilesOf(folder)
                    .SelectMany(OfFile)
                    .Distinct()
                    .OrderBy(name => name, StringComparer.OrdinalIgnoreCase),
            ];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static IReadOnlyList<string> OfFile(string file)
    {
        bool isNotebook = file.EndsWith(".ipynb", StringComparison.OrdinalIgnoreCase);
        if (
            !(isNotebook || file.EndsWith(".py", StringComparison.OrdinalIgnoreCase))
            || !File.Exists(file)
            || new FileInfo(file).Length > (isNotebook ? 8 : 1) * LongestFile
        )
            return [];
        try
        {
            var source = isNotebook ? ReadNotebook(file) : new SourceText(file, File.ReadAllText(file));
            return Python.Running.Evaluation.Run(() => Names(Parser.Parse(source)));
        }
        catch (Exception exception)
            when (exception
                    is ModelFileException
                        or PythonSyntaxException
                        or IOException
                        or UnauthorizedAccessException
                        or InsufficientExecutionStackException
            )
        {
            return [];
        }
    }

    private static SourceText ReadNotebook(string path)
    {
        using var file = new ModelFile(path);
        using var json = JsonContent.Parse(file.Open(), file, CancellationToken.None);
        return Notebook.Of(json.RootElement, path).Source;
    }

    private static string[] Names(Statement[] statements)
    {
        var classes = statements.OfType<ClassDef>().Where(type => type.Bases.Length > 0).Select(type => type.Name);
        var functions = statements.OfType<FunctionDef>().Select(function => function.Name);
        return
        [
            .. classes
                .Concat(functions)
                .Where(name => name[0] != '_')
                .Distinct()
                .OrderBy(name => name, StringComparer.OrdinalIgnoreCase),
        ];
    }
}
