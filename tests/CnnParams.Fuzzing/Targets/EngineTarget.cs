using System.Management.Automation;
using CnnParams.Testing;

namespace CnnParams.Fuzzing.Targets;

/// <summary>
/// What goes through the engine: errors are records, and an exception of the runtime in one is a fault.
/// </summary>
internal static class EngineTarget
{
    // Such errors tell a user nothing; the engine's own are of its types.
    private static readonly HashSet<Type> Faults =
    [
        typeof(NullReferenceException),
        typeof(IndexOutOfRangeException),
        typeof(KeyNotFoundException),
        typeof(ArgumentException),
        typeof(ArgumentNullException),
        typeof(ArgumentOutOfRangeException),
        typeof(OverflowException),
        typeof(DivideByZeroException),
        typeof(InvalidCastException),
        typeof(InvalidOperationException),
        typeof(NotImplementedException),
        typeof(OutOfMemoryException),
        typeof(InsufficientExecutionStackException),
        typeof(AggregateException),
    ];

    internal static Ending Judge(EngineResult result)
    {
        foreach (ErrorRecord error in result.Errors)
        {
            if (Faults.Contains(error.Exception.GetType()))
                throw new InvalidOperationException(
                    $"{error.FullyQualifiedErrorId}: {error.Exception.Message}",
                    error.Exception
                );
        }

        return result.Errors.Count == 0 ? Ending.Read : Ending.ErrorWithPlace;
    }
}
