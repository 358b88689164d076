using System.Management.Automation;
using CnnParams.Networks;
using CnnParams.PowerShell.Formatting;
using CnnParams.Reports.Trees;

namespace CnnParams.PowerShell.Commands;

/// <summary>
/// Format-CnnTree: a network as the tree that the names of its layers tell, with a bar for the share of each line. It
/// gives objects; the view draws them.
/// </summary>
[Cmdlet(VerbsCommon.Format, "CnnTree", HelpUri = HelpLinks.FormatCnnTree)]
[OutputType("CnnParams.Reports.Trees.TreeRow")]
public sealed class FormatCnnTreeCommand : NetworkCommand
{
    // Of a window: the heading, the prompt and what the engine puts around a table.
    private const int LinesAround = 8;

    private const int LinesWithoutWindow = 40;

    /// <summary>What the bars are shares of.</summary>
    [Parameter]
    [ValidateSet("Parameters", "Macs")]
    // Not the enumeration: it would load the reports with the module.
    public string By { get; set; } = "Parameters";

    /// <summary>How many steps down the tree goes; as many as fit into the window when not given.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Depth { get; set; }

    /// <summary>The most lines; those of the window when not given.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Lines { get; set; }

    private protected override void Process(Network network)
    {
        if (Measure(network) is not { } measurement)
            return;
        try
        {
            _ = Enum.TryParse(By, ignoreCase: true, out TreeAmount by);
            var rows =
                Depth > 0
                    ? NetworkTree.Lines(measurement, by, Depth)
                    : NetworkTree.Fitting(measurement, by, Lines > 0 ? Lines : LinesOfWindow());
            foreach (var row in rows)
                WriteObject(Typed(row));
        }
        catch (LayerException exception)
        {
            WriteError(ErrorRecords.Of(exception, network));
        }
    }

    // The view of multiply-accumulates is another one: a type name more finds it, after a job as well.
    private static PSObject Typed(TreeRow row)
    {
        var typed = PSObject.AsPSObject(row);
        if (row.By != TreeAmount.Parameters)
            typed.TypeNames.Insert(0, $"{typeof(TreeRow).FullName}#{row.By}");
        return typed;
    }

    private int LinesOfWindow()
    {
        const int fewest = 10;
        return HostWindow.Height(Host) is { } height ? Math.Max(height - LinesAround, fewest) : LinesWithoutWindow;
    }
}
