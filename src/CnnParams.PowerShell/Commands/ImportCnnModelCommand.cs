using System.Collections;
using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using CnnParams.Layers;
using CnnParams.Networks;
using CnnParams.PowerShell.Completion;
using CnnParams.PowerShell.Reading;
using CnnParams.Reading;

namespace CnnParams.PowerShell.Commands;

/// <summary>Import-CnnModel: reads the networks that model files hold, from their headers alone.</summary>
[Cmdlet(VerbsData.Import, "CnnModel", DefaultParameterSetName = PathSet, HelpUri = HelpLinks.ImportCnnModel)]
[OutputType(typeof(Network))]
public sealed class ImportCnnModelCommand : PathCommand
{
    // A bar that comes and goes at once only flickers, and one that moves faster than eyes do takes time of those that
    // read: under ForEach-Object -Parallel, all bars go through one lock to one window.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500),
        Pause = TimeSpan.FromMilliseconds(200);

    private readonly Stopwatch _sinceProgress = Stopwatch.StartNew();
    private bool _hasProgress;
    private int _count;

    /// <summary>The format; found by content, then by extension, when not given.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(FormatCompleter))]
    public string? Format { get; set; }

    /// <summary>The shape of one sample, where the file leaves axes open.</summary>
    [Parameter]
    public object? InputShape { get; set; }

    /// <summary>The scale of a model that has several, as YOLO's; told by the file's name when not given.</summary>
    [Parameter]
    [ValueCompletions("n", "s", "m", "l", "x")]
    public string? Scale { get; set; }

    /// <summary>Of a source, the class, function or variable that is the model; found where not given.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(EntryCompleter))]
    public string? Entry { get; set; }

    /// <summary>Of a source, what the class or function is called with, by name.</summary>
    [Parameter]
    public Hashtable? Argument { get; set; }

    /// <summary>
    /// Of a source, a file with weights of its model: .pth, .safetensors; what differs from the source is said.
    /// </summary>
    [Parameter]
    public string? Weights { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        string[] paths = [.. ResolvePaths()];
        for (int i = 0; i < paths.Length && !Cancellation.IsCancellationRequested; i++)
        {
            ShowProgress(paths[i], i, paths.Length);
            // Written outside of the reading: an error of a command that reads the pipeline is no damage of the file.
            if (Read(paths[i]) is { } network)
                Write(network);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_hasProgress)
            WriteProgress(new ProgressRecord(0, Activity, Activity) { RecordType = ProgressRecordType.Completed });
    }

    private const string Activity = "Reading models";

    private void ShowProgress(string path, int index, int count)
    {
        _count++;
        if (_count > 1 || count > 1)
            Show(path, count > 1 ? 100 * index / count : -1);
    }

    private void ShowShare(string path, double share) => Show(path, (int)(100 * Math.Min(Math.Max(share, 0), 1)));

    private void Show(string path, int percent)
    {
        if (_sinceProgress.Elapsed < (_hasProgress ? Pause : Patience))
            return;
        _hasProgress = true;
        _sinceProgress.Restart();
        WriteProgress(
            new ProgressRecord(0, Activity, path)
            {
                PercentComplete = percent,
                CurrentOperation = string.Format(CultureInfo.InvariantCulture, "file {0}", _count),
            }
        );
    }

    private Network? Read(string path) => ModelFiles.Read(path, Options(path), WriteError, Cancellation);

    private void Write(Network network)
    {
        foreach (string warning in network.Warnings)
            WriteWarning(PrintableText.Of($"{network.Name}: {warning}"));
        WriteObject(network);
    }

    private ReadOptions Options(string path) =>
        new()
        {
            Format = Format,
            Scale = Scale,
            Entry = Entry,
            Arguments = SourceArguments.Of(Argument),
            Weights = Weights is null ? null : GetUnresolvedProviderPathFromPSPath(Weights),
            Progress = share => ShowShare(path, share),
            InputShape = GivenShape.Of(InputShape),
        };
}
