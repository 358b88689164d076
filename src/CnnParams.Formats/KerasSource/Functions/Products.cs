using System.Text.Json.Nodes;
using CnnParams.Formats.Folding;
using CnnParams.Layers;
using CnnParams.Python.Running;
using CnnParams.Python.Values;

namespace CnnParams.Formats.KerasSource.Functions;

/// <summary>Products of matrices, and of tensors along the axes that an equation names.</summary>
internal sealed class Products : KerasFunctions
{
    public Products()
    {
        Add(
            KerasHome.Ops | KerasHome.Numpy,
            "matmul(x1, x2)",
            call => Multiply(call, Tensor(call, 0), Tensor(call, 1), false, false)
        );
        Add(KerasHome.Backend | KerasHome.Numpy | KerasHome.Ops, "dot(x, y)", call => Dot(call));
        Add(
            KerasHome.Tensorflow,
            "matmul(a, b, transpose_a=False, transpose_b=False, *args, **kwargs)",
            call => Multiply(call, Tensor(call, 0), Tensor(call, 1), call.Flag("transpose_a"), call.Flag("transpose_b"))
        );
        Add(KerasHome.Backend, "batch_dot(x, y, axes=None)", BatchDot);
        Add(KerasHome.Ops | KerasHome.Numpy | KerasHome.Tensorflow, "einsum(equation, *operands, **kwargs)", Einsum);
        Add(KerasHome.Ops | KerasHome.Numpy | KerasHome.Tensorflow, "tensordot(a, b, axes=2, name=None)", TensorDot);
        Add(
            KerasHome.Tensorflow,
            "xw_plus_b(x, weights, biases, name=None)",
            call =>
                Operators.Binary(
                    call.Interpreter,
                    Python.Syntax.BinaryOp.Add,
                    Multiply(call, Tensor(call, 0), Tensor(call, 1), false, false),
                    call[2]
                )
        );
        Add(
            KerasHome.Ops,
            "dot_product_attention(query, key, value, bias=None, mask=None, scale=None, is_causal=False, "
                + "flash_attention=None, attn_logits_soft_cap=None)",
            Attention
        );
        Add(
            KerasHome.Ops | KerasHome.Numpy,
            "outer(x1, x2)",
            call =>
                Operation(
                    call,
                    "outer",
                    WorkKind.ElementWise,
                    new Shape(Tensor(call, 0).Known.Count, Tensor(call, 1).Known.Count),
                    Tensor(call, 0),
                    Tensor(call, 1)
                )
        );
    }

    /// <summary>The product of the last two axes of tensors; of a tensor with a matrix of weights, units.</summary>
    internal static SourceTensor Multiply(
        HostCall call,
        SourceTensor left,
        SourceTensor right,
        bool turnsLeft,
        bool turnsRight
    )
    {
        if (left.Rank < 2 || right.Rank < 2)
            return Small(call, left, right);
        var (a, b) = (turnsLeft ? Turned(left.Known) : left.Known, turnsRight ? Turned(right.Known) : right.Known);
        Size inner = a[a.Rank - 1],
            other = b[b.Rank - 2];
        if (inner.Same(other) == false)
            throw Errors.Value(
                $"the product of tensors of the shapes {a} and {b} needs the last axis of the first, {inner}, to be "
                    + $"the last but one of the second, {other}"
            );
        var batch =
            Shape.Broadcast(Shape.Of(a.Axes.Take(a.Rank - 2)), Shape.Of(b.Axes.Take(b.Rank - 2)))
            ?? throw Errors.Value(
                $"the shapes {left.Shape} and {right.Shape} do not fit: the axes before the last two must be equal, or 1"
            );
        var output = Shape.Of([.. batch.Axes, a[a.Rank - 2], b[b.Rank - 1]]);
        bool isUnits = right.Rank == 2 && !turnsLeft && b[1].Value is not null;
        return LayerRows.Add(
            call.Interpreter,
            "matmul",
            left.IsConstant && right.IsConstant ? [left] : [left, right],
            output,
            WorkKind.Unknown,
            (SourceRules.Product, null, new JsonObject { ["transpose_a"] = turnsLeft, ["transpose_b"] = turnsRight }),
            isUnits ? ("Dense", new JsonObject { ["units"] = b[1].Value, ["use_bias"] = false }) : null
        );
    }

    private static Shape Turned(Shape shape) =>
        shape.With(shape.Rank - 1, shape[shape.Rank - 2]).With(shape.Rank - 2, shape[shape.Rank - 1]);

    // With a vector an axis is summed and gone.
    private static SourceTensor Small(HostCall call, SourceTensor left, SourceTensor right)
    {
        var axes =
            left.Rank >= 2 ? left.Known.Axes.Take(left.Rank - 1)
            : right.Rank >= 2 ? right.Known.Axes.Where((_, axis) => axis != right.Rank - 2)
            : [];
        return Operation(call, "matmul", WorkKind.Unknown, Shape.Of(axes), left, right);
    }

    private static SourceTensor Dot(HostCall call)
    {
        var (left, right) = (Tensor(call, 0), Tensor(call, 1));
        if (left.Rank == 0 || right.Rank == 0)
            return (SourceTensor)Operators.Binary(call.Interpreter, Python.Syntax.BinaryOp.Multiply, left, right);
        if (right.Rank <= 2)
            return Multiply(call, left, right, false, false);
        return Operation(
            call,
            "dot",
            WorkKind.Unknown,
            Shape.Of([
                .. left.Known.Axes.Take(left.Rank - 1),
                .. right.Known.Axes.Where((_, axis) => axis != right.Rank - 2),
            ]),
            left,
            right
        );
    }

    private static SourceTensor BatchDot(HostCall call)
    {
        var (left, right) = (Tensor(call, 0), Tensor(call, 1));
        long[] axes = call[2] is None ? [left.Rank - 1, Math.Max(right.Rank - 2, 1)] : Integers(call, call[2]);
        int first = left.Axis(axes[0]),
            second = right.Axis(axes[axes.Length - 1]);
        if (left.Rank != 3 || right.Rank != 3)
        {
            Size[] sizes =
            [
                .. left.Known.Axes.Where((_, axis) => axis != first),
                .. right.Known.Axes.Skip(1).Where((_, axis) => axis + 1 != second),
            ];
            // A number for each sample is a vector of one.
            var shape = sizes.Length == 1 ? new Shape(sizes[0], 1) : new Shape(sizes);
            return Operation(call, "batch_dot", WorkKind.Unknown, shape, left, right);
        }

        return Multiply(call, left, right, first == 1, second == 2);
    }

    private static SourceTensor TensorDot(HostCall call)
    {
        var (left, right) = (Tensor(call, 0), Tensor(call, 1));
        int[] first,
            second;
        if (call[2] is PyTuple or PyList)
        {
            object[] both = call.Interpreter.ToArray(call[2]);
            (first, second) = (
                [.. Integers(call, both[0]).Select(axis => left.Axis(axis))],
                [.. Integers(call, both[1]).Select(axis => right.Axis(axis))]
            );
        }
        else
        {
            int count = (int)call.Integer(2);
            (first, second) = ([.. Enumerable.Range(left.Rank - count, count)], [.. Enumerable.Range(0, count)]);
        }

        if (first.Length == 1 && first[0] == left.Rank - 1 && second[0] == 0 && right.Rank == 2)
            return Multiply(call, left, right, false, false);
        return Operation(
            call,
            "tensordot",
            WorkKind.Unknown,
            Shape.Of([
                .. left.Known.Axes.Where((_, axis) => !first.Contains(axis)),
                .. right.Known.Axes.Where((_, axis) => !second.Contains(axis)),
            ]),
            left,
            right
        );
    }

    private static SourceTensor Attention(HostCall call)
    {
        SourceTensor query = Tensor(call, 0),
            key = Tensor(call, 1),
            value = Tensor(call, 2);
        return Operation(
            call,
            "dot_product_attention",
            WorkKind.Unknown,
            query.Known.With(query.Rank - 1, value.Known[value.Rank - 1]),
            query,
            key,
            value
        );
    }

    // Letters have sizes; what is left of them is the shape.
    private static SourceTensor Einsum(HostCall call)
    {
        string text = call.Text(0).Replace(" ", "");
        SourceTensor[] operands = [.. call.Rest("operands").Select(operand => Tensor(call.Interpreter, operand))];
        string[] sides = text.Split(["->"], StringSplitOptions.None),
            inputs = sides[0].Split(',');
        if (inputs.Length != operands.Length || sides.Length != 2)
            throw Errors.Value($"the equation '{text}' has {inputs.Length} operands, and {operands.Length} are given");
        var sizes = new Dictionary<char, Size>();
        string dots = "";
        for (int i = 0; i < inputs.Length; i++)
        {
            int missing = operands[i].Rank - inputs[i].Replace("...", "").Length;
            if (missing < 0 || missing > 9 || (missing > 0 && !inputs[i].Contains("...")))
                throw Errors.Value(
                    $"'{inputs[i]}' of the equation '{text}' does not fit a tensor of {operands[i].Rank} axes"
                );
            // Axes that are not named get letters that nobody writes.
            string hidden = new([.. Enumerable.Range(10 - missing, missing).Select(axis => (char)('0' + axis))]);
            dots = hidden.Length > dots.Length ? hidden : dots;
            inputs[i] = inputs[i].Replace("...", hidden);
            for (int axis = 0; axis < inputs[i].Length; axis++)
            {
                var size = operands[i].Known[axis];
                if (
                    sizes.TryGetValue(inputs[i][axis], out var known)
                    && known.Value != 1
                    && known.Same(size) == false
                    && size.Value != 1
                )
                    throw Errors.Value(
                        $"the axis {inputs[i][axis]} of '{text}' is {known} in one tensor and {size} in another"
                    );
                if (!sizes.ContainsKey(inputs[i][axis]) || known.Value == 1)
                    sizes[inputs[i][axis]] = size;
            }
        }

        string output = sides[1].Replace("...", dots);
        if (output.FirstOrDefault(letter => !sizes.ContainsKey(letter)) is var missed and not default(char))
            throw Errors.Value($"the letter {missed} of the result of '{text}' is in none of its operands");
        var shape = Shape.Of(output.Select(letter => sizes[letter]));
        return Plain(call, inputs, output, operands) ?? Operation(call, "einsum", WorkKind.Unknown, shape, operands);
    }

    // ab,bc->ac with any axes before: a product of matrices. A matrix of weights is units.
    private static SourceTensor? Plain(HostCall call, string[] inputs, string output, SourceTensor[] operands)
    {
        if (inputs is not [{ Length: >= 2 } left, { Length: >= 2 } right] || output.Length != left.Length)
            return null;
        string batch = left.Substring(0, left.Length - 2);
        char row = left[left.Length - 2],
            summed = left[left.Length - 1];
        bool isShared =
            right.Length == left.Length && right.StartsWith(batch, StringComparison.Ordinal) || right.Length == 2;
        if (!isShared || !output.StartsWith(batch + row, StringComparison.Ordinal))
            return null;
        char column = output[output.Length - 1];
        string tail = right.Substring(right.Length - 2);
        return tail == $"{summed}{column}" ? Multiply(call, operands[0], operands[1], false, false)
            : tail == $"{column}{summed}" ? Multiply(call, operands[0], operands[1], false, true)
            : null;
    }
}
