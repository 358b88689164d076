using System.Management.Automation.Runspaces;
using System.Reflection;

namespace CnnParams.Shell.Hosting;

/// <summary>
/// Makes <c>exit n</c> in a script file reach the host. For a file that is run as a command the engine otherwise
/// ends only that file and puts n into $LASTEXITCODE, where it looks like the code of any native program.
/// pwsh sets this same switch for -File; the engine has no public name for it.
/// </summary>
internal static class ExitPropagation
{
    private const BindingFlags Members = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>The next script file that the runspace starts passes its exit on.</summary>
    public static void EnableForNextScript(Runspace runspace)
    {
        object? context = typeof(Runspace).GetProperty("ExecutionContext", Members)?.GetValue(runspace);
        PropertyInfo? rethrow = context?.GetType().GetProperty("ScriptCommandProcessorShouldRethrowExit", Members);
        if (rethrow is null)
            throw new NotSupportedException("This version of the engine names its exit switch differently.");

        rethrow.SetValue(context, true);
    }
}
