using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Shapes;
using CnnParams.Words;

namespace CnnParams.Layers;

/// <summary>
/// Attention with several heads (Vaswani 2017): query, key and value are projected for each head, every query is
/// compared with every key, and the values so weighed are projected once more. PyTorch's MultiheadAttention(E, H) has
/// Heads H and KeySize E / H.
/// </summary>
/// <remarks>
/// Inputs are query, value and key, as in Keras; the value is the key, and the query both, where not given.
/// </remarks>
[LayerType(
    "MultiHeadAttention",
    "Attention with several heads over query, value and key.",
    Prefix = "attention",
    Aliases = "MHA",
    Example = "Heads=12; KeySize=64",
    ExampleInput = "197x768"
)]
public sealed class MultiHeadAttention : Layer
{
    private static readonly (string Letter, string Meaning)[] Letters =
    [
        ("h", "heads"),
        ("k", "key size"),
        ("v", "value size"),
        ("e", "features of the query"),
        ("f", "features of the key"),
        ("g", "features of the value"),
        ("o", "output size"),
        ("t", "positions of the query"),
        ("s", "positions of key and value"),
        ("w", "positions of key and value with the learned one"),
    ];

    private static readonly Formula QueryProduct = WithLegend("e * h * k * t");

    private static readonly Formula KeyProduct = WithLegend("f * h * k * s");

    private static readonly Formula ValueProduct = WithLegend("g * h * v * s");

    private static readonly Formula OutputProduct = WithLegend("h * v * o * t");

    private static readonly Formula Scores = WithLegend("h * t * w * k");

    private static readonly Formula Mixture = WithLegend("h * t * w * v");

    /// <inheritdoc/>
    public override string Type => "MultiHeadAttention";

    /// <summary>The number of heads.</summary>
    [Setting("The number of heads.", Required = true)]
    public required long Heads
    {
        get;
        init => field = Setting.AtLeast(1, value);
    }

    /// <summary>The values of query and key for each head.</summary>
    [Setting("The values of query and key for each head (PyTorch: embed_dim / num_heads).", Required = true)]
    public required long KeySize
    {
        get;
        init => field = Setting.AtLeast(1, value);
    }

    /// <summary>The values of the value for each head; the key's when not given.</summary>
    [Setting("The values of the value for each head; as many as the key's when not given.")]
    public long? ValueSize
    {
        get;
        init => field = Setting.AtLeast(1, value);
    }

    /// <summary>The output features; those of the query when not given.</summary>
    [Setting("The output features; those of the query when not given.")]
    public long? OutputSize
    {
        get;
        init => field = Setting.AtLeast(1, value);
    }

    /// <summary>Whether the projections have a bias.</summary>
    [Setting("Whether the projections have a bias.")]
    public bool UseBias { get; init; } = true;

    /// <summary>The features of the query, where the source states them.</summary>
    [Setting(
        "The features of the query: stated where the layer before is not known, checked where it is.",
        Size = SettingSize.Input
    )]
    public long? QueryFeatures
    {
        get;
        init => field = Setting.AtLeast(1, value);
    }

    /// <summary>The features of the key, where the source states them (PyTorch's kdim).</summary>
    [Setting(
        "The features of the key (PyTorch's kdim): stated where the layer before is not known, checked where it is.",
        Size = SettingSize.Input
    )]
    public long? KeyFeatures
    {
        get;
        init => field = Setting.AtLeast(1, value);
    }

    /// <summary>The features of the value, where the source states them (PyTorch's vdim).</summary>
    [Setting(
        "The features of the value (PyTorch's vdim): stated where the layer before is not known, checked where it is.",
        Size = SettingSize.Input
    )]
    public long? ValueFeatures
    {
        get;
        init => field = Setting.AtLeast(1, value);
    }

    /// <summary>Whether a learned key and value are added to the sequence (PyTorch).</summary>
    [Setting("Whether one learned key and value are added to the sequence (PyTorch).")]
    public bool AddBiasKV { get; init; }

    /// <summary>Whether a key and a value of zeros are added to the sequence (PyTorch).</summary>
    [Setting("Whether one key and value of zeros are added to the sequence (PyTorch's add_zero_attn).")]
    public bool AddZeroAttention { get; init; }

    /// <inheritdoc/>
    public override (int Fewest, int Most) GetArity() => (1, 3);

    /// <inheritdoc/>
    internal override bool RepeatsOverPositions => true;

    /// <inheritdoc/>
    internal override bool HasTensorsBetween => true;

    /// <inheritdoc/>
    protected override TensorShape OutputShape(LayerInputs inputs)
    {
        var query = inputs.First;
        foreach (var shape in inputs.Shapes)
        {
            if (shape.HasRank && shape.Rank < 2)
                throw new LayerException(ErrorId.InvalidShape, $"reads {shape}; it needs (positions,features)");
        }

        Check(QueryFeatures, query, nameof(QueryFeatures));
        Check(KeyFeatures, Key(inputs), nameof(KeyFeatures));
        Check(ValueFeatures, Value(inputs), nameof(ValueFeatures));
        if (Positions(Key(inputs)) is { } keys && Positions(Value(inputs)) is { } values && keys != values)
            throw new LayerException(
                ErrorId.ShapeMismatch,
                $"the key {Key(inputs)} and the value {Value(inputs)} must have the same positions"
            );
        if (!query.HasRank)
            return query;
        return query.WithAxis(query.Rank - 1, OutputSize is { } size ? size : query[query.Rank - 1]);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Weight>? Weights(LayerInputs inputs)
    {
        if (Features(inputs) is not { } features)
            return null;

        return inputs.Layout == ShapeLayout.ChannelsFirst ? PyTorchWeights(features) : KerasWeights(features);
    }

    /// <inheritdoc/>
    internal override BackwardNeeds? Backward(LayerInputs inputs, IReadOnlyList<TensorShape> outputs)
    {
        if (Positions(inputs.First) is not { } queries || Positions(Key(inputs)) is not { } keys)
            return null;

        // torch.nn.functional.multi_head_attention_forward, written out: inputs with the positions first, for which
        // they are copied; query, key and value by head; the weights, twice where they are halved; what they mix.
        long attended = Attended(keys);
        long weights = checked(Heads * queries * attended);
        var projected = Enumerable
            .Range(0, inputs.Count)
            .Select(i => SavedTensor.Inner("input, positions first", inputs[i].ElementCount).ForWeights());
        return new([
            .. projected,
            SavedTensor.Weights,
            SavedTensor.Factor,
            SavedTensor.Inner("query, scaled", checked(queries * Heads * KeySize)),
            SavedTensor.Inner("key", checked(attended * Heads * KeySize)),
            SavedTensor.Inner("value", checked(attended * Heads * PerValue)),
            SavedTensor.Inner("softmax", weights).As(SavedType.Float32),
            SavedTensor.Inner("softmax, halved", weights).As(SavedType.HalfCopy),
            SavedTensor.Inner("mixed values", checked(queries * Heads * PerValue)).ForWeights(),
        ])
        {
            Mixed = MixedPrecision.Half,
        };
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Work> Work(LayerInputs inputs, TensorShape output)
    {
        if (
            Features(inputs) is not { } features
            || Positions(inputs.First) is not { } queries
            || Positions(Key(inputs)) is not { } keys
        )
            return [new Work(WorkKind.AttentionProjection, null), new Work(WorkKind.AttentionProduct, null)];

        var numbers = features with { Queries = queries, Keys = keys };
        long attended = Attended(keys);
        return
        [
            Projected(QueryProduct, numbers, checked(queries * Heads * KeySize)),
            Projected(KeyProduct, numbers, checked(keys * Heads * KeySize)),
            Projected(ValueProduct, numbers, checked(keys * Heads * PerValue)),
            new Work(WorkKind.AttentionProduct, With(Scores, numbers))
            {
                Elements = checked(Heads * queries * attended),
            },
            Layers.Work.PerElement(
                WorkKind.AttentionSoftmax,
                checked(Heads * queries * attended),
                ActivationFunction.Operations("softmax"),
                "softmax"
            ),
            new Work(WorkKind.AttentionProduct, With(Mixture, numbers))
            {
                Elements = checked(queries * Heads * PerValue),
            },
            Projected(OutputProduct, numbers, checked(queries * features.Output)),
        ];
    }

    /// <inheritdoc/>
    public override ReceptiveStep ReceptiveStep(LayerInputs inputs) => Layers.ReceptiveStep.Whole;

    /// <inheritdoc/>
    public override Working ExplainParameters(LayerInputs inputs, IReadOnlyList<Weight> counted)
    {
        if (counted.Count == 0 || Features(inputs) is not { } features)
            return Working.Zero;
        bool hasBias = counted.Any(weight => weight.Role == WeightRole.Bias);
        string text =
            UseBias && hasBias
                ? "((e + 1) * h * k) + ((f + 1) * h * k) + ((g + 1) * h * v) + (((h * v) + 1) * o)"
                : "(e * h * k) + (f * h * k) + (g * h * v) + (h * v * o)";
        return With(WithLegend(AddBiasKV && hasBias ? text + " + (h * k) + (h * v)" : text), features);
    }

    private long Attended(long keys) => checked(keys + (AddBiasKV ? 1 : 0) + (AddZeroAttention ? 1 : 0));

    private long PerValue => ValueSize ?? KeySize;

    private static TensorShape Value(LayerInputs inputs) => inputs.Count > 1 ? inputs[1] : inputs.First;

    private static TensorShape Key(LayerInputs inputs) => inputs.Count > 2 ? inputs[2] : Value(inputs);

    private static long? Last(TensorShape shape) => shape.Rank == 0 ? null : shape[shape.Rank - 1].Size;

    private static long? Positions(TensorShape shape) =>
        shape.Rank == 0 ? null : shape.Part(0, shape.Rank - 1).ElementCount;

    private static void Check(long? stated, TensorShape shape, string setting)
    {
        if (stated is { } features && Last(shape) is { } given && features != given)
            throw new LayerException(
                ErrorId.ShapeMismatch,
                Wording.InNumber($"{setting} is {features}, but the input {shape} has {given} feature[s]")
            );
    }

    private AttentionNumbers? Features(LayerInputs inputs) =>
        (QueryFeatures ?? Last(inputs.First)) is { } query
        && (KeyFeatures ?? Last(Key(inputs))) is { } key
        && (ValueFeatures ?? Last(Value(inputs))) is { } value
            ? new AttentionNumbers(query, key, value, OutputSize ?? query)
            : null;

    // One tensor for each projection, with an axis for the heads.
    private List<Weight> KerasWeights(AttentionNumbers features)
    {
        List<Weight> weights = [];
        Add(weights, "query", [features.Query, Heads, KeySize], [Heads, KeySize]);
        Add(weights, "key", [features.Key, Heads, KeySize], [Heads, KeySize]);
        Add(weights, "value", [features.Value, Heads, PerValue], [Heads, PerValue]);
        AddLearnedPosition(weights);
        Add(weights, "output", [Heads, PerValue, features.Output], [features.Output]);
        return weights;
    }

    // One tensor for all that comes in, where it has the same features; one bias in any case.
    private List<Weight> PyTorchWeights(AttentionNumbers features)
    {
        var (keys, values) = (checked(Heads * KeySize), checked(Heads * PerValue));
        long all = checked(keys + keys + values);
        List<Weight> weights =
            features.Query == features.Key && features.Query == features.Value
                ? [new Weight("input_kernel", WeightRole.Kernel, all, features.Query)]
                :
                [
                    new Weight("query_kernel", WeightRole.Kernel, keys, features.Query),
                    new Weight("key_kernel", WeightRole.Kernel, keys, features.Key),
                    new Weight("value_kernel", WeightRole.Kernel, values, features.Value),
                ];
        if (UseBias)
            weights.Add(new Weight("input_bias", WeightRole.Bias, all));
        AddLearnedPosition(weights);
        Add(weights, "output", [features.Output, values], [features.Output]);
        return weights;
    }

    private void Add(List<Weight> weights, string name, long[] kernel, long[] bias)
    {
        weights.Add(new Weight(name + "_kernel", WeightRole.Kernel, kernel));
        if (UseBias)
            weights.Add(new Weight(name + "_bias", WeightRole.Bias, bias));
    }

    private void AddLearnedPosition(List<Weight> weights)
    {
        if (!AddBiasKV)
            return;
        weights.Add(new Weight("bias_k", WeightRole.Bias, 1, 1, checked(Heads * KeySize)));
        weights.Add(new Weight("bias_v", WeightRole.Bias, 1, 1, checked(Heads * PerValue)));
    }

    private Work Projected(Formula formula, AttentionNumbers numbers, long outputs) =>
        new(WorkKind.AttentionProjection, With(formula, numbers))
        {
            Elements = outputs,
            BiasAdds = UseBias ? outputs : 0,
        };

    private Working With(Formula formula, AttentionNumbers numbers) =>
        formula.With(symbol =>
            symbol switch
            {
                "h" => Heads,
                "k" => KeySize,
                "v" => PerValue,
                "e" => numbers.Query,
                "f" => numbers.Key,
                "g" => numbers.Value,
                "o" => numbers.Output,
                "t" => numbers.Queries,
                "s" => numbers.Keys,
                "w" => Attended(numbers.Keys),
                _ => throw new ArgumentOutOfRangeException(
                    nameof(symbol),
                    symbol,
                    "Not a letter of the attention's formula."
                ),
            }
        );

    private static Formula WithLegend(string text)
    {
        var symbols = new Formula(text).Symbols;
        return new Formula(
            text,
            string.Join(
                "; ",
                Letters.Where(pair => symbols.Contains(pair.Letter)).Select(pair => $"{pair.Letter}: {pair.Meaning}")
            )
        );
    }

    private readonly record struct AttentionNumbers(long Query, long Key, long Value, long Output)
    {
        internal long Queries { get; init; }

        internal long Keys { get; init; }
    }
}
