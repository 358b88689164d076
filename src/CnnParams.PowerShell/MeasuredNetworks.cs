using System.Collections;
using System.Management.Automation;
using CnnParams.Catalogue;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;

namespace CnnParams.PowerShell;

/// <summary>
/// The networks that objects stand for, measured: layers in order are one, a network, an entry of the catalogue or the
/// name of an architecture is one each, and rows that were measured are those of theirs.
/// </summary>
internal static class MeasuredNetworks
{
    /// <summary>Measures the networks.</summary>
    /// <param name="objects">The objects, in order.</param>
    /// <param name="options">What to assume.</param>
    /// <param name="report">What is told of objects that are no networks, and of what is wrong with those that are.</param>
    /// <param name="cancellation">Stops the measuring.</param>
    internal static IEnumerable<NetworkMeasurement> Of(
        IEnumerable<object?> objects, MeasureOptions options, Action<ErrorRecord> report, CancellationToken cancellation)
    {
        foreach (var network in Networks(objects, report).ToArray())
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

    private static IEnumerable<Network> Networks(IEnumerable<object?> objects, Action<ErrorRecord> report)
    {
        var layers = new List<Layer>();
        var measured = new List<Network>();
        foreach (object? item in Flat(objects))
        {
            switch (item)
            {
                case Layer layer:
                    layers.Add(layer);
                    break;
                case Network network:
                    yield return network;
                    break;
                case LayerMeasurement row:
                    // Rows of one network arrive one by one.
                    if (!measured.Contains(row.GetNetwork()))
                        measured.Add(row.GetNetwork());
                    break;
                case INetworkSource source:
                    if (Built(source, report) is { } built)
                        yield return built;
                    break;
                case string name when Architectures.Find(name) is { } architecture:
                    yield return architecture.Variant().Build(architecture.Name);
                    break;
                default:
                    report(ErrorRecords.NotANetwork(item));
                    break;
            }
        }

        foreach (var network in measured)
            yield return network;
        if (layers.Count > 0)
            yield return new Network(layers);
    }

    private static Network? Built(INetworkSource source, Action<ErrorRecord> report)
    {
        try
        {
            return source.ToNetwork();
        }
        catch (LayerException exception)
        {
            report(ErrorRecords.Of(exception, source));
            return null;
        }
    }

    private static IEnumerable<object?> Flat(IEnumerable<object?> objects)
    {
        foreach (object? item in objects)
        {
            object? plain = PipelineValue.Plain(item);
            if (plain is IEnumerable items and not string)
            {
                foreach (object? inner in Flat(items.Cast<object?>()))
                    yield return inner;
            }
            else
            {
                yield return plain;
            }
        }
    }
}
