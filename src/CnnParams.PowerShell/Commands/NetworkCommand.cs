using System.Management.Automation;
using CnnParams.Layers;
using CnnParams.Networks;

namespace CnnParams.PowerShell.Commands;

/// <summary>
/// A command that takes networks one after another: the layers of one in order, networks, entries of the catalogue,
/// measured rows, names of architectures, model files; and measures them.
/// </summary>
public abstract class NetworkCommand : MeasuringCommand
{
    private readonly NetworkCollector _networks;

    /// <summary>A command to which no network has come.</summary>
    protected NetworkCommand() => _networks = new(this);

    /// <summary>Layers in order, or networks.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [Alias("Layer", "Network", "Model")]
    [AllowEmptyCollection]
    [AllowNull]
    // One object and not an array of them: to make an array of each object would cost more than to measure it.
    public virtual PSObject? InputObject { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (InputObject?.BaseObject is Layer layer)
        {
            _networks.Add(layer);
            return;
        }

        foreach (var network in _networks.Take(InputObject, Report))
            Process(network);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_networks.TakeLayers() is { } network)
            Process(network);
    }

    /// <summary>Reports an object that is no network, nor part of one.</summary>
    private protected virtual void Report(ErrorRecord error) => WriteError(error);

    /// <summary>Does the work for one network.</summary>
    private protected abstract void Process(Network network);
}
