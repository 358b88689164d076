using CnnParams.Python.Running;
using CnnParams.Python.Syntax;
using CnnParams.Reading;

namespace CnnParams.Formats.PythonSource;

/// <summary>
/// Errors of the evaluation as errors of the file: the place, the line with a mark under it, what was met.
/// </summary>
internal static class SourceErrors
{
    internal static Exception ToFileError(string path, Exception exception) =>
        exception switch
        {
            PythonSyntaxException syntax => At(path, syntax.Place, syntax.Message, [], exception),
            RaisedException raised => Of(path, raised.Trace, raised.Describe() + Remedy(raised), exception),
            EvaluationLimitException limit => Of(path, limit.Trace, limit.Message, exception),
            InsufficientExecutionStackException => new ModelFileException(
                ModelFileError.InvalidSource,
                path,
                "it is nested too deep to be evaluated",
                inner: exception
            ),
            _ => exception,
        };

    /// <summary>
    /// What helps: a variable whose value is not known without running what is not here can be given one.
    /// </summary>
    internal static string Remedy(RaisedException raised)
    {
        var names = new List<string>();
        while (raised.Asked is { Cause: RaisedException cause, Name: var name })
        {
            names.Insert(0, name);
            raised = cause;
        }

        return names.Count switch
        {
            0 => "",
            1 => $"; say it with -Argument @{{ {names[0]} = ... }}",
            _ => $"; say one of {string.Join(", ", names.Take(3))} with -Argument, as @{{ {names[0]} = ... }}",
        };
    }

    private static ModelFileException Of(string path, List<Place> trace, string message, Exception inner) =>
        trace.Count == 0
            ? new ModelFileException(ModelFileError.InvalidSource, path, message, inner: inner)
            : At(path, trace[0], message, trace.Skip(1), inner);

    private static ModelFileException At(
        string path,
        Place place,
        string message,
        IEnumerable<Place> callers,
        Exception inner
    )
    {
        string marked = place.Marked.Length == 0 ? "" : $"\n{place.Marked}";
        string called = string.Concat(
            callers
                .Take(4)
                .Select(caller =>
                    FormattableString.Invariant(
                        $"\n  called at {Shown(caller.Path, path)}line {caller.Line}: {Shorten(caller.Content)}"
                    )
                )
        );
        return new ModelFileException(
            ModelFileError.InvalidSource,
            place.Path,
            place.Line,
            place.Column,
            message + marked + called,
            inner
        );
    }

    private static string Shown(string path, string file) => path == file ? "" : $"{Path.GetFileName(path)}, ";

    private static string Shorten(string line) =>
        line.Trim() is { Length: > 100 } text ? $"{text.Substring(0, 97)}..." : line.Trim();
}
