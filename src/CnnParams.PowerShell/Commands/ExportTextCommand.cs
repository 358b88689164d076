using System.Management.Automation;
using CnnParams.Measuring;
using CnnParams.Networks;

namespace CnnParams.PowerShell.Commands;

/// <summary>
/// A command that writes networks as texts, each to a file of its own, in the format that the extension says; or hands the
/// texts on.
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

    /// <summary>Leaves a file alone that is there.</summary>
    [Parameter(ParameterSetName = FileSet)]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>Replaces a file that is read-only.</summary>
    [Parameter(ParameterSetName = FileSet)]
    public SwitchParameter Force { get; set; }

    /// <summary>Gives the files that were written.</summary>
    [Parameter(ParameterSetName = FileSet)]
    public SwitchParameter PassThru { get; set; }

    private protected override void Process(Network network)
    {
        if (Measure(network) is not { } measurement)
            return;
        try
        {
            _files ??= new TextFiles(this, Path) { NoClobber = NoClobber, Force = Force, PassThru = PassThru };
            Write(measurement, _files);
        }
        catch (LayerException exception)
        {
            WriteError(ErrorRecords.Of(exception, network));
        }
    }

    /// <summary>Writes a network.</summary>
    private protected abstract void Write(NetworkMeasurement measurement, TextFiles files);
}
