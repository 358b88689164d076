using System.Collections;
using System.Management.Automation;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.PowerShell.Commands;

/// <summary>A command that measures networks, with what a measurement can be asked to assume.</summary>
public abstract class MeasuringCommand : StoppableCommand
{
    private MeasureOptions? _options;

    /// <summary>What counts as a parameter.</summary>
    [Parameter]
    public ParameterView View { get; set; }

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

    /// <summary>
    /// A shape instead of the one that the network's input has; for several inputs a hashtable of shapes by name.
    /// </summary>
    [Parameter]
    public object? InputShape { get; set; }

    /// <summary>What is assumed.</summary>
    private protected MeasureOptions Options => _options ??= ReadOptions();

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            _ = Options;
        }
        catch (LayerException exception)
        {
            ThrowTerminatingError(
                ErrorRecords.Of(exception, exception.Id == ErrorId.InvalidSetting ? InputShape : this)
            );
        }
    }

    /// <summary>
    /// The network measured, with an error for each thing that is wrong with it; null where it cannot be measured.
    /// </summary>
    private protected NetworkMeasurement? Measure(Network network)
    {
        try
        {
            var measurement = Measurer.Measure(network, Options, Cancellation);
            foreach (var problem in measurement.Problems)
                WriteError(ErrorRecords.Of(problem));
            return measurement;
        }
        catch (LayerException exception)
        {
            WriteError(ErrorRecords.Of(exception, network));
            return null;
        }
    }

    /// <exception cref="LayerException">What should be assumed is impossible.</exception>
    private protected virtual MeasureOptions ReadOptions() =>
        new()
        {
            View = MyInvocation.BoundParameters.ContainsKey(nameof(View)) ? View : null,
            DataType = MyInvocation.BoundParameters.ContainsKey(nameof(DataType)) ? DataType : null,
            BatchSize = BatchSize,
            InPlace = InPlace,
            InputShape = PipelineValue.Plain(InputShape) is IDictionary ? null : GivenShape.Of(InputShape),
            InputShapes = PipelineValue.Plain(InputShape) is IDictionary shapes
                ? ByName(shapes)
                : new Dictionary<string, TensorShape>(),
        };

    private static Dictionary<string, TensorShape> ByName(IDictionary shapes) =>
        shapes.Keys.Cast<object>().ToDictionary(SettingValue.Text, name => GivenShape.Of(shapes[name] ?? "")!);
}
