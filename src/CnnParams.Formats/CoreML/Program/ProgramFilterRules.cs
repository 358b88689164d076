using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.CoreML.Program;

/// <summary>Operations with weights, which are constants among their arguments.</summary>
internal sealed class ProgramFilterRules : OperatorRules<ProgramOperator>
{
    public ProgramFilterRules()
    {
        Map("conv", Convolve);
        Map("conv_transpose", Deconvolve);
        Map("linear", Connect);
        Map("matmul", Multiply);
        Map(
            "batch_norm",
            layer =>
                layer.AddToFirst(
                    new BatchNormalization
                    {
                        Scale = layer.Has("gamma"),
                        Center = layer.Has("beta"),
                        Stored = layer.Stored(
                            ("gamma", "gamma"),
                            ("beta", "beta"),
                            ("moving_mean", "mean"),
                            ("moving_variance", "variance")
                        ),
                    }
                )
        );
        Map(
            "prelu",
            layer =>
                layer.AddToFirst(
                    new PReLU
                    {
                        ParameterCount = layer.Constant("alpha")?.Count ?? 1,
                        Stored = layer.Stored(("alpha", "alpha")),
                    }
                )
        );
        Map("layer_norm instance_norm l2_norm local_response_norm", layer => layer.AddAsWritten(WorkKind.ElementWise));
        Map("gather gather_along_axis gather_nd", layer => layer.AddAsWritten(WorkKind.Lookup));
        Map(
            "lstm gru rnn scaled_dot_product_attention while_loop cond",
            layer => layer.AddUnknown(layer.StatedOutput, mayHaveWeights: false, layer.Weights())
        );
    }

    // Filters, channels of a group, kernel.
    private static void Convolve(ProgramOperator layer)
    {
        if (layer.Constant("weight") is not { Sizes: { Length: >= 3 and <= 5 } sizes })
        {
            layer.AddUnknown(layer.StatedOutput, mayHaveWeights: false, layer.Weights());
            return;
        }

        long groups = layer.Constant("groups")?.Wholes is [var given] ? given : 1;
        layer.AddToFirst(
            new Convolution(sizes.Length - 2)
            {
                Filters = sizes[0],
                KernelSize = new Extent([.. sizes.Skip(2)]),
                Stride = layer.Each("strides"),
                Dilation = layer.Each("dilations"),
                Padding = layer.Pads(),
                Groups = groups,
                InputChannels = checked(sizes[1] * groups),
                UseBias = layer.Has("bias"),
                Stored = layer.Stored(("kernel", "weight"), ("bias", "bias")),
            }
        );
    }

    // Channels, filters of a group, kernel.
    private static void Deconvolve(ProgramOperator layer)
    {
        if (layer.Constant("weight") is not { Sizes: { Length: >= 3 and <= 5 } sizes })
        {
            layer.AddUnknown(layer.StatedOutput, mayHaveWeights: false, layer.Weights());
            return;
        }

        long groups = layer.Constant("groups")?.Wholes is [var given] ? given : 1;
        var padding = layer.Pads();
        layer.AddToFirst(
            new TransposedConvolution(sizes.Length - 2)
            {
                Filters = checked(sizes[1] * groups),
                KernelSize = new Extent([.. sizes.Skip(2)]),
                Stride = layer.Each("strides"),
                Dilation = layer.Each("dilations"),
                Padding = padding.Mode == PaddingMode.Valid ? 0 : padding,
                OutputPadding = padding.Mode is PaddingMode.Same or PaddingMode.SameLower
                    ? null
                    : Missing(layer, sizes, padding),
                Groups = groups,
                InputChannels = sizes[0],
                UseBias = layer.Has("bias"),
                Stored = layer.Stored(("kernel", "weight"), ("bias", "bias")),
            }
        );
    }

    // The output, as written, may be larger than what follows.
    private static Extent Missing(ProgramOperator layer, long[] sizes, Padding padding)
    {
        int rank = sizes.Length - 2;
        if (
            !layer.Shape.IsKnown
            || !layer.StatedOutput.IsKnown
            || layer.Shape.Rank != rank + 1
            || layer.StatedOutput.Rank != rank + 1
        )
            return 0;
        long[] pads =
            layer.Constant("pad")?.Wholes is { } pairs
            && pairs.Length == 2 * rank
            && padding.Mode == PaddingMode.Explicit
                ? pairs
                : new long[2 * rank];
        var stride = layer.Each("strides");
        return new Extent([
            .. Enumerable
                .Range(0, rank)
                .Select(axis =>
                {
                    long step = stride.Sizes[stride.Sizes.Count == 1 ? 0 : axis];
                    long follows = checked(
                        ((layer.Shape.Sizes[axis + 1]!.Value - 1) * step)
                        + sizes[axis + 2]
                        - pads[2 * axis]
                        - pads[(2 * axis) + 1]
                    );
                    return Math.Max(layer.StatedOutput.Sizes[axis + 1]!.Value - follows, 0);
                }),
        ]);
    }

    private static void Connect(ProgramOperator layer)
    {
        if (layer.Constant("weight") is not { Sizes: [var units, var features] } || !layer.HasWithinSample(1))
        {
            layer.AddUnknown(layer.StatedOutput, mayHaveWeights: false, layer.Weights());
            return;
        }

        layer.AddToFirst(
            new Dense
            {
                Units = units,
                InputFeatures = features,
                UseBias = layer.Has("bias"),
                Stored = layer.Stored(("kernel", "weight"), ("bias", "bias")),
            }
        );
    }

    private static void Multiply(ProgramOperator layer)
    {
        bool isTurned = layer.Constant("transpose_y")?.Truth == true;
        if (!layer.HasWithinSample(layer.InputCount > 1 ? 2 : 1))
        {
            layer.AddNotFollowed();
        }
        else if (layer.InputCount > 1)
        {
            layer.Add(new MatMul { TransposeA = layer.Constant("transpose_x")?.Truth == true, TransposeB = isTurned });
        }
        else if (
            layer.Constant("y") is { Sizes: [var rows, var columns] }
            && layer.Constant("transpose_x")?.Truth != true
        )
        {
            layer.AddToFirst(
                new Dense
                {
                    Units = isTurned ? rows : columns,
                    InputFeatures = isTurned ? columns : rows,
                    UseBias = false,
                    Stored = layer.Stored(("kernel", "y")),
                }
            );
        }
        else
        {
            layer.AddUnknown(layer.StatedOutput, mayHaveWeights: false, layer.Weights());
        }
    }
}
