using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Shapes;

namespace CnnParams.Layers;

/// <summary>Axes made one: the same values in a row.</summary>
[LayerType("Flatten", "All values in one row.", Prefix = "flatten", ExampleInput = "5x5x16")]
public sealed class Flatten : Layer
{
    /// <inheritdoc/>
    public override string Type => "Flatten";

    /// <summary>The first axis that is merged, counted from 1.</summary>
    [Setting("The first axis that is merged, counted from 1; negative numbers count from the end.")]
    public int StartAxis { get; init; } = 1;

    /// <summary>The last axis that is merged.</summary>
    [Setting("The last axis that is merged, counted from 1; negative numbers count from the end.")]
    public int EndAxis { get; init; } = -1;

    /// <inheritdoc/>
    public override bool IsView => true;

    /// <inheritdoc/>
    internal override bool PassesScores => true;

    /// <inheritdoc/>
    protected override TensorShape OutputShape(LayerInputs inputs)
    {
        var input = inputs.First;
        if (!input.HasRank)
            return input;
        if (input.Rank == 0)
            return input.Like(1);

        var (from, to) = Range(input);
        Dimension merged = input.Part(from, to - from + 1).ElementCount is { } count ? count : Dimension.Unknown;
        return input.Like([.. input.Axes.Take(from), merged, .. input.Axes.Skip(to + 1)]);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<AxisRule> ExplainShape(LayerInputs inputs, TensorShape output)
    {
        var input = inputs.First;
        if (!input.IsKnown || input.Rank < 2)
            return [];
        var (from, to) = Range(input);
        string[] letters = Enumerable.Range(1, to - from + 1).Select(i => $"a{i}").ToArray();
        var product = new Formula(string.Join(" * ", letters), "the sizes of the merged axes");
        return
        [
            new AxisRule(
                "values",
                product.With(input.Part(from, to - from + 1).Axes.Select(axis => axis.Value).ToArray())
            ),
        ];
    }

    /// <inheritdoc/>
    public override ReceptiveStep ReceptiveStep(LayerInputs inputs) => Layers.ReceptiveStep.Unknown;

    private (int From, int To) Range(TensorShape input)
    {
        int from = Axis.Index(StartAxis, input, nameof(StartAxis));
        int to = Axis.Index(EndAxis, input, nameof(EndAxis));
        return from <= to
            ? (from, to)
            : throw Setting.Invalid(nameof(EndAxis), EndAxis, $"at or after StartAxis {StartAxis}");
    }

    /// <inheritdoc/>
    internal override BackwardNeeds? Backward(LayerInputs inputs, IReadOnlyList<TensorShape> outputs) =>
        BackwardNeeds.Reshapes;
}
