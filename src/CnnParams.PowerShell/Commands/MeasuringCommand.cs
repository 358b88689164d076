using System.Management.Automation;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;

namespace CnnParams.PowerShell.Commands;

/// <summary>A command that measures networks, with what a measurement can be asked to assume.</summary>
public abstract class MeasuringCommand : AssumingCommand
{
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
    /// The network measured, with an error for each thing that is wrong with it; null where it cannot be measured.
    /// </summary>
    private protected NetworkMeasurement? Measure(Network network)
    {
        try
        {
            var measurement = Measurer.Measure(network, Options, Cancellation);
            // What the shape that was asked for is taken as.
            foreach (string warning in measurement.Network.Warnings.Skip(network.Warnings.Count))
                WriteWarning(PrintableText.Of($"{network.Name}: {warning}"));
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

    /// <inheritdoc/>
    private protected override MeasureOptions ReadOptions() =>
        base.ReadOptions() with
        {
            DataType = Bound(nameof(DataType), DataType),
            BatchSize = BatchSize,
            InPlace = InPlace,
        };
}
