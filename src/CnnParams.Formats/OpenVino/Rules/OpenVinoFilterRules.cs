using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.OpenVino;

/// <summary>
/// Operators with filters or matrices: those are constants that come beside the data, and a constant that is added
/// right after is their bias.
/// </summary>
internal sealed class OpenVinoFilterRules : OperatorRules<IrOperator>
{
    public OpenVinoFilterRules()
    {
        Map("Convolution", layer => Convolve(layer, isGrouped: false));
        Map("GroupConvolution", layer => Convolve(layer, isGrouped: true));
        Map("ConvolutionBackpropData", layer => Deconvolve(layer, isGrouped: false));
        Map("GroupConvolutionBackpropData", layer => Deconvolve(layer, isGrouped: true));
        Map("MatMul", Multiply);
        Map("FullyConnected", Multiply);
    }

    // Filters, channels, kernel; with groups in front of all of them, where there are some.
    private static void Convolve(IrOperator layer, bool isGrouped)
    {
        if (!layer.IsConstant(1))
        {
            layer.AddUnknown(layer.StatedOutput, mayHaveWeights: false);
            return;
        }

        long[] sizes = layer.WeightSizes(1);
        int at = isGrouped ? 1 : 0;
        int rank = Rank(layer, sizes.Length - 2 - at);
        long groups = isGrouped ? sizes[0] : 1,
            filters = checked(sizes[at] * groups);
        bool bias = layer.TakesBias(filters);
        layer.AddToFirst(
            new Convolution(rank)
            {
                Filters = filters,
                KernelSize = new Extent([.. sizes.Skip(2 + at)]),
                Stride = layer.Each("strides"),
                Dilation = layer.Each("dilations"),
                Padding = layer.Pads(),
                Groups = groups,
                InputChannels = checked(sizes[at + 1] * groups),
                UseBias = bias,
                Stored = layer.Stored(("kernel", 1)),
            }
        );
    }

    // Channels, filters, kernel.
    private static void Deconvolve(IrOperator layer, bool isGrouped)
    {
        long[] sizes = layer.WeightSizes(1);
        int at = isGrouped ? 1 : 0;
        int rank = Rank(layer, sizes.Length - 2 - at);
        long groups = isGrouped ? sizes[0] : 1,
            filters = checked(sizes[at + 1] * groups);
        // A size that is wanted is a third input, and then the padding follows from it.
        bool isSized = layer.Layer.Inputs.Count > 2;
        var padding = isSized ? SizedPadding(layer, sizes, at) : layer.Pads();
        bool bias = layer.TakesBias(filters);
        layer.AddToFirst(
            new TransposedConvolution(rank)
            {
                Filters = filters,
                KernelSize = new Extent([.. sizes.Skip(2 + at)]),
                Stride = layer.Each("strides"),
                Dilation = layer.Each("dilations"),
                Padding = padding,
                OutputPadding =
                    !isSized && layer.Wholes("output_padding") is { Length: > 0 } more ? new Extent(more)
                    : padding.Mode == PaddingMode.Explicit ? 0
                    : null,
                Groups = groups,
                InputChannels = checked(sizes[at] * groups),
                UseBias = bias,
                Stored = layer.Stored(("kernel", 1)),
            }
        );
    }

    private static Padding SizedPadding(IrOperator layer, long[] sizes, int at)
    {
        var (incoming, outgoing) = (layer.Shape, layer.StatedOutput);
        var stride = layer.Each("strides");
        if (!incoming.IsKnown || !outgoing.IsKnown || incoming.Rank != outgoing.Rank)
            return layer.Pads();
        var sides = Enumerable
            .Range(1, incoming.Rank - 1)
            .Select(axis =>
            {
                long step = stride.Sizes[stride.Sizes.Count == 1 ? 0 : axis - 1];
                long total = checked(
                    ((incoming.Sizes[axis]!.Value - 1) * step) + sizes[1 + at + axis] - outgoing.Sizes[axis]!.Value
                );
                return (total / 2, total - (total / 2));
            })
            .ToArray();
        return Array.TrueForAll(sides, side => side is { Item1: >= 0, Item2: >= 0 })
            ? Padding.Sides(sides)
            : layer.Pads();
    }

    private static int Rank(IrOperator layer, int rank) =>
        rank is >= 1 and <= 3 ? rank : throw layer.Wrong($"slides over {rank} axes; 1 to 3 are possible");

    /// <summary>The product of two matrices, or of one with a constant.</summary>
    internal static void Multiply(IrOperator layer)
    {
        bool isLeft = layer.IsConstant(0),
            isRight = layer.IsConstant(1);
        if (!isLeft && !isRight)
        {
            if (!layer.HasWithinSample(2))
            {
                layer.AddNotFollowed();
                return;
            }

            layer.Add(new MatMul { TransposeA = layer.Is("transpose_a"), TransposeB = layer.Is("transpose_b") });
            return;
        }

        long[] sizes = isRight ? layer.WeightSizes(1) : [];
        if (sizes.Length != 2 || layer.Is("transpose_a") || !layer.HasWithinSample(1))
        {
            layer.AddUnknown(layer.StatedOutput, mayHaveWeights: false, layer.Weights());
            return;
        }

        bool isTurned = layer.Is("transpose_b") || layer.Type == "FullyConnected";
        long units = sizes[isTurned ? 0 : 1];
        bool bias = layer.TakesBias(units);
        layer.Add(
            new Dense
            {
                Units = units,
                InputFeatures = sizes[isTurned ? 1 : 0],
                UseBias = bias,
                Stored = layer.Stored(("kernel", 1)),
            }
        );
    }
}
