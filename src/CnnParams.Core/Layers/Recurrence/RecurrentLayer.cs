using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Shapes;
using CnnParams.Words;

namespace CnnParams.Layers;

/// <summary>
/// Units that go through a sequence (time, features) and see their own last output: for each gate a matrix for the
/// input, one for the state, and a bias, <c>4 * ((u * p) + (u * u) + u)</c> for an LSTM. Layers and directions have
/// matrices of their own.
/// </summary>
public abstract class RecurrentLayer : Layer
{
    private const string Legend = "u: units; p: input features";

    private static readonly Formula OneDirection = new("h", "h: units, or what they are projected to");

    internal static readonly Formula BothDirections = new("2 * h", "h: values of each direction");

    private protected RecurrentLayer() { }

    /// <summary>The number of units.</summary>
    [Setting("The number of units.", Required = true, Size = SettingSize.Output)]
    public required long Units
    {
        get;
        init => field = Setting.AtLeast(1, value);
    }

    /// <summary>Whether the output has all time steps, not the last alone.</summary>
    [Setting("Whether the output has all time steps, not the last alone (PyTorch: all).")]
    public bool ReturnSequences { get; init; }

    /// <summary>Whether the final states are further outputs: <c>lstm:1</c>, <c>lstm:2</c>.</summary>
    [Setting(
        "Whether the final states are further outputs: lstm:1 and lstm:2; of both directions one after the other."
    )]
    public bool ReturnState { get; init; }

    /// <summary>Whether there is a learned bias.</summary>
    [Setting("Whether there is a learned bias.")]
    public bool UseBias { get; init; } = true;

    /// <summary>
    /// Bias vectors for each gate: one for input and state together (Keras), or one for each (PyTorch).
    /// </summary>
    [Setting("Bias vectors for each gate: 1 (Keras) or 2 (PyTorch); as Keras has it when not given.")]
    public long? BiasCount
    {
        get;
        init =>
            field = value is null or 1 or 2
                ? value
                : throw Setting.Invalid(nameof(BiasCount), value, "1 (Keras) or 2 (PyTorch)");
    }

    /// <summary>Whether the sequence is read backward as well, with weights of their own.</summary>
    [Setting("Whether the sequence is read backward as well, with weights of their own.")]
    public bool Bidirectional { get; init; }

    /// <summary>What is made of the outputs of both directions.</summary>
    [Setting("What is made of the outputs of both directions.")]
    public DirectionMerge MergeMode { get; init; } = DirectionMerge.Concat;

    /// <summary>Layers on top of each other.</summary>
    [Setting("Layers on top of each other (PyTorch's num_layers).")]
    public long LayerCount
    {
        get;
        init => field = Setting.AtLeast(1, value);
    } = 1;

    /// <summary>The input features, where the source states them; checked against the layer before.</summary>
    [Setting(
        "The input features: stated where the layer before is not known, checked where it is.",
        Size = SettingSize.Input
    )]
    public long? InputFeatures
    {
        get;
        init => field = Setting.AtLeast(1, value);
    }

    /// <summary>Matrices for the input: one for each gate and for the new state.</summary>
    internal abstract override int GateCount { get; }

    /// <summary>Operations on single values in one step of one unit: its functions, and the mixing of states.</summary>
    private protected abstract long UnitOperations { get; }

    /// <summary>Vectors of its own state that a unit sees through a learned factor each: an LSTM's peepholes.</summary>
    private protected virtual long Peepholes => 0;

    /// <summary>States that go from step to step.</summary>
    private protected virtual int States => 1;

    /// <summary>Bias vectors where <see cref="BiasCount"/> does not say it.</summary>
    private protected virtual long DefaultBiasCount => 1;

    /// <summary>Units that the state is projected to, or 0 where it is not.</summary>
    private protected virtual long Projected => 0;

    /// <inheritdoc/>
    public override IReadOnlyList<TensorShape> OutputShapes(LayerInputs inputs)
    {
        var output = OutputShape(inputs);
        TensorShape[] outputs = Bidirectional && MergeMode == DirectionMerge.None ? [output, output] : [output];
        return ReturnState
            ?
            [
                .. outputs,
                .. Enumerable
                    .Range(0, checked((int)Directions * States))
                    .Select(state => StateShape(inputs.First, state % States)),
            ]
            : outputs;
    }

    // The state that is given on is projected; an LSTM's cell is not.
    private TensorShape StateShape(TensorShape input, int state) =>
        LayerCount == 1 ? input.Like(state == 0 ? Hidden : Units) : input.Like(LayerCount, state == 0 ? Hidden : Units);

    /// <inheritdoc/>
    internal override bool RepeatsOverSteps => true;

    /// <inheritdoc/>
    internal override bool HasState => true;

    /// <inheritdoc/>
    protected override TensorShape OutputShape(LayerInputs inputs)
    {
        var input = inputs.First;
        if (input.HasRank && input.Rank != 2)
            throw new LayerException(ErrorId.InvalidShape, $"reads {input}; it needs (time,features)");
        if (InputFeatures is { } stated && input.HasRank && input[1].Size is { } given && stated != given)
            throw new LayerException(
                ErrorId.ShapeMismatch,
                Wording.InNumber($"InputFeatures is {stated}, but the input {input} has {given} feature[s]")
            );

        var steps = input.HasRank ? input[0] : Dimension.Unknown;
        return ReturnSequences ? input.Like(steps, Width) : input.Like(Width);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Weight>? Weights(LayerInputs inputs)
    {
        if (Features(inputs) is not { } features)
            return null;

        var weights = new List<Weight>();
        for (int layer = 1; layer <= LayerCount; layer++)
        {
            string prefix = LayerCount > 1 ? $"layer{layer}_" : "";
            long given = layer == 1 ? features : Width;
            weights.AddRange(Cell(Bidirectional ? prefix + "forward_" : prefix, given, inputs.Layout));
            if (Bidirectional)
                weights.AddRange(Cell(prefix + "backward_", given, inputs.Layout));
        }

        return weights;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Work> Work(LayerInputs inputs, TensorShape output)
    {
        if (Features(inputs) is not { } features || Steps(inputs) is not { } steps)
            return [new Work(WorkKind.Recurrent, null)];
        long cells = checked(steps * LayerCount * Directions);
        return
        [
            new Work(WorkKind.Recurrent, Explain("t * ", 0, 0, features, steps))
            {
                BiasAdds = checked(cells * Biases * GateCount * Units),
                ElementOperations = checked(cells * (UnitOperations + (2 * Peepholes)) * Units),
                Elements = checked(cells * Units),
                Detail = Type,
            },
        ];
    }

    /// <inheritdoc/>
    public override ReceptiveStep ReceptiveStep(LayerInputs inputs) => Layers.ReceptiveStep.Whole;

    /// <inheritdoc/>
    public override IReadOnlyList<AxisRule> ExplainShape(LayerInputs inputs, TensorShape output) =>
        [new AxisRule("features", (Width == Hidden ? OneDirection : BothDirections).With(Hidden))];

    /// <inheritdoc/>
    public override Working ExplainParameters(LayerInputs inputs, IReadOnlyList<Weight> counted) =>
        counted.Count == 0 || Features(inputs) is not { } features
            ? Working.Zero
            : Explain(
                "",
                counted.Any(weight => weight.Role == WeightRole.Bias) ? Biases : 0,
                Peepholes,
                features,
                steps: 1
            );

    private long Directions => Bidirectional ? 2 : 1;

    private long Biases => UseBias ? BiasCount ?? DefaultBiasCount : 0;

    private long Hidden => Projected > 0 ? Projected : Units;

    private long Width => Bidirectional && MergeMode == DirectionMerge.Concat ? checked(2 * Hidden) : Hidden;

    private long? Features(LayerInputs inputs) =>
        InputFeatures ?? (inputs.First.HasRank && inputs.First.Rank > 1 ? inputs.First[1].Size : null);

    private static long? Steps(LayerInputs inputs) =>
        inputs.First.HasRank && inputs.First.Rank > 0 ? inputs.First[0].Size : null;

    private IEnumerable<Weight> Cell(string prefix, long features, ShapeLayout layout)
    {
        bool outFirst = layout == ShapeLayout.ChannelsFirst;
        Weight Matrix(string name, long inward, long outward) =>
            outFirst
                ? new Weight(prefix + name, WeightRole.Kernel, outward, inward)
                : new Weight(prefix + name, WeightRole.Kernel, inward, outward);

        long gated = checked(GateCount * Units);
        yield return Matrix("kernel", features, gated);
        yield return Matrix("recurrent_kernel", Hidden, gated);
        // Keras keeps both biases of a GRU as one tensor.
        if (Biases == 2 && !outFirst)
            yield return new Weight(prefix + "bias", WeightRole.Bias, 2, gated);
        else if (Biases > 0)
            yield return new Weight(prefix + "bias", WeightRole.Bias, gated);
        if (Biases == 2 && outFirst)
            yield return new Weight(prefix + "recurrent_bias", WeightRole.Bias, gated);
        if (Peepholes > 0)
            yield return new Weight(prefix + "peephole", WeightRole.Kernel, Peepholes, Units);
        if (Projected > 0)
            yield return Matrix("projection", Units, Projected);
    }

    // The parameters of all cells, or with no bias and the steps before it, the products of all steps.
    private Working Explain(string factor, long biases, long peepholes, long features, long steps)
    {
        string sum = CellText("p", biases, peepholes);
        if (LayerCount > 1)
            sum = $"{sum} + (l - 1) * ({CellText("q", biases, peepholes)})";
        if (Bidirectional)
            sum = $"2 * ({sum})";

        var formula = new Formula(factor.Length > 0 ? $"{factor}({sum})" : sum, LegendText(factor.Length > 0));
        return formula.With(symbol =>
            symbol switch
            {
                "u" => Units,
                "p" => features,
                "q" => Width,
                "r" => Projected,
                "l" => LayerCount,
                "t" => steps,
                _ => throw new ArgumentOutOfRangeException(
                    nameof(symbol),
                    symbol,
                    "Not a letter of a recurrent layer's formula."
                ),
            }
        );
    }

    private string CellText(string features, long biases, long peepholes)
    {
        string bias = biases switch
        {
            0 => "",
            1 => " + u",
            _ => " + (2 * u)",
        };
        string gate = $"(u * {features}) + (u * {(Projected > 0 ? "r" : "u")}){bias}";
        string gates = GateCount == 1 ? gate : $"{GateCount} * ({gate})";
        if (peepholes > 0)
            gates += $" + ({peepholes} * u)";
        return Projected > 0 ? $"{gates} + (r * u)" : gates;
    }

    private string LegendText(bool hasSteps)
    {
        string legend = Legend;
        if (Projected > 0)
            legend += "; r: values that the state is projected to";
        if (LayerCount > 1)
            legend += "; l: layers; q: input values at the second and later ones";
        return hasSteps ? legend + "; t: time steps" : legend;
    }
}

/// <summary>What is made of the outputs of two directions.</summary>
public enum DirectionMerge : long
{
    /// <summary>One after the other.</summary>
    Concat,

    /// <summary>Their sum.</summary>
    Sum,

    /// <summary>Their product.</summary>
    Mul,

    /// <summary>Their mean.</summary>
    Ave,

    /// <summary>Nothing: they are two outputs, forward and backward.</summary>
    None,
}
