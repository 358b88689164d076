using CnnParams.Formats.Folding;
using CnnParams.Layers;
using CnnParams.Python.Running;
using CnnParams.Python.Values;

namespace CnnParams.Formats.PyTorchSource.Functions;

/// <summary>Functions that make few values of many.</summary>
internal sealed class TorchReducing : TorchFunctions
{
    public TorchReducing()
    {
        foreach (
            string name in new[]
            {
                "mean",
                "sum",
                "prod",
                "var",
                "std",
                "logsumexp",
                "all",
                "any",
                "amax",
                "amin",
                "nansum",
                "nanmean",
                "count_nonzero",
            }
        )
            Add(
                Home.Both,
                $"{name}(input, dim=None, keepdim=False, unbiased=True, correction=None, dtype=None)",
                call => Reduce(call, name)
            );
        Add(Home.Both, "norm(input, p=2, dim=None, keepdim=False, dtype=None)", call => Reduce(call, "norm"));
        Add(
            Home.Both,
            ["argmax", "argmin"],
            "input, dim=None, keepdim=False",
            (call, name) => Typed(Reduce(call, name), "int64")
        );
        foreach (string name in new[] { "max", "min", "median", "mode" })
            Add(Home.Both, $"{name}(input, dim=None, keepdim=False)", call => Extreme(call, name));
        Add(Home.Torch, "vector_norm(x, ord=2, dim=None, keepdim=False)", call => Reduce(call, "norm"));
        foreach (string name in new[] { "var", "std" })
            Add(
                Home.Both,
                $"{name}_mean(input, dim=None, unbiased=True, keepdim=False)",
                call => PyTuple.Of(Reduce(call, name), Reduce(call, "mean"))
            );
        Add(
            Home.Functional | Home.Torch,
            "cosine_similarity(x1, x2, dim=1, eps=1e-8)",
            call => Paired(call, "cosine_similarity", call.Integer("dim"), keeps: false)
        );
        Add(
            Home.Functional | Home.Torch,
            "pairwise_distance(x1, x2, p=2.0, eps=1e-6, keepdim=False)",
            call => Paired(call, "pairwise_distance", -1, call.Flag("keepdim"))
        );
        Add(
            Home.Both,
            "topk(input, k, dim=-1, largest=True, sorted=True)",
            call =>
            {
                var input = Tensor(call, 0);
                var shape = input.Known.With(input.Axis(call.Integer("dim")), SizeOf(call, call[1]));
                return Pair(call, "topk", input, shape);
            }
        );
        Add(Home.Both, "kthvalue(input, k, dim=-1, keepdim=False)", call => Extreme(call, "kthvalue"));
        Add(
            Home.Both,
            "sort(input, dim=-1, descending=False, stable=False)",
            call => Pair(call, "sort", Tensor(call, 0), Tensor(call, 0).Shape)
        );
        Add(Home.Both, "unique(input, sorted=True, return_inverse=False, return_counts=False, dim=None)", Unique);
        Add(
            Home.Both,
            "argsort(input, dim=-1, descending=False)",
            call => Typed(TorchElementWise.Unary(call.Interpreter, Tensor(call, 0), "argsort", null), "int64")
        );
    }

    // How many different values there are is known where the values are.
    private static object Unique(HostCall call)
    {
        var input = Tensor(call, 0);
        if (input.Values is not { } values || call["dim"] is not None || call.Flag("return_inverse"))
            throw TorchTensor.Unknown("how many different values a tensor has");
        var (different, counts) = PythonSource.DifferentValues.Of(values);
        TorchTensor Of(double[] found, string type) => new(new Shape(found.Length), type) { Values = found };
        return call.Flag("return_counts")
            ? PyTuple.Of(Of(different, input.ElementType), Of(counts, "int64"))
            : Of(different, input.ElementType);
    }

    private static object Extreme(HostCall call, string name)
    {
        if (call["dim"] is TorchTensor other)
            return TorchElementWise.Mixed(call.Interpreter, name, [Tensor(call, 0), other]);
        if (call["dim"] is None)
            return Tensor(call, 0).Values is { Length: > 0 } values
                ? new TorchTensor(Shape.Scalar) { Values = [name == "max" ? values.Max() : values.Min()] }
                : Reduce(call, name);
        var reduced = Reduce(call, name);
        return Named(call, reduced, Typed(new TorchTensor(reduced.Shape) { Layer = reduced.Layer }, "int64"));
    }

    // One number for each pair of vectors along an axis.
    private static TorchTensor Paired(HostCall call, string name, long axis, bool keeps)
    {
        var pairs = TorchElementWise.Mixed(call.Interpreter, name, [Tensor(call, 0), Tensor(call, 1)]);
        return pairs.Shape is null ? pairs : Summed(call, name, pairs, [pairs.Axis(axis)], keeps);
    }

    private static PyTuple Pair(HostCall call, string name, TorchTensor input, Shape? shape)
    {
        var values = input.IsConstant
            ? Derived(shape, input)
            : TraceOf(call).EmitOperation(name, WorkKind.ElementWise, [input], shape);
        return (PyTuple)Named(call, values, Typed(new TorchTensor(shape) { Layer = values.Layer }, "int64"));
    }

    // .values and .indices, and both in order.
    private static object Named(HostCall call, TorchTensor values, TorchTensor indices) =>
        call.Interpreter.Call(
            call.Interpreter.GetAttribute(
                call.Interpreter.Modules.Import(call.Interpreter, "torch._results", wantsLast: true, isOptional: false),
                "Pair"
            ),
            values,
            indices
        );

    private static TorchTensor Reduce(HostCall call, string name)
    {
        var input = Tensor(call, 0);
        if (input.Shape is not { } shape)
            return new TorchTensor(null) { Layer = input.Layer };
        // x.mean(1, 2) is no way to write it, x.mean((1, 2)) is.
        int[] axes = call["dim"] is None or string
            ? [.. Enumerable.Range(0, shape.Rank)]
            : [.. Integers(call, call["dim"]).Select(axis => input.Axis(axis))];
        return Summed(call, name, input, axes, call.Flag("keepdim"));
    }

    internal static TorchTensor Summed(HostCall call, string name, TorchTensor input, int[] axes, bool keeps)
    {
        var shape = input.Known;
        var target = Shape.Of(
            shape
                .Axes.Select((size, axis) => axes.Contains(axis) ? 1 : size)
                .Where((_, axis) => keeps || !axes.Contains(axis))
        );
        if (input.IsConstant)
        {
            var reduced = Derived(target, input);
            reduced.Values =
                input.Values is { Length: > 0 } values && axes.Length == shape.Rank ? Value(name, values) : null;
            return reduced;
        }

        bool isImage =
            name == "mean"
            && shape.Rank is >= 3 and <= 5
            && shape[0].IsBatch
            && axes.OrderBy(axis => axis).SequenceEqual(Enumerable.Range(2, shape.Rank - 2));
        bool isFirst = TraceOf(call).Graph?.ShapeOf(input.Layer!).Layout != Shapes.ShapeLayout.ChannelsLast;
        return isImage && isFirst
            ? TraceOf(call).Emit(name, GlobalAveragePooling.OverAxes(shape.Rank - 2, keeps), [input], target)
            : TraceOf(call).EmitOperation(name, name == "mean" ? WorkKind.Mean : WorkKind.ElementWise, [input], target);
    }

    private static double[]? Value(string name, double[] values) =>
        name switch
        {
            "mean" => [values.Average()],
            "sum" => [values.Sum()],
            "prod" => [values.Aggregate(1.0, (product, value) => product * value)],
            "amax" => [values.Max()],
            "amin" => [values.Min()],
            _ => null,
        };

    private static TorchTensor Typed(TorchTensor tensor, string type)
    {
        tensor.ElementType = type;
        return tensor;
    }
}
