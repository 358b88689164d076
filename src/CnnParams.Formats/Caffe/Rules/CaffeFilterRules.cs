using CnnParams.Formats.Caffe.Schema;
using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Shapes;
using Google.Protobuf.Collections;
using Convolution = CnnParams.Layers.Convolution;
using Embedding = CnnParams.Layers.Embedding;

namespace CnnParams.Formats.Caffe;

/// <summary>Layers with filters or units (base_conv_layer.cpp, inner_product_layer.cpp, embed_layer.cpp).</summary>
internal sealed class CaffeFilterRules : OperatorRules<CaffeLayer>
{
    public CaffeFilterRules()
    {
        Map("CONVOLUTION", layer => Convolve(layer, layer.Proto.ConvolutionParam?.Group ?? 1));
        Map(
            "CONVOLUTIONDEPTHWISE DEPTHWISECONVOLUTION",
            layer =>
                Convolve(
                    layer,
                    layer.Channels
                        ?? (layer.BlobSizes(0) is { Count: > 0 } blob ? blob[0] : (long?)null)
                        ?? throw layer.Wrong("needs to know the input channels")
                )
        );
        Map("DECONVOLUTION", Deconvolve);
        Map("INNERPRODUCT", InnerProduct);
        Map("EMBED", Embed);
    }

    private static void Convolve(CaffeLayer layer, long groups)
    {
        var settings = layer.Proto.ConvolutionParam ?? throw layer.Wrong("has no convolution_param");
        if (!HasChannelsInFront(layer, settings))
            return;
        int rank = Rank(layer, settings);
        layer.Add(
            new Convolution(rank)
            {
                Filters = settings.NumOutput,
                KernelSize = Kernel(layer, settings),
                Stride = Each(settings.Stride, settings.StrideH, settings.StrideW, settings.HasStrideH, 1),
                Padding = Pads(settings),
                Dilation = Each(settings.Dilation, 0, 0, isBySide: false, 1),
                Groups = groups,
                UseBias = settings.BiasTerm,
                InputChannels = layer.BlobSizes(0) is { Count: > 1 } blob ? checked(blob[1] * groups) : null,
                Trainable = layer.IsTrained,
                Stored = layer.StoredKernelAndBias(),
            }
        );
    }

    private static void Deconvolve(CaffeLayer layer)
    {
        var settings = layer.Proto.ConvolutionParam ?? throw layer.Wrong("has no convolution_param");
        if (!HasChannelsInFront(layer, settings))
            return;
        layer.Add(
            new TransposedConvolution(Rank(layer, settings))
            {
                Filters = settings.NumOutput,
                KernelSize = Kernel(layer, settings),
                Stride = Each(settings.Stride, settings.StrideH, settings.StrideW, settings.HasStrideH, 1),
                Padding = Pads(settings),
                Dilation = Each(settings.Dilation, 0, 0, isBySide: false, 1),
                Groups = settings.Group,
                UseBias = settings.BiasTerm,
                InputChannels = layer.BlobSizes(0) is { Count: > 1 } blob ? blob[0] : null,
                Trainable = layer.IsTrained,
                Stored = layer.StoredKernelAndBias(),
            }
        );
    }

    // Axes from the one that it names on are one vector; those before it stay.
    private static void InnerProduct(CaffeLayer layer)
    {
        var settings = layer.Proto.InnerProductParam ?? throw layer.Wrong("has no inner_product_param");
        long? features = layer.BlobSizes(0) is { Count: > 0 } blob ? blob[blob.Count - 1] : null;
        if (settings.Axis == 1)
        {
            layer.Add(
                new FullyConnected
                {
                    Units = settings.NumOutput,
                    UseBias = settings.BiasTerm,
                    InputFeatures = features,
                    Trainable = layer.IsTrained,
                    Stored = layer.StoredKernelAndBias(),
                }
            );
            return;
        }

        if (settings.Axis is not -1 and var axis)
            layer.Add(new Flatten { StartAxis = axis });
        layer.Add(
            new Dense
            {
                Units = settings.NumOutput,
                UseBias = settings.BiasTerm,
                InputFeatures = features,
                Trainable = layer.IsTrained,
                Stored = layer.StoredKernelAndBias(),
            },
            "dense"
        );
    }

    private static void Embed(CaffeLayer layer)
    {
        var settings = layer.Proto.EmbedParam ?? throw layer.Wrong("has no embed_param");
        layer.Add(
            new Embedding
            {
                VocabularySize = settings.InputDim,
                EmbeddingSize = settings.NumOutput,
                Trainable = layer.IsTrained,
                Stored = layer.Stored("embeddings"),
            }
        );
        if (settings.BiasTerm)
        {
            layer.Add(
                new Operation
                {
                    OperatorType = "Bias",
                    OutputShape = layer.Shape,
                    Kind = WorkKind.ElementWise,
                    Tensors = [new TensorSpec("bias", new TensorShape(settings.NumOutput), WeightRole.Bias)],
                },
                "bias"
            );
        }
    }

    // Axes before the channels are more samples; no network is known that has any.
    private static bool HasChannelsInFront(CaffeLayer layer, Schema.Convolution settings)
    {
        bool isInFront = settings.Axis == 1 || settings.Axis == -layer.Shape.Rank;
        if (!isInFront)
            layer.AddUnknown();
        return isInFront;
    }

    private static int Rank(CaffeLayer layer, Schema.Convolution settings) =>
        layer.Shape.HasRank ? layer.SpatialRank
        : settings.KernelSize.Count is 1 or 3 && !layer.Shape.HasRank ? Math.Max(settings.KernelSize.Count, 2)
        : 2;

    private static Extent Kernel(CaffeLayer layer, Schema.Convolution settings)
    {
        if (settings.HasKernelH && settings.HasKernelW)
            return new Extent(settings.KernelH, settings.KernelW);
        return settings.KernelSize.Count > 0
            ? new Extent([.. settings.KernelSize.Select(size => (long)size)])
            : throw layer.Wrong("has no kernel_size");
    }

    private static Padding Pads(Schema.Convolution settings) =>
        settings.HasPadH || settings.HasPadW ? Padding.Symmetric(settings.PadH, settings.PadW)
        : settings.Pad.Count > 0 ? Padding.Symmetric([.. settings.Pad.Select(size => (long)size)])
        : 0;

    private static Extent Each(RepeatedField<uint> all, uint height, uint width, bool isBySide, long missing)
    {
        if (isBySide)
            return new Extent(height, width);
        return all.Count > 0 ? new Extent([.. all.Select(size => (long)size)]) : new Extent(missing);
    }
}
