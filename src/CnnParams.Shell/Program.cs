using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using Microsoft.PowerShell;

// pwsh itself, with one script before the user's: it imports the module.
var state = InitialSessionState.CreateDefault2();
state.StartupScripts.Add(Path.Combine(AppContext.BaseDirectory, "import.ps1"));
return ConsoleShell.Start(state, bannerText: null, helpText: null, args);

/// <summary>What has to be set before the engine is first touched, here and in tests.</summary>
internal static class EngineSettings
{
    // Whoever runs this has not agreed to reports of use, nor could follow advice to update. What is set already stays.
    [ModuleInitializer]
    internal static void Set()
    {
        Default("POWERSHELL_TELEMETRY_OPTOUT", "1");
        Default("POWERSHELL_UPDATECHECK", "Off");
    }

    private static void Default(string name, string value)
    {
        if (Environment.GetEnvironmentVariable(name) is null)
            Environment.SetEnvironmentVariable(name, value);
    }
}
