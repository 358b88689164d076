using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.OpenVino.Version7;

/// <summary>
/// Layers with filters or units. The number of input channels follows from the size of the weights, so that the
/// parameters are exact where no shape is known.
/// </summary>
internal sealed class Version7FilterRules : OperatorRules<Version7Operator>
{
    public Version7FilterRules()
    {
        Map("Convolution", layer => Convolve(layer));
        Map("BinaryConvolution", layer => Convolve(layer));
        Map("Deconvolution", Deconvolve);
        Map("DeformableConvolution", Deform);
        Map("FullyConnected InnerProduct", Connect);
        Map("Gemm", OpenVinoFilterRules.Multiply);
    }

    private static void Convolve(Version7Operator layer)
    {
        if (!layer.Has("weights", 1))
        {
            // Its filters are computed.
            layer.AddUnknown(layer.StatedOutput, mayHaveWeights: false);
            return;
        }

        var (kernel, filters, groups) = Filters(layer);
        layer.AddToFirst(
            new Convolution(kernel.Sizes.Count)
            {
                Filters = filters,
                KernelSize = kernel,
                Stride = layer.Strides,
                Dilation = layer.Window("dilations", "dilation"),
                Padding = layer.Sides(),
                Groups = groups,
                InputChannels = Depth(layer, kernel, filters, groups, layer.Channels),
                UseBias = layer.Has("biases", 2),
                Stored = Kept(layer),
            }
        );
    }

    private static void Deconvolve(Version7Operator layer)
    {
        var (kernel, filters, groups) = Filters(layer);
        var padding = layer.Sides();
        layer.AddToFirst(
            new TransposedConvolution(kernel.Sizes.Count)
            {
                Filters = filters,
                KernelSize = kernel,
                Stride = layer.Strides,
                Dilation = layer.Window("dilations", "dilation"),
                Padding = padding,
                OutputPadding = padding.Mode == PaddingMode.Explicit ? 0 : null,
                Groups = groups,
                InputChannels = Depth(layer, kernel, filters, groups, layer.Channels),
                UseBias = layer.Has("biases", 2),
                Stored = Kept(layer),
            }
        );
    }

    // Where it reads is its second input.
    private static void Deform(Version7Operator layer)
    {
        var (kernel, filters, groups) = Filters(layer);
        layer.AddToFirst(
            new DeformableConvolution
            {
                Filters = filters,
                KernelSize = kernel,
                Stride = layer.Strides,
                Dilation = layer.Window("dilations", "dilation"),
                Padding = layer.Sides(),
                Groups = groups,
                OffsetGroups = layer.Whole("deformable_group") ?? 1,
                InputChannels = Depth(layer, kernel, filters, groups, layer.Channels),
                UseBias = layer.Layer.Blobs.ContainsKey("biases"),
                Stored = Kept(layer),
            },
            count: 2
        );
    }

    private static void Connect(Version7Operator layer)
    {
        long units = layer.Needed("out-size");
        var incoming = layer.Shape;
        // Each row is a vector of its own where the output has as many.
        bool isPerRow = incoming.Rank > 1 && layer.StatedOutput.Rank == incoming.Rank;
        long? known = isPerRow ? incoming.Sizes[incoming.Rank - 1] : incoming.ElementCount;
        long? features =
            known is null && layer.Count("weights", 1) is { } count && units > 0 && count % units == 0
                ? count / units
                : null;
        bool bias = layer.Has("biases", 2);
        layer.AddToFirst(
            isPerRow
                ? new Dense
                {
                    Units = units,
                    InputFeatures = features,
                    UseBias = bias,
                    Stored = Kept(layer),
                }
                : new FullyConnected
                {
                    Units = units,
                    InputFeatures = features,
                    UseBias = bias,
                    Stored = Kept(layer),
                }
        );
        if (bias && layer.MayHaveZeros)
            layer.AssumeWeights(
                "its bias is counted, which may be zeros in the .bin file: version 7 writes them where there is none"
            );
    }

    private static (Extent Kernel, long Filters, long Groups) Filters(Version7Operator layer)
    {
        var kernel = layer.Window("kernel", "kernel");
        if (kernel.Sizes.Count > 3)
            throw layer.Wrong($"slides over {kernel.Sizes.Count} axes; 1 to 3 are possible");
        // One size alone is that of one axis, or of each of two.
        if (kernel.Sizes.Count == 1 && layer.Shape.Rank == 3)
            kernel = new Extent(kernel.Sizes[0], kernel.Sizes[0]);
        return (kernel, layer.Needed("output"), layer.Whole("group") ?? 1);
    }

    // The input has the last word: Check says where the file has other weights.
    private static long? Depth(Version7Operator layer, Extent kernel, long filters, long groups, long? incoming)
    {
        if (incoming is not null)
            return null;
        long each = kernel.Sizes.Aggregate(filters, (product, size) => checked(product * size));
        return layer.Count("weights", 1) is { } count && each > 0 && count % each == 0
            ? checked(count / each * groups)
            : null;
    }

    private static IReadOnlyDictionary<string, StoredTensor>? Kept(Version7Operator layer) =>
        layer.Stored(("kernel", "weights", 1), ("bias", "biases", 2));
}
