using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace CnnParams.Benchmarks;

/// <summary>What the module is compared with: a cmdlet that only passes objects on.</summary>
[Cmdlet(VerbsCommon.Copy, "Input")]
public sealed class CopyInputCommand : Cmdlet
{
    /// <summary>What is passed on.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => WriteObject(InputObject);
}

/// <summary>What rows of a table are compared with: a cmdlet that reads their cells before it passes them on.</summary>
[Cmdlet(VerbsCommunications.Read, "Input")]
public sealed class ReadInputCommand : Cmdlet
{
    private int _filled;

    /// <summary>What is read.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject InputObject { get; set; } = null!;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var cell in InputObject.Properties)
            _filled += cell.Value is null ? 0 : 1;
        WriteObject(InputObject);
    }
}

/// <summary>A session of the engine with commands ready to be run many times.</summary>
internal static class EngineCommands
{
    internal static Runspace Open(string[] modules, ExtendedTypeDefinition? view = null)
    {
        var state = InitialSessionState.CreateDefault2();
        state.Commands.Add(new SessionStateCmdletEntry("Copy-Input", typeof(CopyInputCommand), null));
        state.Commands.Add(new SessionStateCmdletEntry("Read-Input", typeof(ReadInputCommand), null));
        state.ImportPSModule(modules);
        if (view is not null)
            state.Formats.Add(new SessionStateFormatEntry(view));
        var runspace = RunspaceFactory.CreateRunspace(state);
        runspace.Open();
        return runspace;
    }

    internal static int Count(Runspace runspace, string command, IEnumerable<object> input)
    {
        using var shell = System.Management.Automation.PowerShell.Create(runspace).AddCommand(command);
        return shell.Invoke(input).Count;
    }

    internal static int CountLines(
        Runspace runspace,
        IEnumerable<object> input,
        string[]? columns = null,
        string[]? selected = null,
        string? view = null
    )
    {
        using var shell = System.Management.Automation.PowerShell.Create(runspace);
        if (selected is not null)
            shell.AddCommand("Select-Object").AddParameter("Property", selected);
        shell.AddCommand("Format-Table");
        if (columns is not null)
            shell.AddParameter("Property", columns);
        if (view is not null)
            shell.AddParameter("View", view);
        return shell.AddCommand("Out-String").AddParameter("Stream").Invoke(input).Count;
    }
}
