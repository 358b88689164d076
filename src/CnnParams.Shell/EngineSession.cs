using System.Management.Automation;
using System.Management.Automation.Runspaces;
using CnnParams.Shell.Hosting;

namespace CnnParams.Shell;

/// <summary>
/// The engine in this process, with the module imported by its manifest: what a program or a test uses to run
/// scripts and to get objects back. One thread at a time; sessions do not share anything but the process.
/// </summary>
public sealed class EngineSession : IDisposable
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();
    private readonly PipelineRunner _runner;

    /// <summary>Opens the engine and imports the module.</summary>
    /// <param name="manifestPath">The module's manifest; if null, the one that <see cref="ModuleLocator.Default"/> finds.</param>
    /// <param name="width">The width, in characters, that text is formatted for.</param>
    /// <exception cref="RuntimeException">The module cannot be imported; the message says why.</exception>
    public EngineSession(string? manifestPath = null, int width = HostRawUI.DefaultWidth)
    {
        var ui = new TextHostUI(new TextSink(_output), new TextSink(_error), new HostRawUI(width));
        Runspace = EngineRunspace.Open(new ShellHost(ui), manifestPath ?? ModuleLocator.Default.FindManifest());
        _runner = new PipelineRunner(Runspace, ui);
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

    /// <summary>The text that Out-Default shows for these objects: the module's default views.</summary>
    public string Format(params IEnumerable<object?> objects)
    {
        ArgumentNullException.ThrowIfNull(objects);
        Forget();
        using Pipeline pipeline = Runspace.CreatePipeline();
        pipeline.Commands.Add("Out-Default");
        foreach (object? item in objects)
            pipeline.Input.Write(item);
        pipeline.Input.Close();
        pipeline.Invoke();
        return _output.ToString();
    }

    /// <summary>Runs a script as the shell does and returns the text that its user would see.</summary>
    public EngineTranscript Run(string script)
    {
        Forget();
        _runner.RunText(script);
        return new EngineTranscript(_output.ToString(), _error.ToString());
    }

    /// <summary>What Tab offers at the end of <paramref name="text"/>.</summary>
    public CommandCompletion Complete(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        using PowerShell shell = PowerShell.Create(Runspace);
        return CommandCompletion.CompleteInput(text, text.Length, options: null, shell);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Runspace.Dispose();
        _output.Dispose();
        _error.Dispose();
    }

    private void Forget()
    {
        _output.GetStringBuilder().Clear();
        _error.GetStringBuilder().Clear();
    }
}
