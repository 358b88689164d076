using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Measuring.Conventions;
using CnnParams.Networks;
using CnnParams.PowerShell.Completion;
using CnnParams.Shapes;

namespace CnnParams.PowerShell.Commands;

/// <summary>
/// Measure-CnnParameters: a row for each layer, with its shapes, parameters and how they come about. The layers that
/// arrive are one network; a network that arrives, or an entry of the catalogue, is measured at once.
/// </summary>
[Cmdlet(VerbsDiagnostic.Measure, "CnnParameters", HelpUri = HelpLinks.MeasureCnnParameters)]
[Alias("Measure-CnnParameter")]
[OutputType(typeof(LayerMeasurement))]
[OutputType(typeof(BlockMeasurement))]
[OutputType(typeof(NetworkTotals))]
[SuppressMessage("Naming", "CA1711", Justification = "The noun is the one that its users were given.")]
public sealed class MeasureCnnParametersCommand : PSCmdlet, IDisposable
{
    private readonly List<Layer> _layers = [];
    private readonly CancellationTokenSource _stop = new();
    private MeasureOptions _options = null!;

    /// <summary>Layers in order, or networks.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [Alias("Layer", "Network", "Model")]
    [AllowEmptyCollection]
    // One object and not an array of them: to make each object that arrives an array would cost more than to measure it.
    public PSObject? InputObject { get; set; }

    /// <summary>Gives one object with the totals instead of the rows.</summary>
    [Parameter]
    public SwitchParameter Summary { get; set; }

    /// <summary>Folds the rows into one for each block, so many steps down the path that names tell.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Depth { get; set; }

    /// <summary>What counts as a parameter.</summary>
    [Parameter]
    public ParameterView View { get; set; }

    /// <summary>The tool whose count of MACs or FLOPs the costs are to be.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(CostConventionCompleter))]
    public string? CostConvention { get; set; }

    /// <summary>The type of all numbers, for sizes in memory.</summary>
    [Parameter]
    public DataType DataType { get; set; }

    /// <summary>The number of samples at once.</summary>
    [Parameter]
    [ValidateRange(1, long.MaxValue)]
    public long BatchSize { get; set; } = 1;

    /// <summary>Which layers write over what they read, for peaks of memory.</summary>
    [Parameter]
    public InPlaceOperations InPlace { get; set; } = InPlaceOperations.Activations;

    /// <summary>A shape instead of the one that the network's input has; for several inputs a hashtable of shapes by name.</summary>
    [Parameter]
    public object? InputShape { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            _options = Options();
        }
        catch (LayerException exception)
        {
            ThrowTerminatingError(ErrorRecords.Of(exception, exception.Id == ErrorId.UnknownCostConvention ? CostConvention : InputShape));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        switch (InputObject?.BaseObject)
        {
            // The shortest way for what may come by the hundred thousand.
            case Layer layer:
                _layers.Add(layer);
                break;
            case IEnumerable items and not string:
                foreach (object? item in items)
                    Take(item);
                break;
            default:
                Take(InputObject);
                break;
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_layers.Count > 0)
            Measure(new Network(_layers));
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => _stop.Cancel();

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    private void Take(object? item)
    {
        switch (PipelineValue.Plain(item))
        {
            case Layer layer:
                _layers.Add(layer);
                break;
            case Network network:
                Measure(network);
                break;
            case INetworkSource source:
                Measure(source);
                break;
            default:
                WriteError(ErrorRecords.NotALayer(item));
                break;
        }
    }

    private void Measure(INetworkSource source)
    {
        try
        {
            Measure(source.ToNetwork());
        }
        catch (LayerException exception)
        {
            WriteError(ErrorRecords.Of(exception, source));
        }
    }

    private void Measure(Network network)
    {
        NetworkMeasurement measurement;
        IEnumerable<object> rows;
        try
        {
            measurement = Measurer.Measure(network, _options, _stop.Token);
            rows = Depth > 0 && !Summary ? Blocks.Fold(measurement, Depth) : measurement.Rows;
        }
        catch (LayerException exception)
        {
            WriteError(ErrorRecords.Of(exception, network));
            return;
        }

        foreach (var problem in measurement.Problems)
            WriteError(ErrorRecords.Of(problem));
        if (Summary)
            WriteObject(measurement.Totals);
        else
            WriteObject(rows, enumerateCollection: true);
    }

    private MeasureOptions Options() => new()
    {
        View = MyInvocation.BoundParameters.ContainsKey(nameof(View)) ? View : null,
        DataType = MyInvocation.BoundParameters.ContainsKey(nameof(DataType)) ? DataType : null,
        CostConvention = CostConvention is null ? CostConventions.Own : CostConventions.Get(CostConvention),
        BatchSize = BatchSize,
        InPlace = InPlace,
        InputShape = PipelineValue.Plain(InputShape) is { } shape and not IDictionary ? Shape(shape) : null,
        InputShapes = PipelineValue.Plain(InputShape) is IDictionary shapes ? ByName(shapes) : new Dictionary<string, TensorShape>(),
    };

    private static Dictionary<string, TensorShape> ByName(IDictionary shapes) =>
        shapes.Keys.Cast<object>().ToDictionary(name => SettingValue.Text(name), name => Shape(PipelineValue.Plain(shapes[name]) ?? ""));

    private static TensorShape Shape(object value) => (TensorShape)SettingValue.Convert(value, typeof(TensorShape), nameof(InputShape));
}
