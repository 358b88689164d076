using CnnParams.Layers;
using CnnParams.Networks;

namespace CnnParams.Measuring;

/// <summary>What is known of a network: a row for each layer, the totals, and what is wrong with it.</summary>
public sealed class NetworkMeasurement
{
    private readonly ParameterView _view;
    private readonly Lazy<ReceptiveField?[]> _receptiveFields;
    private readonly Lazy<Liveness?> _liveness;
    private readonly Lazy<NetworkTotals> _totals;

    internal NetworkMeasurement(Network network, NetworkGraph graph, MeasureOptions options)
    {
        Network = network;
        Graph = graph;
        Options = options;
        MutableRows = new LayerMeasurement[graph.Layers.Count];
        _view = options.View ?? network.View;
        _receptiveFields = new(() => ReceptiveFieldPass.Run(this));
        _liveness = new(() => Measuring.Liveness.Of(this));
        _totals = new(() => new NetworkTotals(this));
    }

    /// <summary>The network.</summary>
    public Network Network { get; }

    /// <summary>What was assumed.</summary>
    public MeasureOptions Options { get; }

    /// <summary>What was counted as a parameter.</summary>
    public ParameterView View => _view;

    /// <summary>A row for each layer, in the order of the network.</summary>
    public IReadOnlyList<LayerMeasurement> Rows => MutableRows;

    /// <summary>The totals.</summary>
    public NetworkTotals Totals => _totals.Value;

    /// <summary>What is wrong with the network; empty for one that can be built.</summary>
    public IReadOnlyList<NetworkProblem> Problems => Graph.Problems;

    internal NetworkGraph Graph { get; }

    internal LayerMeasurement[] MutableRows { get; }

    internal ReceptiveField?[] ReceptiveFields => _receptiveFields.Value;

    internal Liveness? Liveness => _liveness.Value;

    internal bool Counts(Weight weight) => _view.Counts(weight);

    /// <summary>Bytes of values that leave a layer, for the batch.</summary>
    internal long? Bytes(Layer layer, long? elements) =>
        elements is { } count ? TypeOf(layer).Bytes(checked(count * Options.BatchSize)) : null;

    /// <summary>Bytes of a weight of a layer.</summary>
    internal long Bytes(Layer layer, Weight weight) => TypeOf(layer, weight).Bytes(weight.Count);

    /// <summary>The type of a weight's numbers: the one asked for, else the file's, else the layer's.</summary>
    // In a quantised network the biases are 32-bit integers, since they are added to products of 8 bits each.
    internal DataType TypeOf(Layer layer, Weight weight)
    {
        if (Options.DataType is null && weight.DataType is { } stored)
            return stored;
        var type = TypeOf(layer);
        return weight.Role == WeightRole.Bias && type is DataType.Int8 or DataType.Int4 ? DataType.Int32 : type;
    }

    private DataType TypeOf(Layer layer) => Options.DataType ?? layer.DataType ?? DataType.Float32;
}
