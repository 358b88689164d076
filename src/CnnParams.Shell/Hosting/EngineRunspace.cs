using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace CnnParams.Shell.Hosting;

/// <summary>Opens the engine with the module imported, for the shell and for tests alike.</summary>
internal static class EngineRunspace
{
    /// <summary>Opens a runspace for <paramref name="host"/> and imports the module of that manifest into it.</summary>
    /// <exception cref="RuntimeException">The module cannot be imported; the message says why.</exception>
    public static Runspace Open(PSHost host, string manifestPath)
    {
        // CreateDefault2 has the Core commands; CreateDefault wants the assemblies of pwsh's other modules and its
        // console host too, which no package brings, and throws without them.
        InitialSessionState state = InitialSessionState.CreateDefault2();
        state.ThreadOptions = PSThreadOptions.ReuseThread;

        Runspace runspace = RunspaceFactory.CreateRunspace(host, state);
        try
        {
            runspace.Open();
            Import(runspace, manifestPath);
            return runspace;
        }
        catch
        {
            runspace.Dispose();
            throw;
        }
    }

    // An import by the initial session state only writes errors; this one throws, also for a bad format or type file.
    private static void Import(Runspace runspace, string manifestPath)
    {
        var import = new Command("Import-Module");
        import.Parameters.Add("Name", WildcardPattern.Escape(manifestPath));
        import.Parameters.Add("Global", true);
        import.Parameters.Add("ErrorAction", ActionPreference.Stop);

        using Pipeline pipeline = runspace.CreatePipeline();
        pipeline.Commands.Add(import);
        pipeline.Invoke();
    }

    // The engine reports its use to Microsoft unless told otherwise before it is first touched. Whoever runs this
    // program has agreed to nothing, so it does not; a variable that is set already is left alone.
    [ModuleInitializer]
    internal static void OptOutOfTelemetry()
    {
        const string name = "POWERSHELL_TELEMETRY_OPTOUT";
        if (Environment.GetEnvironmentVariable(name) is null)
            Environment.SetEnvironmentVariable(name, "1");
    }
}
