using CnnParams.Formats.Writing;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Caffe.Writing.Rules;

/// <summary>Convolution, Deconvolution, InnerProduct, Embed.</summary>
internal sealed class CaffeFilterWriting : LayerRules<CaffeOutline>
{
    public CaffeFilterWriting()
    {
        For<Input>(
            (input, layer, outline) =>
            {
                var shape = input.Shape;
                InexpressibleException.Unless(shape.IsKnown, $"the shape {shape} has open axes");
                var axes = Enumerable
                    .Range(0, shape.Rank)
                    .OrderBy(axis => CaffeOutline.Axis(axis, layer.OutputShape))
                    .Select(axis => shape.Dimensions[axis].Value);
                outline.Add(
                    layer,
                    "Input",
                    $"input_param {{ shape {{ "
                        + $"{string.Join(" ", axes.Prepend(1).Select(size => Prototxt.Field("dim", size)))} }} }}"
                );
            }
        );
        For<Convolution>(
            (conv, layer, outline) =>
            {
                InexpressibleException.Unless(
                    conv.Connections is null,
                    "Caffe connects every input channel with every filter"
                );
                Convolve(conv, "Convolution", conv.Filters, conv.Groups, WindowNumbers.Of(conv, layer), layer, outline);
            }
        );
        For<DepthwiseConvolution>(
            (conv, layer, outline) =>
            {
                long channels =
                    conv.InputChannels
                    ?? layer.InputShape.GetChannels().Size
                    ?? throw new InexpressibleException("the input channels are not known");
                Convolve(
                    conv,
                    "Convolution",
                    checked(channels * conv.DepthMultiplier),
                    channels,
                    WindowNumbers.Of(conv, layer),
                    layer,
                    outline
                );
            }
        );
        For<TransposedConvolution>(
            (conv, layer, outline) =>
            {
                int rank = conv.SpatialRank;
                var axes = Enumerable.Range(0, rank).ToArray();
                var window = new WindowNumbers(
                    WindowNumbers.PerAxis(conv.KernelSize, rank),
                    WindowNumbers.PerAxis(conv.Stride, rank),
                    WindowNumbers.PerAxis(conv.Dilation, rank),
                    [.. axes.Select(axis => conv.Padding[axis].Begin)],
                    [.. axes.Select(axis => conv.Padding[axis].End)]
                );
                bool isCaffes = axes.All(axis =>
                    conv.Padding.Mode == PaddingMode.Explicit
                        ? conv.OutputPadding is null || conv.OutputPadding[axis] == 0
                        : conv.Padding.Mode == PaddingMode.Valid
                            && conv.OutputPadding is null
                            && window.Reach(axis) >= window.Stride[axis]
                );
                InexpressibleException.Unless(isCaffes, "Caffe has no padding of the output");
                Convolve(conv, "Deconvolution", conv.Filters, conv.Groups, window, layer, outline);
            }
        );
        For<FullyConnected>((dense, layer, outline) => Units(dense, 1, layer, outline));
        For<Dense>(
            (dense, layer, outline) =>
            {
                if (layer.InputShape.Rank > 1)
                    CaffeOutline.NeedsOrder(layer);
                Units(dense, layer.InputShape.Rank > 1 ? -1 : 1, layer, outline);
            }
        );
        For<Embedding>(
            (embedding, layer, outline) =>
                outline.Add(
                    layer,
                    "Embed",
                    Prototxt.Message(
                        "embed_param",
                        Prototxt.Field("num_output", embedding.EmbeddingSize),
                        Prototxt.Field("input_dim", embedding.VocabularySize),
                        Prototxt.Field("bias_term", false)
                    ),
                    weights: 1
                )
        );
    }

    private static void Convolve(
        FilterLayer conv,
        string type,
        long filters,
        long groups,
        WindowNumbers window,
        WritableLayer layer,
        CaffeOutline outline
    )
    {
        InexpressibleException.Unless(window.IsSymmetric, "Caffe pads both ends alike");
        outline.Add(
            layer,
            type,
            Prototxt.Message(
                "convolution_param",
                Prototxt.Field("num_output", filters),
                conv.UseBias ? null : Prototxt.Field("bias_term", false),
                window.IsUnpadded ? null : Prototxt.Each("pad", window.Begin),
                Prototxt.Each("kernel_size", window.Size),
                groups == 1 ? null : Prototxt.Field("group", groups),
                window.Stride.All(size => size == 1) ? null : Prototxt.Each("stride", window.Stride),
                window.Dilation.All(size => size == 1) ? null : Prototxt.Each("dilation", window.Dilation)
            ),
            weights: conv.UseBias ? 2 : 1
        );
    }

    private static void Units(UnitLayer dense, int axis, WritableLayer layer, CaffeOutline outline) =>
        outline.Add(
            layer,
            "InnerProduct",
            Prototxt.Message(
                "inner_product_param",
                Prototxt.Field("num_output", dense.Units),
                dense.UseBias ? null : Prototxt.Field("bias_term", false),
                axis == 1 ? null : Prototxt.Field("axis", (long)axis)
            ),
            weights: dense.UseBias ? 2 : 1
        );
}
