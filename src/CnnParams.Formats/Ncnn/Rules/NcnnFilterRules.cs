using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Ncnn;

/// <summary>
/// Layers with filters or units. The number of input channels follows from the size of the weights, so that the
/// parameters are exact where no shape is known (src/layer/convolution.cpp and its like).
/// </summary>
internal sealed class NcnnFilterRules : OperatorRules<NcnnLayer>
{
    // What stands in place of a padding where it follows the rule of TensorFlow, or the other way round.
    private const long SameUpper = -233,
        SameLower = -234;

    // Of a height that is not given: it is the width.
    private static readonly string?[] Functions =
    [
        null,
        "relu",
        "leaky_relu",
        "relu6",
        "sigmoid",
        "mish",
        "hard_swish",
    ];

    public NcnnFilterRules()
    {
        Map("Convolution", layer => Convolve(layer, 2, 1));
        Map("ConvolutionDepthWise", layer => Convolve(layer, 2, layer.Whole(NcnnFilter.Groups, 1)));
        Map("Convolution1D", layer => Convolve(layer, 1, 1));
        Map("ConvolutionDepthWise1D", layer => Convolve(layer, 1, layer.Whole(NcnnFilter.Groups, 1)));
        Map("Convolution3D", layer => Convolve(layer, 3, 1));
        Map("ConvolutionDepthWise3D", layer => Convolve(layer, 3, layer.Whole(NcnnFilter.Groups, 1)));
        Map("Deconvolution", layer => Deconvolve(layer, 2, 1));
        Map("DeconvolutionDepthWise", layer => Deconvolve(layer, 2, layer.Whole(NcnnFilter.Groups, 1)));
        Map("Deconvolution1D", layer => Deconvolve(layer, 1, 1));
        Map("DeconvolutionDepthWise1D", layer => Deconvolve(layer, 1, layer.Whole(NcnnFilter.Groups, 1)));
        Map("Deconvolution3D", layer => Deconvolve(layer, 3, 1));
        Map("DeconvolutionDepthWise3D", layer => Deconvolve(layer, 3, layer.Whole(NcnnFilter.Groups, 1)));
        Map("InnerProduct", InnerProduct);
        Map("Embed", Embed);
    }

    private static void Convolve(NcnnLayer layer, int rank, long groups)
    {
        if (layer.Whole(NcnnFilter.HasComputedFilters, 0) != 0)
        {
            // Its filters are an input.
            layer.AddUnknown(layer.StatedOutput, mayHaveWeights: false);
            Activate(layer);
            return;
        }

        var kernel = Each(layer, rank, NcnnFilter.Kernel, 0);
        if (layer.Shape.Rank == 1 && kernel.Sizes.All(size => size == 1) && groups == 1)
        {
            // Of one position it is the product with a matrix.
            layer.Add(
                new FullyConnected
                {
                    Units = layer.Whole(NcnnFilter.Filters, 0),
                    UseBias = layer.Whole(NcnnFilter.HasBias, 0) != 0,
                    InputFeatures = Depth(layer, layer.Whole(NcnnFilter.Filters, 0), kernel, rank, 1),
                }
            );
            Activate(layer);
            return;
        }

        layer.Add(
            new Convolution(rank)
            {
                Filters = layer.Whole(NcnnFilter.Filters, 0),
                KernelSize = kernel,
                Dilation = Each(layer, rank, NcnnFilter.Dilation, 1),
                Stride = Each(layer, rank, NcnnFilter.Stride, 1),
                Padding = Pads(layer, rank),
                Groups = groups,
                UseBias = layer.Whole(NcnnFilter.HasBias, 0) != 0,
                InputChannels = Depth(layer, layer.Whole(NcnnFilter.Filters, 0), kernel, rank, groups),
            }
        );
        Activate(layer);
    }

    private static void Deconvolve(NcnnLayer layer, int rank, long groups)
    {
        if (layer.Whole(NcnnTransposed.HasComputedFilters, 0) != 0)
        {
            // Its filters are an input.
            layer.AddUnknown(layer.StatedOutput, mayHaveWeights: false);
            Activate(layer);
            return;
        }

        var kernel = Each(layer, rank, NcnnFilter.Kernel, 0);
        long filters = layer.Whole(NcnnFilter.Filters, 0),
            right = layer.Whole(NcnnTransposed.AddedRight, 0);
        var more = new Extent([
            .. new[]
            {
                layer.Whole(NcnnTransposed.AddedBehind, right),
                layer.Whole(NcnnTransposed.AddedBottom, right),
                right,
            }.Skip(3 - rank),
        ]);
        layer.Add(
            new TransposedConvolution(rank)
            {
                Filters = filters,
                KernelSize = kernel,
                Dilation = Each(layer, rank, NcnnFilter.Dilation, 1),
                Stride = Each(layer, rank, NcnnFilter.Stride, 1),
                Padding = Cut(layer, rank, kernel, more),
                Groups = groups,
                OutputPadding = more,
                UseBias = layer.Whole(NcnnFilter.HasBias, 0) != 0,
                InputChannels = Depth(layer, filters, kernel, rank, groups),
            }
        );
        Activate(layer);
    }

    // Weights are filters x channels of a group x kernel.
    private static long? Depth(NcnnLayer layer, long filters, Extent kernel, int rank, long groups)
    {
        long each = checked(
            filters
            * Enumerable
                .Range(0, rank)
                .Aggregate(1L, (product, axis) => checked(product * kernel.Sizes[kernel.Sizes.Count == 1 ? 0 : axis]))
        );
        return Shared(layer, NcnnFilter.WeightSize, each, $"{filters} filters of {kernel} positions") is { } depth
            ? checked(depth * groups)
            : null;
    }

    // ncnn reads as many weights as are stated, and takes as many of them as it needs.
    private static long? Shared(NcnnLayer layer, int weights, long each, string what)
    {
        if (layer.Whole(weights) is not (> 0 and var size) || each <= 0)
            return null;
        if (size % each == 0)
            return size / each;
        layer.Contradict($"it has {size} weights, which {what} cannot share out");
        return null;
    }

    private static void InnerProduct(NcnnLayer layer)
    {
        long units = layer.Whole(NcnnProduct.Units, 0);
        long? features = Shared(layer, NcnnProduct.WeightSize, units, $"{units} units");
        // Of a matrix each row is a vector of its own.
        bool isPerRow = layer.Shape is { Rank: 2 } rows && rows.Sizes[1] == features;
        layer.Add(
            isPerRow
                ? new Dense
                {
                    Units = units,
                    InputFeatures = features,
                    UseBias = layer.Whole(NcnnProduct.HasBias, 0) != 0,
                }
                : new FullyConnected
                {
                    Units = units,
                    InputFeatures = features,
                    UseBias = layer.Whole(NcnnProduct.HasBias, 0) != 0,
                }
        );
        Activate(layer);
    }

    private static void Embed(NcnnLayer layer)
    {
        long size = layer.Whole(NcnnEmbed.Size, 0),
            words = layer.Whole(NcnnEmbed.Words, 0);
        if (layer.Whole(NcnnEmbed.WeightSize) is > 0 and var weights && weights != checked(size * words))
            layer.Contradict($"it has {weights} weights, but its settings say {words} of {size} numbers");
        layer.Add(new Embedding { EmbeddingSize = size, VocabularySize = words });
        if (layer.Whole(NcnnEmbed.HasBias, 0) != 0)
            layer.AddOperation(
                WorkKind.ElementWise,
                layer.Shape,
                new TensorSpec("bias", new TensorShape(layer.Whole(NcnnEmbed.Size, 0)), WeightRole.Bias)
            );
    }

    // The width stands under a number of its own, the height under that and 10, the depth under that and 20.
    private static Extent Each(NcnnLayer layer, int rank, int id, long missing)
    {
        long width = layer.Whole(id, missing);
        return new Extent([
            .. new[] { layer.Whole(id + 20, width), layer.Whole(id + 10, width), width }.Skip(3 - rank),
        ]);
    }

    private static Padding Pads(NcnnLayer layer, int rank)
    {
        long left = layer.Whole(NcnnFilter.Left, 0),
            right = layer.Whole(NcnnFilter.Right, left),
            top = layer.Whole(NcnnFilter.Top, left),
            bottom = layer.Whole(NcnnFilter.Bottom, top);
        if (left is SameUpper or SameLower)
            return left == SameUpper ? Padding.Same : Padding.SameLower;
        (long, long)[] sides =
        [
            (layer.Whole(NcnnFilter.Front, left), layer.Whole(NcnnFilter.After, layer.Whole(NcnnFilter.Front, left))),
            (top, bottom),
            (left, right),
        ];
        return Padding.Sides([.. sides.Skip(3 - rank)]);
    }

    // What is cut off where the padding follows a rule: what is more than the size that is wanted, or nothing.
    private static Padding Cut(NcnnLayer layer, int rank, Extent kernel, Extent more)
    {
        var pads = Pads(layer, rank);
        if (pads.Mode == PaddingMode.Explicit)
            return pads;
        var incoming = layer.Shape;
        int number = rank == 3 ? NcnnTransposed.WidthOfVolume : NcnnTransposed.Width;
        long width = layer.Whole(number, 0);
        long[] wanted =
        [
            .. new[] { layer.Whole(number + 2, width), layer.Whole(number + 1, width), width }.Skip(3 - rank),
        ];
        if (Array.Exists(wanted, size => size <= 0) || !incoming.IsKnown || incoming.Rank != rank + 1)
            return Padding.Sides([.. wanted.Select(_ => (0L, 0L))]);
        Extent stride = Each(layer, rank, NcnnFilter.Stride, 1),
            dilation = Each(layer, rank, NcnnFilter.Dilation, 1);
        return Padding.Sides([
            .. wanted.Select(
                (size, axis) =>
                {
                    long whole = checked(
                        ((incoming.Sizes[axis + 1]!.Value - 1) * stride.Sizes[axis])
                        + ((kernel.Sizes[axis] - 1) * dilation.Sizes[axis])
                        + 1
                        + more.Sizes[axis]
                    );
                    long less = checked(whole - size) / 2,
                        rest = checked(whole - size) - less;
                    return pads.Mode == PaddingMode.Same ? (less, rest) : (rest, less);
                }
            ),
        ]);
    }

    private static void Activate(NcnnLayer layer)
    {
        long function = layer.Whole(NcnnFilter.Function, 0);
        if (function is > 0 && function < Functions.Length)
            layer.Activate(Functions[function]!);
    }
}
