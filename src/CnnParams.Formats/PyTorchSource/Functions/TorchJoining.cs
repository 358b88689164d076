using CnnParams.Formats.Folding;
using CnnParams.Layers;
using CnnParams.Python.Running;
using CnnParams.Python.Values;
using CnnParams.Shapes;

namespace CnnParams.Formats.PyTorchSource.Functions;

/// <summary>Tensors joined and cut, images padded and brought to another size.</summary>
internal sealed class TorchJoining : TorchFunctions
{
    public TorchJoining()
    {
        Add(
            Home.Torch,
            ["cat", "concat", "concatenate"],
            "tensors, dim=0",
            (call, _) => Concatenate(call, Items(call), call.Integer("dim"))
        );
        Add(Home.Torch, "stack(tensors, dim=0)", Stack);
        Add(
            Home.Torch,
            ["hstack", "vstack", "dstack"],
            "tensors",
            (call, name) => Concatenate(call, Items(call), Array.IndexOf(["vstack", "hstack", "dstack"], name))
        );
        Add(Home.Both, "chunk(input, chunks, dim=0)", Chunk);
        Add(Home.Both, "split(input, split_size_or_sections, dim=0)", Split);
        Add(Home.Both, "tensor_split(input, indices_or_sections=None, dim=0, *, indices=None, sections=None)", SplitAt);
        Add(
            Home.Both,
            "unbind(input, dim=0)",
            call => new PyTuple([.. TorchSelecting.Unbind(call.Interpreter, Tensor(call, 0), call.Integer("dim"))])
        );
        Add(Home.Functional, "pad(input, pad, mode='constant', value=None)", Pad);
        Add(
            Home.Functional,
            "interpolate(input, size=None, scale_factor=None, mode='nearest', align_corners=None, "
                + "recompute_scale_factor=None, antialias=False)",
            Interpolate
        );
        Add(
            Home.Functional,
            "upsample(input, size=None, scale_factor=None, mode='nearest', align_corners=None)",
            Interpolate
        );
        Add(
            Home.Functional,
            "grid_sample(input, grid, mode='bilinear', padding_mode='zeros', align_corners=None)",
            call =>
            {
                var (input, grid) = (Tensor(call, 0), Tensor(call, 1));
                var shape = Shape.Of([input.Known[0], input.Known[1], .. grid.Known.Axes.Skip(1).Take(grid.Rank - 2)]);
                return TraceOf(call).EmitOperation("grid_sample", WorkKind.Upsampling, [input, grid], shape);
            }
        );
        Add(
            Home.Functional,
            "affine_grid(theta, size, align_corners=None)",
            call =>
            {
                var theta = Tensor(call, 0);
                var size = Sizes(call, [call[1]]);
                var shape = Shape.Of([size[0], .. size.Skip(2), size.Length - 2]);
                return theta.IsConstant
                    ? Derived(shape, theta)
                    : TraceOf(call).EmitOperation("affine_grid", WorkKind.ElementWise, [theta], shape);
            }
        );
    }

    private static TorchTensor[] Items(HostCall call) =>
        [
            .. call
                .Interpreter.ToArray(call[0])
                .Select(item =>
                    item as TorchTensor
                    ?? throw (
                        item is Unknown unknown
                            ? unknown.Error()
                            : Errors.Type(
                                $"expected Tensor as element in argument 0, but got {BuiltinTypes.Of(item).Name}"
                            )
                    )
                ),
        ];

    private static TorchTensor Concatenate(HostCall call, TorchTensor[] items, long dim)
    {
        if (items.Length == 0)
            throw Errors.Runtime("torch.cat(): expected a non-empty list of Tensors");
        if (items.Length == 1)
            return items[0];
        if (items.Any(item => item.Shape is null))
            return items.All(item => item.IsConstant)
                ? Derived(null, items)
                : TraceOf(call).Emit("cat", new Concatenate(), items, null);
        int axis = items[0].Axis(dim);
        var shape = items[0].Known;
        var total = shape[axis];
        foreach (var item in items.Skip(1))
        {
            bool fits =
                item.Rank == shape.Rank
                && Enumerable.Range(0, shape.Rank).All(i => i == axis || item.Known[i].Same(shape[i]) != false);
            if (!fits)
                throw Errors.Runtime(
                    $"Sizes of tensors must match except in dimension {axis}. Expected {shape} but got {item.Known} "
                        + "for a tensor in the list"
                );
            total += item.Known[axis];
            for (int i = 0; i < shape.Rank; i++)
                shape = i == axis ? shape : shape.With(i, Shape.Meet(shape[i], item.Known[i]));
        }

        var target = shape.With(axis, total);
        if (items.All(item => item.IsConstant))
        {
            var joined = Derived(target, items);
            joined.Values = items.All(item => item is { Values: not null, Shape.Rank: 1 })
                ? [.. items.SelectMany(item => item.Values!)]
                : null;
            return joined;
        }

        return SampleShapes.Axis(target, axis) is { } sample
            ? TraceOf(call).Emit("cat", new Concatenate { Axis = sample }, items, target)
            : TraceOf(call).EmitOperation("cat", WorkKind.DataMovement, items, target);
    }

    private static TorchTensor Stack(HostCall call)
    {
        var items = Items(call);
        if (items.Length == 0)
            throw Errors.Runtime("stack expects a non-empty TensorList");
        var shape = items[0].Known;
        long axis = call.Integer("dim") < 0 ? call.Integer("dim") + shape.Rank + 1 : call.Integer("dim");
        var target = Shape.Of([.. shape.Axes.Take((int)axis), items.Length, .. shape.Axes.Skip((int)axis)]);
        if (items.All(item => item.IsConstant))
        {
            var stacked = Derived(target, items);
            stacked.Values = items.All(item => item.Values is { Length: 1 })
                ? [.. items.Select(item => item.Values![0])]
                : null;
            return stacked;
        }

        return TraceOf(call).EmitOperation("stack", WorkKind.DataMovement, items, target);
    }

    private static PyTuple Chunk(HostCall call)
    {
        var input = Tensor(call, 0);
        int axis = input.Axis(call.Integer("dim"));
        if (input.Known[axis].HasBatch && !input.IsConstant)
            return ChunkSamples(call, input, axis);
        if (input.Known[axis].Value is not { } size)
            throw TorchTensor.Unknown("the axis that is cut has no known size");
        long part = Math.Max(1, (size + call.Integer(1) - 1) / Math.Max(1, call.Integer(1)));
        return Cut(
            call,
            input,
            axis,
            [.. Enumerable.Range(0, (int)((size + part - 1) / part)).Select(i => Math.Min(part, size - (i * part)))]
        );
    }

    // Batches that were joined come apart again; a part of one is counted as all of it.
    private static PyTuple ChunkSamples(HostCall call, TorchTensor input, int axis)
    {
        long chunks = Math.Max(1, call.Integer(1));
        call.Interpreter.Allocate(chunks);
        var whole = input.Known[axis].DividedBy(chunks);
        var shape = whole is { } one ? input.Known.With(axis, one) : input.Known;
        var parts = new object[chunks];
        for (int i = 0; i < parts.Length; i++)
        {
            call.Interpreter.Step();
            var part = TraceOf(call).EmitOperation("chunk", WorkKind.DataMovement, [input], shape, input.ElementType);
            if (whole is null)
                TraceOf(call).NoteSomeSamples(part, call.Interpreter.Here);
            parts[i] = part;
        }

        return new PyTuple(parts);
    }

    private static PyTuple Split(HostCall call)
    {
        var input = Tensor(call, 0);
        int axis = input.Axis(call.Integer("dim"));
        if (call[1] is PyTuple or PyList)
            return Cut(call, input, axis, Integers(call, call[1]));
        if (input.Known[axis].Value is not { } size)
            throw TorchTensor.Unknown("the axis that is cut has no known size");
        long part = Math.Max(1, call.Integer(1));
        return Cut(
            call,
            input,
            axis,
            [.. Enumerable.Range(0, (int)((size + part - 1) / part)).Select(i => Math.Min(part, size - (i * part)))]
        );
    }

    // At places, or into parts of which the first may have one more.
    private static PyTuple SplitAt(HostCall call)
    {
        var input = Tensor(call, 0);
        int axis = input.Axis(call.Integer("dim"));
        if (input.Known[axis].Value is not { } size)
            throw TorchTensor.Unknown("the axis that is cut has no known size");
        object given =
            call["indices"] is not None ? call["indices"]
            : call["sections"] is not None ? call["sections"]
            : call[1];
        if (given is PyTuple or PyList)
        {
            long[] places =
            [
                0,
                .. Integers(call, given).Select(place => Math.Min(Math.Max(place < 0 ? place + size : place, 0), size)),
                size,
            ];
            return Cut(call, input, axis, [.. places.Skip(1).Zip(places, (end, start) => Math.Max(end - start, 0))]);
        }

        long parts = Math.Max(1, Python.Running.Integers.Index(call.Interpreter, given));
        call.Interpreter.Allocate(parts);
        return Cut(
            call,
            input,
            axis,
            [.. Enumerable.Range(0, (int)parts).Select(i => (size / parts) + (i < size % parts ? 1 : 0))]
        );
    }

    private static PyTuple Cut(HostCall call, TorchTensor input, int axis, long[] sizes)
    {
        Shape[] shapes = [.. sizes.Select(size => input.Known.With(axis, size))];
        if (input.IsConstant)
            return new PyTuple([.. shapes.Select((shape, i) => Part(input, shape, sizes.Take(i).Sum()))]);
        if (sizes.Length == 1)
            return PyTuple.Of(input);
        int sample = SampleShapes.Axis(input.Known, axis) ?? throw TorchTensor.Unknown("a batch is cut into parts");
        var layer = Guard(() => new Split { Axis = sample, Sizes = sizes });
        return new PyTuple([.. TraceOf(call).EmitAll("split", layer, [input], shapes)]);
    }

    private static TorchTensor Part(TorchTensor input, Shape shape, long start)
    {
        var part = Derived(shape, input);
        if (input is { Values: { } values, Rank: 1 } && shape[0].Value is { } count && start + count <= values.Length)
            part.Values = [.. values.Skip((int)start).Take((int)count)];
        return part;
    }

    private static TorchTensor Pad(HostCall call)
    {
        var input = Tensor(call, 0);
        long[] pads = Integers(call, call["pad"]);
        if (input.Shape is not { } shape)
            return new TorchTensor(null) { Layer = input.Layer };
        if (pads.Length / 2 > shape.Rank)
            throw Errors.Runtime(
                "Padding length should be less than or equal to two times the input dimension but got padding length "
                    + $"{pads.Length} and input of dimension {shape.Rank}"
            );
        if (Array.TrueForAll(pads, pad => pad == 0))
            return input;
        for (int i = 0; i < pads.Length / 2; i++)
            shape = shape.With(shape.Rank - 1 - i, shape[shape.Rank - 1 - i] + pads[2 * i] + pads[(2 * i) + 1]);
        int rank = shape.Rank - 2;
        if (input.IsConstant || pads.Length > 2 * rank || rank is < 1 or > 3)
            return TorchShaping.Moved(call, "pad", input, shape);
        (long, long)[] sides =
        [
            .. Enumerable
                .Range(0, rank)
                .Reverse()
                .Select(i => 2 * i < pads.Length ? (pads[2 * i], pads[(2 * i) + 1]) : (0, 0)),
        ];
        var mode = call.Text("mode") switch
        {
            "reflect" => PaddingValues.Reflect,
            "replicate" => PaddingValues.Replicate,
            "circular" => PaddingValues.Circular,
            _ => PaddingValues.Constant,
        };
        return TraceOf(call)
            .Emit("pad", new ZeroPadding(rank) { Padding = Padding.Sides(sides), Mode = mode }, [input], shape);
    }

    private static TorchTensor Interpolate(HostCall call)
    {
        var input = Tensor(call, 0);
        int rank = input.Shape is { } known ? known.Rank - 2 : 2;
        if (rank is < 1 or > 3)
            throw Errors.Runtime($"interpolate expects 3D, 4D or 5D inputs, and got {input.Shape}");
        var interpolation = call.Text("mode") switch
        {
            "linear" => Interpolation.Linear,
            "bilinear" => Interpolation.Bilinear,
            "trilinear" => Interpolation.Trilinear,
            "bicubic" => Interpolation.Bicubic,
            "area" => Interpolation.Area,
            "nearest-exact" => Interpolation.NearestExact,
            _ => Interpolation.Nearest,
        };
        if (call["size"] is not None)
        {
            Size[] sizes = call["size"] is PyTuple or PyList
                ? Sizes(call, [call["size"]])
                : [.. Enumerable.Repeat(SizeOf(call, call["size"]), rank)];
            if (Array.TrueForAll(sizes, size => size.Value is not null) && sizes.Length == rank)
            {
                var wanted = Guard(() =>
                    Resize.OfFile(new Extent([.. sizes.Select(size => size.Value!.Value)]), rank, interpolation)
                );
                return TraceOf(call).EmitByRule("interpolate", wanted, [input], isSpatial: true);
            }

            return TraceOf(call)
                .EmitOperation(
                    "interpolate",
                    WorkKind.Upsampling,
                    [input],
                    Shape.Of([.. input.Known.Axes.Take(2), .. sizes])
                );
        }

        double[] factors = Reals(call, call["scale_factor"]);
        bool isWhole = Array.TrueForAll(factors, value => value >= 1 && Math.Floor(value) == value);
        var layer = Guard(() =>
            isWhole
                ? new UpSampling(rank)
                {
                    Size = new Extent([.. factors.Select(value => (long)value)]),
                    Interpolation = interpolation,
                }
                : new UpSampling(rank) { ScaleFactor = factors, Interpolation = interpolation }
        );
        return TraceOf(call).EmitByRule("interpolate", layer, [input], isSpatial: true);
    }
}
