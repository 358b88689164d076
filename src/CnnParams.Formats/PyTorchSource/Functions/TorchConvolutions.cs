using CnnParams.Formats.Folding;
using CnnParams.Formats.PythonSource;
using CnnParams.Layers;
using CnnParams.Python.Running;
using CnnParams.Python.Values;
using CnnParams.Shapes;

namespace CnnParams.Formats.PyTorchSource.Functions;

/// <summary>Convolutions.</summary>
internal sealed class TorchConvolutions : TorchFunctions
{
    public TorchConvolutions()
    {
        for (int rank = 1; rank <= 3; rank++)
        {
            int axes = rank;
            Add(
                Home.Functional | Home.Torch,
                $"conv{rank}d(input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1)",
                call => OfEachSample(call, input => Convolve(call, axes, input))
            );
            Add(
                Home.Functional | Home.Torch,
                $"conv_transpose{rank}d(input, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, "
                    + "dilation=1)",
                call => OfEachSample(call, input => Transposed(call, axes, input))
            );
        }

        Add(
            Home.Torch,
            "deform_conv2d(input, offset, weight, bias=None, stride=(1, 1), padding=(0, 0), dilation=(1, 1), "
                + "mask=None)",
            Deformed
        );
    }

    private static TorchTensor Convolve(HostCall call, int rank, TorchTensor input)
    {
        var (weight, bias) = (Tensor(call, 1), Optional(call, "bias"));
        long[] sizes = Known(weight, rank);
        long groups = Groups(call);
        CheckChannels(input, rank, sizes[1] * groups, weight);
        if (rank == 2 && weight.IsStandardized)
            return Standardized(call, input, weight, bias);
        var layer = Guard(() =>
            new Convolution(rank)
            {
                Filters = sizes[0],
                KernelSize = new Extent([.. sizes.Skip(2)]),
                Stride = Extent(call, "stride", rank),
                Padding = PaddingOf(call, rank),
                Dilation = Extent(call, "dilation", rank),
                Groups = groups,
                UseBias = bias is not null,
                InputChannels = sizes[1] * groups,
            }
        );
        return Place(call, $"conv{rank}d", layer, input, rank, weight, bias);
    }

    // The filters, and where there is one the factor of each.
    private static TorchTensor Standardized(HostCall call, TorchTensor input, TorchTensor weight, TorchTensor? bias)
    {
        long[] sizes = Known(weight, 2);
        var gain = weight.Parameters.Skip(1).FirstOrDefault(parameter => parameter.Count == sizes[0]);
        long groups = Groups(call);
        var layer = Guard(() =>
            new StandardizedConvolution
            {
                Filters = sizes[0],
                KernelSize = new Extent(sizes[2], sizes[3]),
                Stride = Extent(call, "stride", 2),
                Padding = PaddingOf(call, 2),
                Dilation = Extent(call, "dilation", 2),
                Groups = groups,
                UseBias = bias is not null,
                Scale = gain is not null,
                InputChannels = sizes[1] * groups,
            }
        );
        return TraceOf(call)
            .EmitByRule("conv2d", layer, [input], isSpatial: true, ("kernel", weight), ("gain", gain), ("bias", bias));
    }

    private static TorchTensor Transposed(HostCall call, int rank, TorchTensor input)
    {
        var (weight, bias) = (Tensor(call, 1), Optional(call, "bias"));
        long[] sizes = Known(weight, rank);
        CheckChannels(input, rank, sizes[0], weight);
        var layer = Guard(() =>
            new TransposedConvolution(rank)
            {
                Filters = sizes[1] * Groups(call),
                KernelSize = new Extent([.. sizes.Skip(2)]),
                Stride = Extent(call, "stride", rank),
                Padding = Padding.Symmetric([
                    .. Enumerable.Range(0, rank).Select(axis => Extent(call, "padding", rank).Sizes[axis]),
                ]),
                OutputPadding = Extent(call, "output_padding", rank),
                Dilation = Extent(call, "dilation", rank),
                Groups = Groups(call),
                UseBias = bias is not null,
                InputChannels = sizes[0],
            }
        );
        return Place(call, $"conv_transpose{rank}d", layer, input, rank, weight, bias);
    }

    // Samples in a row along the channels, each with filters of its own, are parted, and joined again: groups=batch.
    private static TorchTensor OfEachSample(HostCall call, Func<TorchTensor, TorchTensor> convolve)
    {
        var input = Tensor(call, 0);
        if (
            call["groups"] is not SymbolicInteger { Size.HasBatch: true }
            || input.Shape is not { Rank: > 2 } shape
            || !shape[1].HasBatch
        )
            return convolve(input);
        object Size(Size size) => SymbolicInteger.Of(size);
        object Reshaped(TorchTensor tensor, IEnumerable<Size> sizes) =>
            call.Interpreter.CallMethod(tensor, "reshape", new PyTuple([.. sizes.Select(Size)]));
        var parted = (TorchTensor)Reshaped(
            input,
            [shape[0] * Batched.Batch, shape[1].WithoutBatch(), .. shape.Axes.Skip(2)]
        );
        var output = convolve(parted);
        return (TorchTensor)Reshaped(output, [shape[0], output.Known[1] * Batched.Batch, .. output.Known.Axes.Skip(2)]);
    }

    private static long Groups(HostCall call) =>
        call["groups"] is SymbolicInteger { Size: { HasBatch: true } size }
            ? size.WithoutBatch().Value ?? throw TorchTensor.UnknownShape()
            : call.Integer("groups");

    private static TorchTensor Deformed(HostCall call)
    {
        var (input, offset, weight, bias) = (Tensor(call, 0), Tensor(call, 1), Tensor(call, 2), Optional(call, "bias"));
        long[] sizes = Known(weight, 2);
        long channels = input.Known[1].Value ?? sizes[1];
        long positions = sizes[2] * sizes[3] * 2;
        var layer = Guard(() =>
            new DeformableConvolution
            {
                Filters = sizes[0],
                KernelSize = new Extent(sizes[2], sizes[3]),
                Stride = Extent(call, "stride", 2),
                Padding = PaddingOf(call, 2),
                Dilation = Extent(call, "dilation", 2),
                Groups = channels / sizes[1],
                OffsetGroups = (offset.Known[1].Value ?? positions) / positions,
                UseBias = bias is not null,
                InputChannels = channels,
            }
        );
        TorchTensor[] inputs = Optional(call, "mask") is { } mask ? [input, offset, mask] : [input, offset];
        return TraceOf(call)
            .EmitByRule("deform_conv2d", layer, inputs, isSpatial: true, ("kernel", weight), ("bias", bias));
    }

    private static TorchTensor Place(
        HostCall call,
        string op,
        FilterLayer layer,
        TorchTensor input,
        int rank,
        TorchTensor weight,
        TorchTensor? bias
    )
    {
        if (input.IsConstant && input.Shape is null)
            throw TorchTensor.UnknownShape();
        // Filters that are fixed, as those that blur, are no weights.
        bool isFixed = weight.IsConstant && !weight.Parameters.Any();
        if (isFixed || !weight.IsConstant)
            return FixedFilters.Place(call, op, layer, input, weight);
        return TraceOf(call).EmitByRule(op, layer, [input], isSpatial: true, ("kernel", weight), ("bias", bias));
    }

    private static void CheckChannels(TorchTensor input, int rank, long channels, TorchTensor weight)
    {
        if (input.Shape is not { } shape)
            return;
        if (shape.Rank != rank + 2 && shape.Rank != rank + 1)
            throw Errors.Runtime(
                $"Expected {rank + 1}D (unbatched) or {rank + 2}D (batched) input to conv{rank}d, but got input of "
                    + $"size: {shape}"
            );
        if (shape[shape.Rank - rank - 1].Value is { } given && given != channels)
            throw Errors.Runtime(
                $"weight of size {weight.Shape}, expected input{shape} to have {channels} channels, but got {given} "
                    + "channels instead"
            );
    }

    private static long[] Known(TorchTensor weight, int rank)
    {
        if (weight.Rank != rank + 2)
            throw Errors.Runtime($"the weight of a conv{rank}d has {rank + 2} axes, and not {weight.Rank}");
        return
        [
            .. weight.Known.Axes.Select(axis =>
                axis.Value ?? axis.WithoutBatch().Value ?? throw TorchTensor.UnknownShape()
            ),
        ];
    }

    private static Padding PaddingOf(HostCall call, int rank)
    {
        if (call["padding"] is not string text)
            return Padding.Symmetric([.. Extent(call, "padding", rank).Sizes]);
        if (text == "valid")
            return Padding.Valid;
        if (text != "same")
            throw Errors.Value($"Invalid padding string '{text}', should be one of {{'valid', 'same'}}");
        return Extent(call, "stride", rank).Sizes.All(step => step == 1)
            ? Padding.Same
            : throw Errors.Runtime("padding='same' is not supported for strided convolutions");
    }
}

/// <summary>
/// Filters that nobody learns, or that are computed: no weights, and of a cost that no layer here can say.
/// </summary>
internal static class FixedFilters
{
    internal static TorchTensor Place(
        HostCall call,
        string op,
        FilterLayer layer,
        TorchTensor input,
        TorchTensor weight
    )
    {
        var output = TorchFunctions.Guard(() => layer.OutputShapes(new LayerInputs(input.Sample))[0]);
        TorchTensor[] inputs = weight.IsConstant ? [input] : [input, weight];
        return TorchFunctions
            .TraceOf(call)
            .EmitOperation(op, WorkKind.Unknown, inputs, input.Shape is null ? null : Batched.Of(output, input.Shape));
    }
}
