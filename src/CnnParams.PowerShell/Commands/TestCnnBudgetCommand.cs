using System.Collections;
using System.Management.Automation;
using CnnParams.Budgets;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.PowerShell.Reading;
using CnnParams.Reading;

namespace CnnParams.PowerShell.Commands;

/// <summary>Test-CnnBudget: holds networks to limits, with one object for each limit, or one Boolean for all.</summary>
[Cmdlet(VerbsDiagnostic.Test, "CnnBudget", HelpUri = HelpLinks.TestCnnBudget)]
[OutputType(typeof(BudgetResult))]
[OutputType(typeof(bool))]
public sealed class TestCnnBudgetCommand : BudgetCommand
{
    private IReadOnlyList<BudgetLimit> _limits = [];
    private IReadOnlyList<Baseline> _baselines = [];
    private Func<BudgetQuantity, Growth?> _growth = _ => Growth.None;
    private bool _passed;
    private bool _failed;

    /// <summary>Totals from before, that may not grow: a file, totals, or a network.</summary>
    [Parameter]
    public object? Baseline { get; set; }

    /// <summary>How much the totals may grow above the baseline: 2%, 10K, or a hashtable by quantity.</summary>
    [Parameter]
    public object? MaxGrowth { get; set; }

    /// <summary>Gives one Boolean: whether all limits are kept by all networks.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        try
        {
            _limits = ReadLimits();
            _baselines = [.. ReadBaselines()];
            _growth = ReadGrowth();
            // A gate must not stand open because what it compares with is empty.
            if (_baselines.Count == 0 && (Baseline is not null || MaxGrowth is not null))
                throw new LayerException(
                    ErrorId.InvalidLimit,
                    Baseline is null ? "MaxGrowth needs a Baseline to grow from" : "the baseline is empty"
                );
        }
        catch (LayerException exception)
        {
            ThrowTerminatingError(ErrorRecords.Of(exception, this));
        }
        catch (ModelFileException exception)
        {
            ThrowTerminatingError(ErrorRecords.Of(exception));
        }

        if (_limits.Count == 0 && _baselines.Count == 0)
            ThrowTerminatingError(ErrorRecords.NoLimit(this));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        if (Quiet)
            WriteObject(_passed && !_failed);
    }

    // What was to be held to the limits and is no network has not kept them.
    private protected override void Report(ErrorRecord error)
    {
        _failed = true;
        base.Report(error);
    }

    private protected override void Process(Network network)
    {
        var baseline = BaselineOf(network);
        bool isCompared = _baselines.Count == 0 || baseline is not null;
        if (!isCompared)
            WriteError(ErrorRecords.NoBaseline(network));
        if (Measure(network) is not { } measurement)
        {
            _failed = true;
            return;
        }

        _failed |= !isCompared;
        foreach (var limit in _limits.Concat(baseline?.Limits(_growth) ?? []))
            Hold(network, measurement, limit);
    }

    // A number that is too large to be said keeps no limit, and the others are still held.
    private void Hold(Network network, NetworkMeasurement measurement, BudgetLimit limit)
    {
        try
        {
            var result = Budget.Check(measurement, [limit]).Single();
            _passed = true;
            _failed |= !result.Passed;
            if (!Quiet)
                WriteObject(result);
        }
        catch (LayerException exception)
        {
            _failed = true;
            WriteError(ErrorRecords.Of(exception, network));
        }
    }

    // One baseline is for whatever comes; of several, the one with the network's name.
    private Baseline? BaselineOf(Network network) =>
        _baselines.Count == 1
            ? _baselines[0]
            : _baselines.FirstOrDefault(baseline =>
                baseline.Name.Equals(network.Name, StringComparison.OrdinalIgnoreCase)
            );

    private IEnumerable<Baseline> ReadBaselines()
    {
        object? given = PipelineValue.Plain(Baseline);
        return given switch
        {
            null => [],
            IEnumerable list and not (string or IDictionary) when !IsLayers(list) => list.Cast<object?>()
                .SelectMany(ReadBaseline),
            _ => ReadBaseline(Baseline),
        };
    }

    private static bool IsLayers(IEnumerable list) =>
        list.Cast<object?>().Any(item => PipelineValue.Plain(item) is Layers.Layer);

    private IEnumerable<Baseline> ReadBaseline(object? given)
    {
        switch (PipelineValue.Plain(given))
        {
            case string path:
                return ReadBaselineFile(path);
            case NetworkTotals totals:
                return [new Baseline(totals)];
            case Network or INetworkSource or Layers.Layer or IEnumerable and not IDictionary:
                return MeasureBaseline(given);
            default:
                return [new Baseline(PipelineValue.Properties(PSObject.AsPSObject(given)))];
        }
    }

    private IEnumerable<Baseline> MeasureBaseline(object? given) =>
        new NetworkCollector(this)
            .TakeAll([given], WriteError)
            .ToArray()
            .Select(network => new Baseline(Measurer.Measure(network, Options, Cancellation).Totals));

    // A JSON file may be totals or a model; what it has tells.
    private IEnumerable<Baseline> ReadBaselineFile(string path)
    {
        string full = GetUnresolvedProviderPathFromPSPath(path);
        if (DataFile.Has(this, full, BudgetQuantity.Parameters.Name))
            return DataFile.Read(this, path).Select(map => new Baseline(map));
        return
        [
            new Baseline(
                Measurer
                    .Measure(
                        ModelLibraryLoader.Library.Read(full, new ReadOptions(), Cancellation),
                        Options,
                        Cancellation
                    )
                    .Totals
            ),
        ];
    }

    private Func<BudgetQuantity, Growth?> ReadGrowth()
    {
        if (PipelineValue.Plain(MaxGrowth) is not IDictionary map)
        {
            var growth = MaxGrowth is null ? Growth.None : Growth.Read(PipelineValue.Plain(MaxGrowth)!);
            return _ => growth;
        }

        var growths = PipelineValue
            .Properties(PSObject.AsPSObject(map))
            .ToDictionary(entry => BudgetQuantity.Get(entry.Key), entry => Growth.Read(entry.Value ?? ""));
        return quantity => growths.TryGetValue(quantity, out var growth) ? growth : null;
    }
}
