using System.Text.Json.Nodes;
using CnnParams.Formats.Folding;
using CnnParams.Layers;
using CnnParams.Python.Values;

namespace CnnParams.Formats.KerasSource.Functions;

/// <summary>Functions that make few values of many.</summary>
internal sealed class Reducing : KerasFunctions
{
    private const string Names = "mean sum max min prod std var any all logsumexp";

    public Reducing()
    {
        Add(
            KerasHome.Keras | KerasHome.Numpy,
            Names,
            "x, axis=None, keepdims=False, *args, **kwargs",
            (call, name) => Reduce(call, name, call[1], call.Flag("keepdims"))
        );
        Add(
            KerasHome.Ops | KerasHome.Numpy,
            "average amax amin median nanmean count_nonzero",
            "x, axis=None, keepdims=False, *args, **kwargs",
            (call, name) => Reduce(call, name, call[1], call.Flag("keepdims"))
        );
        foreach (string name in $"{Names} variance euclidean_norm".Split(' '))
            Add(
                KerasHome.Tensorflow,
                $"reduce_{name}(input_tensor, axis=None, keepdims=False, name=None, keep_dims=False)",
                call => Reduce(call, name, call[1], call.Flag("keepdims") || call.Flag("keep_dims"))
            );
        Add(
            KerasHome.Ops | KerasHome.Numpy,
            "argmax argmin",
            "x, axis=None, keepdims=False",
            (call, name) => Reduce(call, name, call[1], call.Flag("keepdims"))
        );
        Add(
            KerasHome.Backend,
            "argmax argmin",
            "x, axis=-1",
            (call, name) => Reduce(call, name, call[1], keeps: false)
        );
        Add(
            KerasHome.Tensorflow,
            "argmax argmin",
            "x, axis=None, output_type=None, name=None",
            (call, name) => Reduce(call, name, call[1] is None ? Boxed.Of(0) : call[1], false)
        );
        Add(
            KerasHome.Tensorflow | KerasHome.Ops,
            "norm(x, ord=None, axis=None, keepdims=False, name=None)",
            call => Reduce(call, "norm", call[2], call.Flag("keepdims"))
        );
        Add(
            KerasHome.Ops | KerasHome.Tensorflow,
            "moments(x, axes, shift=None, keepdims=False, name=None)",
            call =>
                PyTuple.Of(
                    Reduce(call, "mean", call[1], call.Flag("keepdims")),
                    Reduce(call, "var", call[1], call.Flag("keepdims"))
                )
        );
        Add(KerasHome.Numpy, "quantile(a, q, axis=None, *args, **kwargs)", call => Quantiles(call, 1));
        Add(KerasHome.Numpy, "percentile(a, q, axis=None, *args, **kwargs)", call => Quantiles(call, 100));
        Add(KerasHome.Numpy, "unique(ar, return_index=False, return_inverse=False, return_counts=False)", Unique);
        Add(
            KerasHome.Ops | KerasHome.Tensorflow,
            "top_k(x, k=1, sorted=True, name=None)",
            call => PyTuple.Of(Top(call, "top_k"), Top(call, "top_k_indices"))
        );
    }

    // How many different values there are is known where the values are.
    private static object Unique(HostCall call)
    {
        var input = Tensor(call, 0);
        if (input.Values is not { } values || call.Flag("return_index") || call.Flag("return_inverse"))
            throw SourceTensor.Unknown("how many different values an array has");
        var (different, counts) = PythonSource.DifferentValues.Of(values);
        SourceTensor Of(double[] found, string type) => new(new Shape(found.Length), type) { Values = found };
        return call.Flag("return_counts")
            ? PyTuple.Of(Of(different, input.ElementType), Of(counts, "int64"))
            : Of(different, input.ElementType);
    }

    private static SourceTensor Top(HostCall call, string name)
    {
        var input = Tensor(call, 0);
        return Operation(
            call,
            name,
            WorkKind.DataMovement,
            input.Known.With(input.Rank - 1, SizeOf(call, call[1])),
            input
        );
    }

    private static SourceTensor Reduce(HostCall call, string name, object axis, bool keeps)
    {
        var input = Tensor(call, 0);
        if (input.Shape is null)
            return Operation(call, name, WorkKind.ElementWise, null, input);
        int[] axes = Axes(call, input, axis);
        var target = Shape.Of(
            input
                .Known.Axes.Select((size, at) => axes.Contains(at) ? 1 : size)
                .Where((_, at) => keeps || !axes.Contains(at))
        );
        var kind = name is "mean" or "average" ? WorkKind.Mean : WorkKind.ElementWise;
        var config = new JsonObject { ["axis"] = ToJson(axes.Select(at => (long)at)), ["keepdims"] = keeps };
        var result = Named(call, name, kind, target, config, input);
        if (result.IsConstant && input.Values is { Length: > 0 } values)
            result.Values = Reduced(input.Known, values, axes, group => Value(name, group));
        if (name is "mean" or "average" or "std" or "var" or "median" && input.IsWhole)
            result.ElementType = "float64";
        return result;
    }

    // The values of each place that is left, in their order.
    private static double[]? Reduced(Shape shape, double[] values, int[] axes, Func<double[], double?> value)
    {
        if (shape.Axes.Any(axis => axis.Value is null))
            return null;
        var groups = values
            .Select((number, place) => (Number: number, Kept: Kept(shape, place, axes)))
            .GroupBy(pair => pair.Kept, pair => pair.Number)
            .OrderBy(group => group.Key)
            .Select(group => value([.. group]))
            .ToArray();
        return Array.TrueForAll(groups, number => number is not null)
            ? Array.ConvertAll(groups, number => number!.Value)
            : null;
    }

    // The place among those that are left.
    private static long Kept(Shape shape, long place, int[] axes)
    {
        long kept = 0,
            step = 1;
        for (int axis = shape.Rank - 1; axis >= 0; axis--)
        {
            long size = shape[axis].Value!.Value;
            if (Array.IndexOf(axes, axis) < 0)
            {
                kept += place % size * step;
                step *= size;
            }

            place /= size;
        }

        return kept;
    }

    /// <summary>The value at a part of the sorted ones, between two of them as NumPy has it by default.</summary>
    private static double Quantile(double[] values, double part)
    {
        double[] sorted = [.. values.OrderBy(value => value)];
        double at = part * (sorted.Length - 1);
        int below = Math.Min(Math.Max((int)Math.Floor(at), 0), sorted.Length - 1),
            above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((sorted[above] - sorted[below]) * (at - below));
    }

    private static SourceTensor Quantiles(HostCall call, double whole)
    {
        var (input, parts) = (Tensor(call, 0), Tensor(call, 1));
        if (!call.IsNone("axis") || !input.IsConstant)
            throw SourceTensor.Unknown("quantiles along an axis");
        return new SourceTensor(parts.Known, "float64")
        {
            Values =
                input.Values is { Length: > 0 } values && parts.Values is { } given
                    ? Array.ConvertAll(given, part => Quantile(values, part / whole))
                    : null,
        };
    }

    private static double Variance(double[] values)
    {
        double mean = values.Average();
        return values.Average(value => (value - mean) * (value - mean));
    }

    private static double? Value(string name, double[] values) =>
        name switch
        {
            "mean" or "average" => values.Average(),
            "sum" => values.Sum(),
            "prod" => values.Aggregate(1.0, (product, value) => product * value),
            "max" or "amax" => values.Max(),
            "min" or "amin" => values.Min(),
            "var" => Variance(values),
            "std" => Math.Sqrt(Variance(values)),
            "any" => Array.Exists(values, value => value != 0) ? 1 : 0,
            "all" => Array.TrueForAll(values, value => value != 0) ? 1 : 0,
            "median" => Quantile(values, 0.5),
            "argmax" => Array.IndexOf(values, values.Max()),
            "argmin" => Array.IndexOf(values, values.Min()),
            _ => null,
        };
}
