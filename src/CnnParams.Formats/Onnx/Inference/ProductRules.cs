using CnnParams.Formats.Folding;

namespace CnnParams.Formats.Onnx.Inference;

/// <summary>Products of matrices over the last two axes, the others repeated by the numpy rule.</summary>
internal sealed class MatMulRule : ShapeRule
{
    internal override IEnumerable<string> Operators =>
        [
            "MatMul",
            "MatMulInteger",
            "QLinearMatMul",
            "FusedMatMul",
            "TransposeMatMul",
            "DynamicQuantizeMatMul",
            "MatMulIntegerToFloat",
        ];

    protected override Value Output(OnnxCall call)
    {
        var type = call.Operator switch
        {
            "MatMulInteger" => ElementType.Int32,
            "QLinearMatMul" => call.Input(7).ElementType,
            "MatMulIntegerToFloat" => ElementType.Float,
            _ => call.First.ElementType,
        };
        return OnnxCall.Typed(
            type,
            Product(
                call.Shape,
                Second(call).Shape,
                call.Node.Number("transA", 0) == 1,
                call.Node.Number("transB", 0) == 1
            )
        );
    }

    /// <summary>The second matrix, after the scale and zero point of the first where they lie between.</summary>
    internal static Value Second(OnnxCall call) => call.Input(SecondIndex(call));

    internal static int SecondIndex(OnnxCall call) => call.Operator == "QLinearMatMul" ? 3 : 1;

    /// <summary>The shape of a product; null where two matrices cannot be multiplied, or one is not known.</summary>
    internal static Shape? Product(Shape? left, Shape? right, bool transposeLeft = false, bool transposeRight = false)
    {
        if (left is not { Rank: > 0 } || right is not { Rank: > 0 })
            return null;
        var (rows, inner) = left.Rank == 1 ? (null, left[0]) : Matrix(left, transposeLeft);
        var (height, columns) = right.Rank == 1 ? (right[0], null) : Matrix(right, transposeRight);
        if (inner!.Value.Same(height!.Value) == false)
            return null;
        var batch = Shape.Broadcast(Shape.Of(left.Axes.Take(left.Rank - 2)), Shape.Of(right.Axes.Take(right.Rank - 2)));
        return batch is null ? null : Shape.Of([.. batch.Axes, .. Some(rows), .. Some(columns)]);
    }

    private static (Size? Rows, Size? Columns) Matrix(Shape shape, bool transposed)
    {
        var (rows, columns) = (shape[shape.Rank - 2], shape[shape.Rank - 1]);
        return transposed ? (columns, rows) : (rows, columns);
    }

    private static IEnumerable<Size> Some(Size? size) => size is { } known ? [known] : [];
}

/// <summary>A product of two matrices and a sum.</summary>
internal sealed class GemmRule : ShapeRule
{
    internal override IEnumerable<string> Operators => ["Gemm", "FusedGemm", "QGemm"];

    protected override Value Output(OnnxCall call)
    {
        var second = call.Input(SecondIndex(call));
        var type =
            call.Operator == "QGemm" && call.Has(8) ? call.Input(8).ElementType
            : call.Operator == "QGemm" ? ElementType.Float
            : call.First.ElementType;
        // Before version 7 more axes than two were taken for a matrix.
        var first = call.Shape is { Rank: > 2 } shape
            ? new Shape(shape[0], Shape.Product(shape.Axes.Skip(1)))
            : call.Shape;
        return OnnxCall.Typed(
            type,
            MatMulRule.Product(
                first,
                second.Shape,
                call.Node.Number("transA", 0) != 0,
                call.Node.Number("transB", 0) != 0
            )
        );
    }

    internal static int SecondIndex(OnnxCall call) => call.Operator == "QGemm" ? 3 : 1;
}

/// <summary>A product along the axes that an equation names.</summary>
internal sealed class EinsumRule : ShapeRule
{
    internal override IEnumerable<string> Operators => ["Einsum"];

    protected override Value Output(OnnxCall call) =>
        call.Like(
            Equation.Of(call) is { } equation
                ? Shape.Of(equation.Output.Select(letter => equation.Sizes[letter]))
                : null
        );
}

/// <summary>An equation of Einsum, with the size of each letter.</summary>
/// <param name="Inputs">The letters of each operand.</param>
/// <param name="Output">The letters of the result.</param>
/// <param name="Sizes">The size of each letter.</param>
internal sealed record Equation(IReadOnlyList<string> Inputs, string Output, IReadOnlyDictionary<char, Size> Sizes)
{
    // Axes that three dots stand for get letters of their own, from the end.
    private const string Elided = "0123456789";

    /// <summary>The equation of a call; null where it is none, or a shape is not known.</summary>
    internal static Equation? Of(OnnxCall call)
    {
        string[] sides = call.Node.Text("equation").Replace(" ", "").Split(["->"], StringSplitOptions.None);
        string[] terms = sides[0].Split(',');
        if (sides.Length > 2 || terms.Length != call.Inputs.Count || call.Inputs.Any(input => input.Shape is null))
            return null;

        int elided = 0;
        var sizes = new Dictionary<char, Size>();
        for (int i = 0; i < terms.Length; i++)
        {
            var shape = call.Inputs[i].Shape!;
            if (Written(terms[i], shape.Rank) is not { } letters)
                return null;
            elided = Math.Max(elided, letters.Count(char.IsDigit));
            terms[i] = letters;
            for (int axis = 0; axis < letters.Length; axis++)
                sizes[letters[axis]] = sizes.TryGetValue(letters[axis], out var seen)
                    ? Shape.Meet(seen, shape[axis])
                    : shape[axis];
        }

        string dots = new([.. Elided.Take(elided).Reverse()]);
        string output = sides.Length == 2 ? sides[1].Replace("...", dots) : dots + Single(terms);
        return output.All(sizes.ContainsKey) && output.Length <= Shape.MostAxes
            ? new Equation(terms, output, sizes)
            : null;
    }

    private static string? Written(string term, int rank)
    {
        int dots = term.IndexOf("...", StringComparison.Ordinal);
        if (dots < 0)
            return term.Length == rank && term.All(char.IsLetter) ? term : null;
        string letters = term.Replace("...", "");
        int elided = rank - letters.Length;
        if (elided < 0 || elided > Elided.Length || !letters.All(char.IsLetter))
            return null;
        return letters.Insert(dots, new string([.. Elided.Take(elided).Reverse()]));
    }

    // Without an output: the letters that stand once, in their order.
    private static string Single(string[] terms)
    {
        string all = string.Concat(terms);
        return new string([
            .. all.Where(letter => char.IsLetter(letter) && all.Count(other => other == letter) == 1)
                .OrderBy(letter => letter),
        ]);
    }
}
