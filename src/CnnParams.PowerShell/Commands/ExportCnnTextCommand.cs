using System.Management.Automation;
using CnnParams.Measuring;
using CnnParams.PowerShell.Completion;
using CnnParams.Reports;
using CnnParams.Reports.Tables;

namespace CnnParams.PowerShell.Commands;

/// <summary>
/// Export-CnnText: writes the rows of networks as a table (Markdown, LaTeX, HTML, CSV), as a graph (Mermaid, Graphviz)
/// or their total as a badge.
/// </summary>
[Cmdlet(
    VerbsData.Export,
    "CnnText",
    SupportsShouldProcess = true,
    DefaultParameterSetName = FileSet,
    HelpUri = HelpLinks.ExportCnnText
)]
[OutputType(typeof(FileInfo))]
[OutputType(typeof(string))]
public sealed class ExportCnnTextCommand : ExportTextCommand
{
    /// <summary>The format; found by the extension when not given, and Markdown for the pipeline.</summary>
    [Parameter]
    [ValidateSet("Markdown", "Latex", "Html", "Csv", "Mermaid", "Dot", "Badge")]
    public string? Format { get; set; }

    /// <summary>The columns of a table, in order: properties of the rows. The first is what a badge shows.</summary>
    [Parameter]
    [Alias("Property")]
    [ArgumentCompleter(typeof(TextColumnCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Column { get; set; } = [];

    private protected override void Write(NetworkMeasurement measurement, TextFiles files)
    {
        var options = new TextOptions
        {
            Columns = Column,
            Numbers = Numbers(),
            Depth = FoldedTo,
        };
        if (files.Choose(TextFormats.All, Format) is { } format)
            files.Write(measurement.Network, format.Extensions[0], () => format.Write(measurement, options));
    }
}
