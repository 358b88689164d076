using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Shapes;
using CnnParams.Words;

namespace CnnParams.Layers;

/// <summary>The same values in the same order under other axes.</summary>
[LayerType(
    "Reshape",
    "The same values under another shape.",
    Prefix = "reshape",
    Aliases = "View Unflatten",
    Example = "TargetShape=7,7,-1",
    ExampleInput = "3136"
)]
public sealed class Reshape : Layer
{
    /// <inheritdoc/>
    public override string Type => "Reshape";

    /// <summary>The output axes, the batch not counted; -1 for one that follows from the others.</summary>
    [Setting("The output axes: 7,7,64. One may be -1: it follows from the others.", Required = true)]
    public required IReadOnlyList<long> TargetShape
    {
        get;
        init => field = Possible(value);
    }

    /// <inheritdoc/>
    public override bool IsView => true;

    /// <inheritdoc/>
    internal override bool HasStoredShape => true;

    /// <inheritdoc/>
    internal override bool PassesScores => true;

    /// <inheritdoc/>
    protected override TensorShape OutputShape(LayerInputs inputs)
    {
        var input = inputs.First;
        var count = input.ElementCount;
        if (count is null && !IsAsStored(inputs))
            return input.Like(TargetShape.Select(_ => Dimension.Unknown).ToArray());
        long given = GivenProduct;
        if (count is { } values && (HasOpenAxis ? values % given != 0 : values != given))
        {
            throw new LayerException(
                ErrorId.InvalidShape,
                Wording.InNumber($"{values} value[s] of {input} cannot make ({string.Join(",", TargetShape)})")
            );
        }

        return input.Like(
            TargetShape
                .Select(size =>
                    size >= 0 ? size
                    : count is { } all ? all / given
                    : Passing(input, given)
                )
                .ToArray()
        );
    }

    // An open axis passes where the others make what is given.
    private static Dimension Passing(TensorShape input, long given)
    {
        var open = input.Axes.Where(axis => !axis.IsKnown).ToArray();
        long known = input
            .Axes.Where(axis => axis.IsKnown)
            .Aggregate(1L, (product, axis) => checked(product * axis.Value));
        return open.Length == 1 && known == given ? open[0] : Dimension.Unknown;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<AxisRule> ExplainShape(LayerInputs inputs, TensorShape output)
    {
        if (!HasOpenAxis || inputs.First.ElementCount is not { } count)
            return [];
        var rule = new Formula("a / b", "a: input values; b: the product of the given axes");
        return [new AxisRule("axis -1", rule.With(count, GivenProduct))];
    }

    /// <inheritdoc/>
    public override ReceptiveStep ReceptiveStep(LayerInputs inputs) => Layers.ReceptiveStep.Unknown;

    private bool HasOpenAxis => TargetShape.Contains(-1);

    private long GivenProduct =>
        TargetShape.Where(size => size > 0).Aggregate(1L, (product, size) => checked(product * size));

    private static IReadOnlyList<long> Possible(IReadOnlyList<long> axes) =>
        axes.Count > 0 && axes.All(size => size is -1 or > 0) && axes.Count(size => size == -1) <= 1
            ? axes
            : throw Setting.Invalid(
                nameof(TargetShape),
                string.Join(",", axes),
                "sizes of 1 or more, and at most one -1"
            );

    /// <inheritdoc/>
    internal override BackwardNeeds? Backward(LayerInputs inputs, IReadOnlyList<TensorShape> outputs) =>
        BackwardNeeds.Reshapes;
}
