using System.Text.Json.Nodes;
using CnnParams.Formats.Folding;
using CnnParams.Layers;
using CnnParams.Python.Running;
using CnnParams.Python.Values;

namespace CnnParams.Formats.KerasSource.Functions;

/// <summary>Functions of images: convolutions by weights of the source, poolings, other sizes, patches.</summary>
internal sealed class Imaging : KerasFunctions
{
    public Imaging()
    {
        for (int rank = 1; rank <= 3; rank++)
        {
            int axes = rank;
            // TensorFlow has one stride along one axis.
            string strides = rank == 1 ? "stride" : "strides";
            Add(
                KerasHome.Tensorflow,
                $"conv{rank}d(input, filters, {strides}=1, padding='VALID', data_format=None, dilations=1, name=None)",
                call => Convolve(call, axes, $"Conv{axes}D", call[2], call[3], call[5])
            );
            Add(
                KerasHome.Backend,
                $"conv{rank}d(x, kernel, strides=1, padding='valid', data_format=None, dilation_rate=1)",
                call => Convolve(call, axes, $"Conv{axes}D", call[2], call[3], call[5])
            );
            foreach (string kind in new[] { "max", "avg" })
            {
                string pooling = kind == "max" ? "Max" : "Average";
                Add(
                    KerasHome.Tensorflow,
                    $"{kind}_pool{rank}d(input, ksize, strides=None, padding='VALID', data_format=None, name=None)",
                    call => Pool(call, axes, $"{pooling}Pooling{axes}D", call[1], call[2], call[3])
                );
            }

            Add(
                KerasHome.Backend,
                $"pool{rank}d(x, pool_size, strides=1, padding='valid', data_format=None, pool_mode='max')",
                call =>
                    Pool(
                        call,
                        axes,
                        $"{(call["pool_mode"] is "avg" ? "Average" : "Max")}Pooling{axes}D",
                        call[1],
                        call[2],
                        call[3]
                    )
            );
        }

        Add(
            KerasHome.Tensorflow,
            "max_pool avg_pool",
            "input, ksize, strides=None, padding='VALID', data_format=None, name=None",
            (call, name) =>
                Pool(
                    call,
                    Tensor(call, 0).Rank - 2,
                    $"{(name == "max_pool" ? "Max" : "Average")}Pooling{Tensor(call, 0).Rank - 2}D",
                    call[1],
                    call[2],
                    call[3]
                )
        );
        Add(
            KerasHome.Ops,
            "max_pool average_pool",
            "inputs, pool_size, strides=None, padding='valid', data_format=None",
            (call, name) =>
                Pool(
                    call,
                    Tensor(call, 0).Rank - 2,
                    $"{(name == "max_pool" ? "Max" : "Average")}Pooling{Tensor(call, 0).Rank - 2}D",
                    call[1],
                    call[2],
                    call[3]
                )
        );
        Add(
            KerasHome.Ops,
            "conv(inputs, kernel, strides=1, padding='valid', data_format=None, dilation_rate=1)",
            call =>
                Convolve(call, Tensor(call, 0).Rank - 2, $"Conv{Tensor(call, 0).Rank - 2}D", call[2], call[3], call[5])
        );
        Add(
            KerasHome.Tensorflow,
            "depthwise_conv2d(input, filter, strides, padding, data_format=None, dilations=1, name=None)",
            call => Depthwise(call, call[2], call[3])
        );
        Add(
            KerasHome.Ops,
            "depthwise_conv(inputs, kernel, strides=1, padding='valid', data_format=None, dilation_rate=1)",
            call => Depthwise(call, call[2], call[3])
        );
        Add(
            KerasHome.Tensorflow,
            "conv2d_transpose(input, filters, output_shape, strides, padding='SAME', data_format='NHWC', "
                + "dilations=None, name=None)",
            call =>
                Operation(
                    call,
                    "conv2d_transpose",
                    WorkKind.Unknown,
                    new Shape([Tensor(call, 0).Known[0], .. SourceShape.Axes(call.Interpreter, call[2]).Skip(1)]),
                    Tensor(call, 0),
                    Tensor(call, 1)
                )
        );
        Add(
            KerasHome.Tensorflow | KerasHome.Ops,
            "resize(images, size, *args, **kwargs)",
            call => Resize(call, call[1])
        );
        Add(
            KerasHome.Tensorflow,
            "resize_nearest_neighbor resize_bilinear resize_with_pad resize_with_crop_or_pad resize_images",
            "images, size, *args, **kwargs",
            (call, _) =>
                Resize(call, call.Rest("args") is [long width, ..] ? PyTuple.Of(call[1], Boxed.Of(width)) : call[1])
        );
        Add(
            KerasHome.Backend,
            "resize_images(x, height_factor, width_factor, data_format='channels_last', interpolation='nearest')",
            call =>
            {
                var shape = Tensor(call, 0).Known;
                return AsLayer(
                    call,
                    "resize",
                    WorkKind.DataMovement,
                    shape.With(1, shape[1] * call.Integer(1)).With(2, shape[2] * call.Integer(2)),
                    "UpSampling2D",
                    new JsonObject { ["size"] = ToJson([call.Integer(1), call.Integer(2)]) },
                    Tensor(call, 0)
                );
            }
        );
        Add(KerasHome.Tensorflow, "central_crop(image, central_fraction)", CentralCrop);
        Add(
            KerasHome.Tensorflow,
            "extract_patches(images, sizes, strides, rates, padding, name=None)",
            call => Patches(call, Inner(call, call[1]), Inner(call, call[2]), call.Text(4))
        );
        Add(
            KerasHome.Ops,
            "extract_patches(images, size, strides=None, dilation_rate=1, padding='valid', data_format=None)",
            call =>
                Patches(
                    call,
                    Two(call, call[1]),
                    call[2] is None ? Two(call, call[1]) : Two(call, call[2]),
                    call.Text(4)
                )
        );
        Add(
            KerasHome.Tensorflow | KerasHome.Ops,
            "depth_to_space(x, block_size, *args, **kwargs)",
            call => Blocks(call, "depth_to_space", isDeep: true)
        );
        Add(
            KerasHome.Tensorflow | KerasHome.Ops,
            "space_to_depth(x, block_size, *args, **kwargs)",
            call => Blocks(call, "space_to_depth", isDeep: false)
        );
    }

    private static string Text(object padding) => padding is string text ? text.ToLowerInvariant() : "valid";

    // [1, 2, 2, 1] has the batch and the channels too.
    private static long[] Inner(HostCall call, object value, int rank = 2) =>
        Integers(call, value) switch
        {
            { Length: var count } all when count == rank + 2 => [.. all.Skip(1).Take(rank)],
            [var one] => [.. Enumerable.Repeat(one, rank)],
            var sizes => sizes,
        };

    private static long[] Two(HostCall call, object value) =>
        Integers(call, value) is [var one] ? [one, one] : Integers(call, value);

    private static SourceTensor Convolve(
        HostCall call,
        int rank,
        string className,
        object strides,
        object padding,
        object dilation
    )
    {
        SourceTensor input = Tensor(call, 0),
            kernel = Tensor(call, 1);
        if (kernel.Rank != rank + 2 || kernel.Known.Axes.Any(axis => axis.Value is null))
            throw Errors.Value(
                $"a kernel of {rank + 2} axes is needed: {rank} of the window, then the channels of the input and the "
                    + $"filters; it has {kernel.Shape}"
            );
        long[] sizes = [.. kernel.Known.Axes.Select(axis => axis.Value!.Value)];
        var config = new JsonObject
        {
            ["filters"] = sizes[rank + 1],
            ["kernel_size"] = ToJson(sizes.Take(rank)),
            ["strides"] = ToJson(Inner(call, strides, rank)),
            ["padding"] = Text(padding),
            ["use_bias"] = false,
            ["dilation_rate"] = ToJson(Inner(call, dilation is None ? Boxed.Of(1) : dilation, rank)),
            ["data_format"] = "channels_last",
        };
        if (input.Known[rank + 1].Value is { } channels && channels != sizes[rank] && channels % sizes[rank] == 0)
            config["groups"] = channels / sizes[rank];
        return Filtered(call, className, config, input, kernel);
    }

    private static SourceTensor Depthwise(HostCall call, object strides, object padding)
    {
        SourceTensor input = Tensor(call, 0),
            kernel = Tensor(call, 1);
        long[] sizes = [.. kernel.Known.Axes.Select(axis => axis.Value ?? throw SourceTensor.UnknownShape())];
        return Filtered(
            call,
            "DepthwiseConv2D",
            new JsonObject
            {
                ["depth_multiplier"] = sizes[3],
                ["kernel_size"] = ToJson(sizes.Take(2)),
                ["strides"] = ToJson(Inner(call, strides)),
                ["padding"] = Text(padding),
                ["use_bias"] = false,
                ["data_format"] = "channels_last",
            },
            input,
            kernel
        );
    }

    // The kernel is a weight of the source: the row is the layer, as far as it is the only one that reads it.
    private static SourceTensor Filtered(
        HostCall call,
        string className,
        JsonObject config,
        SourceTensor input,
        SourceTensor kernel
    )
    {
        var shape = input.WithBatch(
            LayerRows.Shapes(
                new Definition("conv", className, null, config, null),
                new Arguments([input]),
                Shapes.ShapeLayout.ChannelsLast
            )[0]
        );
        return LayerRows.Add(
            call.Interpreter,
            "conv",
            [input, kernel],
            shape,
            WorkKind.Unknown,
            null,
            (className, config)
        );
    }

    private static SourceTensor Pool(
        HostCall call,
        int rank,
        string className,
        object size,
        object strides,
        object padding
    )
    {
        var input = Tensor(call, 0);
        var config = new JsonObject
        {
            ["pool_size"] = ToJson(Inner(call, size, rank)),
            ["strides"] = ToJson(Inner(call, strides is None ? size : strides, rank)),
            ["padding"] = Text(padding),
            ["data_format"] = "channels_last",
        };
        var shape = input.WithBatch(
            LayerRows.Shapes(
                new Definition("pool", className, null, config, null),
                new Arguments([input]),
                Shapes.ShapeLayout.ChannelsLast
            )[0]
        );
        return AsLayer(call, "pool", WorkKind.ElementWise, shape, className, config, input);
    }

    // What is left out on either side is half of the rest, rounded down (tf.image.central_crop).
    private static SourceTensor CentralCrop(HostCall call)
    {
        var input = Tensor(call, 0);
        double part = call.Real(1);
        Size Cropped(Size size) =>
            size.Value is { } length ? length - (2 * (long)((length - (length * part)) / 2)) : Size.Unknown;
        int at = input.Rank - 3;
        var shape = input.Known.With(at, Cropped(input.Known[at])).With(at + 1, Cropped(input.Known[at + 1]));
        return Operation(call, "central_crop", WorkKind.DataMovement, shape, input);
    }

    private static SourceTensor Resize(HostCall call, object size)
    {
        var input = Tensor(call, 0);
        Size[] wanted = [.. SourceShape.Axes(call.Interpreter, size)];
        if (wanted.Length != 2)
            throw Errors.Value("the size of an image is its height and its width");
        int at = input.Rank - 3;
        var shape = input.Known.With(at, wanted[0]).With(at + 1, wanted[1]);
        return wanted[0].Value is { } height && wanted[1].Value is { } width
            ? AsLayer(
                call,
                "resize",
                WorkKind.ElementWise,
                shape,
                "Resizing",
                new JsonObject
                {
                    ["height"] = height,
                    ["width"] = width,
                    ["data_format"] = "channels_last",
                },
                input
            )
            : Operation(call, "resize", WorkKind.ElementWise, shape, input);
    }

    private static SourceTensor Patches(HostCall call, long[] size, long[] strides, string padding)
    {
        var input = Tensor(call, 0);
        var shape = input.Known;
        Size Steps(int axis) =>
            shape[axis + 1].Value is { } length
                ? padding.Equals("same", StringComparison.OrdinalIgnoreCase)
                    ? (length + strides[axis] - 1) / strides[axis]
                    : ((length - size[axis]) / strides[axis]) + 1
                : Size.Unknown;
        return Operation(
            call,
            "extract_patches",
            WorkKind.DataMovement,
            new Shape(shape[0], Steps(0), Steps(1), shape[3] * (size[0] * size[1])),
            input
        );
    }

    private static SourceTensor Blocks(HostCall call, string name, bool isDeep)
    {
        var input = Tensor(call, 0);
        var shape = input.Known;
        long block = call.Integer(1);
        Size Divided(Size size, long by) =>
            size.DividedBy(by)
            ?? (size.Value is null ? Size.Unknown : throw Errors.Value($"{name}: {size} cannot be divided by {by}"));
        var target = isDeep
            ? new Shape(shape[0], shape[1] * block, shape[2] * block, Divided(shape[3], block * block))
            : new Shape(shape[0], Divided(shape[1], block), Divided(shape[2], block), shape[3] * (block * block));
        return Operation(call, name, WorkKind.DataMovement, target, input);
    }
}
