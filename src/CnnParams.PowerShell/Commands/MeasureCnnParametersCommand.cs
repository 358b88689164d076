using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using CnnParams.Measuring;
using CnnParams.Measuring.Conventions;
using CnnParams.Networks;
using CnnParams.PowerShell.Completion;

namespace CnnParams.PowerShell.Commands;

/// <summary>
/// Measure-CnnParameters: a row for each layer, with its shapes, parameters and how they come about. The layers that
/// come through the pipeline are one network; a network, or an entry of the catalogue, is measured at once.
/// </summary>
[Cmdlet(VerbsDiagnostic.Measure, "CnnParameters", HelpUri = HelpLinks.MeasureCnnParameters)]
[Alias("Measure-CnnParameter")]
[OutputType(typeof(LayerMeasurement))]
[OutputType(typeof(BlockMeasurement))]
[OutputType(typeof(NetworkTotals))]
[SuppressMessage("Naming", "CA1711", Justification = "The noun is the one that its users were given.")]
public sealed class MeasureCnnParametersCommand : NetworkCommand
{
    /// <summary>Gives one object with the totals instead of the rows.</summary>
    [Parameter]
    public SwitchParameter Summary { get; set; }

    /// <summary>Folds the rows into one for each block, so many steps down the path that names tell.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Depth { get; set; }

    /// <summary>The tool whose count of MACs or FLOPs the costs follow.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(CostConventionCompleter))]
    public string? CostConvention { get; set; }

    private protected override MeasureOptions ReadOptions() =>
        base.ReadOptions() with
        {
            CostConvention = CostConvention is null ? CostConventions.Own : CostConventions.Get(CostConvention),
        };

    private protected override void Process(Network network)
    {
        if (Measure(network) is not { } measurement)
            return;
        if (Summary)
            WriteObject(measurement.Totals);
        else if (Depth > 0)
            WriteBlocks(measurement);
        else
            WriteObject(measurement.Rows, enumerateCollection: true);
    }

    private void WriteBlocks(NetworkMeasurement measurement)
    {
        try
        {
            WriteObject(Blocks.Fold(measurement, Depth), enumerateCollection: true);
        }
        catch (LayerException exception)
        {
            WriteError(ErrorRecords.Of(exception, measurement.Network));
        }
    }
}
