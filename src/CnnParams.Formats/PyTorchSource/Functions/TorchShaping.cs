using CnnParams.Formats.Folding;
using CnnParams.Formats.PythonSource;
using CnnParams.Layers;
using CnnParams.Python.Running;
using CnnParams.Python.Values;

namespace CnnParams.Formats.PyTorchSource.Functions;

/// <summary>The same values under other axes.</summary>
internal sealed class TorchShaping : TorchFunctions
{
    public TorchShaping()
    {
        Add(
            Home.Both,
            ["view", "reshape"],
            "input, *shape",
            (call, _) =>
                call.Rest("shape") is [string]
                    ? Tensor(call, 0)
                    : View(call.Interpreter, Tensor(call, 0), Sizes(call, call.Rest("shape")))
        );
        Add(
            Home.Method,
            ["view_as", "reshape_as"],
            "input, other",
            (call, _) => Reshape(call.Interpreter, Tensor(call, 0), Tensor(call, 1).Known)
        );
        Add(
            Home.Both,
            "flatten(input, start_dim=0, end_dim=-1)",
            call => Flatten(call.Interpreter, Tensor(call, 0), call.Integer(1), call.Integer(2))
        );
        Add(Home.Method, "ravel(input)", call => Flatten(call.Interpreter, Tensor(call, 0), 0, -1));
        Add(
            Home.Both,
            "unflatten(input, dim, sizes)",
            call =>
            {
                var input = Tensor(call, 0);
                int axis = input.Axis(call.Integer(1));
                var sizes = Sizes(call, [call[2]]);
                return View(
                    call.Interpreter,
                    input,
                    [
                        .. input.Known.Axes.Take(axis),
                        .. Filled(sizes, input.Known[axis]),
                        .. input.Known.Axes.Skip(axis + 1),
                    ]
                );
            }
        );
        Add(
            Home.Both,
            "permute(input, *dims)",
            call => Permute(call.Interpreter, Tensor(call, 0), Axes(call, call.Rest("dims")))
        );
        Add(
            Home.Both,
            ["transpose", "swapaxes", "swapdims"],
            "input, dim0, dim1",
            (call, _) => Transpose(call.Interpreter, Tensor(call, 0), call.Integer(1), call.Integer(2))
        );
        Add(Home.Both, ["movedim", "moveaxis"], "input, source, destination", (call, _) => Move(call));
        Add(
            Home.Both,
            "t(input)",
            call => Tensor(call, 0).Rank < 2 ? Tensor(call, 0) : Transpose(call.Interpreter, Tensor(call, 0), 0, 1)
        );
        Add(
            Home.Both,
            "unsqueeze(input, dim)",
            call =>
            {
                var input = Tensor(call, 0);
                long axis = call.Integer(1) < 0 ? call.Integer(1) + input.Rank + 1 : call.Integer(1);
                if (axis == 0 && TorchSelecting.IsSample(call.Interpreter, input))
                    return TorchSelecting.AsBatch(input);
                return Reshape(
                    call.Interpreter,
                    input,
                    Shape.Of([.. input.Known.Axes.Take((int)axis), 1, .. input.Known.Axes.Skip((int)axis)])
                );
            }
        );
        Add(Home.Both, "squeeze(input, dim=None)", Squeeze);
        Add(Home.Both, "expand(input, *size)", call => Expand(call, Sizes(call, call.Rest("size"))));
        Add(Home.Method, "expand_as(input, other)", call => Expand(call, [.. Tensor(call, 1).Known.Axes]));
        Add(Home.Both, "broadcast_to(input, size)", call => Expand(call, Sizes(call, [call[1]])));
        Add(Home.Method, "repeat(input, *sizes)", call => Repeat(call, Sizes(call, call.Rest("sizes"))));
        Add(
            Home.Both,
            "tile(input, *dims)",
            call =>
            {
                var times = Sizes(call, call.Rest("dims"));
                return Repeat(
                    call,
                    [.. Enumerable.Repeat((Size)1, Math.Max(0, Tensor(call, 0).Rank - times.Length)), .. times]
                );
            }
        );
        Add(
            Home.Both,
            "repeat_interleave(input, repeats, dim=None)",
            call =>
            {
                var input = Tensor(call, 0);
                int axis = call["dim"] is None ? 0 : input.Axis(call.Integer("dim"));
                return Moved(
                    call,
                    "repeat_interleave",
                    input,
                    input.Known.With(axis, input.Known[axis] * SizeOf(call, call[1]))
                );
            }
        );
        Add(
            Home.Functional | Home.Torch,
            "pixel_shuffle(input, upscale_factor)",
            call =>
                TraceOf(call)
                    .EmitByRule(
                        "pixel_shuffle",
                        Guard(() => new PixelShuffle { Factor = call.Integer(1) }),
                        [Tensor(call, 0)],
                        isSpatial: true
                    )
        );
        Add(
            Home.Functional | Home.Torch,
            "pixel_unshuffle(input, downscale_factor)",
            call =>
                TraceOf(call)
                    .EmitByRule(
                        "pixel_unshuffle",
                        Guard(() => new PixelUnshuffle { Factor = call.Integer(1) }),
                        [Tensor(call, 0)],
                        isSpatial: true
                    )
        );
        Add(
            Home.Functional | Home.Torch,
            "channel_shuffle(input, groups)",
            call =>
                TraceOf(call)
                    .EmitByRule(
                        "channel_shuffle",
                        Guard(() => new ChannelShuffle { Groups = call.Integer(1) }),
                        [Tensor(call, 0)],
                        isSpatial: true
                    )
        );
        Add(
            Home.Both,
            "roll(input, shifts, dims=None)",
            call => Moved(call, "roll", Tensor(call, 0), Tensor(call, 0).Shape)
        );
        Add(
            Home.Both,
            "flip(input, *dims)",
            call =>
            {
                var input = Tensor(call, 0);
                var flipped = Moved(call, "flip", input, input.Shape);
                flipped.Values = input is { Values: { } values, Rank: 1 } ? [.. Enumerable.Reverse(values)] : null;
                return flipped;
            }
        );
        Add(
            Home.Both,
            "rot90(input, k=1, dims=(0, 1))",
            call =>
            {
                var input = Tensor(call, 0);
                int[] axes = [.. Integers(call, call["dims"]).Select(axis => input.Axis(axis))];
                bool turns = call.Integer("k") % 2 != 0;
                return Moved(call, "rot90", input, turns ? Swap(input.Known, axes[0], axes[1]) : input.Shape);
            }
        );
        Add(
            Home.Torch,
            ["atleast_1d", "atleast_2d", "atleast_3d"],
            "input",
            (call, name) =>
            {
                int wanted = name[8] - '0';
                var axes = Tensor(call, 0).Known.Axes.ToList();
                while (axes.Count < Math.Min(wanted, 2))
                    axes.Insert(0, 1);
                while (axes.Count < wanted)
                    axes.Add(1);
                return Reshape(call.Interpreter, Tensor(call, 0), Shape.Of(axes));
            }
        );
        Add(
            Home.Both,
            "diag_embed(input, offset=0, dim1=-2, dim2=-1)",
            call =>
            {
                var input = Tensor(call, 0);
                var side = input.Known[input.Rank - 1] + Math.Abs(call.Integer("offset"));
                var axes = input.Known.Axes.Take(input.Rank - 1).ToList();
                foreach (
                    long at in new[] { call.Integer("dim1"), call.Integer("dim2") }.Select(Counted).OrderBy(at => at)
                )
                    axes.Insert((int)at, side);
                long Counted(long axis) => axis < 0 ? axis + input.Rank + 1 : axis;
                return Moved(call, "diag_embed", input, Shape.Of(axes));
            }
        );
        Add(
            Home.Functional,
            "one_hot(tensor, num_classes=-1)",
            call =>
            {
                var input = Tensor(call, 0);
                var classes = call.Integer("num_classes") < 0 ? Size.Unknown : SizeOf(call, call["num_classes"]);
                return Moved(call, "one_hot", input, Shape.Of([.. input.Known.Axes, classes]));
            }
        );
        Add(
            Home.Torch,
            "view_as_real(input)",
            call => Moved(call, "view_as_real", Tensor(call, 0), Shape.Of([.. Tensor(call, 0).Known.Axes, 2]))
        );
        Add(
            Home.Torch,
            "view_as_complex(input)",
            call =>
            {
                var input = Tensor(call, 0);
                return Moved(call, "view_as_complex", input, Shape.Of(input.Known.Axes.Take(input.Rank - 1)));
            }
        );
        Add(Home.Functional, "unfold(input, kernel_size, dilation=1, padding=0, stride=1)", Unfold);
        Add(Home.Functional, "fold(input, output_size, kernel_size, dilation=1, padding=0, stride=1)", Fold);
    }

    /// <summary>The same values under another shape; a row where the axes of a sample change.</summary>
    internal static TorchTensor Reshape(Interpreter interpreter, TorchTensor input, Shape target)
    {
        if (input.Shape is { } from && from.Axes.SequenceEqual(target.Axes))
            return input;
        var result = new TorchTensor(target, input.ElementType)
        {
            Sources = [.. input.Parameters],
            Values = input.Values,
            IsStandardized = input.IsStandardized,
        };
        if (input.IsConstant)
            return result;
        var sample = SampleShapes.Of(target);
        if (input.Sample.Equals(sample))
        {
            result.Layer = input.Layer;
            return result;
        }

        var trace = Trace.Of(interpreter);
        bool canReshape = sample.Rank > 0 && sample.Sizes.Count(size => size is null) <= 1 && !sample.Sizes.Contains(0);
        return canReshape && !target.Axes.Any(axis => axis.HasBatch && !axis.IsBatch && axis.IsUnnamed)
            ? trace.Emit(
                "reshape",
                new Reshape { TargetShape = [.. sample.Sizes.Select(size => size ?? -1)] },
                [input],
                target
            )
            : trace.EmitOperation("reshape", WorkKind.DataMovement, [input], target, input.ElementType);
    }

    internal static TorchTensor Permute(Interpreter interpreter, TorchTensor input, int[] order)
    {
        if (input.Shape is not { } shape)
            return input;
        if (order.OrderBy(axis => axis).SequenceEqual(order))
            return input;
        var target = Shape.Of(order.Select(axis => shape[axis]));
        if (input.IsConstant)
            return Derived(target, input);
        long[] sample =
        [
            .. order
                .Select(axis => SampleShapes.Axis(shape, axis))
                .Where(axis => axis is not null)
                .Select(axis => (long)axis!),
        ];
        if (sample.OrderBy(axis => axis).SequenceEqual(sample))
            return new TorchTensor(target, input.ElementType) { Layer = input.Layer };
        var trace = Trace.Of(interpreter);
        return trace.Emit("permute", new Permute { Order = sample, KeepsLayout = trace.KeepsLayout }, [input], target);
    }

    internal static TorchTensor Transpose(Interpreter interpreter, TorchTensor input, long first, long second)
    {
        if (input.Shape is null)
            return input;
        int[] order = [.. Enumerable.Range(0, input.Rank)];
        var (a, b) = (input.Axis(first), input.Axis(second));
        (order[a], order[b]) = (order[b], order[a]);
        return Permute(interpreter, input, order);
    }

    internal static Shape Swap(Shape shape, int first, int second) =>
        shape.With(first, shape[second]).With(second, shape[first]);

    /// <summary>Values that are moved, repeated or left out: nothing is computed.</summary>
    internal static TorchTensor Moved(HostCall call, string op, TorchTensor input, Shape? shape) =>
        input.IsConstant
            ? Derived(shape, input)
            : TraceOf(call).EmitOperation(op, WorkKind.DataMovement, [input], shape, input.ElementType);

    internal static TorchTensor View(Interpreter interpreter, TorchTensor input, Size[] sizes)
    {
        if (input.Shape is not { } shape)
            return Array.Exists(sizes, size => size is { IsNumber: true, Factor: -1 })
                ? new TorchTensor(null) { Layer = input.Layer }
                : Reshape(interpreter, input, new Shape(sizes));
        var filled = Filled(sizes, shape.Count);
        if (Shape.Product(filled).Same(shape.Count) == false || !Shape.Product(filled).HasBatch && shape.Count.HasBatch)
            throw Errors.Runtime(
                $"shape '[{string.Join(", ", sizes)}]' is invalid for input of size {shape.Count}, of {shape}"
            );
        return Reshape(interpreter, input, new Shape(filled));
    }

    // The size that is left open follows from the others.
    private static Size[] Filled(Size[] sizes, Size count)
    {
        int open = Array.FindIndex(sizes, size => size is { IsNumber: true, Factor: -1 });
        if (open < 0)
            return sizes;
        var given = Shape.Product(sizes.Where((_, i) => i != open));
        var filled = (Size[])sizes.Clone();
        filled[open] =
            count.DividedBy(given)
            ?? (
                count.Value is null && !count.HasBatch
                    ? Size.Unknown
                    : throw Errors.Runtime($"shape '[{string.Join(", ", sizes)}]' is invalid for input of size {count}")
            );
        return filled;
    }

    private static TorchTensor Flatten(Interpreter interpreter, TorchTensor input, long start, long end)
    {
        if (input.Shape is not { } shape)
            return new TorchTensor(null) { Layer = input.Layer };
        if (shape.Rank == 0)
            return Reshape(interpreter, input, new Shape(1));
        var (from, to) = (input.Axis(start), input.Axis(end));
        if (from >= to)
            return input;
        var merged = Shape.Product(shape.Axes.Skip(from).Take(to - from + 1));
        var target = Shape.Of([.. shape.Axes.Take(from), merged, .. shape.Axes.Skip(to + 1)]);
        int? first = SampleShapes.Axis(shape, from),
            last = SampleShapes.Axis(shape, to);
        if (
            input.IsConstant
            || first is null
            || last is null
            || SampleShapes.BatchAxis(shape) is var batch && batch > from && batch < to
        )
            return Reshape(interpreter, input, target);
        return input.Sample.Equals(SampleShapes.Of(target))
            ? new TorchTensor(target, input.ElementType) { Layer = input.Layer }
            : Trace
                .Of(interpreter)
                .Emit(
                    "flatten",
                    new Flatten
                    {
                        StartAxis = first.Value,
                        EndAxis = last.Value == input.Sample.Rank ? -1 : last.Value,
                    },
                    [input],
                    target
                );
    }

    private static int[] Axes(HostCall call, object[] given)
    {
        var input = Tensor(call, 0);
        object[] dims = given is [PyTuple or PyList] ? call.Interpreter.ToArray(given[0]) : given;
        int[] axes = Array.ConvertAll(dims, dim => input.Axis(Python.Running.Integers.Index(call.Interpreter, dim)));
        return axes.Distinct().Count() == input.Rank && axes.Length == input.Rank
            ? axes
            : throw Errors.Runtime(
                "permute(sparse_coo): number of dimensions in the tensor input does not match the length of the "
                    + $"desired ordering of dimensions: {input.Rank} and {axes.Length}"
            );
    }

    private static TorchTensor Move(HostCall call)
    {
        var input = Tensor(call, 0);
        int[] from = [.. Integers(call, call[1]).Select(axis => input.Axis(axis))],
            to = [.. Integers(call, call[2]).Select(axis => input.Axis(axis))];
        var rest = new Queue<int>(Enumerable.Range(0, input.Rank).Except(from));
        return Permute(
            call.Interpreter,
            input,
            [
                .. Enumerable
                    .Range(0, input.Rank)
                    .Select(axis => Array.IndexOf(to, axis) is >= 0 and var at ? from[at] : rest.Dequeue()),
            ]
        );
    }

    private static TorchTensor Squeeze(HostCall call)
    {
        var input = Tensor(call, 0);
        if (input.Shape is not { } shape)
            return input;
        var removed =
            call["dim"] is None
                ? new HashSet<int>(
                    Enumerable.Range(0, shape.Rank).Where(axis => shape[axis].IsNumber && shape[axis].Factor == 1)
                )
                : new HashSet<int>(
                    Integers(call, call["dim"])
                        .Select(axis => input.Axis(axis))
                        .Where(axis => shape[axis].IsNumber && shape[axis].Factor == 1)
                );
        return Reshape(call.Interpreter, input, Shape.Of(shape.Axes.Where((_, axis) => !removed.Contains(axis))));
    }

    private static TorchTensor Expand(HostCall call, Size[] sizes)
    {
        var input = Tensor(call, 0);
        if (input.Shape is not { } shape)
            return new TorchTensor(new Shape(sizes)) { Layer = input.Layer };
        int added = sizes.Length - shape.Rank;
        Size[] axes =
        [
            .. sizes.Select(
                (size, i) => size is { IsNumber: true, Factor: -1 } && i >= added ? shape[i - added] : size
            ),
        ];
        var target = new Shape(axes);
        if (shape.Axes.SequenceEqual(axes))
            return input;
        return input.IsConstant ? Derived(target, input) : Moved(call, "expand", input, target);
    }

    private static TorchTensor Repeat(HostCall call, Size[] times)
    {
        var input = Tensor(call, 0);
        int added = times.Length - input.Rank;
        if (added < 0)
            throw Errors.Runtime(
                "Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor"
            );
        var target = Shape.Of(times.Select((size, i) => i < added ? size : size * input.Known[i - added]));
        return Moved(call, "repeat", input, target);
    }

    // Windows as columns: (B, C * kh * kw, positions).
    private static TorchTensor Unfold(HostCall call)
    {
        var input = Tensor(call, 0);
        var shape = input.Known;
        var (kernel, dilation, padding, stride) = (
            Extent(call, "kernel_size", 2),
            Extent(call, "dilation", 2),
            Extent(call, "padding", 2),
            Extent(call, "stride", 2)
        );
        long positions = 1;
        for (int axis = 0; axis < 2; axis++)
        {
            long size = shape[axis + 2].Value ?? throw TorchTensor.UnknownShape();
            positions *=
                (
                    (size + (2 * padding.Sizes[axis]) - (dilation.Sizes[axis] * (kernel.Sizes[axis] - 1)) - 1)
                    / stride.Sizes[axis]
                ) + 1;
        }

        return Moved(
            call,
            "unfold",
            input,
            new Shape(shape[0], shape[1] * (kernel.Sizes[0] * kernel.Sizes[1]), positions)
        );
    }

    private static TorchTensor Fold(HostCall call)
    {
        var input = Tensor(call, 0);
        var kernel = Extent(call, "kernel_size", 2);
        var size = Extent(call, "output_size", 2);
        var channels = input.Known[1].DividedBy(kernel.Sizes[0] * kernel.Sizes[1]) ?? Size.Unknown;
        return Moved(call, "fold", input, new Shape(input.Known[0], channels, size.Sizes[0], size.Sizes[1]));
    }
}
