using System.Globalization;
using System.Management.Automation;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Reports;

namespace CnnParams.PowerShell.Commands;

/// <summary>
/// A command that writes networks as texts, each to a file of its own, in the format that the extension says; or hands
/// the texts on.
/// </summary>
public abstract class ExportTextCommand : NetworkCommand
{
    private protected const string FileSet = "File";

    private protected const string StringSet = "String";

    private TextFiles? _files;

    /// <summary>The file; a folder, in which each network has a file of its own name; or - for the pipeline.</summary>
    [Parameter(Position = 0, Mandatory = true, ParameterSetName = FileSet)]
    [Alias("FilePath", "LiteralPath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "-";

    /// <summary>Layers in order, networks, measured rows, or entries of the catalogue.</summary>
    [Parameter(Position = 1, Mandatory = true, ValueFromPipeline = true)]
    [Alias("Layer", "Network", "Model")]
    [AllowEmptyCollection]
    public override PSObject? InputObject { get; set; }

    /// <summary>Hands the text on and writes no file.</summary>
    [Parameter(Mandatory = true, ParameterSetName = StringSet)]
    public SwitchParameter AsString { get; set; }

    /// <summary>How many steps down blocks are folded into one row, node or stage each.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Depth { get; set; }

    /// <summary>The culture whose groups of digits are written; as the format writes them when not given.</summary>
    [Parameter]
    public CultureInfo? Culture { get; set; }

    /// <summary>Writes numbers without groups of digits.</summary>
    [Parameter]
    public SwitchParameter Plain { get; set; }

    /// <summary>Leaves a file alone that is there.</summary>
    [Parameter(ParameterSetName = FileSet)]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>Replaces a file that is read-only.</summary>
    [Parameter(ParameterSetName = FileSet)]
    public SwitchParameter Force { get; set; }

    /// <summary>Gives the files that were written.</summary>
    [Parameter(ParameterSetName = FileSet)]
    public SwitchParameter PassThru { get; set; }

    private protected int? FoldedTo => Depth > 0 ? Depth : null;

    private protected override void Report(ErrorRecord error) =>
        base.Report(TurnedArguments.Said(this, error, Path, InputObject));

    private protected override void Process(Network network)
    {
        if (Measure(network) is not { } measurement)
            return;
        try
        {
            _files ??= new TextFiles(this, Path)
            {
                NoClobber = NoClobber,
                Force = Force,
                PassThru = PassThru,
                Cancellation = Cancellation,
            };
            Write(measurement, _files);
        }
        catch (LayerException exception)
        {
            WriteError(ErrorRecords.Of(exception, network));
        }
    }

    /// <summary>How numbers are written; null for the way of the format.</summary>
    // A method: properties of the class are looked at with the module, and would load the reports.
    private protected NumberText? Numbers() =>
        Plain ? NumberText.Plain
        : Culture is null ? null
        : NumberText.In(Culture);

    /// <summary>Writes a network.</summary>
    private protected abstract void Write(NetworkMeasurement measurement, TextFiles files);
}
