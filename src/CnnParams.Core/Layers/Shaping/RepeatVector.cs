using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Shapes;

namespace CnnParams.Layers;

/// <summary>A vector repeated as every step of a sequence: (features) becomes (times, features).</summary>
[LayerType(
    "RepeatVector",
    "A vector repeated as every step of a sequence.",
    Prefix = "repeat",
    Example = "Times=10",
    ExampleInput = "32"
)]
public sealed class RepeatVector : Layer
{
    private static readonly Formula Repeated = new("t", "t: how often it is repeated");

    /// <inheritdoc/>
    public override string Type => "RepeatVector";

    /// <summary>How many steps there are.</summary>
    [Setting("How many steps there are.", Required = true)]
    public required long Times
    {
        get;
        init => field = Setting.AtLeast(1, value);
    }

    /// <inheritdoc/>
    protected override TensorShape OutputShape(LayerInputs inputs)
    {
        var input = inputs.First;
        if (!input.HasRank)
            return input.Like(Times, Dimension.Unknown);
        return input.Rank == 1
            ? input.Like(Times, input[0])
            : throw new LayerException(
                ErrorId.InvalidShape,
                $"reads {input}; it needs (features), such as Flatten gives"
            );
    }

    /// <inheritdoc/>
    public override IReadOnlyList<AxisRule> ExplainShape(LayerInputs inputs, TensorShape output) =>
        [new AxisRule("time", Repeated.With(Times))];

    /// <inheritdoc/>
    public override ReceptiveStep ReceptiveStep(LayerInputs inputs) => Layers.ReceptiveStep.Unknown;

    /// <inheritdoc/>
    internal override BackwardNeeds? Backward(LayerInputs inputs, IReadOnlyList<TensorShape> outputs) =>
        BackwardNeeds.Nothing;
}
