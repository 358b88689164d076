using System.Runtime.ExceptionServices;

namespace CnnParams.Python.Running;

/// <summary>
/// Runs what evaluates a source on a thread of its own, whose stack is large enough for the bounds of an evaluation.
/// </summary>
public static class Evaluation
{
    // The bound on calls is met long before: a call within a call takes a few kilobytes.
    private const int StackSize = 64 << 20;

    /// <exception cref="Syntax.PythonSyntaxException">A text is not Python.</exception>
    /// <exception cref="RaisedException">The source raised an exception.</exception>
    /// <exception cref="EvaluationLimitException">A bound was met.</exception>
    public static T Run<T>(Func<T> evaluate)
    {
        T result = default!;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    result = evaluate();
                }
                catch (Exception exception)
                {
                    failure = ExceptionDispatchInfo.Capture(exception);
                }
            },
            StackSize
        )
        {
            Name = "Reading of a source",
            IsBackground = true,
        };
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result;
    }
}
