using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Runspaces;
using System.Text;
using CnnParams.Shell;

namespace CnnParams.Testing;

/// <summary>
/// The engine of the shell in this process, with the module imported by its manifest: what a test uses to run scripts
/// and to get objects back. One thread at a time; sessions share nothing but the process.
/// </summary>
public sealed class EngineSession : IDisposable
{
    private const int Lines = 50;

    // Of the columns of a terminal, a host leaves the last one free.
    private readonly int _columns;

    /// <summary>Opens the engine and imports the module.</summary>
    /// <param name="manifestPath">The module's manifest; if null, the one that <see cref="ModuleLocator"/>
    /// finds.</param>
    /// <param name="width">The width, in characters, of the terminal that text is formatted for.</param>
    /// <exception cref="RuntimeException">The module cannot be imported; the message says why.</exception>
    public EngineSession(string? manifestPath = null, int width = 120)
    {
        _columns = width - 1;
        var state = InitialSessionState.CreateDefault2();
        state.ThreadOptions = PSThreadOptions.ReuseThread;
        Runspace = RunspaceFactory.CreateRunspace(new WindowHost(new Size(width, Lines)), state);
        Runspace.Open();
        try
        {
            using PowerShell shell = PowerShell.Create(Runspace);
            shell.AddScript("$PSStyle.OutputRendering = 'PlainText'; Import-Module $args[0] -Global -ErrorAction Stop");
            shell.AddArgument(WildcardPattern.Escape(manifestPath ?? ModuleLocator.Manifest)).Invoke();
        }
        catch
        {
            Runspace.Dispose();
            throw;
        }
    }

    /// <summary>The engine's runspace, for what this class does not offer.</summary>
    public Runspace Runspace { get; }

    /// <summary>Runs a script and returns what it wrote to each stream. Errors are returned too, not thrown.</summary>
    /// <param name="script">The script, in PowerShell.</param>
    /// <param name="arguments">The script's arguments: its <c>$args</c>, or its parameters by position.</param>
    public EngineResult Invoke(string script, params object?[] arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        using PowerShell shell = PowerShell.Create(Runspace).AddScript(script, useLocalScope: false);
        foreach (object? argument in arguments)
            shell.AddArgument(argument);
        return Invoke(shell);
    }

    /// <summary>Runs a script and returns the text that a user of the shell would see.</summary>
    public EngineTranscript Run(string script)
    {
        using PowerShell shell = PowerShell.Create(Runspace).AddScript(script, useLocalScope: false);
        EngineResult result = Invoke(ToText(shell));
        var errors = new StringBuilder();
        foreach (string warning in result.Warnings)
            errors.AppendLine("WARNING: " + warning);
        foreach (ErrorRecord error in result.Errors)
        {
            using PowerShell view = PowerShell
                .Create(Runspace)
                .AddCommand("Write-Output")
                .AddParameter("InputObject", error);
            errors.AppendJoin("", ToText(view).Invoke<string>());
        }

        return new EngineTranscript(string.Concat(result.Output), errors.ToString());
    }

    /// <summary>What Tab offers at the end of <paramref name="text"/>.</summary>
    public CommandCompletion Complete(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        using PowerShell shell = PowerShell.Create(Runspace);
        return CommandCompletion.CompleteInput(text, text.Length, options: null, shell);
    }

    /// <inheritdoc/>
    public void Dispose() => Runspace.Dispose();

    private PowerShell ToText(PowerShell shell) => shell.AddCommand("Out-String").AddParameter("Width", _columns);

    private static EngineResult Invoke(PowerShell shell)
    {
        var output = new List<PSObject>();
        ErrorRecord? terminatingError = null;
        try
        {
            shell.Invoke(input: null, output);
        }
        catch (RuntimeException exception)
        {
            terminatingError = exception.ErrorRecord;
        }

        return new EngineResult(shell.Streams, output, terminatingError);
    }
}
