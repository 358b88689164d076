using System.Globalization;
using System.Management.Automation.Host;

namespace CnnParams.Shell.Hosting;

/// <summary>The host the engine talks to: a user interface, and whether a script asked to exit.</summary>
internal sealed class ShellHost(PSHostUserInterface ui) : PSHost
{
    /// <summary>The code given to <c>exit</c>, once a script has called it.</summary>
    public int? ExitCode { get; private set; }

    public override string Name => "CnnParams.Shell";

    public override Version Version { get; } = typeof(ShellHost).Assembly.GetName().Version ?? new Version(0, 0);

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override PSHostUserInterface UI { get; } = ui;

    public override CultureInfo CurrentCulture { get; } = CultureInfo.CurrentCulture;

    public override CultureInfo CurrentUICulture { get; } = CultureInfo.CurrentUICulture;

    public override void SetShouldExit(int exitCode) => ExitCode = exitCode;

    public override void EnterNestedPrompt() => throw new NotSupportedException("This host has no nested prompts.");

    public override void ExitNestedPrompt() => throw new NotSupportedException("This host has no nested prompts.");

    // A native program shares the console and leaves it as it was: nothing to save or to restore.
    public override void NotifyBeginApplication()
    {
    }

    public override void NotifyEndApplication()
    {
    }
}
