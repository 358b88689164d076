using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using CnnParams.Networks;
using CnnParams.Reading;
using CnnParams.Reports;

namespace CnnParams.PowerShell;

/// <summary>
/// Where a command writes texts that it makes of networks: to a file, to files of their own in a folder, or, with the
/// path -, to the pipeline.
/// </summary>
/// <param name="cmdlet">The command.</param>
/// <param name="path">The path as it was given.</param>
internal sealed class TextFiles(PSCmdlet cmdlet, string path)
{
    private readonly HashSet<string> _written = new(StringComparer.OrdinalIgnoreCase);
    private WrittenFile? _file;

    internal bool NoClobber { get; init; }

    internal bool Force { get; init; }

    internal bool PassThru { get; init; }

    internal CancellationToken Cancellation { get; init; }

    private bool IsPipeline => path == "-";

    /// <summary>
    /// The format that is named, or that the extension says; the usual one for a folder and the pipeline, and an error
    /// where there is none.
    /// </summary>
    internal ReportFormat<T>? Choose<T>(IReadOnlyList<ReportFormat<T>> formats, string? name)
    {
        if (name is not null)
            return formats.First(format => format.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (IsPipeline)
            return formats[0];
        if (FilePaths.Target(cmdlet, path) is not { } full)
            return null;
        if (FilePaths.IsFolder(path, full))
            return formats[0];
        string extension = Path.GetExtension(full);
        var found = formats.FirstOrDefault(format =>
            format.Extensions.Contains(extension, StringComparer.OrdinalIgnoreCase)
        );
        if (found is null)
            cmdlet.WriteError(ErrorRecords.NoTextFormat(path, formats.Select(format => format.ToString())));
        return found;
    }

    /// <summary>Writes a text.</summary>
    /// <param name="network">What it is about.</param>
    /// <param name="extension">The extension of a file in a folder.</param>
    /// <param name="text">Makes the text, where it must be written.</param>
    /// <exception cref="LayerException">The text cannot be made.</exception>
    internal void Write(Network network, string extension, Func<string> text)
    {
        if (IsPipeline)
            cmdlet.WriteObject(text().TrimEnd('\n'));
        else if (
            FilePaths.FileFor(cmdlet, path, network, extension, NoClobber) is { } target
            && cmdlet.ShouldProcess(target, $"Write {network}")
        )
            Write(network, target, text());
    }

    [SuppressMessage(
        "Design",
        "CA1031",
        Justification = "What keeps one file from being written must not keep the others."
    )]
    private void Write(Network network, string target, string text)
    {
        if (!_written.Add(target))
        {
            cmdlet.WriteError(ErrorRecords.PathTaken(target, network));
            return;
        }

        try
        {
            _file ??= new WrittenFile(cmdlet) { NoClobber = NoClobber, Force = Force };
            _file.WriteText(target, file => file.Write(text), Cancellation);
            if (PassThru)
                cmdlet.WriteObject(new FileInfo(target));
        }
        catch (ModelFileException exception)
        {
            cmdlet.WriteError(ErrorRecords.Of(exception));
        }
        catch (Exception exception) when (exception is not (PipelineStoppedException or OperationCanceledException))
        {
            cmdlet.WriteError(new ErrorRecord(exception, "UnwritableFile", ErrorCategory.WriteError, network));
        }
    }
}
