using CnnParams.Formats.Folding;
using CnnParams.Formats.PythonSource;
using CnnParams.Layers;
using CnnParams.Python.Running;
using CnnParams.Python.Syntax;
using CnnParams.Python.Values;

namespace CnnParams.Formats.PyTorchSource.Functions;

/// <summary>Functions of each value, of one tensor or of several that are broadcast.</summary>
internal sealed class TorchElementWise : TorchFunctions
{
    public TorchElementWise()
    {
        Binary("add", BinaryOp.Add, ", *, alpha=1");
        Binary("sub", BinaryOp.Subtract, ", *, alpha=1");
        Binary("mul", BinaryOp.Multiply);
        Binary("multiply", BinaryOp.Multiply);
        Binary("div", BinaryOp.Divide, ", *, rounding_mode=None");
        Binary("divide", BinaryOp.Divide, ", *, rounding_mode=None");
        Binary("true_divide", BinaryOp.Divide);
        Binary("floor_divide", BinaryOp.FloorDivide);
        Binary("remainder", BinaryOp.Modulo);
        Binary("fmod", BinaryOp.Modulo);
        Binary("pow", BinaryOp.Power);
        foreach (
            var (name, op) in new[]
            {
                ("eq", CompareOp.Equal),
                ("ne", CompareOp.NotEqual),
                ("lt", CompareOp.Less),
                ("le", CompareOp.LessOrEqual),
                ("gt", CompareOp.Greater),
                ("ge", CompareOp.GreaterOrEqual),
            }
        )
            Add(Home.Both, $"{name}(input, other)", call => Compare(call.Interpreter, op, Tensor(call, 0), call[1]));

        Add(
            Home.Both,
            ["maximum", "minimum"],
            "input, other",
            (call, name) =>
                Merge(
                    call.Interpreter,
                    name == "maximum" ? MergeOperation.Maximum : MergeOperation.Minimum,
                    name,
                    Tensor(call, 0),
                    Tensor(call, 1)
                )
        );
        Unary("exp", Math.Exp);
        Unary("log", Math.Log);
        Unary("log2", value => Math.Log(value, 2));
        Unary("log1p", value => Math.Log(1 + value));
        Unary("sqrt", Math.Sqrt);
        Unary("rsqrt", value => 1 / Math.Sqrt(value));
        Unary("square", value => value * value);
        Unary("abs", Math.Abs);
        Unary("neg", value => -value);
        Unary("negative", value => -value);
        Unary("reciprocal", value => 1 / value);
        Unary("sin", Math.Sin);
        Unary("cos", Math.Cos);
        Unary("floor", Math.Floor);
        Unary("ceil", Math.Ceiling);
        Unary("round", value => Math.Round(value, MidpointRounding.ToEven));
        Unary("sign", value => Math.Sign(value));
        foreach (
            string name in new[]
            {
                "erf",
                "erfc",
                "erfinv",
                "expm1",
                "log10",
                "exp2",
                "tan",
                "sinh",
                "cosh",
                "asinh",
                "acosh",
                "atanh",
                "sinc",
                "lgamma",
                "digamma",
                "i0",
                "logit",
                "frac",
                "trunc",
                "fix",
                "sgn",
                "angle",
                "isfinite",
                "deg2rad",
                "rad2deg",
            }
        )
            Unary(name, null);
        Unary("atan", Math.Atan);
        Unary("arctan", Math.Atan);
        Unary("acos", Math.Acos);
        Unary("asin", Math.Asin);
        Unary("isnan", value => double.IsNaN(value) ? 1 : 0);
        Unary("isinf", value => double.IsInfinity(value) ? 1 : 0);
        Unary("logical_not", value => value == 0 ? 1 : 0);
        Unary("bitwise_not", null);
        Unary("nan_to_num", null, ", nan=0.0, posinf=None, neginf=None");
        Unary("clamp", null, ", min=None, max=None");
        Unary("clip", null, ", min=None, max=None");
        Unary("clamp_min", null, ", min");
        Unary("clamp_max", null, ", max");
        Unary("cumsum", null, ", dim=None, *, dtype=None");
        Unary("cumprod", null, ", dim=None, *, dtype=None");
        Unary("tril", null, ", diagonal=0");
        Unary("triu", null, ", diagonal=0");
        Add(
            Home.Both,
            ["logical_and", "logical_or", "logical_xor", "bitwise_and", "bitwise_or", "atan2"],
            "input, other",
            (call, name) => Mixed(call.Interpreter, name, [Tensor(call, 0), Tensor(call, 1)])
        );
        Add(
            Home.Both,
            "diff(input, n=1, dim=-1)",
            call =>
            {
                var input = Tensor(call, 0);
                int axis = input.Axis(call.Integer("dim"));
                var result = Mixed(
                    call.Interpreter,
                    "diff",
                    [
                        new TorchTensor(input.Known.With(axis, input.Known[axis] - 1), input.ElementType)
                        {
                            Layer = input.Layer,
                            Sources = [.. input.Parameters],
                        },
                    ]
                );
                result.Values = input is { Values: { Length: > 0 } values, Rank: 1 }
                    ? [.. values.Skip(1).Zip(values, (next, value) => next - value)]
                    : null;
                return result;
            }
        );
        Add(Home.Both, "where(condition, input=None, other=None)", Where);
        Add(
            Home.Both,
            "masked_fill(input, mask, value)",
            call => Mixed(call.Interpreter, "masked_fill", [Tensor(call, 0), Tensor(call, 1)])
        );
        Add(
            Home.Both,
            "lerp(input, end, weight)",
            call => Mixed(call.Interpreter, "lerp", [Tensor(call, 0), Tensor(call, 1)])
        );
        Add(
            Home.Both,
            "addcmul(input, tensor1, tensor2, value=1)",
            call => Mixed(call.Interpreter, "addcmul", [Tensor(call, 0), Tensor(call, 1), Tensor(call, 2)])
        );
    }

    /// <summary>An arithmetic operator with at least one tensor.</summary>
    internal static object? Operate(
        Interpreter interpreter,
        BinaryOp op,
        TorchTensor tensor,
        object other,
        bool isRight
    ) => Trace.Of(interpreter).ByMethod(() => Compute(interpreter, op, tensor, other, isRight));

    // What an operator computes, or a function of its name.
    private static object? Compute(Interpreter interpreter, BinaryOp op, TorchTensor tensor, object other, bool isRight)
    {
        if (op == BinaryOp.MatMul)
        {
            return other is not TorchTensor factor
                ? null
                : TorchProducts.MatMul(interpreter, isRight ? factor : tensor, isRight ? tensor : factor);
        }

        string name = SpecialNames.Of(op).Trim('_');
        if (other is TorchTensor second)
        {
            var (left, right) = isRight ? (second, tensor) : (tensor, second);
            if (left.IsConstant && right.IsConstant)
                return Constant(interpreter, op, left, right);
            MergeOperation? merge = op switch
            {
                BinaryOp.Add => MergeOperation.Add,
                BinaryOp.Subtract => MergeOperation.Subtract,
                BinaryOp.Multiply => MergeOperation.Multiply,
                BinaryOp.Divide => MergeOperation.Divide,
                _ => null,
            };
            bool isLayer = merge is not null && IsRow(left) && IsRow(right);
            return isLayer
                ? Merge(interpreter, merge!.Value, name, left, right)
                : Mixed(interpreter, name, [left, right]);
        }

        if (other is not (long or double or bool or System.Numerics.BigInteger or SymbolicInteger or Unknown))
            return null;
        if (tensor.IsConstant)
        {
            double? scalar = Numbers.IsNumber(other) ? Numbers.ToReal(other) : null;
            return WithValues(
                Derived(tensor.Shape, tensor),
                tensor,
                value =>
                    scalar is { } number ? (isRight ? Apply(op, number, value) : Apply(op, value, number)) : double.NaN,
                scalar is not null
            );
        }

        return Mixed(interpreter, name, [tensor]);
    }

    /// <summary>The sum, product ... of tensors of which at least one is computed.</summary>
    internal static TorchTensor Merge(
        Interpreter interpreter,
        MergeOperation operation,
        string name,
        TorchTensor left,
        TorchTensor right
    )
    {
        if (left.IsConstant && right.IsConstant)
            return Derived(Broadcast(left, right), left, right);
        return Trace
            .Of(interpreter)
            .Emit(name, new Merge { Operation = operation }, [left, right], Broadcast(left, right));
    }

    internal static TorchTensor Unary(
        Interpreter interpreter,
        TorchTensor tensor,
        string name,
        Func<double, double>? function
    )
    {
        if (tensor.IsConstant)
            return WithValues(
                Derived(tensor.Shape, tensor),
                tensor,
                function ?? (_ => double.NaN),
                function is not null
            );
        return Trace
            .Of(interpreter)
            .EmitOperation(name, WorkKind.ElementWise, [tensor], tensor.Shape, tensor.ElementType);
    }

    /// <summary>
    /// A function of several tensors that no layer is; constants without parameters in them are none of its inputs.
    /// </summary>
    internal static TorchTensor Mixed(Interpreter interpreter, string name, TorchTensor[] tensors)
    {
        Shape? shape = tensors[0].Shape;
        for (int i = 1; i < tensors.Length; i++)
            shape = Broadcast(new TorchTensor(shape), tensors[i]);
        if (Array.TrueForAll(tensors, tensor => tensor.IsConstant))
            return Derived(shape, tensors);
        return Trace
            .Of(interpreter)
            .EmitOperation(name, WorkKind.ElementWise, [.. tensors.Where(IsRow)], shape, tensors[0].ElementType);
    }

    internal static object? Compare(Interpreter interpreter, CompareOp op, TorchTensor tensor, object other)
    {
        if (tensor is { IsConstant: true, Values: not null } && Numbers.IsNumber(other))
        {
            double number = Numbers.ToReal(other);
            return WithValues(
                Derived(tensor.Shape, tensor),
                tensor,
                value => interpreter.IsTrue(Python.Running.Comparing.Decide(op, value.CompareTo(number))) ? 1 : 0,
                isKnown: true
            );
        }

        if (other is not (TorchTensor or long or double or bool or SymbolicInteger))
            return op == CompareOp.Equal ? Boxed.False
                : op == CompareOp.NotEqual ? Boxed.True
                : null;
        var result = Mixed(
            interpreter,
            op.ToString().ToLowerInvariant(),
            other is TorchTensor second ? [tensor, second] : [tensor]
        );
        result.ElementType = "bool";
        return result;
    }

    internal static Shape? Broadcast(TorchTensor left, TorchTensor right)
    {
        if (left.Shape is null || right.Shape is null)
            return null;
        return Shape.Broadcast(left.Shape, right.Shape)
            ?? throw Errors.Runtime(
                $"the shapes {left.Shape} and {right.Shape} do not fit: axes must be equal, or 1, counted from the end"
            );
    }

    /// <summary>A result with the values that a function makes of those of a constant, where they are known.</summary>
    internal static TorchTensor WithValues(
        TorchTensor result,
        TorchTensor from,
        Func<double, double> function,
        bool isKnown
    )
    {
        result.Values =
            isKnown && from.Values is { } values ? Array.ConvertAll(values, value => function(value)) : null;
        return result;
    }

    /// <summary>Whether a tensor is computed, or has parameters: what a row reads.</summary>
    internal static bool IsRow(TorchTensor tensor) => !tensor.IsConstant || tensor.Parameters.Any();

    private static TorchTensor Constant(Interpreter interpreter, BinaryOp op, TorchTensor left, TorchTensor right)
    {
        var result = Derived(Broadcast(left, right), left, right);
        if (left.Values is { } a && right.Values is { } b && (a.Length == b.Length || a.Length == 1 || b.Length == 1))
        {
            int count = Math.Max(a.Length, b.Length);
            result.Values =
            [
                .. Enumerable
                    .Range(0, count)
                    .Select(i => Apply(op, a[a.Length == 1 ? 0 : i], b[b.Length == 1 ? 0 : i])),
            ];
        }

        return result;
    }

    private static double Apply(BinaryOp op, double left, double right) =>
        op switch
        {
            BinaryOp.Add => left + right,
            BinaryOp.Subtract => left - right,
            BinaryOp.Multiply => left * right,
            BinaryOp.Divide => left / right,
            BinaryOp.FloorDivide => Math.Floor(left / right),
            BinaryOp.Modulo => left - (Math.Floor(left / right) * right),
            BinaryOp.Power => Math.Pow(left, right),
            _ => double.NaN,
        };

    private static object? Where(HostCall call)
    {
        if (call["input"] is None)
            throw TorchTensor.Unknown("torch.where of a condition alone gives the places where it holds");
        var tensors = call.Values.OfType<TorchTensor>().ToArray();
        return Mixed(call.Interpreter, "where", tensors);
    }

    // Of these ptflops sees torch.add(), x.add(), torch.mul() and x.mul() alone (pytorch_engine.py, patch_tensor_ops).
    private void Binary(string name, BinaryOp op, string more = "")
    {
        Func<Interpreter, BinaryOp, TorchTensor, object, bool, object?> compute = name is "add" or "mul"
            ? Compute
            : Operate;
        Add(
            Home.Both,
            $"{name}(input, other{more})",
            call =>
                call[0] is TorchTensor tensor ? compute(call.Interpreter, op, tensor, call[1], false)
                : call[1] is TorchTensor second ? compute(call.Interpreter, op, second, call[0], true)
                : Operators.Binary(call.Interpreter, op, call[0], call[1])
        );
    }

    private void Unary(string name, Func<double, double>? function, string more = "") =>
        Add(Home.Both, $"{name}(input{more})", call => Unary(call.Interpreter, Tensor(call, 0), name, function));
}
