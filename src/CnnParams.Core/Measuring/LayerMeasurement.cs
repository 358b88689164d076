using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Layers;
using CnnParams.Measuring.Conventions;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Measuring;

/// <summary>
/// What is known of one layer: a row. Numbers are plain and sort; a number that is not known is null. Texts of
/// formulas are made when they are asked for.
/// </summary>
public sealed class LayerMeasurement : NetworkRow, IMeasured
{
    private readonly NetworkMeasurement _network;
    private readonly LayerNumbers[] _numbers;
    private readonly int _place;
    private readonly int _index;

    /// <summary>A row of a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="index">Which of its layers.</param>
    internal LayerMeasurement(NetworkMeasurement network, int index)
        : this(network, index, network.Numbers, index) { }

    /// <summary>A row with numbers of its own, in place of those that the network has.</summary>
    internal LayerMeasurement(NetworkMeasurement network, int index, LayerNumbers instead)
        : this(network, index, [instead], 0) { }

    private LayerMeasurement(NetworkMeasurement network, int index, LayerNumbers[] numbers, int place)
    {
        _network = network;
        _numbers = numbers;
        _place = place;
        _index = index;
    }

    /// <summary>The layer's name.</summary>
    public string Name => _network.Graph.Names[_index];

    /// <summary>The layer's type.</summary>
    public string Type => Layer.Type;

    /// <summary>The input shape; the first of several, null for an input.</summary>
    public TensorShape? InputShape => SeenInputs.Count > 0 ? SeenInputs.First : null;

    /// <summary>All input shapes.</summary>
    public TextList<string> InputShapes => new(SeenInputs.Shapes.Select(shape => shape.ToString()));

    /// <summary>The output shape, of one sample; the first of several.</summary>
    public TensorShape OutputShape => Numbers.OutputShape;

    /// <summary>All output shapes.</summary>
    public TextList<string> OutputShapes => new(Outputs.Select(shape => shape.ToString()));

    /// <summary>The number of output values, of one sample: the product of the output shape.</summary>
    public long? ActivationSize => Numbers.ActivationSize;

    /// <summary>The parameters that the view counts.</summary>
    public long? Parameters => Counted?.Parameters;

    /// <summary>Those that training changes.</summary>
    public long? TrainableParameters => Counted?.Trainable;

    /// <summary>
    /// Those that training does not change: of frozen layers, and statistics where the view counts them.
    /// </summary>
    public long? NonTrainableParameters => Parameters - TrainableParameters;

    /// <summary>Elements kept beside the parameters that the view does not count: PyTorch's buffers.</summary>
    public long? Buffers => Counted?.Buffers;

    /// <summary>
    /// The parameters among <see cref="Parameters"/> that are counted on an earlier row, being shared with it.
    /// </summary>
    public long SharedParameters => CountedElsewhere.Parameters;

    // What is counted on another row is not in the total twice.
    internal long OwnParameters => (Parameters ?? 0) - SharedParameters;

    /// <summary>The layers that share weights with this one.</summary>
    public TextList<string> SharedWith => Numbers.SharedWith ?? TextList<string>.None;

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
    public string ShapeLegend =>
        Failure is not null
            ? ""
            : Working.JoinLegends(Layer.ExplainShape(SeenInputs, OutputShape).Select(rule => rule.Working.Legend));

    /// <summary>The weights one by one, with those that the view does not count.</summary>
    public TextList<Weight> Weights => new(Numbers.Weights);

    /// <summary>Multiply-accumulates, for the batch.</summary>
    public long? Macs => Numbers.Macs;

    /// <summary>The rule of the multiply-accumulates in symbols.</summary>
    public string MacsFormula => MacsSum.Formula;

    /// <summary>What the symbols of the rule of the multiply-accumulates stand for.</summary>
    public string MacsLegend => MacsSum.Legend;

    /// <summary>The rule of the multiply-accumulates with numbers.</summary>
    public string MacsCalculation => Macs is null ? "" : MacsSum.Calculation;

    /// <summary>Additions of a bias, for the batch.</summary>
    public long? BiasAdds => Numbers.BiasAdds;

    /// <summary>Operations on single values besides, for the batch: comparisons, normalisations, activations.</summary>
    public long? ElementOperations => Numbers.ElementOperations;

    /// <summary>Arithmetic operations for the batch: 2 * MACs, bias additions and element operations.</summary>
    public long? Flops => checked((2 * Macs) + BiasAdds + ElementOperations);

    /// <summary>What the cost convention counts, for the batch; null where that is not known.</summary>
    public long? Cost => Convention.CostOf(this).Cost;

    /// <summary>The name of the convention that <see cref="Cost"/> follows.</summary>
    public string CostConvention => Convention.Name;

    /// <summary>The rule of the cost with numbers.</summary>
    public string CostCalculation => Convention.CostOf(this).Calculation;

    /// <summary>
    /// What the convention leaves out of the layer, or why there is no cost; empty where there is nothing to say.
    /// </summary>
    public string CostNote => Convention.CostOf(this).Note;

    /// <summary>Bytes of the weights that the view counts.</summary>
    public long? WeightBytes => Counted?.Bytes;

    /// <summary>Bytes of the output values, for the batch.</summary>
    public long? ActivationBytes => _network.Bytes(Layer, ActivationSize);

    /// <summary>Bytes read and written when nothing is kept in between: the input, the output, the weights.</summary>
    public long? MemoryTraffic => checked(InputBytes() + ActivationBytes + WeightBytes);

    /// <summary>Arithmetic operations for each byte of traffic.</summary>
    public double? ArithmeticIntensity => MemoryTraffic > 0 ? (double?)Flops / MemoryTraffic : null;

    /// <summary>The input positions that one output value sees; null where that has no meaning.</summary>
    public ReceptiveField? ReceptiveField => _network.ReceptiveFields[_index];

    /// <summary>Bytes of activations that are alive while this layer runs, for the batch.</summary>
    public long? LiveBytes => _network.Liveness?.LiveBytes[_index];

    /// <summary>How far <see cref="OutputShape"/> and <see cref="ActivationSize"/> can be trusted.</summary>
    public Trust ShapeTrust => Unless(ActivationSize is null ? Trust.Unknown : Trust.Exact);

    /// <summary>How far <see cref="Parameters"/> can be trusted.</summary>
    public Trust ParametersTrust =>
        UnlessContradicted(
            Parameters is null ? Trust.Unknown
            : Numbers.IsStated ? Trust.LowerBound
            : Layer.WeightAssumption is not null ? Trust.Assumed
            : Trust.Exact
        );

    /// <summary>How far <see cref="Macs"/> can be trusted.</summary>
    public Trust MacsTrust => Unless(Numbers.MacsTrust);

    /// <summary>Why a number is not exact; empty where all are.</summary>
    public string TrustReason => Failure ?? UntrustedReason();

    /// <summary>The layers that this one reads.</summary>
    public TextList<string> Inputs => new(_network.Graph.ReadNames(_index));

    /// <inheritdoc/>
    public override NetworkTotals GetTotals() => _network.Totals;

    // Methods, so that an exported row is plain: the module shows the first as a hidden property.

    /// <summary>The layer that was measured.</summary>
    public Layer GetLayer() => Layer;

    /// <summary>The network that the row belongs to.</summary>
    public Network GetNetwork() => _network.Network;

    /// <summary>Which of the network's layers the row is of, counted from 0.</summary>
    public int GetIndex() => _index;

    /// <summary>The input shapes, as the layer sees them.</summary>
    public LayerInputs GetLayerInputs() => SeenInputs;

    /// <summary>The output shapes.</summary>
    public IReadOnlyList<TensorShape> GetLayerOutputs() => Outputs;

    /// <summary>The layer, or what was measured in its place.</summary>
    internal Layer Layer => Numbers.Layer;

    /// <summary>The input shapes.</summary>
    internal LayerInputs SeenInputs => Numbers.Inputs;

    /// <summary>The network that the row belongs to.</summary>
    internal NetworkMeasurement Network => _network;

    /// <summary>The weights that the view counts.</summary>
    internal IReadOnlyList<Weight> CountedWeights => Weights.Where(_network.Counts).ToArray();

    /// <summary>The output shapes.</summary>
    internal IReadOnlyList<TensorShape> Outputs => Numbers.Outputs;

    /// <summary>The arithmetic of the layer on one sample, kind by kind.</summary>
    internal IReadOnlyList<Work> Work => Numbers.Work;

    /// <summary>Why the layer cannot be; null for one that can.</summary>
    internal string? Failure => Numbers.Failure;

    internal int Index => _index;

    /// <summary>The weights under the view; null where they are not known.</summary>
    internal WeightCount? Counted => Numbers.Counted;

    /// <summary>Those of the weights that other rows have too, and count.</summary>
    internal IReadOnlyList<SharedWeights> Shared => Numbers.Shared;

    /// <summary>What the totals count of this row: all but what other rows count.</summary>
    internal WeightCount CountedHere => (Counted ?? default) - CountedElsewhere;

    /// <summary>The weights but for those that other rows have too, and count.</summary>
    internal IReadOnlyList<Weight> OwnWeights() => [.. Numbers.Weights.Where(weight => !IsCountedElsewhere(weight))];

    /// <summary>Whether another row has a weight of this one too, and counts it.</summary>
    internal bool IsCountedElsewhere(Weight weight) => Shared.Any(shared => shared.Weight.Name == weight.Name);

    private WeightCount CountedElsewhere => Shared.Aggregate(default(WeightCount), (sum, shared) => sum + shared.Count);

    private ref LayerNumbers Numbers => ref _numbers[_place];

    internal MeasureOptions Options => _network.Options;

    /// <summary>The shape of the network's first input; null where it has none.</summary>
    internal TensorShape? NetworkInput =>
        _numbers.Length > 0 && _numbers[0].Layer is Input ? _numbers[0].OutputShape : null;

    private CostConvention Convention => Options.CostConvention;

    private WorkingSum MacsSum =>
        new(Work.Where(work => work.Macs is not null).Select(work => work.Macs!), Options.BatchSize);

    private Working? ParameterWorking => Parameters is null ? null : ExplainParameters(CountedWeights);

    /// <summary>
    /// Why some weights of this row have as many elements. A layer that cannot be has those that its file states, and
    /// not those of its rule.
    /// </summary>
    internal Working ExplainParameters(IReadOnlyList<Weight> counted) =>
        Failure is null ? Layer.ExplainParameters(SeenInputs, counted)
        : counted.Count == 0 ? Working.Zero
        : TensorFormula.Of(counted);

    /// <summary>Gives the layer other weights, as the view that folds batch norms moves them.</summary>
    internal void MoveWeights(IReadOnlyList<Weight> weights) => Numbers.MoveWeights(_network, weights);

    /// <summary>Notes that a weight of this row is counted on an earlier one.</summary>
    internal void CountElsewhere(Weight weight, LayerMeasurement earlier) =>
        Numbers.CountElsewhere(new SharedWeights(earlier, weight, _network.Count(Layer, weight)));

    /// <summary>Notes the layers that share weights with this one.</summary>
    internal void NoteSharing(IEnumerable<string> names) => Numbers.SharedWith = new TextList<string>(names);

    // The input has the type of the layer that it comes from.
    private long? InputBytes()
    {
        var reads = _network.Graph.Reads[_index];
        long? bytes = 0;
        for (int i = 0; i < reads.Length; i++)
            bytes +=
                reads[i].Layer < 0
                    ? null
                    : _network.Bytes(_network.Numbers[reads[i].Layer].Layer, SeenInputs[i].ElementCount);
        return bytes;
    }

    private Trust Unless(Trust trust) =>
        UnlessContradicted(
            trust != Trust.Unknown && Failure is null && Layer.Assumption(SeenInputs) is not null
                ? Trust.Assumed
                : trust
        );

    private Trust UnlessContradicted(Trust trust) =>
        trust != Trust.Unknown && Layer.Contradiction is not null ? Trust.Contradicted : trust;

    private string UntrustedReason()
    {
        if (Layer.Contradiction is { } contradiction)
            return contradiction;
        if (Layer.Assumption(SeenInputs) is { } assumption)
            return assumption;
        if (Layer.WeightAssumption is { } learned)
            return learned;
        if (ShapeTrust == Trust.Exact && ParametersTrust == Trust.Exact && MacsTrust == Trust.Exact)
            return "";
        if (Work.FirstOrDefault(work => work.Kind == WorkKind.Unknown) is { } unknown)
            return $"the operator {(unknown.Detail.Length > 0 ? unknown.Detail : Type)} is not understood";
        return SeenInputs.Shapes.All(shape => shape.IsKnown)
            ? "the layer leaves it open"
            : $"the input shape is not known: {string.Join(", ", SeenInputs.Shapes)}";
    }

    // Axes with the same rule and numbers are named together.
    private string ShapeText(Func<Working, string> text)
    {
        if (Failure is not null)
            return "";
        var rules = Layer
            .ExplainShape(SeenInputs, OutputShape)
            .GroupBy(
                rule => text(rule.Working),
                (shown, same) => $"{string.Join(", ", same.Select(rule => rule.Axis))}: {shown}"
            );
        return string.Join("; ", rules);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({Type})";
}
