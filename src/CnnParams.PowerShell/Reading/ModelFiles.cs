using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using CnnParams.Layers;
using CnnParams.Networks;
using CnnParams.Reading;

namespace CnnParams.PowerShell.Reading;

/// <summary>Reads a model file for a command: what goes wrong is an error record, and never ends the command.</summary>
internal static class ModelFiles
{
    /// <summary>The network in a file; null, with an error, where it cannot be read.</summary>
    [SuppressMessage(
        "Design",
        "CA1031",
        Justification = "What a reader did not foresee in one file must not keep the others from being read."
    )]
    internal static Network? Read(
        string path,
        ReadOptions options,
        Action<ErrorRecord> report,
        CancellationToken cancellation
    )
    {
        try
        {
            return ModelLibraryLoader.Library.Read(path, options, cancellation);
        }
        catch (ModelFileException exception)
        {
            report(ErrorRecords.Of(exception));
        }
        catch (LayerException exception)
        {
            report(ErrorRecords.Of(exception, path));
        }
        catch (Exception exception) when (exception is not (PipelineStoppedException or OperationCanceledException))
        {
            report(new ErrorRecord(exception, nameof(ModelFileError.DamagedFile), ErrorCategory.InvalidData, path));
        }

        return null;
    }
}
