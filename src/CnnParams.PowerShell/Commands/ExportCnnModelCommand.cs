using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.PowerShell.Completion;
using CnnParams.PowerShell.Reading;
using CnnParams.Reading;
using CnnParams.Writing;

namespace CnnParams.PowerShell.Commands;

/// <summary>
/// Export-CnnModel: writes networks to files, in the format that the extension says. The layers that come through the
/// pipeline are one network; what a format cannot express is an error, and then nothing is written.
/// </summary>
[Cmdlet(VerbsData.Export, "CnnModel", SupportsShouldProcess = true, HelpUri = HelpLinks.ExportCnnModel)]
[OutputType(typeof(FileInfo))]
public sealed class ExportCnnModelCommand : StoppableCommand
{
    private readonly NetworkCollector _networks;

    /// <summary>A command to which no network has come.</summary>
    public ExportCnnModelCommand() => _networks = new(this);

    private readonly HashSet<string> _written = new(StringComparer.OrdinalIgnoreCase);
    private WrittenFile? _file;

    /// <summary>The file; or a folder, in which each network has a file of its own name.</summary>
    [Parameter(Position = 0, Mandatory = true)]
    [Alias("FilePath", "LiteralPath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>Layers in order, networks, or entries of the catalogue.</summary>
    [Parameter(Position = 1, Mandatory = true, ValueFromPipeline = true)]
    [Alias("Layer", "Network", "Model")]
    [AllowEmptyCollection]
    [System.Management.Automation.AllowNull]
    public PSObject? InputObject { get; set; }

    /// <summary>The format; found by the extension when not given.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(WritableFormatCompleter))]
    public string? Format { get; set; }

    /// <summary>Leaves a file alone that is there.</summary>
    [Parameter]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>Replaces a file that is read-only.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Gives the files that were written.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var network in _networks.Take(InputObject, Report))
            Export(network);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_networks.TakeLayers() is { } network)
            Export(network);
    }

    private void Report(ErrorRecord error) => WriteError(TurnedArguments.Said(this, error, Path, InputObject));

    [SuppressMessage(
        "Design",
        "CA1031",
        Justification = "What a writer did not foresee in one network must not keep the others from being written."
    )]
    private void Export(Network network)
    {
        try
        {
            var measurement = Measurer.Measure(network, new MeasureOptions(), Cancellation);
            foreach (var problem in measurement.Problems)
                WriteError(ErrorRecords.Of(problem));
            if (measurement.Problems.Count == 0 && Target(network) is { } target)
                Write(measurement, target);
        }
        catch (ModelWriteException exception)
        {
            foreach (var layer in exception.Layers)
                WriteError(ErrorRecords.Of(layer, exception, network));
        }
        catch (ModelFileException exception)
        {
            WriteError(ErrorRecords.Of(exception));
        }
        catch (LayerException exception)
        {
            WriteError(ErrorRecords.Of(exception, network));
        }
        catch (Exception exception) when (exception is not (PipelineStoppedException or OperationCanceledException))
        {
            WriteError(
                new ErrorRecord(exception, nameof(ModelFileError.UnwritableFile), ErrorCategory.WriteError, network)
            );
        }
    }

    private void Write(NetworkMeasurement measurement, string target)
    {
        var network = measurement.Network;
        if (!ShouldProcess(target, $"Write {network}"))
            return;
        if (!_written.Add(target))
        {
            WriteError(ErrorRecords.PathTaken(target, network));
            return;
        }

        _file ??= new WrittenFile(this) { NoClobber = NoClobber, Force = Force };
        _file.Write(target, ModelLibraryLoader.Library.Print(measurement, target, Format, Cancellation), Cancellation);
        if (PassThru)
            WriteObject(new FileInfo(target));
    }

    // The file of a network; null where there can be none.
    private string? Target(Network network)
    {
        if (FilePaths.Target(this, Path) is not { } full)
            return null;
        string extension = "";
        if (FilePaths.IsFolder(Path, full))
        {
            var format = ModelLibraryLoader.Library.Formats.FirstOrDefault(known =>
                known.CanWrite && known.Name.Equals(Format, StringComparison.OrdinalIgnoreCase)
            );
            if (format is null)
            {
                WriteError(ErrorRecords.NoFormatForFolder(Path, network));
                return null;
            }

            extension = format.WrittenExtensions[0];
        }

        return FilePaths.FileFor(this, Path, network, extension, NoClobber);
    }
}
