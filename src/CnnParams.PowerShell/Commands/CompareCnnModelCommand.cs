using System.Management.Automation;
using CnnParams.Comparing;
using CnnParams.Measuring;
using CnnParams.Networks;

namespace CnnParams.PowerShell.Commands;

/// <summary>
/// Compare-CnnModel: lays networks side by side, layer by layer: what was added, removed and changed. What is compared
/// with is named, or the first that comes.
/// </summary>
[Cmdlet(VerbsData.Compare, "CnnModel", HelpUri = HelpLinks.CompareCnnModel)]
[OutputType(typeof(LayerDifference))]
[OutputType(typeof(NetworkDifference))]
public sealed class CompareCnnModelCommand : MeasuringCommand
{
    private readonly NetworkCollector _networks;

    /// <summary>A command to which no network has come.</summary>
    public CompareCnnModelCommand() => _networks = new(this);

    private NetworkMeasurement? _reference;
    private bool _hasReference;
    private object? _given;
    private int _compared;

    /// <summary>The network from which is counted; the first that comes when not given.</summary>
    [Parameter(Position = 0)]
    [Alias("Before")]
    public PSObject? ReferenceObject { get; set; }

    /// <summary>The networks that are compared with it.</summary>
    [Parameter(Position = 1, ValueFromPipeline = true)]
    [Alias("InputObject", "After")]
    [AllowEmptyCollection]
    public PSObject? DifferenceObject { get; set; }

    /// <summary>Gives layers that are the same in both, too.</summary>
    [Parameter]
    public SwitchParameter IncludeEqual { get; set; }

    /// <summary>Compares blocks, so many steps down the path that names tell, instead of layers.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Depth { get; set; }

    /// <summary>Gives one object with the totals for each comparison instead of the layers.</summary>
    [Parameter]
    public SwitchParameter Summary { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (ReferenceObject is null)
            return;
        _given = ReferenceObject;
        foreach (var network in _networks.Take(ReferenceObject, WriteError))
            Process(network);
        ProcessLayers();
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (DifferenceObject is null && !MyInvocation.ExpectingInput)
            return;
        _given = DifferenceObject ?? ReferenceObject;
        foreach (var network in _networks.Take(DifferenceObject, WriteError))
            Process(network);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        ProcessLayers();
        if (_compared == 0)
            WriteError(ErrorRecords.NothingToCompare(_hasReference ? 1 : 0, (object?)_reference?.Network ?? _given));
    }

    private void ProcessLayers()
    {
        if (_networks.TakeLayers() is { } network)
            Process(network);
    }

    private void Process(Network network)
    {
        var measurement = Measure(network);
        if (!_hasReference)
        {
            _hasReference = true;
            _reference = measurement;
            return;
        }

        _compared++;
        if (_reference is not null && measurement is not null)
            Compare(_reference, measurement);
    }

    private void Compare(NetworkMeasurement reference, NetworkMeasurement measurement)
    {
        if (Difference(reference, measurement) is not { } difference)
            return;
        if (Summary)
            WriteObject(difference);
        else
            WriteObject(
                difference.GetLayers().Where(layer => IncludeEqual || layer.Change != LayerChange.Equal),
                enumerateCollection: true
            );
    }

    private NetworkDifference? Difference(NetworkMeasurement reference, NetworkMeasurement measurement)
    {
        var difference = new NetworkDifference(reference, measurement, Cancellation);
        try
        {
            return Depth > 0 ? difference.Fold(Depth) : difference;
        }
        catch (LayerException exception)
        {
            WriteError(ErrorRecords.Of(exception, measurement.Network));
            return null;
        }
    }
}
