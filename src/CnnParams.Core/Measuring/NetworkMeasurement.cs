using CnnParams.Layers;
using CnnParams.Measuring.Arena;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Measuring;

/// <summary>What is known of a network: a row for each layer, the totals, and what is wrong with it.</summary>
public sealed class NetworkMeasurement
{
    private readonly ParameterView _view;
    private readonly Lazy<LayerMeasurement[]> _rows;
    private readonly Lazy<ReceptiveField?[]> _receptiveFields;
    private readonly Lazy<Liveness?> _liveness;
    private readonly Lazy<ArenaPlan?> _arena;
    private readonly Lazy<NetworkTotals> _totals;

    internal NetworkMeasurement(Network network, NetworkGraph graph, MeasureOptions options)
    {
        Network = network;
        Graph = graph;
        Options = options;
        Numbers = new LayerNumbers[graph.Layers.Count];
        _view = options.View ?? network.View;
        _rows = new(() => [.. Enumerable.Range(0, Numbers.Length).Select(index => new LayerMeasurement(this, index))]);
        _receptiveFields = new(() => ReceptiveFieldPass.Run(this));
        _liveness = new(() => Measuring.Liveness.Of(this));
        _arena = new(() => ArenaPlanner.TryPlan(this));
        _totals = new(() => new NetworkTotals(this));
    }

    /// <summary>The network.</summary>
    public Network Network { get; }

    /// <summary>What was assumed.</summary>
    public MeasureOptions Options { get; }

    /// <summary>What was counted as a parameter.</summary>
    public ParameterView View => _view;

    /// <summary>A row for each layer, in the order of the network.</summary>
    public IReadOnlyList<LayerMeasurement> Rows => _rows.Value;

    /// <summary>The totals.</summary>
    public NetworkTotals Totals => _totals.Value;

    /// <summary>What is wrong with the network; empty for one that can be built.</summary>
    public IReadOnlyList<NetworkProblem> Problems => Graph.Problems;

    /// <summary>What a layer reads, one for each of its inputs.</summary>
    /// <param name="layer">The number of the layer, counted from 0.</param>
    public IReadOnlyList<LayerOutput> GetReads(int layer) => Graph.Reads[layer];

    /// <summary>The number of the layer whose weights a layer uses: its own, unless it shares another's.</summary>
    /// <param name="layer">The number of the layer, counted from 0.</param>
    public int GetWeightOwner(int layer) => Graph.WeightOwners[layer];

    /// <summary>The numbers of the layers, those that are read before their readers.</summary>
    public IReadOnlyList<int> GetOrder() => Graph.Order;

    internal NetworkGraph Graph { get; }

    /// <summary>The shapes of the network, each once.</summary>
    internal ShapeSet Shapes { get; } = new();

    /// <summary>What the pass has found out about each layer.</summary>
    internal LayerNumbers[] Numbers { get; }

    internal ReceptiveField?[] ReceptiveFields => _receptiveFields.Value;

    internal Liveness? Liveness => _liveness.Value;

    /// <summary>The arena as TensorFlow Lite Micro plans it; null where a shape or the graph is not known.</summary>
    internal ArenaPlan? Arena => _arena.Value;

    internal bool Counts(Weight weight) => _view.Counts(weight);

    /// <summary>What the view makes of weights of a layer.</summary>
    internal WeightCount Count(Layer layer, IReadOnlyList<Weight> weights)
    {
        WeightCount sum = default;
        for (int i = 0; i < weights.Count; i++)
            sum += Count(layer, weights[i]);
        return sum;
    }

    /// <summary>What the view makes of a weight of a layer.</summary>
    internal WeightCount Count(Layer layer, Weight weight)
    {
        long bytes = Bytes(layer, weight);
        return Counts(weight)
            ? WeightCount.Counted(weight.Count, bytes, weight.IsLearned && layer.Trainable)
            : WeightCount.Beside(weight.Count, bytes);
    }

    /// <summary>Bytes of output values, for the batch.</summary>
    internal long? Bytes(Layer layer, long? elements) =>
        elements is { } count ? TypeOf(layer).Bytes(checked(count * Options.BatchSize)) : null;

    /// <summary>Bytes of a weight of a layer.</summary>
    // A counter is an integer, whatever the weights are computed in.
    internal long Bytes(Layer layer, Weight weight) =>
        (weight is { Role: WeightRole.Counter, DataType: null } ? DataType.Int64 : TypeOf(layer, weight)).Bytes(
            weight.Count
        );

    /// <summary>The type of a weight's numbers: the one asked for, else the file's, else the layer's.</summary>
    // In a quantised network the biases are 32-bit integers, since they are added to products of 8 bits each.
    internal DataType TypeOf(Layer layer, Weight weight)
    {
        if (Options.DataType is null && weight.DataType is { } stored)
            return stored;
        var type = TypeOf(layer);
        return weight.Role == WeightRole.Bias && type is DataType.Int8 or DataType.Int4 ? DataType.Int32 : type;
    }

    /// <summary>The type of a layer's output values.</summary>
    internal DataType TypeOf(Layer layer) => Options.DataType ?? layer.DataType ?? DataType.Float32;
}
