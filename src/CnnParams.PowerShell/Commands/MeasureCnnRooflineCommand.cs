using System.Management.Automation;
using CnnParams.Devices;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.PowerShell.Completion;

namespace CnnParams.PowerShell.Commands;

/// <summary>
/// Measure-CnnRoofline: for each layer on a device whether arithmetic or memory holds it up, and the least time that it
/// takes.
/// </summary>
[Cmdlet(VerbsDiagnostic.Measure, "CnnRoofline", HelpUri = HelpLinks.MeasureCnnRoofline)]
[OutputType(typeof(LayerRoofline))]
[OutputType(typeof(NetworkRoofline))]
public sealed class MeasureCnnRooflineCommand : NetworkCommand
{
    private Device[] _devices = [];

    /// <summary>The devices.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ArgumentCompleter(typeof(DeviceCompleter))]
    public string[] Device { get; set; } = [];

    /// <summary>Takes activations and batch norms after an operator as computed with it.</summary>
    [Parameter]
    public SwitchParameter Fuse { get; set; }

    /// <summary>Gives one object with the totals instead of the rows.</summary>
    [Parameter]
    public SwitchParameter Summary { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        try
        {
            _devices = Array.ConvertAll(Device, KnownDevices.Get);
        }
        catch (LayerException exception)
        {
            ThrowTerminatingError(ErrorRecords.Of(exception, Device));
        }
    }

    // What is fused has no weights of its own.
    private protected override MeasureOptions ReadOptions()
    {
        var options = base.ReadOptions();
        return Fuse ? options with { View = options.View ?? ParameterView.Folded } : options;
    }

    private protected override void Process(Network network)
    {
        if (Measure(network) is not { } measurement)
            return;
        foreach (var device in _devices)
        {
            try
            {
                var roofline = NetworkRoofline.Of(measurement, device, Fuse);
                if (roofline.Reason.Length > 0)
                    WriteWarning(Formatting.PrintableFormat.Of($"The times are of a part: {roofline.Reason}."));
                if (Summary)
                    WriteObject(roofline);
                else
                    WriteObject(roofline.GetRows(), enumerateCollection: true);
            }
            catch (LayerException exception)
            {
                WriteError(ErrorRecords.Of(exception, network));
            }
        }
    }
}
