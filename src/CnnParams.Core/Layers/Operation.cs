using CnnParams.Shapes;

namespace CnnParams.Layers;

/// <summary>
/// An operator that is not understood: its weights count, its cost is not known, and its shape only where it is given.
/// </summary>
[LayerType(
    "Operation",
    "An operator that is not understood: its cost is not known, and never counted as zero.",
    Prefix = "op",
    Example = "OperatorType=NonMaxSuppression; OutputShape=100x4",
    ExampleInput = "1000x4"
)]
public sealed class Operation : TensorLayer
{
    /// <inheritdoc/>
    public override string Type => "Operation";

    /// <summary>What the source calls the operator.</summary>
    [Setting("What the source calls the operator.", Required = true)]
    public required string OperatorType
    {
        get;
        init =>
            field =
                value.Trim().Length > 0
                    ? value
                    : throw Setting.Invalid(nameof(OperatorType), "empty", "the name of the operator");
    }

    /// <summary>The output shape, where it is known.</summary>
    [Setting("The output shape, where it is known.")]
    public new TensorShape? OutputShape { get; init; }

    /// <summary>
    /// What it does, where that is known though no layer has its rule: it then costs nothing, or one operation a value.
    /// </summary>
    [Setting("What it does where that is known: DataMovement, ElementWise, ...; its cost is not known otherwise.")]
    public WorkKind Kind { get; init; } = WorkKind.Unknown;

    /// <summary>
    /// Whether <see cref="TensorLayer.Tensors"/> are all of its weights; its parameters are not known otherwise.
    /// </summary>
    [Setting("Whether Tensors are all of its weights; the number of its parameters is not known otherwise.")]
    public bool WeightsKnown { get; init; } = true;

    /// <inheritdoc/>
    internal override bool HasTensorsBetween => Kind == WorkKind.Unknown;

    /// <inheritdoc/>
    internal override bool HasStoredShape => OutputShape is not null;

    /// <inheritdoc/>
    public override IReadOnlyList<Weight>? Weights(LayerInputs inputs) => WeightsKnown ? base.Weights(inputs) : null;

    private protected override TensorShape Output(LayerInputs inputs) =>
        InLayout(
            InputsWhenStored is { Count: > 0 } stored && !IsAsStored(inputs)
                ? OfOther(stored, inputs)
                : OutputShape ?? TensorShape.Unknown,
            inputs
        );

    // What works value by value has as many outputs as inputs, however many those are.
    private TensorShape OfOther(IReadOnlyList<TensorShape> stored, LayerInputs inputs)
    {
        if (Kind != WorkKind.ElementWise || !stored.Aggregate(Broadcasting.Of).Equals(OutputShape))
            return TensorShape.Unknown;
        return inputs.Shapes.Aggregate(Broadcasting.Of);
    }

    /// <inheritdoc/>
    internal override BackwardNeeds? Backward(LayerInputs inputs, IReadOnlyList<TensorShape> outputs) =>
        Kind == WorkKind.DataMovement ? new() { Assumption = $"{OperatorType} is taken to copy its input" } : null;

    /// <inheritdoc/>
    public override IReadOnlyList<Work> Work(LayerInputs inputs, TensorShape output) =>
        Kind switch
        {
            WorkKind.Unknown => [new Work(WorkKind.Unknown, null) { Detail = OperatorType }],
            WorkKind.DataMovement => [Layers.Work.None],
            // Many values become few: the inputs are what is worked on.
            WorkKind.Mean => [Layers.Work.PerElement(Kind, inputs.First.ElementCount, 1, OperatorType)],
            _ => [Layers.Work.PerElement(Kind, output.ElementCount, 1, OperatorType)],
        };

    /// <inheritdoc/>
    // What works value by value sees what its input sees.
    public override ReceptiveStep ReceptiveStep(LayerInputs inputs) =>
        Kind == WorkKind.ElementWise && inputs.Count == 1 && inputs.First.HasRank && inputs.First.Equals(OutputShape)
            ? Layers.ReceptiveStep.Point
            : Layers.ReceptiveStep.Unknown;
}
