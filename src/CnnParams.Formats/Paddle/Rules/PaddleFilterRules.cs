using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Paddle;

/// <summary>
/// Operators with filters or matrices (paddle/fluid/operators and paddle/phi); a weight that is added right after is
/// their bias.
/// </summary>
internal sealed class PaddleFilterRules : OperatorRules<PaddleOperator>
{
    public PaddleFilterRules()
    {
        Map("conv2d depthwise_conv2d conv3d", Convolve);
        Map("conv2d_transpose depthwise_conv2d_transpose conv3d_transpose", Deconvolve);
        Map("mul matmul matmul_v2", Multiply);
        Map("fc", Connect);
        Map("lookup_table_v2", LookUp);
        Map("lookup_table", layer => layer.AddAsWritten(WorkKind.Lookup));
        Map("rnn lstm gru", layer => layer.AddAsWritten(WorkKind.Unknown));
    }

    // Filters, channels of a group, kernel.
    private static void Convolve(PaddleOperator layer)
    {
        if (layer.HasChannelsLast)
        {
            layer.AddUnfollowed("its channels are last");
            return;
        }

        long[] sizes = Kernel(layer);
        int rank = sizes.Length - 2;
        long groups = layer.Whole("groups", 1);
        var bias = layer.Weight("Bias") ?? layer.TakeBias(sizes[0], 1);
        layer.AddToFirst(
            new Convolution(rank)
            {
                Filters = sizes[0],
                KernelSize = new Extent([.. sizes.Skip(2)]),
                Stride = layer.Each("strides"),
                Dilation = layer.Each("dilations"),
                Padding = layer.Pads(rank),
                Groups = groups,
                InputChannels = checked(sizes[1] * groups),
                UseBias = bias is not null,
                Stored = PaddleOperator.Stored(("kernel", layer.Weight("Filter")), ("bias", bias)),
            }
        );
    }

    // Channels, filters of a group, kernel.
    private static void Deconvolve(PaddleOperator layer)
    {
        if (layer.HasChannelsLast)
        {
            layer.AddUnfollowed("its channels are last");
            return;
        }

        long[] sizes = Kernel(layer);
        int rank = sizes.Length - 2;
        long groups = layer.Whole("groups", 1),
            filters = checked(sizes[1] * groups);
        var bias = layer.Weight("Bias") ?? layer.TakeBias(filters, 1);
        layer.AddToFirst(
            new TransposedConvolution(rank)
            {
                Filters = filters,
                KernelSize = new Extent([.. sizes.Skip(2)]),
                Stride = layer.Each("strides"),
                Dilation = layer.Each("dilations"),
                Padding = layer.Pads(rank),
                OutputPadding = layer.Wholes("output_padding") is { Count: > 0 } more ? new Extent([.. more]) : 0,
                Groups = groups,
                InputChannels = sizes[0],
                UseBias = bias is not null,
                Stored = PaddleOperator.Stored(("kernel", layer.Weight("Filter")), ("bias", bias)),
            }
        );
    }

    private static long[] Kernel(PaddleOperator layer) =>
        layer.Sizes("Filter") is { Length: 4 or 5 } sizes
            ? sizes
            : throw layer.Wrong("has no Filter with four or five axes");

    private static long[] Matrix(PaddleOperator layer, string argument) =>
        layer.Sizes(argument) is { Length: 2 } sizes ? sizes : throw layer.Wrong($"has no {argument} with two axes");

    // The first operator flattens the input, the others work on the last axis.
    private static void Multiply(PaddleOperator layer)
    {
        bool isTurned = layer.Is("trans_y") || layer.Is("transpose_Y"),
            isFirstTurned = layer.Is("trans_x") || layer.Is("transpose_X");
        if (layer.InputCount == 2)
        {
            layer.Add(new MatMul { TransposeA = isFirstTurned, TransposeB = isTurned });
            return;
        }

        if (layer.Sizes("Y") is not { Length: 2 } sizes || isFirstTurned)
        {
            layer.AddAsWritten(WorkKind.Unknown);
            return;
        }

        long units = sizes[isTurned ? 0 : 1],
            features = sizes[isTurned ? 1 : 0];
        var bias = layer.TakeBias(units, ^1);
        var stored = PaddleOperator.Stored(("kernel", layer.Weight("Y")), ("bias", bias));
        bool flattens = layer.Type == "mul" && layer.Whole("x_num_col_dims", 1) == 1;
        layer.Add(
            flattens
                ? new FullyConnected
                {
                    Units = units,
                    InputFeatures = features,
                    UseBias = bias is not null,
                    Stored = stored,
                }
                : new Dense
                {
                    Units = units,
                    InputFeatures = features,
                    UseBias = bias is not null,
                    Stored = stored,
                }
        );
    }

    private static void Connect(PaddleOperator layer)
    {
        long[] sizes = Matrix(layer, "W");
        var bias = layer.Weight("Bias");
        layer.AddToFirst(
            new FullyConnected
            {
                Units = sizes[1],
                InputFeatures = sizes[0],
                UseBias = bias is not null,
                Stored = PaddleOperator.Stored(("kernel", layer.Weight("W")), ("bias", bias)),
            }
        );
        if (layer.Text("activation_type") is { Length: > 0 } function)
            layer.Activate(function);
    }

    private static void LookUp(PaddleOperator layer)
    {
        long[] sizes = Matrix(layer, "W");
        layer.AddToFirst(
            new Embedding
            {
                VocabularySize = sizes[0],
                EmbeddingSize = sizes[1],
                Stored = PaddleOperator.Stored(("embeddings", layer.Weight("W"))),
            }
        );
    }
}
