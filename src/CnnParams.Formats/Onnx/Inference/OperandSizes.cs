using CnnParams.Formats.Folding;

namespace CnnParams.Formats.Onnx.Inference;

/// <summary>
/// What the inputs of an operator have in common: values at one place, the two sides of a product, weights and the
/// channels that they are of. A file whose sizes cannot be together, or that lacks what is read, contradicts itself.
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

    // How many inputs an operator has that it cannot be without.
    private static readonly Dictionary<string, int> Fewest = new(StringComparer.Ordinal)
    {
        ["Conv"] = 2,
        ["ConvTranspose"] = 2,
        ["MatMul"] = 2,
        ["Gemm"] = 2,
        ["PRelu"] = 2,
        ["BatchNormalization"] = 5,
        ["InstanceNormalization"] = 3,
        ["GroupNormalization"] = 3,
        ["LayerNormalization"] = 2,
        ["LSTM"] = 3,
        ["GRU"] = 3,
        ["RNN"] = 3,
        ["Add"] = 2,
        ["Sub"] = 2,
        ["Mul"] = 2,
        ["Div"] = 2,
        ["Identity"] = 1,
    };

    // Operators whose numbers are real ones, and those that can be whole where all are.
    private static readonly string[] OfReals =
        ["Conv", "ConvTranspose", "BatchNormalization", "InstanceNormalization", "LSTM", "GRU", "RNN"],
        OfOneType = ["MatMul", "Gemm", "PRelu"],
        Matrices = ["transA", "transB"];

    /// <summary>How the inputs contradict each other; null where they do not, or their sizes are not known.</summary>
    internal static string? Contradiction(OnnxCall call)
    {
        if (call.Missing is { } name)
            return $"nothing computes '{name}', which it reads";
        if (call.Node.Domain.Length > 0)
            return null;
        return Lacking(call) ?? Typed(call) ?? (call.Node.Has("broadcast") ? null : Sized(call));
    }

    private static string? Lacking(OnnxCall call)
    {
        if (!Fewest.TryGetValue(call.Operator, out int fewest))
            return null;
        int lacking = Enumerable
            .Range(0, fewest)
            .TakeWhile(i => call.Has(i) && call.Input(i) is not { IsKnown: false, Layer: null, Shape: null })
            .Count();
        return lacking == fewest ? null : $"its input {lacking + 1} of {fewest} is missing";
    }

    private static string? Typed(OnnxCall call)
    {
        if (!OfReals.Contains(call.Operator) && !(OfOneType.Contains(call.Operator) && call.First.ElementType.IsReal()))
            return null;
        int other = Enumerable
            .Range(1, Math.Min(call.Inputs.Count - 1, 3))
            .FirstOrDefault(i =>
                call.Input(i) is { IsConstant: true, ElementType: not ElementType.Undefined and var type }
                && !type.IsReal()
            );
        return other == 0 ? null : $"{Named(call, other)} has numbers of the type {call.Input(other).ElementType}";
    }

    private static string? Sized(OnnxCall call) =>
        call.Operator switch
        {
            "Conv" or "DeformConv" => Convolved(call, call.Operator == "Conv" ? 2 : 3),
            "ConvTranspose" => Transposed(call),
            "MatMul" => Product(call, false, false),
            "Gemm" => Turns(call) ?? Product(call, Turned(call, "transA"), Turned(call, "transB")) ?? Added(call),
            "MaxPool" or "AveragePool" or "LpPool" => Padded(call),
            "Flatten" => call.Shape is { Rank: var rank }
            && call.Node.Number("axis", 1) is var axis
            && (axis > rank || axis < -rank)
                ? $"its axis is {axis}, of {rank}"
                : null,
            "BatchNormalization" => Channels(call, 4),
            "InstanceNormalization" => Channels(call, 2),
            "GroupNormalization" when call.Node.Version >= 21 => Channels(call, 2),
            "LayerNormalization" or "RMSNormalization" or "PRelu" => Broadcast(call, call.Inputs.Take(3)),
            "LSTM" or "GRU" or "RNN" => Recurrent(call, Gates[call.Operator]),
            _ => ShapeRule.Of(call.Operator) is ElementWiseRule or ComparisonRule or WhereRule
                ? Broadcast(call, call.Inputs)
                : null,
        };

    // ONNX's inference keeps 32 bits of it, which may all be 0.
    private static string? Turns(OnnxCall call) =>
        Matrices
            .Where(attribute => call.Node.Number(attribute, 0) is < int.MinValue or > int.MaxValue)
            .Select(attribute => $"its {attribute} is {call.Node.Number(attribute, 0)}")
            .FirstOrDefault();

    // ONNX Runtime refuses windows that see padding alone (pool_attributes.h), however they are dilated.
    private static string? Padded(OnnxCall call) =>
        call.Node.Numbers("kernel_shape") is { Length: > 0 } window
        && call.Node.Numbers("pads") is { } pads
        && pads.Where((pad, i) => pad >= window[i % window.Length]).Any()
            ? $"its pads are {string.Join(",", pads)}, its kernel_shape {string.Join("x", window)}"
            : null;

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
        && (
            Shape.Broadcast(bias, new Shape(matrix[Turned(call, "transB") ? 0 : 1])) is null
            || bias.Rank > 2
            || (bias.Rank == 2 && bias[0].Value is > 1 and var rows && rows != Rows(call))
        )
            ? $"a bias of {bias} cannot be added to a product with {matrix}"
            : null;

    private static long? Rows(OnnxCall call) =>
        call.Shape is { Rank: 2 } left ? left[Turned(call, "transA") ? 1 : 0].Value : null;

    // The sizes of a window are written twice.
    private static string? Windows(OnnxCall call, Shape kernel) =>
        call.Node.Numbers("kernel_shape") is { Length: > 0 } window
        && (
            window.Length != kernel.Rank - 2
            || kernel.Axes.Skip(2).Zip(window, (axis, size) => axis.Same(size)).Contains(false)
        )
            ? $"its kernel is {kernel}, its kernel_shape {string.Join("x", window)}"
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
            : Windows(call, kernel) ?? Vector(call, bias, kernel[0], "filters");
    }

    private static string? Transposed(OnnxCall call)
    {
        if (call.Input(1).Shape is not { Rank: > 2 } kernel || call.Shape is not { } image)
            return null;
        return image.Rank != kernel.Rank || image[1].Same(kernel[0]) == false
            ? $"its kernel is {kernel}, its input {image}"
            : Windows(call, kernel) ?? Vector(call, 2, kernel[1] * call.Node.Number("group", 1), "filters");
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
