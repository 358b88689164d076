using System.Management.Automation;
using CnnParams.Measuring;
using CnnParams.Networks;

namespace CnnParams.PowerShell;

/// <summary>
/// The networks that objects stand for, measured: layers in order are one, a network, an entry of the catalogue, the
/// name of an architecture and a model file are one each, and rows that were measured are those of theirs.
/// </summary>
internal static class MeasuredNetworks
{
    /// <summary>Measures the networks.</summary>
    /// <param name="host">The command that asks.</param>
    /// <param name="objects">The objects, in order.</param>
    /// <param name="options">What to assume.</param>
    /// <param name="report">What is told of objects that are no networks, and of what is wrong with those that
    /// are.</param>
    /// <param name="cancellation">Stops the measuring.</param>
    internal static IEnumerable<NetworkMeasurement> Of(
        PSCmdlet host,
        IEnumerable<object?> objects,
        MeasureOptions options,
        Action<ErrorRecord> report,
        CancellationToken cancellation
    )
    {
        foreach (var network in new NetworkCollector(host, ErrorRecords.NotANetwork).TakeAll(objects, report).ToArray())
        {
            NetworkMeasurement measurement;
            try
            {
                measurement = Measurer.Measure(network, options, cancellation);
            }
            catch (LayerException exception)
            {
                report(ErrorRecords.Of(exception, network));
                continue;
            }

            foreach (var problem in measurement.Problems)
                report(ErrorRecords.Of(problem));
            yield return measurement;
        }
    }
}
