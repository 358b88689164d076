using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Shapes;

namespace CnnParams.Formats.Mnn;

/// <summary>
/// Operators with filters (schema/default/CaffeOp.fbs: Convolution2DCommon and 3DCommon;
/// source/shape/ShapeConvolution.cpp and its like). The number of input channels follows from the number of weights,
/// where they are there.
/// </summary>
internal sealed class MnnFilterRules : OperatorRules<MnnOperator>
{
    public MnnFilterRules()
    {
        Map("Convolution ConvInt8", layer => Convolve(layer, layer.Settings("Convolution2D"), isDepthwise: false));
        Map(
            "ConvolutionDepthwise DepthwiseConvInt8",
            layer => Convolve(layer, layer.Settings("Convolution2D"), isDepthwise: true)
        );
        Map("Deconvolution", layer => Deconvolve(layer, isDepthwise: false));
        Map("DeconvolutionDepthwise", layer => Deconvolve(layer, isDepthwise: true));
        Map("TfQuantizedConv2D", layer => ConvolveBytes(layer, isDepthwise: false));
        Map("QuantizedDepthwiseConv2D", layer => ConvolveBytes(layer, isDepthwise: true));
        Map("Convolution3D", layer => ConvolveVolume(layer, isTransposed: false));
        Map("ConvTranspose3D", layer => ConvolveVolume(layer, isTransposed: true));
    }

    private static void Convolve(MnnOperator layer, MnnTable settings, bool isDepthwise)
    {
        if (layer.Op.Inputs.Length > 1)
        {
            ConvolveWithInputs(layer, new MnnWindow(settings.Inner(0, "the window"), isDepthwise), isTransposed: false);
            return;
        }

        layer.Stores.Check(layer.Op, settings.Places(6, "the weights' place"));
        Add(
            layer,
            new MnnWindow(settings.Inner(0, "the window"), isDepthwise),
            MnnFilterWeights.Of(settings, layer.Outside)
        );
    }

    private static void ConvolveBytes(MnnOperator layer, bool isDepthwise)
    {
        var settings = layer.Settings("TfQuantizedConv2D");
        long count = settings.Count(3, sizeof(byte), "the weights");
        Add(
            layer,
            new MnnWindow(settings.Inner(2, "the window"), isDepthwise),
            new MnnFilterWeights(
                count > 0 ? count : null,
                settings.Count(0, sizeof(int), "the bias"),
                DataType.Int8,
                count == 0
            )
        );
    }

    private static void Add(MnnOperator layer, MnnWindow window, MnnFilterWeights weights)
    {
        long? depth = window.Depth(layer, weights);
        layer.AddToFirst(
            new Convolution(2)
            {
                Filters = window.Filters,
                KernelSize = window.Kernel,
                Stride = window.Stride,
                Dilation = window.Dilation,
                Padding = window.Padding,
                Groups = window.Groups,
                InputChannels = depth,
                UseBias = window.HasBias(layer, weights),
            }
        );
        layer.Holds(weights);
        Activate(layer, window);
    }

    // The filters, and maybe the bias, come beside the data: as constants, or computed.
    private static void ConvolveWithInputs(MnnOperator layer, MnnWindow window, bool isTransposed)
    {
        if (layer.Known(1)?.Source is not { Sizes: { Count: 4 } sizes })
        {
            layer.AddUnknown(layer.StatedOutput, mayHaveWeights: false, layer.Weights());
            return;
        }

        // Filters and channels of a group; of a transposed convolution channels and filters of a group.
        long groups = window.IsDepthwise ? sizes[0] : window.Groups;
        long filters = isTransposed ? checked(sizes[1] * groups) : sizes[0],
            channels = isTransposed ? sizes[0]
            : window.IsDepthwise ? groups
            : checked(sizes[1] * groups);
        var stored = layer.Stored(("kernel", 1), ("bias", 2));
        bool hasBias = layer.Known(2)?.Source is { IsReal: true };
        layer.AddToFirst(
            isTransposed
                ? new TransposedConvolution(2)
                {
                    Filters = filters,
                    KernelSize = new Extent(sizes[2], sizes[3]),
                    Stride = window.Stride,
                    Dilation = window.Dilation,
                    Padding = window.Padding,
                    OutputPadding = window.OutputPadding,
                    Groups = groups,
                    InputChannels = channels,
                    UseBias = hasBias,
                    Stored = stored,
                }
                : new Convolution(2)
                {
                    Filters = filters,
                    KernelSize = new Extent(sizes[2], sizes[3]),
                    Stride = window.Stride,
                    Dilation = window.Dilation,
                    Padding = window.Padding,
                    Groups = groups,
                    InputChannels = channels,
                    UseBias = hasBias,
                    Stored = stored,
                }
        );
        Activate(layer, window);
    }

    private static void Deconvolve(MnnOperator layer, bool isDepthwise)
    {
        var settings = layer.Settings("Convolution2D");
        layer.Stores.Check(layer.Op, settings.Places(6, "the weights' place"));
        var window = new MnnWindow(settings.Inner(0, "the window"), isDepthwise);
        var weights = MnnFilterWeights.Of(settings, layer.Outside);
        if (weights.IsLeftOut && layer.Op.Inputs.Length > (window.HasOutputShape ? 2 : 1))
        {
            ConvolveWithInputs(layer, window, isTransposed: true);
            return;
        }

        // The output size may be the last input: batch, height, width, channels.
        long[]? wanted = window.HasOutputShape ? layer.Known(layer.Op.Inputs.Length - 1)?.Wholes : null;
        var (padding, more) = wanted is { Length: > 2 }
            ? window.PaddingFor(layer.Image, wanted[1], wanted[2])
            : (window.Padding, window.OutputPadding);
        long? depth = window.Depth(layer, weights);
        layer.AddToFirst(
            new TransposedConvolution(2)
            {
                Filters = window.Filters,
                KernelSize = window.Kernel,
                Stride = window.Stride,
                Dilation = window.Dilation,
                Padding = padding,
                OutputPadding = more,
                Groups = window.Groups,
                InputChannels = depth,
                UseBias = window.HasBias(layer, weights),
            }
        );
        layer.Holds(weights);
        Activate(layer, window);
    }

    private static void ConvolveVolume(MnnOperator layer, bool isTransposed)
    {
        var settings = layer.Settings("Convolution3D");
        var common = settings.Inner(0, "the window");
        long[] places = settings.Places(3, "the weights' place");
        layer.Stores.Check(layer.Op, places);
        if (common.Wholes(2, "the kernel") is not { Length: 3 } kernel)
            throw layer.Wrong("needs a kernel with three axes");
        var extent = new Extent(kernel);
        long filters = common.Int(6, "the filters"),
            groups = common.Int(9, "the groups", 1);
        long count = settings.Count(1, sizeof(float), "the weights"),
            bias = settings.Count(2, sizeof(float), "the bias");
        var weights = new MnnFilterWeights(
            count > 0 ? count
                : places.Length > 1 ? places[1] / sizeof(float)
                : null,
            bias > 0 ? bias
                : places.Length > 2 ? places[2] / sizeof(float)
                : 0,
            DataType.Float32,
            count + bias + places.Length == 0
        );
        long? depth = MnnWindow.Depth(
            layer,
            weights,
            filters,
            groups,
            checked(kernel[0] * kernel[1] * kernel[2]),
            common.Int(5, "the channels")
        );
        bool hasBias = MnnWindow.HasBias(layer, weights, filters);
        var pads = MnnWindow.PaddingOf(
            common.Choice(4, "the padding"),
            common.Wholes(3, "the padding") is { Length: 3 or 6 } sides
                ? [.. Enumerable.Range(0, 3).Select(axis => (sides[axis], sides[sides.Length == 6 ? axis + 3 : axis]))]
                : [(0, 0), (0, 0), (0, 0)]
        );
        Extent stride = common.Wholes(1, "the stride") is { Length: 3 } steps ? new Extent(steps) : Extent.One;
        Extent dilation = common.Wholes(0, "the dilation") is { Length: 3 } spread ? new Extent(spread) : Extent.One;
        layer.AddToFirst(
            isTransposed
                ? new TransposedConvolution(3)
                {
                    Filters = filters,
                    KernelSize = extent,
                    Stride = stride,
                    Dilation = dilation,
                    Padding = pads,
                    Groups = groups,
                    OutputPadding =
                        common.Wholes(10, "the output's padding") is { Length: 3 } more ? new Extent(more)
                        : pads.Mode == PaddingMode.Explicit ? 0
                        : null,
                    InputChannels = depth,
                    UseBias = hasBias,
                }
                : new Convolution(3)
                {
                    Filters = filters,
                    KernelSize = extent,
                    Stride = stride,
                    Dilation = dilation,
                    Padding = pads,
                    Groups = groups,
                    InputChannels = depth,
                    UseBias = hasBias,
                }
        );
        layer.ActivateIf(common.Is(7, "a function"), "relu");
        layer.ActivateIf(common.Is(8, "a function"), "relu6");
    }

    private static void Activate(MnnOperator layer, MnnWindow window)
    {
        layer.ActivateIf(window.HasRelu, "relu");
        layer.ActivateIf(window.HasRelu6, "relu6");
    }
}
