using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Management.Automation;
using CnnParams.Layers;
using CnnParams.Networks;
using CnnParams.PowerShell.Completion;
using CnnParams.PowerShell.Reading;
using CnnParams.Reading;
using CnnParams.Shapes;

namespace CnnParams.PowerShell.Commands;

/// <summary>Import-CnnModel: reads the networks that model files hold, from their headers alone.</summary>
[Cmdlet(VerbsData.Import, "CnnModel", DefaultParameterSetName = PathSet, HelpUri = HelpLinks.ImportCnnModel)]
[OutputType(typeof(Network))]
public sealed class ImportCnnModelCommand : PathCommand, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private int _count;

    /// <summary>The format; found by content, then by extension, when not given.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(FormatCompleter))]
    public string? Format { get; set; }

    /// <summary>The shape of one sample, where the file leaves axes open.</summary>
    [Parameter]
    public object? InputShape { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        string[] paths = [.. ResolvePaths()];
        for (int i = 0; i < paths.Length && !_stop.IsCancellationRequested; i++)
        {
            ShowProgress(paths[i], i, paths.Length);
            Read(paths[i]);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_count > 1)
            WriteProgress(new ProgressRecord(0, Activity, Activity) { RecordType = ProgressRecordType.Completed });
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => _stop.Cancel();

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    private const string Activity = "Reading models";

    private void ShowProgress(string path, int index, int count)
    {
        _count++;
        if (_count == 1 && count == 1)
            return;
        WriteProgress(new ProgressRecord(0, Activity, path)
        {
            PercentComplete = count > 1 ? 100 * index / count : -1,
            CurrentOperation = string.Format(CultureInfo.InvariantCulture, "file {0}", _count),
        });
    }

    [SuppressMessage("Design", "CA1031", Justification = "What a reader did not foresee in one file must not keep the others from being read.")]
    private void Read(string path)
    {
        try
        {
            var network = ModelLibraryLoader.Library.Read(path, Options(), _stop.Token);
            foreach (string warning in network.Warnings)
                WriteWarning($"{network.Name}: {warning}");
            WriteObject(network);
        }
        catch (ModelFileException exception)
        {
            WriteError(ErrorRecords.Of(exception));
        }
        catch (LayerException exception)
        {
            WriteError(ErrorRecords.Of(exception, path));
        }
        catch (Exception exception) when (exception is not (PipelineStoppedException or OperationCanceledException))
        {
            WriteError(new ErrorRecord(exception, nameof(ModelFileError.DamagedFile), ErrorCategory.InvalidData, path));
        }
    }

    private ReadOptions Options() => new()
    {
        Format = Format,
        InputShape = InputShape is null
            ? null
            : (TensorShape)SettingValue.Convert(PipelineValue.Plain(InputShape)!, typeof(TensorShape), nameof(InputShape)),
    };
}
