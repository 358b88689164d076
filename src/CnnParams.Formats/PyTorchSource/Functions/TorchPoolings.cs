using CnnParams.Layers;
using CnnParams.Python.Running;
using CnnParams.Python.Values;
using CnnParams.Shapes;

namespace CnnParams.Formats.PyTorchSource.Functions;

/// <summary>Pooling.</summary>
internal sealed class TorchPoolings : TorchFunctions
{
    public TorchPoolings()
    {
        for (int rank = 1; rank <= 3; rank++)
        {
            int axes = rank;
            Add(
                Home.Functional | Home.Torch,
                $"max_pool{rank}d(input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, "
                    + "return_indices=False)",
                call => MaxPool(call, axes)
            );
            Add(
                Home.Functional | Home.Torch,
                $"avg_pool{rank}d(input, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True, "
                    + "divisor_override=None)",
                call =>
                    Pool(
                        call,
                        $"avg_pool{axes}d",
                        axes,
                        () =>
                            new AveragePooling(axes)
                            {
                                PoolSize = Window(call, axes),
                                Stride = Stride(call, axes),
                                Padding = Sides(call, axes),
                                CeilMode = Rounding(call),
                                CountIncludePad = call.Flag("count_include_pad"),
                            }
                    )
            );
            Add(
                Home.Functional,
                $"lp_pool{rank}d(input, norm_type, kernel_size, stride=None, ceil_mode=False)",
                call =>
                    Pool(
                        call,
                        $"lp_pool{axes}d",
                        axes,
                        () =>
                            new LPPooling(axes)
                            {
                                PoolSize = Window(call, axes),
                                Stride = Stride(call, axes),
                                CeilMode = Rounding(call),
                                NormType = call.Real("norm_type"),
                            }
                    )
            );
            Add(
                Home.Functional | Home.Torch,
                $"adaptive_avg_pool{rank}d(input, output_size)",
                call =>
                    Pool(
                        call,
                        $"adaptive_avg_pool{axes}d",
                        axes,
                        () => new AdaptiveAveragePooling(axes) { OutputSize = Wanted(call, axes) }
                    )
            );
            Add(
                Home.Functional | Home.Torch,
                $"adaptive_max_pool{rank}d(input, output_size, return_indices=False)",
                call =>
                    Pool(
                        call,
                        $"adaptive_max_pool{axes}d",
                        axes,
                        () => new AdaptiveMaxPooling(axes) { OutputSize = Wanted(call, axes) }
                    )
            );
            if (rank > 1)
                Add(
                    Home.Functional | Home.Torch,
                    $"fractional_max_pool{rank}d(input, kernel_size, output_size=None, output_ratio=None, "
                        + "return_indices=False)",
                    call => FractionalMaxPool(call, axes)
                );
        }

        Add(
            Home.Functional,
            "max_unpool2d(input, indices, kernel_size, stride=None, padding=0, output_size=None)",
            Unpool
        );
    }

    private static object MaxPool(HostCall call, int rank)
    {
        var pooled = Pool(
            call,
            $"max_pool{rank}d",
            rank,
            () =>
                new MaxPooling(rank)
                {
                    PoolSize = Window(call, rank),
                    Stride = Stride(call, rank),
                    Padding = Sides(call, rank),
                    Dilation = Extent(call, "dilation", rank),
                    CeilMode = Rounding(call),
                }
        );
        return WithIndices(call, pooled);
    }

    private static object FractionalMaxPool(HostCall call, int rank) =>
        WithIndices(
            call,
            Pool(
                call,
                $"fractional_max_pool{rank}d",
                rank,
                () =>
                    new FractionalMaxPooling(rank)
                    {
                        PoolSize = Window(call, rank),
                        OutputSize = call.IsNone("output_size") ? null : Extent(call, "output_size", rank),
                        ScaleFactor = call.IsNone("output_ratio") ? [] : Reals(call, call["output_ratio"]),
                    }
            )
        );

    private static object WithIndices(HostCall call, TorchTensor pooled) =>
        call.Flag("return_indices") ? PyTuple.Of(pooled, new TorchTensor(pooled.Shape, "int64")) : pooled;

    // As it is stated: a tool takes one number for that many values.
    private static Extent Window(HostCall call, int rank) =>
        call["kernel_size"] is PyTuple or PyList or TorchTensor
            ? Extent(call, "kernel_size", rank)
            : new Extent(call.Integer("kernel_size"));

    private static TorchTensor Pool(HostCall call, string name, int rank, Func<Layer> make)
    {
        var input = Tensor(call, 0);
        if (input.Shape is { } shape && shape.Rank != rank + 2 && shape.Rank != rank + 1)
            throw Errors.Runtime($"{name}: Expected {rank + 1}D or {rank + 2}D input, but got {shape}");
        return TraceOf(call).EmitByRule(name, Guard(make), [input], isSpatial: true);
    }

    private static TorchTensor Unpool(HostCall call)
    {
        var input = Tensor(call, 0);
        var (kernel, step) = (Extent(call, "kernel_size", 2), Stride(call, 2) ?? Extent(call, "kernel_size", 2));
        var shape = input.Known;
        for (int axis = 0; axis < 2; axis++)
            shape = shape.With(axis + 2, ((shape[axis + 2] - 1) * step.Sizes[axis]) + kernel.Sizes[axis]);
        return TraceOf(call).EmitOperation("max_unpool2d", WorkKind.DataMovement, [input], shape);
    }

    private static Extent? Stride(HostCall call, int rank) =>
        call["stride"] is None or PyList { Items.Count: 0 } ? null : Extent(call, "stride", rank);

    private static Padding Sides(HostCall call, int rank) =>
        Padding.Symmetric([.. Extent(call, "padding", rank).Sizes]);

    private static WindowRounding Rounding(HostCall call) =>
        call.Flag("ceil_mode") ? WindowRounding.Ceil : WindowRounding.Floor;

    // None keeps the input's size.
    private static Extent Wanted(HostCall call, int rank)
    {
        object value = call["output_size"];
        object[] items = value is PyTuple or PyList
            ? call.Interpreter.ToArray(value)
            : [.. Enumerable.Repeat(value, rank)];
        if (items.Length == 1 && rank > 1)
            items = [.. Enumerable.Repeat(items[0], rank)];
        return new Extent([
            .. items.Select(item => item is None ? 0 : Python.Running.Integers.Index(call.Interpreter, item)),
        ]);
    }
}
