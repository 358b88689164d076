using CnnParams.Formats.Folding;
using CnnParams.Layers;
using CnnParams.Python.Running;
using CnnParams.Python.Values;

namespace CnnParams.Formats.PyTorchSource.Functions;

/// <summary>Products with weights and of tensors, attention, and rows of tables.</summary>
internal sealed class TorchProducts : TorchFunctions
{
    public TorchProducts()
    {
        Add(
            Home.Functional,
            "linear(input, weight, bias=None)",
            call => Linear(call.Interpreter, Tensor(call, 0), Tensor(call, 1), Optional(call, "bias"))
        );
        Add(
            Home.Both,
            ["matmul", "mm", "bmm", "mv", "dot"],
            "input, other",
            (call, _) => MatMul(call.Interpreter, Tensor(call, 0), Tensor(call, 1))
        );
        Add(
            Home.Both,
            ["baddbmm", "addmm", "addmv"],
            "input, batch1, batch2, *, beta=1, alpha=1",
            (call, _) => AddProduct(call, Tensor(call, 0), Tensor(call, 1), Tensor(call, 2))
        );
        Add(Home.Torch, "einsum(equation, *operands)", call => Einsum(call, call.Text(0), Operands(call)));
        Add(Home.Torch, "tensordot(a, b, dims=2)", TensorDot);
        Add(Home.Torch, "cdist(x1, x2, p=2.0, compute_mode=None)", Distances);
        Add(
            Home.Functional,
            "embedding(input, weight, padding_idx=None, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, "
                + "sparse=False)",
            Embed
        );
        Add(
            Home.Functional,
            "embedding_bag(input, weight, offsets=None, max_norm=None, norm_type=2, scale_grad_by_freq=False, "
                + "mode='mean', sparse=False, per_sample_weights=None, include_last_offset=False, padding_idx=None)",
            EmbedBag
        );
        Add(Home.Functional, "bilinear(input1, input2, weight, bias=None)", Bilinear);
        Add(
            Home.Functional,
            "scaled_dot_product_attention(query, key, value, attn_mask=None, dropout_p=0.0, is_causal=False, "
                + "scale=None, enable_gqa=False)",
            Attention
        );
        Add(Home.Both, ["outer", "ger"], "input, vec2", (call, _) => Outer(call, Tensor(call, 0), Tensor(call, 1)));
    }

    internal static TorchTensor Linear(
        Interpreter interpreter,
        TorchTensor input,
        TorchTensor weight,
        TorchTensor? bias
    )
    {
        if (weight.Rank != 2)
            return MatMul(interpreter, input, TorchShaping.Transpose(interpreter, weight, -1, -2));
        // A bias of which a part is fixed, or that is computed, is no bias of a layer but something that is added.
        if (
            bias is not null
            && (!bias.IsConstant || bias.Parameters.Sum(parameter => parameter.Count ?? 0) != bias.Count)
            && !(input.IsConstant && bias.IsConstant)
        )
            return (TorchTensor)
                TorchElementWise.Operate(
                    interpreter,
                    Python.Syntax.BinaryOp.Add,
                    Linear(interpreter, input, weight, null),
                    bias,
                    isRight: false
                )!;
        var (units, features) = (weight.Known[0].Value, weight.Known[1].Value);
        if (input.Shape is { } shape)
        {
            if (shape.Rank == 0 || (shape[shape.Rank - 1].Value is { } given && given != features))
                throw Errors.Runtime(
                    $"mat1 and mat2 shapes cannot be multiplied ({shape} and {features}x{units}): the layer expects "
                        + $"{features} features"
                );
            // A table that is put through a layer is computed each time, as PyTorch does it.
            bool isComputed = input.IsConstant && weight.IsParameter && Trace.Of(interpreter).Graph is not null;
            if ((input.IsConstant && !isComputed) || !weight.IsConstant)
                return MatMul(interpreter, input, TorchShaping.Transpose(interpreter, weight, -1, -2), bias);
        }

        var layer = Guard(() =>
            new Dense
            {
                Units = units!.Value,
                InputFeatures = features,
                UseBias = bias is not null,
            }
        );
        return Trace
            .Of(interpreter)
            .EmitByRule("linear", layer, [input], isSpatial: false, ("kernel", weight), ("bias", bias));
    }

    internal static TorchTensor MatMul(
        Interpreter interpreter,
        TorchTensor left,
        TorchTensor right,
        TorchTensor? bias = null
    )
    {
        var shape = ProductShape(left, right);
        if (left.IsConstant && right.IsConstant)
            return Derived(shape, bias is null ? [left, right] : [left, right, bias]);
        // A matrix of weights is units, wherever it stands.
        if (
            right is { IsConstant: true, Shape.Rank: 2 }
            && right.Parameters.Any()
            && left.Shape is not null
            && right.Known[1].Value is { } units
        )
        {
            var layer = Guard(() => new Dense { Units = units, UseBias = bias is not null });
            return Trace
                .Of(interpreter)
                .EmitByRule("matmul", layer, [left], isSpatial: false, ("kernel", right), ("bias", bias));
        }

        return Trace.Of(interpreter).Emit("matmul", new MatMul(), [left, right], shape);
    }

    // What is added is the bias where it is one number for each unit, and else a sum.
    private static object? AddProduct(HostCall call, TorchTensor added, TorchTensor left, TorchTensor right)
    {
        bool scales = Numbers.IsNumber(call["beta"]) && Numbers.ToReal(call["beta"]) == 1;
        if (
            scales
            && added is { IsConstant: true, Shape.Rank: 1 }
            && added.Parameters.Any()
            && right.Shape is { Rank: > 0 } shape
            && added.Count == shape[shape.Rank - 1].Value
            && !left.IsConstant
        )
            return MatMul(call.Interpreter, left, right, added);
        var product = MatMul(call.Interpreter, left, right);
        if (Numbers.IsNumber(call["beta"]) && Numbers.ToReal(call["beta"]) == 0)
            return product;
        return TorchElementWise.Operate(call.Interpreter, Python.Syntax.BinaryOp.Add, product, added, isRight: false);
    }

    private static TorchTensor Outer(HostCall call, TorchTensor left, TorchTensor right)
    {
        var shape =
            left.Shape is { Rank: 1 } rows && right.Shape is { Rank: 1 } columns
                ? new Shape(rows[0], columns[0])
                : throw Errors.Runtime($"outer: expected two vectors, but got {left.Shape} and {right.Shape}");
        return left.IsConstant && right.IsConstant
            ? Derived(shape, left, right)
            : TraceOf(call)
                .EmitOperation(
                    "outer",
                    WorkKind.ElementWise,
                    [.. new[] { left, right }.Where(TorchElementWise.IsRow)],
                    shape
                );
    }

    private static Shape? ProductShape(TorchTensor left, TorchTensor right)
    {
        if (left.Shape is not { } a || right.Shape is not { } b)
            return null;
        if (a.Rank == 0 || b.Rank == 0)
            throw Errors.Runtime("both arguments to matmul need to be at least 1D");
        var first = a.Rank == 1 ? new Shape(1, a[0]) : a;
        var second = b.Rank == 1 ? new Shape(b[0], 1) : b;
        if (first[first.Rank - 1].Same(second[second.Rank - 2]) == false)
            throw Errors.Runtime(
                $"the shapes {a} and {b} cannot be multiplied: the last axis of the first must be the last but one of "
                    + "the second"
            );
        var batch =
            Shape.Broadcast(Shape.Of(first.Axes.Take(first.Rank - 2)), Shape.Of(second.Axes.Take(second.Rank - 2)))
            ?? throw Errors.Runtime(
                $"the shapes {a} and {b} cannot be multiplied: the axes before the last two do not fit"
            );
        var axes = new List<Size>(batch.Axes);
        if (a.Rank > 1)
            axes.Add(first[first.Rank - 2]);
        if (b.Rank > 1)
            axes.Add(second[second.Rank - 1]);
        return Shape.Of(axes);
    }

    private static TorchTensor Attention(HostCall call)
    {
        var (query, key, value) = (Tensor(call, 0), Tensor(call, 1), Tensor(call, 2));
        var trace = TraceOf(call);
        var scores = trace.Emit(
            "scores",
            new MatMul { TransposeB = true },
            [query, key],
            ProductShape(query, new TorchTensor(TorchShaping.Swap(key.Known, key.Rank - 2, key.Rank - 1)))
        );
        var weights = trace.Emit("softmax", new Activation { Function = "softmax" }, [scores], scores.Shape);
        return trace.Emit("mixture", new MatMul(), [weights, value], ProductShape(weights, value));
    }

    private static TorchTensor Embed(HostCall call)
    {
        var (input, weight) = (Tensor(call, 0), Tensor(call, 1));
        var shape = input.Shape is { } words ? Shape.Of([.. words.Axes, weight.Known[1]]) : null;
        if (input.IsConstant)
            return Derived(shape, weight);
        var layer = Guard(() =>
            new Embedding { VocabularySize = weight.Known[0].Value ?? 1, EmbeddingSize = weight.Known[1].Value ?? 1 }
        );
        return TraceOf(call).Emit("embedding", layer, [input], shape, ("embeddings", weight));
    }

    // One row for each bag: those of a sample, or the words from one offset to the next.
    private static TorchTensor EmbedBag(HostCall call)
    {
        var words = Embed(call);
        if (words.Shape is not { } shape)
            return words;
        return Optional(call, "offsets") is { } offsets
            ? TraceOf(call)
                .EmitOperation(
                    "embedding_bag",
                    WorkKind.ElementWise,
                    [words],
                    new Shape(offsets.Known[0], shape[shape.Rank - 1])
                )
            : TorchReducing.Summed(call, "embedding_bag", words, [1], keeps: false);
    }

    private static TorchTensor Bilinear(HostCall call)
    {
        var (first, second, weight) = (Tensor(call, 0), Tensor(call, 1), Tensor(call, 2));
        var layer = Guard(() =>
            new Bilinear { Units = weight.Known[0].Value ?? 1, UseBias = Optional(call, "bias") is not null }
        );
        return TraceOf(call)
            .EmitByRule(
                "bilinear",
                layer,
                [first, second],
                isSpatial: false,
                ("kernel", weight),
                ("bias", Optional(call, "bias"))
            );
    }

    // Each axis has a letter; those that are summed share theirs.
    private static TorchTensor TensorDot(HostCall call)
    {
        var (a, b) = (Tensor(call, 0), Tensor(call, 1));
        int[] left,
            right;
        if (call["dims"] is PyTuple or PyList)
        {
            object[] axes = call.Interpreter.ToArray(call["dims"]);
            left = [.. Integers(call, axes[0]).Select(axis => a.Axis(axis))];
            right = [.. Integers(call, axes[1]).Select(axis => b.Axis(axis))];
        }
        else
        {
            int count = (int)call.Integer("dims");
            left = [.. Enumerable.Range(a.Rank - count, count)];
            right = [.. Enumerable.Range(0, count)];
        }

        string first = new([.. Enumerable.Range(0, a.Rank).Select(axis => (char)('a' + axis))]);
        string second = new([
            .. Enumerable
                .Range(0, b.Rank)
                .Select(axis =>
                    Array.IndexOf(right, axis) is >= 0 and var at ? first[left[at]] : (char)('a' + a.Rank + axis)
                ),
        ]);
        string kept = new([.. (first + second).Where(letter => !first.Contains(letter) || !second.Contains(letter))]);
        return Einsum(call, $"{first},{second}->{kept}", [a, b]);
    }

    private static TorchTensor Distances(HostCall call)
    {
        var (a, b) = (Tensor(call, 0), Tensor(call, 1));
        var shape = ProductShape(a, new TorchTensor(TorchShaping.Swap(b.Known, b.Rank - 2, b.Rank - 1)));
        return a.IsConstant && b.IsConstant
            ? Derived(shape, a, b)
            : TraceOf(call)
                .EmitOperation("cdist", WorkKind.Unknown, [.. new[] { a, b }.Where(TorchElementWise.IsRow)], shape);
    }

    private static TorchTensor[] Operands(HostCall call) =>
        [
            .. (
                call.Rest("operands") is [PyTuple or PyList] given
                    ? call.Interpreter.ToArray(given[0])
                    : call.Rest("operands")
            ).Select(operand => operand as TorchTensor ?? throw Errors.Type("operands of einsum must be tensors")),
        ];

    private static TorchTensor Einsum(HostCall call, string text, TorchTensor[] operands)
    {
        var equation = EinsumEquation.Parse(text, operands);
        if (operands.Length == 2 && equation.IsProduct && (!operands[0].IsConstant || !operands[1].IsConstant))
            return TraceOf(call)
                .By(
                    equation.IsMatrixProduct ? ModuleCall.Method : ModuleCall.Einsum,
                    () => equation.Multiply(call, operands[0], operands[1])
                );
        var shape = equation.Output;
        return operands.All(operand => operand.IsConstant) ? Derived(shape, operands)
            : operands.Length == 1 ? TraceOf(call).EmitOperation("einsum", WorkKind.DataMovement, operands, shape)
            : TraceOf(call).EmitOperation("einsum", WorkKind.Unknown, operands, shape);
    }
}
