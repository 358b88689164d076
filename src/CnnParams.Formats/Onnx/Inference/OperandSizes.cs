using CnnParams.Formats.Folding;

namespace CnnParams.Formats.Onnx.Inference;

/// <summary>
/// What the inputs of an operator have in common: values at one place, the two sides of a product, weights and the
/// channels that they are of. A file whose sizes cannot be together contradicts itself.
/// </summary>
internal static class OperandSizes
{
    // The numbers that a recurrent layer has for each unit and input.
    private static readonly Dictionary<string, long> Gates = new(StringComparer.Ordinal)
    {
        ["LSTM"] = 4,
        ["GRU"] = 3,
        ["RNN"] = 1,
    };

    /// <summary>How the inputs contradict each other; null where they do not, or their sizes are not known.</summary>
    internal static string? Contradiction(OnnxCall call)
    {
        if (call.Node.Domain.Length > 0 || call.Node.Has("broadcast"))
            return null;
        return call.Operator switch
        {
            "Conv" or "DeformConv" => Convolved(call, call.Operator == "Conv" ? 2 : 3),
            "ConvTranspose" => Transposed(call),
            "MatMul" => Product(call, false, false),
            "Gemm" => Product(call, Turned(call, "transA"), Turned(call, "transB")) ?? Added(call),
            "BatchNormalization" => Channels(call, 4),
            "InstanceNormalization" => Channels(call, 2),
            "GroupNormalization" when call.Node.Version >= 21 => Channels(call, 2),
            "LayerNormalization" or "RMSNormalization" or "PRelu" => Broadcast(call, call.Inputs.Take(3)),
            "LSTM" or "GRU" or "RNN" => Recurrent(call, Gates[call.Operator]),
            _ => ShapeRule.Of(call.Operator) is ElementWiseRule or ComparisonRule or WhereRule
                ? Broadcast(call, call.Inputs)
                : null,
        };
    }

    private static bool Turned(OnnxCall call, string attribute) => call.Node.Number(attribute, 0) != 0;

    private static string? Broadcast(OnnxCall call, IEnumerable<Value> operands)
    {
        if (call.Node.Version < 7)
            return null;
        Shape? whole = null;
        foreach (var shape in operands.Select(operand => operand.Shape).OfType<Shape>())
        {
            var both = whole is null ? shape : Shape.Broadcast(whole, shape);
            if (both is null)
                return $"{whole} and {shape} cannot be broadcast";
            whole = both;
        }

        return null;
    }

    private static string? Product(OnnxCall call, bool leftTurned, bool rightTurned)
    {
        if (call.Shape is not { Rank: > 0 } left || call.Input(1).Shape is not { Rank: > 0 } right)
            return null;
        // Before version 7 Gemm merged the axes of what it read.
        if (call.Operator == "Gemm" && (left.Rank != 2 || right.Rank != 2))
            return null;
        var columns = left[left.Rank - (leftTurned ? 2 : 1)];
        var rows = right.Rank == 1 ? right[0] : right[right.Rank - (rightTurned ? 1 : 2)];
        return columns.Same(rows) == false ? $"{left} and {right} cannot be multiplied" : null;
    }

    private static string? Added(OnnxCall call) =>
        call.Node.Version >= 7
        && call.Input(2).Shape is { } bias
        && call.Input(1).Shape is { Rank: 2 } matrix
        && Shape.Broadcast(bias, new Shape(matrix[Turned(call, "transB") ? 0 : 1])) is null
            ? $"a bias of {bias} cannot be added to a product with {matrix}"
            : null;

    private static string? Convolved(OnnxCall call, int bias)
    {
        if (call.Input(1).Shape is not { Rank: > 2 } kernel || call.Shape is not { } image)
            return null;
        Size groups = call.Node.Number("group", 1);
        return image.Rank != kernel.Rank || image[1].Same(kernel[1] * groups) == false
                ? $"its kernel is {kernel}, its input {image}, its groups {groups}"
            : kernel[0].Value is { } filters && groups.Value is > 0 and var by && filters % by != 0
                ? $"{filters} filters are not divisible by {by} groups"
            : Vector(call, bias, kernel[0], "filters");
    }

    private static string? Transposed(OnnxCall call)
    {
        if (call.Input(1).Shape is not { Rank: > 2 } kernel || call.Shape is not { } image)
            return null;
        return image.Rank != kernel.Rank || image[1].Same(kernel[0]) == false
            ? $"its kernel is {kernel}, its input {image}"
            : Vector(call, 2, kernel[1] * call.Node.Number("group", 1), "filters");
    }

    private static string? Channels(OnnxCall call, int weights) =>
        call.Shape is { Rank: > 1 } image
            ? Enumerable
                .Range(1, weights)
                .Select(input => Vector(call, input, image[1], "channels"))
                .FirstOrDefault(what => what is not null)
            : null;

    private static string? Recurrent(OnnxCall call, long gates)
    {
        if (RecurrentShapeRule.Units(call) is not { } units || call.Shape is not { Rank: 3 } sequence)
            return null;
        Size directions = RecurrentShapeRule.Directions(call);
        return Differs(call, 1, new Shape(directions, units * gates, sequence[2]))
            ?? Differs(call, 2, new Shape(directions, units * gates, units))
            ?? Differs(call, 3, new Shape(directions, units * (2 * gates)));
    }

    private static string? Differs(OnnxCall call, int input, Shape expected) =>
        call.Input(input).Shape is { } shape
        && (shape.Rank != expected.Rank || shape.Axes.Zip(expected.Axes, (a, b) => a.Same(b)).Contains(false))
            ? $"{Named(call, input)} is {shape}, and its settings and its input take {expected}"
            : null;

    private static string? Vector(OnnxCall call, int input, Size expected, string of) =>
        call.Has(input) && call.Input(input).Shape is { } shape && (shape.Rank != 1 || shape[0].Same(expected) == false)
            ? $"{Named(call, input)} is {shape}, for {expected} {of}"
            : null;

    private static string Named(OnnxCall call, int input) => $"'{call.Node.Inputs[input]}'";
}
