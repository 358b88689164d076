using CnnParams.Formats.Folding;
using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.MXNet;

/// <summary>Operators with weights (apache/mxnet: src/operator/nn).</summary>
internal sealed class MXNetFilterRules : OperatorRules<MXNetOperator>
{
    public MXNetFilterRules()
    {
        Map("Convolution Convolution_v1", Convolve);
        Map("Deconvolution", Deconvolve);
        Map("FullyConnected", Connect);
        Map("Embedding", Embed);
        // Where the factor is fixed at 1 it is kept, but not learned.
        Map(
            "BatchNorm BatchNorm_v1 CuDNNBatchNorm SyncBatchNorm _contrib_SyncBatchNorm",
            layer =>
                layer.Add(
                    new BatchNormalization
                    {
                        Axis = layer.Axis(layer.Node.Whole("axis", 1)),
                        Scale = !layer.Node.Is("fix_gamma", missing: true),
                        Stored = layer.Stored("gamma", "beta", "moving_mean", "moving_variance"),
                    }
                )
        );
        Map(
            "LayerNorm",
            layer =>
                layer.Add(
                    new LayerNormalization
                    {
                        Axis = [layer.Axis(layer.Node.Whole("axis", -1)) ?? throw layer.Wrong("normalises the batch")],
                        Stored = layer.Stored("gamma", "beta"),
                    }
                )
        );
        Map(
            "InstanceNorm",
            layer =>
                layer.Add(
                    new InstanceNormalization
                    {
                        Scale = true,
                        Center = true,
                        Stored = layer.Stored("gamma", "beta"),
                    }
                )
        );
        Map("LeakyReLU", Leaky);
        Map(
            "RNN",
            layer =>
            {
                layer.Warn("its parameters and its cost are not followed");
                layer.AddUnknown();
            }
        );
    }

    private static void Convolve(MXNetOperator layer)
    {
        var kernel = layer.Node.Wholes("kernel");
        if (kernel.Length == 0)
            throw layer.Wrong("has no kernel");
        layer.Add(
            new Convolution(layer.Rank)
            {
                Filters = layer.Node.Whole("num_filter", 0),
                KernelSize = new Extent(kernel),
                Stride = layer.Each("stride"),
                Dilation = layer.Each("dilate"),
                Padding = layer.Pads(),
                Groups = layer.Node.Whole("num_group", 1),
                UseBias = !layer.Node.Is("no_bias"),
                Stored = layer.Stored("kernel", "bias"),
            }
        );
    }

    private static void Deconvolve(MXNetOperator layer)
    {
        var kernel = layer.Node.Wholes("kernel");
        if (kernel.Length == 0)
            throw layer.Wrong("has no kernel");
        if (layer.Node.Wholes("target_shape").Any(size => size != 0))
            layer.Warn("its target_shape is not followed");
        layer.Add(
            new TransposedConvolution(layer.Rank)
            {
                Filters = layer.Node.Whole("num_filter", 0),
                KernelSize = new Extent(kernel),
                Stride = layer.Each("stride"),
                Dilation = layer.Each("dilate"),
                Padding = layer.Pads(),
                OutputPadding = layer.Node.Wholes("adj") is { Length: > 0 } more ? new Extent(more) : 0,
                Groups = layer.Node.Whole("num_group", 1),
                UseBias = !layer.Node.Is("no_bias", missing: true),
                Stored = layer.Stored("kernel", "bias"),
            }
        );
    }

    private static void Embed(MXNetOperator layer)
    {
        long size = layer.Node.Whole("output_dim", 0);
        layer.Add(
            new Embedding
            {
                VocabularySize = layer.Node.Whole("input_dim", 0),
                EmbeddingSize = size,
                Stored = layer.Stored("embeddings"),
            }
        );
        if (layer.Read() is { } read)
            layer.Writes(Shape.Of(read.Axes.Append(size)));
    }

    // Where samples are in parts, each has its units: those of the last axis alone.
    private static void Connect(MXNetOperator layer)
    {
        long units = layer.Node.Whole("num_hidden", 0);
        bool bias = !layer.Node.Is("no_bias"),
            flattens = layer.Node.Is("flatten", missing: true);
        if (
            !layer.HasBatchFirst
            && (layer.Read() is not { } read || read[read.Rank - 1].HasBatch || (flattens && read.Rank > 2))
        )
        {
            layer.AddNotFollowed();
            return;
        }

        layer.Add(
            flattens && layer.HasBatchFirst
                ? new FullyConnected
                {
                    Units = units,
                    UseBias = bias,
                    Stored = layer.Stored("kernel", "bias"),
                }
                : new Dense
                {
                    Units = units,
                    UseBias = bias,
                    Stored = layer.Stored("kernel", "bias"),
                }
        );
        if (!layer.HasBatchFirst)
            layer.Writes(layer.Read() is { } rows ? rows.With(rows.Rank - 1, units) : null);
    }

    private static void Leaky(MXNetOperator layer)
    {
        string type = layer.Node.Text("act_type", "leaky");
        if (type != "prelu")
            layer.Activate(type is "elu" or "selu" or "gelu" ? type : "leaky_relu");
        else if (layer.Channels is { } channels)
            layer.Add(new PReLU { ParameterCount = channels, Stored = layer.Stored("alpha") });
        else
            layer.AddUnknown();
    }
}
