using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Shapes;

namespace CnnParams.Layers;

/// <summary>
/// A learned vector for each word of a vocabulary, looked up: v * e parameters, and no multiplication.
/// </summary>
[LayerType(
    "Embedding",
    "A learned vector for each word, looked up by its number.",
    Prefix = "embedding",
    Example = "VocabularySize=1000; EmbeddingSize=64",
    ExampleInput = "20"
)]
public sealed class Embedding : Layer
{
    private static readonly Formula Table = new("v * e", "v: words of the vocabulary; e: values of each vector");

    private static readonly Formula Width = new("e", "e: values of each vector");

    /// <inheritdoc/>
    public override string Type => "Embedding";

    /// <summary>The number of words.</summary>
    [Setting("The number of words in the vocabulary.", Required = true)]
    public required long VocabularySize
    {
        get;
        init => field = Setting.AtLeast(1, value);
    }

    /// <summary>The number of values in the vector of a word.</summary>
    [Setting("The number of values in the vector of each word.", Required = true)]
    public required long EmbeddingSize
    {
        get;
        init => field = Setting.AtLeast(1, value);
    }

    /// <inheritdoc/>
    internal override bool RepeatsOverPositions => true;

    /// <inheritdoc/>
    protected override TensorShape OutputShape(LayerInputs inputs)
    {
        var words = inputs.First;
        return words.HasRank ? words.Like([.. words.Axes, EmbeddingSize]) : words;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Weight>? Weights(LayerInputs inputs) =>
        [new Weight("embeddings", WeightRole.Kernel, VocabularySize, EmbeddingSize)];

    /// <inheritdoc/>
    internal override BackwardNeeds? Backward(LayerInputs inputs, IReadOnlyList<TensorShape> outputs) =>
        new(SavedTensor.Input().As(SavedType.Int64));

    /// <inheritdoc/>
    public override IReadOnlyList<Work> Work(LayerInputs inputs, TensorShape output) =>
        [new Work(WorkKind.Lookup, Working.Zero)];

    /// <inheritdoc/>
    public override IReadOnlyList<AxisRule> ExplainShape(LayerInputs inputs, TensorShape output) =>
        [new AxisRule("values", Width.With(EmbeddingSize))];

    /// <inheritdoc/>
    public override Working ExplainParameters(LayerInputs inputs, IReadOnlyList<Weight> counted) =>
        counted.Count == 0 ? Working.Zero : Table.With(VocabularySize, EmbeddingSize);

    /// <inheritdoc/>
    // The axis of the words becomes spatial only here.
    public override ReceptiveStep ReceptiveStep(LayerInputs inputs) => Layers.ReceptiveStep.Unknown;
}
