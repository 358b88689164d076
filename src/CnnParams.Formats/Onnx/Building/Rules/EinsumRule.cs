using CnnParams.Formats.Folding;
using CnnParams.Formats.Onnx.Inference;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Onnx.Building.Rules;

/// <summary>
/// A product of two tensors along the axes that an equation names is one of matrices: axes that both and the result
/// have are repeated, those that only the operands have are summed over, the rest are rows and columns.
/// </summary>
internal sealed class EinsumLayerRule : LayerRule
{
    internal override IEnumerable<string> Operators => ["Einsum"];

    internal override bool LeavesOtherAxes => true;

    internal override Layer? Create(LayerCall call) =>
        Equation.Of(call.Operation) switch
        {
            { Inputs: [var only] } equation => Turned(call, only, equation.Output),
            { Inputs: [var left, var right] } equation when IsProduct(left, right, equation.Output) => Product(
                call,
                equation,
                left,
                right
            ),
            _ => null,
        };

    private static Permute? Turned(LayerCall call, string from, string to) =>
        from.Length == to.Length && to.Distinct().Count() == to.Length && call.Reads(0)
            ? PermuteRule.Of(call, [.. to.Select(letter => (long)from.IndexOf(letter))])
            : null;

    private static Layer? Product(LayerCall call, Equation equation, string left, string right)
    {
        char[] repeated = [.. left.Where(letter => right.Contains(letter) && equation.Output.Contains(letter))];
        char[] summed = [.. left.Where(letter => right.Contains(letter) && !equation.Output.Contains(letter))];
        // Nothing is summed: each value is multiplied once, and so does PyTorch.
        if (Shape.Product(summed.Select(letter => equation.Sizes[letter])).Value == 1)
        {
            return call.ReadsOrLearns(0) && call.ReadsOrLearns(1)
                ? new Operation
                {
                    OperatorType = call.Operator,
                    Kind = WorkKind.ElementWise,
                    OutputShape = call.StatedOutput(),
                }
                : null;
        }

        char[] rows = [.. left.Where(letter => !right.Contains(letter))];
        char[] columns = [.. right.Where(letter => !left.Contains(letter))];
        var first = Matrix(equation, repeated, rows, summed);
        var second = Matrix(equation, repeated, summed, columns);
        return call.ReadsOrLearns(0, first) && call.ReadsOrLearns(1, second) ? new MatMul() : null;
    }

    // A letter twice in one operand is a diagonal, and one that only an operand has is summed before.
    private static bool IsProduct(string left, string right, string output) =>
        new[] { left, right, output }.All(letters => letters.Distinct().Count() == letters.Length)
        && (left + right).All(letter => output.Contains(letter) || (left.Contains(letter) && right.Contains(letter)));

    private static TensorShape Matrix(Equation equation, char[] repeated, char[] rows, char[] columns) =>
        new(
            new[] { repeated, rows, columns }.Select(letters =>
                SampleShapes.Dimension(Shape.Product(letters.Select(letter => equation.Sizes[letter])))
            ),
            ShapeLayout.ChannelsFirst
        );
}
