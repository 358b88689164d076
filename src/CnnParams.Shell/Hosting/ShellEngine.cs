using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace CnnParams.Shell.Hosting;

/// <summary>The parts of a running shell that belong together: host, user interface, runspace and runner.</summary>
internal sealed class ShellEngine : IDisposable
{
    /// <summary>Opens the engine on a console, with the module of that manifest.</summary>
    /// <exception cref="RuntimeException">The module cannot be imported.</exception>
    public ShellEngine(ConsoleHostUI ui, string manifestPath)
    {
        UI = ui;
        Host = new ShellHost(ui);
        Runspace = EngineRunspace.Open(Host, manifestPath);
        Runner = new PipelineRunner(Runspace, ui);
        UseStyle();
    }

    public ConsoleHostUI UI { get; }

    public ShellHost Host { get; }

    public Runspace Runspace { get; }

    public PipelineRunner Runner { get; }

    /// <summary>What Tab offers at a place in a text.</summary>
    public CommandCompletion Complete(string text, int cursor)
    {
        using PowerShell shell = PowerShell.Create(Runspace);
        return CommandCompletion.CompleteInput(text, cursor, options: null, shell);
    }

    public void Dispose() => Runspace.Dispose();

    // https://no-color.org: set and not empty means no colour.
    private void UseStyle()
    {
        var style = (PSStyle)Runspace.SessionStateProxy.GetVariable("PSStyle");
        if (!string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")))
            style.OutputRendering = OutputRendering.PlainText;
        UI.UseStyle(style);
    }
}
