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
        Map("BatchNorm BatchNorm_v1 CuDNNBatchNorm SyncBatchNorm _contrib_SyncBatchNorm", NormalizeBatch);
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
        Map("GroupNorm", NormalizeGroups);
        Map("LeakyReLU", Leaky);
        Map("RNN", Repeat);
    }

    // Where the factor is fixed at 1 it is kept, but not learned.
    private static void NormalizeBatch(MXNetOperator layer)
    {
        bool isFixed = layer.Node.Is("fix_gamma", missing: true);
        if (isFixed)
            layer.NameAsSetting(1);
        layer.Add(
            new BatchNormalization
            {
                Axis = layer.Axis(layer.Node.Whole("axis", 1)),
                Scale = !isFixed,
                Stored = layer.Stored("gamma", "beta", "moving_mean", "moving_variance"),
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
                Layout = layer.Node.Layout,
                Stored = layer.Stored("kernel", "bias"),
            }
        );
    }

    private static void Deconvolve(MXNetOperator layer)
    {
        var kernel = layer.Node.Wholes("kernel");
        if (kernel.Length == 0)
            throw layer.Wrong("has no kernel");
        var (padding, more) = (layer.Pads(), layer.Node.Wholes("adj") is { Length: > 0 } adj ? new Extent(adj) : 0);
        if (layer.Node.Wholes("target_shape") is { Length: > 0 } target && Array.Exists(target, size => size != 0))
        {
            if (ToReach(target, layer, kernel) is not { } sides)
            {
                layer.Warn("the padding that makes its target_shape does not follow from what is known of its input");
                layer.AddUnknown(mayHaveWeights: true);
                return;
            }

            (padding, more) = sides;
        }

        layer.Add(
            new TransposedConvolution(layer.Rank)
            {
                Filters = layer.Node.Whole("num_filter", 0),
                KernelSize = new Extent(kernel),
                Stride = layer.Each("stride"),
                Dilation = layer.Each("dilate"),
                Padding = padding,
                OutputPadding = more,
                Groups = layer.Node.Whole("num_group", 1),
                UseBias = !layer.Node.Is("no_bias", missing: true),
                Layout = layer.Node.Layout,
                Stored = layer.Stored("kernel", "bias"),
            }
        );
    }

    // The size that is wanted takes the place of the padding that is stated (deconvolution-inl.h: InferPad).
    private static (Padding Padding, Extent More)? ToReach(long[] target, MXNetOperator layer, long[] kernel)
    {
        int rank = kernel.Length;
        var image = layer.Shape;
        if (target.Length != rank || image.Rank != rank + 1 || !image.IsKnown)
            return null;
        var sizes = image
            .Sizes.Skip(layer.Node.Layout is null ? 1 : 0)
            .Take(rank)
            .Select(size => size!.Value)
            .ToArray();
        var (stride, dilation) = (layer.Each("stride"), layer.Each("dilate"));
        var (sides, more) = (new long[rank], new long[rank]);
        for (int i = 0; i < rank; i++)
        {
            long full = checked((stride[i] * (sizes[i] - 1)) + (dilation[i] * (kernel[i] - 1)) + 1);
            if (full < target[i])
                throw layer.Wrong(
                    $"has a target_shape of {target[i]}, which is larger than the {full} that it can make"
                );
            more[i] = (full - target[i]) % 2;
            sides[i] = (full - target[i] + 1) / 2;
        }

        return (Padding.Symmetric(sides), new Extent(more));
    }

    // Up to version 1.7 a factor for each group, then one for each channel: as the file says.
    private static void NormalizeGroups(MXNetOperator layer)
    {
        if (layer.Channels is { } channels && layer.WeightSizes(1) is [var factors] && factors == channels)
            layer.Add(
                new GroupNormalization
                {
                    Groups = layer.Node.Whole("num_groups", 1),
                    Stored = layer.Stored("gamma", "beta"),
                }
            );
        else
            layer.AddUnknown(layer.Shape, mayHaveWeights: true, layer.Weights());
    }

    // All weights lie in one vector (rnn-inl.h: GetRnnParamSize). The input is steps x samples x values.
    private static void Repeat(MXNetOperator layer)
    {
        long states = layer.Node.Whole("state_size", 0),
            projected = layer.Node.Whole("projection_size", 0);
        long directions = layer.Node.Is("bidirectional") ? 2 : 1;
        long gates = layer.Node.Text("mode", "") switch
        {
            "lstm" => 4,
            "gru" => 3,
            "rnn_relu" or "rnn_tanh" => 1,
            var mode => throw layer.Wrong($"has the mode '{mode}'; there are lstm, gru, rnn_relu and rnn_tanh"),
        };
        layer.Warn("its multiply-accumulates are not known: they go by the steps of a sequence");
        if (layer.Shape is not { Rank: 2, IsKnown: true } sequence)
        {
            layer.AddUnknown();
            return;
        }

        long repeated = projected > 0 ? projected : states;
        long rows = checked(gates * states * directions);
        long layers = layer.Node.Whole("num_layers", 1);
        long count = checked(
            (rows * (sequence.Sizes[1]!.Value + repeated + 2))
            + ((layers - 1) * rows * ((repeated * directions) + repeated + 2))
            + (projected * states * layers * directions)
        );
        string name = layer.Stored("parameters") is { } stored ? stored["parameters"].Name : "parameters";
        layer.AddUnknown(mayHaveWeights: true, tensors: new TensorSpec(name, new TensorShape(count)));
        layer.Writes(null);
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
        else if ((layer.WeightSizes(1) is [var count] ? count : layer.Channels) is { } factors)
            layer.Add(new PReLU { ParameterCount = factors, Stored = layer.Stored("alpha") });
        else
            layer.AddUnknown();
    }
}
