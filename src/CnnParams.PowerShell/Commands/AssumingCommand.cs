using System.Collections;
using System.Management.Automation;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Shapes;

namespace CnnParams.PowerShell.Commands;

/// <summary>A command that looks at measured networks, with what their measurement is asked to assume.</summary>
public abstract class AssumingCommand : StoppableCommand
{
    private MeasureOptions? _options;

    /// <summary>What counts as a parameter.</summary>
    [Parameter]
    public ParameterView View { get; set; }

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

    /// <exception cref="LayerException">What should be assumed is impossible.</exception>
    private protected virtual MeasureOptions ReadOptions() =>
        new()
        {
            View = Bound(nameof(View), View),
            InputShape = PipelineValue.Plain(InputShape) is IDictionary ? null : GivenShape.Of(InputShape),
            InputShapes = PipelineValue.Plain(InputShape) is IDictionary shapes
                ? ByName(shapes)
                : new Dictionary<string, TensorShape>(),
        };

    /// <summary>What a parameter was given; null where it was not.</summary>
    private protected T? Bound<T>(string parameter, T value)
        where T : struct => MyInvocation.BoundParameters.ContainsKey(parameter) ? value : null;

    private static Dictionary<string, TensorShape> ByName(IDictionary shapes) =>
        shapes.Keys.Cast<object>().ToDictionary(SettingValue.Text, name => GivenShape.Of(shapes[name] ?? "")!);
}
