using CnnParams.Explaining;
using CnnParams.Layers;
using CnnParams.Measuring.Conventions;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Measuring;

/// <summary>
/// What is known of one layer: a row. Numbers are plain and sort; a number that is not known is null. Texts of
/// formulas are made when they are asked for.
/// </summary>
public sealed class LayerMeasurement
{
    private readonly NetworkMeasurement _network;
    private readonly int _index;
    private readonly LayerInputs _inputs;
    private IReadOnlyList<Weight>? _moved;
    private List<SharedWeights>? _shared;

    internal LayerMeasurement(
        NetworkMeasurement network,
        int index,
        LayerInputs inputs,
        IReadOnlyList<TensorShape> outputs,
        IReadOnlyList<Weight>? weights,
        IReadOnlyList<Work> work,
        Layer? instead = null)
    {
        _network = network;
        _index = index;
        _inputs = inputs;
        Layer = instead ?? network.Graph.Layers[index];
        Outputs = outputs;
        ActivationSize = Sum(outputs);
        if (weights is not null)
            SumWeights(WithTensors(weights));
        SumWork(work);
    }

    /// <summary>The row of a layer that cannot be.</summary>
    internal LayerMeasurement(NetworkMeasurement network, int index, LayerInputs inputs, string failure)
    {
        _network = network;
        _index = index;
        _inputs = inputs;
        Layer = network.Graph.Layers[index];
        Failure = failure;
        Outputs = [TensorShape.Unknown];
    }

    /// <summary>The layer's name.</summary>
    public string Name => _network.Graph.Names[_index];

    /// <summary>The layer's type.</summary>
    public string Type => Layer.Type;

    /// <summary>The shape that arrives; the first of several, null for an input.</summary>
    public TensorShape? InputShape => _inputs.Count > 0 ? _inputs.First : null;

    /// <summary>All shapes that arrive.</summary>
    public TextList<string> InputShapes => new(_inputs.Shapes.Select(shape => shape.ToString()));

    /// <summary>The shape that leaves, of one sample; the first of several.</summary>
    public TensorShape OutputShape => Outputs[0];

    /// <summary>All shapes that leave.</summary>
    public TextList<string> OutputShapes => new(Outputs.Select(shape => shape.ToString()));

    /// <summary>The number of values that leave, of one sample: the product of the output shape.</summary>
    public long? ActivationSize { get; }

    /// <summary>The parameters that the view counts.</summary>
    public long? Parameters => Counted?.Parameters;

    /// <summary>Those that training changes.</summary>
    public long? TrainableParameters => Counted?.Trainable;

    /// <summary>Those that training does not change: of frozen layers, and statistics where the view counts them.</summary>
    public long? NonTrainableParameters => Parameters - TrainableParameters;

    /// <summary>Elements kept beside the parameters that the view does not count: PyTorch's buffers.</summary>
    public long? Buffers => Counted?.Buffers;

    /// <summary>The parameters among <see cref="Parameters"/> that are counted on an earlier row, being shared with it.</summary>
    public long SharedParameters => CountedElsewhere.Parameters;

    /// <summary>The layers that share weights with this one.</summary>
    public TextList<string> SharedWith { get; internal set; } = TextList<string>.None;

    /// <summary>The rule of the parameters in symbols: <c>((m * n * d) + 1) * k</c>.</summary>
    public string Formula => ParameterWorking?.Formula ?? "";

    /// <summary>The rule of the parameters with numbers: <c>((5 * 5 * 3) + 1) * 8 = 608</c>.</summary>
    public string Calculation => ParameterWorking?.Calculation ?? "";

    /// <summary>What the symbols of the formula stand for.</summary>
    public string Legend => ParameterWorking?.Legend ?? "";

    /// <summary>The rule of the output shape in symbols, axis by axis; empty where the shape passes.</summary>
    public string ShapeFormula => ShapeText(working => working.Formula);

    /// <summary>The rule of the output shape with numbers.</summary>
    public string ShapeCalculation => ShapeText(working => working.Calculation);

    /// <summary>What the symbols of the rule of the output shape stand for.</summary>
    public string ShapeLegend => Failure is not null ? "" : Working.JoinLegends(Layer.ExplainShape(_inputs, OutputShape).Select(rule => rule.Working.Legend));

    /// <summary>The weights one by one, with those that the view does not count.</summary>
    public TextList<Weight> Weights => new(_moved ?? RuledWeights());

    /// <summary>Multiply-accumulates, for the batch.</summary>
    public long? Macs { get; private set; }

    /// <summary>The rule of the multiply-accumulates in symbols.</summary>
    public string MacsFormula => MacsSum.Formula;

    /// <summary>What the symbols of the rule of the multiply-accumulates stand for.</summary>
    public string MacsLegend => MacsSum.Legend;

    /// <summary>The rule of the multiply-accumulates with numbers.</summary>
    public string MacsCalculation => Macs is null ? "" : MacsSum.Calculation;

    /// <summary>Additions of a bias, for the batch.</summary>
    public long? BiasAdds { get; private set; }

    /// <summary>Operations on single values besides, for the batch: comparisons, normalisations, activations.</summary>
    public long? ElementOperations { get; private set; }

    /// <summary>Arithmetic operations for the batch: 2 * MACs, bias additions and element operations.</summary>
    public long? Flops => checked((2 * Macs) + BiasAdds + ElementOperations);

    /// <summary>What the cost convention counts, for the batch; null where that is not known.</summary>
    public long? Cost => Convention.CostOf(this).Cost;

    /// <summary>The name of the convention that <see cref="Cost"/> follows.</summary>
    public string CostConvention => Convention.Name;

    /// <summary>The rule of the cost with numbers.</summary>
    public string CostCalculation => Convention.CostOf(this).Calculation;

    /// <summary>What the convention leaves out of the layer, or why there is no cost; empty where there is nothing to say.</summary>
    public string CostNote => Convention.CostOf(this).Note;

    /// <summary>Bytes of the weights that the view counts.</summary>
    public long? WeightBytes => Counted?.Bytes;

    /// <summary>Bytes of the values that leave, for the batch.</summary>
    public long? ActivationBytes => _network.Bytes(Layer, ActivationSize);

    /// <summary>Bytes read and written when nothing is kept in between: what arrives, what leaves, the weights.</summary>
    public long? MemoryTraffic => checked(ArrivingBytes() + ActivationBytes + WeightBytes);

    /// <summary>Arithmetic operations for each byte of traffic.</summary>
    public double? ArithmeticIntensity => MemoryTraffic > 0 ? (double?)Flops / MemoryTraffic : null;

    /// <summary>The input positions that one output value sees; null where that has no meaning.</summary>
    public ReceptiveField? ReceptiveField => _network.ReceptiveFields[_index];

    /// <summary>Bytes of activations that are alive while this layer runs, for the batch.</summary>
    public long? LiveBytes => _network.Liveness?.LiveBytes[_index];

    /// <summary>How far <see cref="OutputShape"/> and <see cref="ActivationSize"/> can be trusted.</summary>
    public Trust ShapeTrust => ActivationSize is null ? Trust.Unknown : Trust.Exact;

    /// <summary>How far <see cref="Parameters"/> can be trusted.</summary>
    public Trust ParametersTrust => Parameters is null ? Trust.Unknown : Trust.Exact;

    /// <summary>How far <see cref="Macs"/> can be trusted.</summary>
    public Trust MacsTrust { get; private set; } = Trust.Unknown;

    /// <summary>Why a number is not exact; empty where all are.</summary>
    public string TrustReason => Failure ?? UntrustedReason();

    /// <summary>The layers that this one reads.</summary>
    public TextList<string> Inputs => new(_network.Graph.ReadNames(_index));

    // Methods, so that an exported row is plain: the module shows the first two as hidden properties.

    /// <summary>The layer that was measured.</summary>
    public Layer GetLayer() => Layer;

    /// <summary>The totals of the network that the row belongs to.</summary>
    public NetworkTotals GetTotals() => _network.Totals;

    /// <summary>The network that the row belongs to.</summary>
    public Network GetNetwork() => _network.Network;

    /// <summary>The layer, or what was measured in its place.</summary>
    internal Layer Layer { get; }

    internal LayerInputs Arriving => _inputs;

    /// <summary>The network that the row belongs to.</summary>
    internal NetworkMeasurement Network => _network;

    /// <summary>The weights that the view counts.</summary>
    internal IReadOnlyList<Weight> CountedWeights => Weights.Where(_network.Counts).ToArray();

    internal IReadOnlyList<TensorShape> Outputs { get; }

    /// <summary>The arithmetic of the layer on one sample, kind by kind.</summary>
    // Weights and work are made anew by the rule when they are asked for: to keep those of every layer costs more
    // than the whole pass.
    internal IReadOnlyList<Work> Work => Failure is null ? Layer.Work(_inputs, OutputShape) : [];

    /// <summary>Why the layer cannot be; null for one that can.</summary>
    internal string? Failure { get; }

    internal int Index => _index;

    /// <summary>The weights under the view; null where they are not known.</summary>
    internal WeightCount? Counted { get; private set; }

    /// <summary>Those of the weights that other rows have too, and count.</summary>
    internal IReadOnlyList<SharedWeights> Shared => _shared ?? [];

    /// <summary>What the totals count of this row: all but what other rows count.</summary>
    internal WeightCount CountedHere => (Counted ?? default) - CountedElsewhere;

    private WeightCount CountedElsewhere => _shared is null ? default : _shared.Aggregate(default(WeightCount), (sum, shared) => sum + shared.Count);

    internal MeasureOptions Options => _network.Options;

    private CostConvention Convention => Options.CostConvention;

    private WorkingSum MacsSum => new(Work.Where(work => work.Macs is not null).Select(work => work.Macs!), Options.BatchSize);

    private Working? ParameterWorking => Parameters is null
        ? null
        : Layer.ExplainParameters(_inputs, CountedWeights);

    /// <summary>Gives the layer other weights, as the view that folds batch norms moves them.</summary>
    internal void MoveWeights(IReadOnlyList<Weight> weights)
    {
        _moved = weights;
        SumWeights(weights);
    }

    private IReadOnlyList<Weight> RuledWeights() =>
        Failure is null && Layer.Weights(_inputs) is { } weights ? WithTensors(weights) : [];

    private void SumWeights(IReadOnlyList<Weight> weights)
    {
        WeightCount sum = default;
        for (int i = 0; i < weights.Count; i++)
            sum += Count(weights[i]);
        Counted = sum;
    }

    /// <summary>Notes that a weight of this row is counted on an earlier one.</summary>
    internal void CountElsewhere(Weight weight, LayerMeasurement earlier) => (_shared ??= []).Add(new SharedWeights(earlier, Count(weight)));

    private WeightCount Count(Weight weight)
    {
        long bytes = _network.Bytes(Layer, weight);
        return _network.Counts(weight)
            ? WeightCount.Counted(weight.Count, bytes, weight.IsLearned && Layer.Trainable)
            : WeightCount.Beside(weight.Count, bytes);
    }

    // What arrives has the type of the layer that it comes from.
    private long? ArrivingBytes()
    {
        var reads = _network.Graph.Reads[_index];
        long? bytes = 0;
        for (int i = 0; i < reads.Length; i++)
            bytes += reads[i].Layer < 0 ? null : _network.Bytes(_network.MutableRows[reads[i].Layer].Layer, _inputs[i].ElementCount);
        return bytes;
    }

    private IReadOnlyList<Weight> WithTensors(IReadOnlyList<Weight> weights) => Layer.Stored is not { } stored
        ? weights
        : weights.Select(weight => stored.TryGetValue(weight.Name, out var tensor) ? weight.StoredAs(tensor) : weight).ToArray();

    private void SumWork(IReadOnlyList<Work> terms)
    {
        long macs = 0, adds = 0, operations = 0, batch = _network.Options.BatchSize;
        bool any = false, all = true;
        foreach (var work in terms)
        {
            any |= work.Macs is not null;
            all &= work.Macs is not null;
            macs = checked(macs + (work.Macs?.Value ?? 0));
            adds = checked(adds + work.BiasAdds);
            operations = checked(operations + work.ElementOperations);
        }

        MacsTrust = all ? Trust.Exact : any ? Trust.LowerBound : Trust.Unknown;
        if (!any)
            return;
        (Macs, BiasAdds, ElementOperations) = checked((macs * batch, adds * batch, operations * batch));
    }

    private string UntrustedReason()
    {
        if (ShapeTrust == Trust.Exact && ParametersTrust == Trust.Exact && MacsTrust == Trust.Exact)
            return "";
        if (Work.FirstOrDefault(work => work.Kind == WorkKind.Unknown) is { } unknown)
            return $"the operator {(unknown.Detail.Length > 0 ? unknown.Detail : Type)} is not understood";
        return _inputs.Shapes.All(shape => shape.IsKnown)
            ? "the layer leaves it open"
            : $"the shape that arrives is not known: {string.Join(", ", _inputs.Shapes)}";
    }

    // Axes with the same rule and numbers are named together.
    private string ShapeText(Func<Working, string> text)
    {
        if (Failure is not null)
            return "";
        var rules = Layer.ExplainShape(_inputs, OutputShape)
            .GroupBy(rule => text(rule.Working), (shown, same) => $"{string.Join(", ", same.Select(rule => rule.Axis))}: {shown}");
        return string.Join("; ", rules);
    }

    private static long? Sum(IReadOnlyList<TensorShape> shapes)
    {
        long sum = 0;
        for (int i = 0; i < shapes.Count; i++)
        {
            if (shapes[i].ElementCount is not { } count)
                return null;
            sum = checked(sum + count);
        }

        return sum;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({Type})";
}
