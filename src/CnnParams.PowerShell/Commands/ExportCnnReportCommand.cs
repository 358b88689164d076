using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Reading;
using CnnParams.Reports.Pages;

namespace CnnParams.PowerShell.Commands;

/// <summary>
/// Export-CnnReport: writes one page about all networks that come through the pipeline: totals, diagram, charts, and a
/// table in which every number shows how it comes about. The page is one file, for any browser, and asks nobody for
/// anything.
/// </summary>
[Cmdlet(VerbsData.Export, "CnnReport", SupportsShouldProcess = true, HelpUri = HelpLinks.ExportCnnReport)]
[OutputType(typeof(FileInfo))]
public sealed class ExportCnnReportCommand : NetworkCommand
{
    private readonly List<NetworkMeasurement> _measured = [];

    /// <summary>The file; in a folder, it has the name of the first network.</summary>
    [Parameter(Position = 0, Mandatory = true)]
    [Alias("FilePath", "LiteralPath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>Layers in order, networks, measured rows, or entries of the catalogue.</summary>
    [Parameter(Position = 1, Mandatory = true, ValueFromPipeline = true)]
    [Alias("Layer", "Network", "Model")]
    [AllowEmptyCollection]
    public override PSObject? InputObject { get; set; }

    /// <summary>The title of the page; the names of the networks when not given.</summary>
    [Parameter(Position = 2)]
    [ValidateNotNull]
    public string Title { get; set; } = "";

    /// <summary>Leaves a file alone that is there.</summary>
    [Parameter]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>Replaces a file that is read-only.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Gives the file that was written.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        if (
            _measured.Count > 0
            && FilePaths.FileFor(this, Path, _measured[0].Network, ".html", NoClobber) is { } target
            && ShouldProcess(
                target,
                $"Write a report on {string.Join(", ", _measured.Select(measured => measured.Network))}"
            )
        )
        {
            Write(target);
        }
    }

    private protected override void Report(ErrorRecord error) =>
        base.Report(TurnedArguments.Said(this, error, Path, InputObject));

    private protected override void Process(Network network)
    {
        if (Measure(network) is { } measured)
            _measured.Add(measured);
    }

    [SuppressMessage(
        "Design",
        "CA1031",
        Justification = "Whatever keeps the file from being written is an error of the command."
    )]
    private void Write(string target)
    {
        try
        {
            new WrittenFile(this) { NoClobber = NoClobber, Force = Force }.WriteText(
                target,
                page => new ReportPage(_measured, Title).Write(page, Cancellation),
                Cancellation
            );
            if (PassThru)
                WriteObject(new FileInfo(target));
        }
        catch (LayerException exception)
        {
            WriteError(ErrorRecords.Of(exception, _measured[0].Network));
        }
        catch (ModelFileException exception)
        {
            WriteError(ErrorRecords.Of(exception));
        }
        catch (Exception exception) when (exception is not (PipelineStoppedException or OperationCanceledException))
        {
            WriteError(new ErrorRecord(exception, "UnwritableFile", ErrorCategory.WriteError, target));
        }
    }
}
