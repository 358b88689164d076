using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Shapes;

namespace CnnParams.Layers;

/// <summary>
/// The matrix product of the last two axes of two computed tensors; the axes before are broadcast (NumPy's matmul).
/// Nothing is learned.
/// </summary>
[LayerType(
    "MatMul",
    "The matrix product of two layers, over their last two axes.",
    Prefix = "matmul",
    Aliases = "Dot BatchMatMul",
    Example = "Inputs=a,b",
    ExampleInput = "8x197x64 8x64x197"
)]
public sealed class MatMul : Layer
{
    private static readonly Formula Single = new(
        "m * k * n",
        "m: rows of the first; k: its columns, the rows of the second; n: columns of the second"
    );

    private static readonly Formula Batched = new("b * m * k * n", Single.Legend + "; b: products");

    private static readonly Formula Height = new("m", "m: rows of the first");

    private static readonly Formula Breadth = new("n", "n: columns of the second");

    /// <inheritdoc/>
    public override string Type => "MatMul";

    /// <summary>Whether the last two axes of the first tensor are exchanged.</summary>
    [Setting("Whether the last two axes of the first tensor are exchanged.")]
    public bool TransposeA { get; init; }

    /// <summary>Whether the last two axes of the second tensor are exchanged.</summary>
    [Setting("Whether the last two axes of the second tensor are exchanged.")]
    public bool TransposeB { get; init; }

    /// <inheritdoc/>
    public override (int Fewest, int Most) GetArity() => (2, 2);

    /// <inheritdoc/>
    protected override TensorShape OutputShape(LayerInputs inputs)
    {
        var (left, right) = (inputs[0], inputs[1]);
        if (!left.HasRank || !right.HasRank)
            return TensorShape.Unknown.As(inputs.Layout);
        if (left.Rank < 2 || right.Rank < 2)
            throw new LayerException(ErrorId.InvalidShape, $"reads {left} and {right}; each needs two axes or more");

        var (rows, inner) = Matrix(left, TransposeA);
        var (height, columns) = Matrix(right, TransposeB);
        if (!inner.Fits(height))
        {
            throw new LayerException(
                ErrorId.ShapeMismatch,
                $"{left} and {right} cannot be multiplied: {inner} columns meet {height} rows"
            );
        }

        var batch = Broadcasting.Of(left.Part(0, left.Rank - 2), right.Part(0, right.Rank - 2));
        return left.Like([.. batch.Axes, rows, columns]);
    }

    /// <inheritdoc/>
    internal override BackwardNeeds? Backward(LayerInputs inputs, IReadOnlyList<TensorShape> outputs) =>
        new(Factor(inputs, outputs[0], 0), Factor(inputs, outputs[0], 1))
        {
            Mixed = MixedPrecision.Half,
            // ATen/native/LinearAlgebra.cpp: the axes before the last two are made one, which copies a part of a tensor
            // unless that is a view of it; the view keeps all of the tensor. What scales a factor is no layer here.
            AssumptionOfParts = "parts of a tensor that are multiplied are kept as large as they are",
        };

    /// <inheritdoc/>
    public override IReadOnlyList<Work> Work(LayerInputs inputs, TensorShape output)
    {
        if (output.ElementCount is not { } || Inner(inputs) is not { } inner)
            return [new Work(WorkKind.MatrixProduct, null)];
        long rows = output[output.Rank - 2].Value;
        long columns = output[output.Rank - 1].Value;
        long products = output.Part(0, output.Rank - 2).ElementCount!.Value;
        return
        [
            new Work(
                WorkKind.MatrixProduct,
                products == 1 ? Single.With(rows, inner, columns) : Batched.With(products, rows, inner, columns)
            ),
        ];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<AxisRule> ExplainShape(LayerInputs inputs, TensorShape output) =>
        output.IsKnown
            ?
            [
                new AxisRule("rows", Height.With(output[output.Rank - 2].Value)),
                new AxisRule("columns", Breadth.With(output[output.Rank - 1].Value)),
            ]
            : [];

    /// <inheritdoc/>
    public override ReceptiveStep ReceptiveStep(LayerInputs inputs) => Layers.ReceptiveStep.Unknown;

    // The columns of the first are the rows of the second: one of them tells.
    private long? Inner(LayerInputs inputs) =>
        Matrix(inputs[0], TransposeA).Columns.Size ?? Matrix(inputs[1], TransposeB).Rows.Size;

    private static (Dimension Rows, Dimension Columns) Matrix(TensorShape shape, bool transposed)
    {
        var (rows, columns) = (shape[shape.Rank - 2], shape[shape.Rank - 1]);
        return transposed ? (columns, rows) : (rows, columns);
    }

    // One that is the same for several products is copied for each.
    private static SavedTensor Factor(LayerInputs inputs, TensorShape output, int index)
    {
        var shape = inputs[index];
        long? products = output.Part(0, output.Rank - 2).ElementCount;
        long? own = shape.Part(0, shape.Rank - 2).ElementCount;
        var factor =
            products == own
                ? SavedTensor.Input(index)
                : SavedTensor.Inner("copies of an input", checked(shape.ElementCount / own * products));
        return factor.ForGradientOf(1 - index);
    }
}
