using System.Management.Automation;
using System.Reflection;

namespace CnnParams.Shell;

/// <summary>The texts of -Help and -Version.</summary>
internal static class Usage
{
    public const string Text = """
        Runs PowerShell with the CnnParams module imported; no installed PowerShell is needed.

        Usage: cnnparams-shell [-NoLogo] [-NonInteractive] [-NoProfile]
                               [-Command { - | <text> } | [-File] <script> [<arguments>]]
               cnnparams-shell -Version | -Help | -?

          -Command, -c <text>      Runs the text, which is everything that follows; - runs standard input.
          -File, -f <script> ...   Runs the script file with the arguments that follow it, as in pwsh:
                                   -Name value, -Switch, -Switch:$false, or values by position.
          -NonInteractive          Never asks: a missing mandatory parameter is an error.
          -NoLogo                  No greeting before the prompt.
          -NoProfile               Accepted for likeness with pwsh; profiles are never read.
          -Version                 Shows the version of this program and of the engine.

        With none of these it runs standard input if that is piped, and gives a prompt otherwise.

        Exit codes, as pwsh's: what the script gives to exit; 1 if it throws or if the last statement of the
        -Command text fails; 64 for a wrong command line; 70 if the module cannot be imported; 130 after Ctrl-C.
        """;

    public static string Version =>
        $"CnnParams.Shell {typeof(Usage).Assembly.GetName().Version?.ToString(3)}, PowerShell engine {EngineVersion}";

    private static string EngineVersion => 
        typeof(PSObject).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split(' ', '+')[0] ?? "";
}
