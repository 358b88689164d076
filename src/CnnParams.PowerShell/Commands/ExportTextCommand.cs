using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using System.Text;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Reports;

namespace CnnParams.PowerShell.Commands;

/// <summary>
/// A command that writes networks as texts, each to a file of its own, in the format that the extension says; or hands the
/// texts on.
/// </summary>
public abstract class ExportTextCommand : NetworkCommand
{
    private protected const string FileSet = "File";

    private protected const string StringSet = "String";

    private readonly HashSet<string> _written = new(StringComparer.OrdinalIgnoreCase);

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

    private bool IsText => ParameterSetName == StringSet || Path == "-";

    /// <summary>What the network is as text, or an error: for the extension of a file, or for the pipeline (null).</summary>
    private protected abstract string? Text(NetworkMeasurement measurement, string? extension);

    /// <summary>The extension of files in a folder.</summary>
    private protected abstract string? UsualExtension { get; }

    private protected override void Process(Network network)
    {
        if (Measure(network) is not { } measurement)
            return;
        try
        {
            if (IsText)
            {
                if (Text(measurement, null) is { } text)
                    WriteObject(text.TrimEnd('\n'));
            }
            else if (Target(network) is { } target && Text(measurement, System.IO.Path.GetExtension(target)) is { } text)
            {
                Write(network, target, text);
            }
        }
        catch (LayerException exception)
        {
            WriteError(ErrorRecords.Of(exception, network));
        }
    }

    /// <summary>The format that is asked for by name, by extension, or by nothing; an error where there is none.</summary>
    private protected ReportFormat<T>? Choose<T>(IReadOnlyList<ReportFormat<T>> formats, string? name, string? extension)
    {
        var format = name is not null ? formats.FirstOrDefault(known => known.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            : extension is null ? formats[0]
            : formats.FirstOrDefault(known => known.Extensions.Contains(extension, StringComparer.OrdinalIgnoreCase));
        if (format is null)
            WriteError(ErrorRecords.NoTextFormat(Path, formats.Select(known => known.ToString())));
        return format;
    }

    private string? Target(Network network)
    {
        if (FilePaths.Target(this, Path) is not { } full)
            return null;
        if (FilePaths.IsFolder(Path, full))
        {
            if (UsualExtension is not { } extension)
            {
                WriteError(ErrorRecords.NoFormatForFolder(Path, network));
                return null;
            }

            full = System.IO.Path.Combine(full, FilePaths.NameOf(network) + extension);
        }

        if (!NoClobber || !File.Exists(full))
            return full;
        WriteError(ErrorRecords.FileExists(full));
        return null;
    }

    [SuppressMessage("Design", "CA1031", Justification = "What keeps one file from being written must not keep the others.")]
    private void Write(Network network, string target, string text)
    {
        if (!ShouldProcess(target, $"Write {network}"))
            return;
        if (!_written.Add(target))
        {
            WriteError(ErrorRecords.PathTaken(target, network));
            return;
        }

        try
        {
            if (Force && File.Exists(target))
                File.SetAttributes(target, File.GetAttributes(target) & ~FileAttributes.ReadOnly);
            File.WriteAllText(target, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            if (PassThru)
                WriteObject(new FileInfo(target));
        }
        catch (Exception exception) when (exception is not PipelineStoppedException)
        {
            WriteError(new ErrorRecord(exception, "UnwritableFile", ErrorCategory.WriteError, network));
        }
    }
}
