using CnnParams.Python.Importing;
using CnnParams.Python.Running;
using CnnParams.Python.Syntax;
using CnnParams.Python.Values;

namespace CnnParams.Python.Tests;

/// <summary>Runs a text as a script, and gives what it printed.</summary>
internal static class PythonRun
{
    internal static string Print(
        string text,
        ISourceProvider? sources = null,
        Limits? limits = null,
        bool isLenient = false,
        CancellationToken cancellation = default
    ) =>
        Evaluation.Run(() =>
        {
            var interpreter = new Interpreter(
                limits ?? new Limits(),
                new Importer(sources ?? new NoSources(), []),
                cancellation
            );
            interpreter.Modules.Load(
                interpreter,
                "__main__",
                new SourceText("test.py", text),
                isPackage: false,
                isLenient
            );
            return interpreter.Printed.ToString();
        });

    /// <summary>The exception that a text raises.</summary>
    internal static RaisedException Raise(string text) => Xunit.Assert.Throws<RaisedException>(() => Print(text));
}
