using System.Collections;
using System.Management.Automation;
using CnnParams.Catalogue;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.PowerShell.Reading;
using CnnParams.Reading;

namespace CnnParams.PowerShell;

/// <summary>
/// Makes networks of what comes through the pipeline one object after another: layers that follow each other are one
/// network; a network, and what one is made of (an entry of the catalogue, a design that was found), are themselves; a
/// measured row stands for the network that it was measured in, once.
/// </summary>
internal sealed class NetworkCollector
{
    // Deeper than anyone nests lists; one that has itself among its items has no end.
    private const int DeepestList = 32;

    private readonly LayerRowReader _rows = new();
    private readonly PSCmdlet? _host;
    private readonly Func<object?, ErrorRecord> _refused;
    private readonly HashSet<Network> _measured = [];
    private List<Layer> _layers = [];

    /// <summary>A collector to which nothing has come.</summary>
    /// <param name="host">The command, where the name of an architecture and the path of a model file are networks,
    /// too.</param>
    /// <param name="refused">What is said of an object that is no network; that it is no layer either, when not
    /// given.</param>
    internal NetworkCollector(PSCmdlet? host = null, Func<object?, ErrorRecord>? refused = null)
    {
        _host = host;
        _refused = refused ?? ErrorRecords.NotALayer;
    }

    /// <summary>The networks that an object completes; an error for each that is none.</summary>
    internal IEnumerable<Network> Take(object? item, Action<ErrorRecord> report) => Take(item, report, DeepestList);

    /// <summary>The networks that objects are together, the layers at the end among them.</summary>
    internal IEnumerable<Network> TakeAll(IEnumerable<object?> items, Action<ErrorRecord> report)
    {
        foreach (var network in items.SelectMany(item => Take(item, report)))
            yield return network;
        if (TakeLayers() is { } layers)
            yield return layers;
    }

    /// <summary>The shortest way for what may come by the hundred thousand.</summary>
    internal void Add(Layer layer) => _layers.Add(layer);

    /// <summary>The network of the layers that have come since the last network; null for none.</summary>
    internal Network? TakeLayers()
    {
        var layers = _layers;
        _layers = [];
        return layers.Exists(layer => layer is not UnmadeLayer) ? new Network(layers) : null;
    }

    private IEnumerable<Network> Take(object? item, Action<ErrorRecord> report, int deepest) =>
        deepest > 0 && PipelineValue.Plain(item) is IEnumerable items and not (string or IDictionary)
            ? items.Cast<object?>().SelectMany(inner => Take(inner, report, deepest - 1))
            : TakeOne(item, report);

    private IEnumerable<Network> TakeOne(object? item, Action<ErrorRecord> report)
    {
        switch (PipelineValue.Plain(item))
        {
            case PSCustomObject when item is PSObject data && StoredNetwork.Is(data):
                return Stored(data, report);
            case PSCustomObject when item is PSObject row && LayerRowReader.IsRow(row):
                return OfRow(row, report);
            // @{ Type = 'Dense'; Units = 10 } is a row as well.
            case IDictionary settings when AsRow(settings) is var row && LayerRowReader.IsRow(row):
                return OfRow(row, report);
            case Layer layer:
                _layers.Add(layer);
                return [];
            case Network network:
                return AfterLayers(network);
            case INetworkSource source:
                return Made(source, report);
            case LayerMeasurement row:
                return _measured.Add(row.GetNetwork()) ? AfterLayers(row.GetNetwork()) : [];
            case string name when _host is not null && Architectures.Find(name) is { } architecture:
                return AfterLayers(architecture.Variant().Build(architecture.Name));
            case string path when _host is not null && FilePaths.Found(_host, path) is { } file:
                return Read(file, report);
            case FileSystemInfo { Exists: true } file when _host is not null:
                return Read(file.FullName, report);
            default:
                var error = _refused(item);
                report(error);
                // The layers around it are no network without it.
                _layers.Add(Unmade.Of(error));
                return [];
        }
    }

    private static PSObject AsRow(IDictionary settings)
    {
        var row = new PSObject();
        foreach (DictionaryEntry setting in settings)
            row.Properties.Add(new PSNoteProperty($"{setting.Key}", setting.Value));
        return row;
    }

    private IEnumerable<Network> OfRow(PSObject row, Action<ErrorRecord> report)
    {
        try
        {
            _layers.Add(_rows.Make(row));
        }
        catch (LayerException exception)
        {
            var error = ErrorRecords.Of(exception, row);
            report(error);
            _layers.Add(Unmade.Of(error));
        }

        return [];
    }

    private IEnumerable<Network> Stored(PSObject data, Action<ErrorRecord> report)
    {
        try
        {
            return AfterLayers(StoredNetwork.Read(data, _rows));
        }
        catch (LayerException exception)
        {
            report(ErrorRecords.Of(exception, data));
            return [];
        }
    }

    // A file that cannot be read is an error, and no network; what it warns of is said.
    private IEnumerable<Network> Read(string path, Action<ErrorRecord> report)
    {
        if (ModelFiles.Read(path, new ReadOptions(), report, CancellationToken.None) is not { } network)
            return [];
        foreach (string warning in network.Warnings)
            _host!.WriteWarning(PrintableText.Of($"{network.Name}: {warning}"));
        return AfterLayers(network);
    }

    private IEnumerable<Network> Made(INetworkSource source, Action<ErrorRecord> report)
    {
        try
        {
            return AfterLayers(source.ToNetwork());
        }
        catch (LayerException exception)
        {
            report(ErrorRecords.Of(exception, source));
            return [];
        }
    }

    private IEnumerable<Network> AfterLayers(Network network) =>
        TakeLayers() is { } before ? [before, network] : [network];
}
