using System.Collections;
using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using CnnParams.Budgets;
using CnnParams.Designing;
using CnnParams.Layers;
using CnnParams.Networks;
using CnnParams.PowerShell.Completion;

namespace CnnParams.PowerShell.Commands;

/// <summary>Find-CnnDesign: varies the settings of a network, and gives the designs that meet limits.</summary>
[Cmdlet(VerbsCommon.Find, "CnnDesign", HelpUri = HelpLinks.FindCnnDesign)]
[OutputType(typeof(DesignCandidate))]
public sealed class FindCnnDesignCommand : BudgetCommand
{
    private const string Activity = "Searching designs";

    private readonly Stopwatch _sinceShown = Stopwatch.StartNew();
    private IReadOnlyList<BudgetLimit> _limits = [];
    private IReadOnlyList<DesignGoal> _goals = [];
    private (int Part, int Parts) _partition = (1, 1);

    /// <summary>
    /// Layers in order, or networks; after what varies, where they do not come by the pipeline.
    /// </summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [Alias("Layer", "Network", "Model")]
    [AllowEmptyCollection]
    [AllowNull]
    public override PSObject? InputObject { get; set; }

    /// <summary>What is varied, with its options: @{ 'CONV1.Filters' = 8, 16, 32 }.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public IDictionary Vary { get; set; } = new Hashtable();

    /// <summary>The quantity to maximize.</summary>
    [Parameter]
    [ValueCompletions(
        "Parameters",
        "TrainableParameters",
        "Macs",
        "Flops",
        "WeightBytes",
        "ActivationBytes",
        "PeakActivationBytes",
        "ReceptiveField"
    )]
    [ValidateNotNull]
    public string[] Maximize { get; set; } = [];

    /// <summary>The quantity to minimize.</summary>
    [Parameter]
    [ValueCompletions(
        "Parameters",
        "TrainableParameters",
        "Macs",
        "Flops",
        "WeightBytes",
        "ActivationBytes",
        "PeakActivationBytes",
        "ReceptiveField"
    )]
    [ValidateNotNull]
    public string[] Minimize { get; set; } = [];

    /// <summary>Gives every design to which no other is better by one goal and as good by all.</summary>
    [Parameter]
    public SwitchParameter Pareto { get; set; }

    /// <summary>How many designs are wanted.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int First { get; set; }

    /// <summary>What filters and units are brought to a multiple of when the width is varied.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int WidthDivisor { get; set; } = 1;

    /// <summary>Searches on all processors.</summary>
    [Parameter]
    public SwitchParameter Parallel { get; set; }

    /// <summary>How many processors are used with -Parallel.</summary>
    [Parameter]
    [ValidateRange(1, 1024)]
    public int ThrottleLimit { get; set; } = Environment.ProcessorCount;

    /// <summary>Which part of the designs is searched: 2/8 for the second of eight.</summary>
    [Parameter]
    public string? Partition { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        try
        {
            _limits = ReadLimits();
            _goals =
            [
                .. Maximize.Select(name => new DesignGoal(ReadQuantity(name), true)),
                .. Minimize.Select(name => new DesignGoal(ReadQuantity(name), false)),
            ];
            _partition = ReadPartition();
            if (Pareto && _goals.Count < 2)
                throw new LayerException(
                    ErrorId.InvalidLimit,
                    "a Pareto front needs two goals; name them with -Maximize and -Minimize"
                );
        }
        catch (LayerException exception)
        {
            ThrowTerminatingError(ErrorRecords.Of(exception, this));
        }
    }

    private protected override void Process(Network network)
    {
        try
        {
            var search = new DesignSearch(new DesignSpace(network, ReadVary(), WidthDivisor, Options), _limits, Options)
            {
                Goals = _goals,
                IsPareto = Pareto,
                Count = MyInvocation.BoundParameters.ContainsKey(nameof(First)) ? First : null,
                Workers = Parallel ? ThrottleLimit : 1,
                Part = _partition.Part,
                Parts = _partition.Parts,
            };
            Run(search, network);
        }
        catch (LayerException exception)
        {
            WriteError(ErrorRecords.Of(exception, network));
        }
        catch (OperationCanceledException) when (Cancellation.IsCancellationRequested)
        {
            // Ctrl-C: what was found has been given.
        }
    }

    private void Run(DesignSearch search, Network network)
    {
        long found = 0;
        foreach (var design in search.Find(() => ShowProgress(search), Cancellation))
        {
            if (found++ == 0 && _goals.Count > 0 && design.AtEdge is { Length: > 0 } edge)
                WriteVerbose($"{edge} of the values given; beyond, there may be a better design.");
            WriteObject(WithOptions(design));
        }

        WriteProgress(new ProgressRecord(0, Activity, Activity) { RecordType = ProgressRecordType.Completed });
        WriteVerbose(
            string.Format(
                CultureInfo.InvariantCulture,
                "{0} designs searched; {1} of them cannot be. {2}",
                search.Done,
                search.Impossible,
                search.FirstFailure
            )
        );
        if (found > 0 || _partition.Parts > 1)
            return;
        if (search.Impossible == search.Done && search.FirstFailure is { } failure)
            WriteError(
                ErrorRecords.Of(
                    new LayerException(ErrorId.InvalidChoice, $"None of {search.Done} designs can be: {failure}"),
                    network
                )
            );
        else
            WriteWarning(
                string.Format(CultureInfo.InvariantCulture, "None of {0} designs meets the limits.", search.Done)
            );
    }

    private void ShowProgress(DesignSearch search)
    {
        const int milliseconds = 200;
        if (_sinceShown.ElapsedMilliseconds < milliseconds)
            return;
        _sinceShown.Restart();
        WriteProgress(
            new ProgressRecord(
                0,
                Activity,
                string.Format(CultureInfo.InvariantCulture, "{0} of {1} designs", search.Done, search.Total)
            )
            {
                PercentComplete = (int)(100.0 * search.Done / Math.Max(1, search.Total)),
            }
        );
    }

    private IEnumerable<KeyValuePair<string, IReadOnlyList<object>>> ReadVary() =>
        PipelineValue
            .Properties(PSObject.AsPSObject(Vary))
            .Select(entry => new KeyValuePair<string, IReadOnlyList<object>>(entry.Key, OptionsOf(entry.Value)));

    private static object[] OptionsOf(object? value) =>
        value is IEnumerable list and not string
            ? [.. list.Cast<object?>().Select(option => PipelineValue.Plain(option) ?? "")]
            : [value ?? ""];

    private (int Part, int Parts) ReadPartition()
    {
        if (Partition is null)
            return (1, 1);
        string[] numbers = Partition.Split('/');
        if (
            numbers.Length == 2
            && int.TryParse(numbers[0], NumberStyles.None, CultureInfo.InvariantCulture, out int part)
            && int.TryParse(numbers[1], NumberStyles.None, CultureInfo.InvariantCulture, out int parts)
            && part >= 1
            && part <= parts
        )
        {
            return (part, parts);
        }

        throw new LayerException(
            ErrorId.InvalidChoice,
            $"Partition is '{Partition}'; write 2/8 for the second of eight parts"
        );
    }

    // What was chosen as properties, so that designs sort and export by it.
    private static PSObject WithOptions(DesignCandidate design)
    {
        var shown = new PSObject(design);
        foreach (var option in design.GetOptions())
            shown.Properties.Add(
                new PSNoteProperty(
                    option.Key,
                    option.Value is string or ValueType ? option.Value : SettingValue.Text(option.Value)
                )
            );
        return shown;
    }
}
