using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Mnn;

/// <summary>Products with matrices, recurrent layers, attention, and operators that only their makers know.</summary>
internal sealed class MnnMatrixRules : OperatorRules<MnnOperator>
{
    public MnnMatrixRules()
    {
        Map("InnerProduct", Connect);
        Map("MatMul", MultiplyBySettings);
        Map(
            "BatchMatMul",
            layer =>
                Multiply(
                    layer,
                    layer.Settings("BatchMatMulParam").Is(0, "whether it is turned"),
                    layer.Settings("BatchMatMulParam").Is(1, "whether it is turned")
                )
        );
        Map("LSTM", layer => Recur(layer, "LSTM", 3, 4, 5));
        Map("RNN", layer => Recur(layer, "LSTM", 3, 4, 5));
        Map("RNNSequenceGRU", layer => Recur(layer, "RNNParam", 4, 5, 6, 7, 8, 9, 10, 11, 12, 13));
        Map("LSTMBlockCell", layer => Recur(layer, "none"));
        // Attention without projections: those are layers of their own.
        Map("FusedLinear", Fused);
        Map(
            "RoPE",
            layer =>
                layer.AddUnknown(
                    layer.StatedOutput,
                    mayHaveWeights: false,
                    [
                        .. MnnNormalizationRules.NormVectors("query/", layer.Settings("RoPEParam").Inner(4, "a norm")),
                        .. MnnNormalizationRules.NormVectors("key/", layer.Settings("RoPEParam").Inner(5, "a norm")),
                    ]
                )
        );
        Map(
            "Attention FmhaV2 Fmhca LinearAttention",
            layer => layer.AddUnknown(layer.StatedOutput, mayHaveWeights: false, layer.Weights())
        );
        Map("SplitGeLU SeqLen2Spatial", layer => layer.AddAsWritten(WorkKind.ElementWise));
        Map("Extra", layer => Foreign(layer, layer.Settings("Extra").Text(0, "its name")));
        Map("Plugin", layer => Foreign(layer, layer.Settings("Plugin").Text(0, "its name")));
        Map(
            "While If",
            layer =>
            {
                layer.Warn("what it runs is not followed: its parameters and its cost are not known");
                layer.AddUnknown(layer.StatedOutput);
            }
        );
    }

    // Of an image all values are seen.
    private static void Connect(MnnOperator layer)
    {
        var settings = layer.Settings("InnerProduct");
        var weights = MnnFilterWeights.OfUnits(settings);
        long units = settings.Int(0, "the units"),
            stated = settings.Int(2, "the number of weights");
        if (weights.Count is { } kept && stated > 0 && kept != stated)
            layer.Contradict($"it has {kept} weights, but its settings say {stated}");
        long count = weights.Count ?? stated;
        long? features = units > 0 && count > 0 && count % units == 0 ? count / units : null;
        bool bias = MnnWindow.HasBias(layer, weights, units) || settings.Int(1, "whether it has a bias") != 0;
        bool isPerRow = layer.Shape is { Rank: > 1 } rows && rows.Sizes[rows.Rank - 1] == features;
        layer.Add(
            isPerRow
                ? new Dense
                {
                    Units = units,
                    InputFeatures = features,
                    UseBias = bias,
                }
                : new FullyConnected
                {
                    Units = units,
                    InputFeatures = features,
                    UseBias = bias,
                }
        );
        layer.Holds(weights);
    }

    // The matrix may be among the settings, without its sizes.
    private static void MultiplyBySettings(MnnOperator layer)
    {
        var settings = layer.Settings("MatMul");
        long count = settings.Count(3, sizeof(float), "the matrix"),
            bias = settings.Count(4, sizeof(float), "the bias");
        if (layer.Op.Inputs.Length > 1 || count == 0)
        {
            Multiply(layer, settings.Is(1, "whether it is turned"), settings.Is(2, "whether it is turned"));
            return;
        }

        long? units =
            bias > 0 ? bias
            : layer.Shape is { Rank: > 0 } shape && shape.Sizes[shape.Rank - 1] is > 0 and var features
                ? count / features
            : null;
        if (units is > 0 and var known && count % known == 0)
            layer.Add(
                new Dense
                {
                    Units = known,
                    InputFeatures = count / known,
                    UseBias = bias > 0,
                }
            );
        else
            layer.AddUnknown(
                layer.StatedOutput,
                mayHaveWeights: false,
                new TensorSpec("kernel", new TensorShape(count))
            );
    }

    // Several products of the input, and maybe a normalisation in front of them.
    private static void Fused(MnnOperator layer)
    {
        var settings = layer.Settings("FusedLinearParam");
        var tensors = new List<TensorSpec>(MnnNormalizationRules.NormVectors("", settings.Inner(3, "a norm")));
        foreach (var (convolution, i) in settings.Tables(0, "the products").Select((table, i) => (table, i)))
        {
            var window = new MnnWindow(convolution.Inner(0, "the window"), isDepthwise: false);
            var weights = MnnFilterWeights.Of(convolution, layer.Outside);
            if (
                window.Filters <= 0
                || MnnWindow.Depth(
                    layer,
                    weights,
                    window.Filters,
                    1,
                    1,
                    convolution.Inner(0, "the window").Int(11, "the channels")
                )
                    is not { } depth
            )
                throw layer.Wrong($"has no sizes for its product {i}");
            tensors.Add(
                new TensorSpec(FormattableString.Invariant($"kernel{i}"), new TensorShape(window.Filters, depth))
            );
            if (window.HasBias(layer, weights))
                tensors.Add(
                    new TensorSpec(
                        FormattableString.Invariant($"bias{i}"),
                        new TensorShape(window.Filters),
                        WeightRole.Bias
                    )
                );
        }

        layer.AddUnknown(layer.StatedOutput, mayHaveWeights: false, [.. tensors]);
    }

    private static void Multiply(MnnOperator layer, bool isLeftTurned, bool isRightTurned)
    {
        if (layer.Known(0) is null && layer.Known(1)?.Source is { Sizes: { Count: 2 } sizes } && !isLeftTurned)
        {
            layer.AddToFirst(
                new Dense
                {
                    Units = sizes[isRightTurned ? 0 : 1],
                    InputFeatures = sizes[isRightTurned ? 1 : 0],
                    UseBias = layer.Known(2)?.Source is not null,
                    Stored = layer.Stored(("kernel", 1), ("bias", 2)),
                }
            );
        }
        else if (layer.InputCount == 2 && layer.Op.Inputs.Length == 2)
        {
            layer.Add(new MatMul { TransposeA = isLeftTurned, TransposeB = isRightTurned });
        }
        else
        {
            layer.AddUnknown(layer.StatedOutput, mayHaveWeights: false, layer.Weights());
        }
    }

    // Matrices and biases are in the settings, of older converters, or come as constants.
    private static void Recur(MnnOperator layer, string kind, params int[] fields)
    {
        var settings = layer.Op.SettingsOr(kind);
        var tensors = fields
            .Select(field => (Field: field, Blob: settings.Inner(field, "a matrix")))
            .Where(pair => pair.Blob.Table is not null)
            .Select(pair =>
                MnnConstant
                    .Read(FormattableString.Invariant($"{layer.Name}/{pair.Field}"), pair.Blob, out _, out _)
                    .Source!
            )
            .Where(constant => constant.IsReal)
            .Select(constant => MnnOperator.Spec(constant, WeightRole.Kernel));
        layer.AddUnknown(layer.StatedOutput, mayHaveWeights: true, [.. layer.Weights(), .. tensors]);
        layer.Warn("its multiply-accumulates are not known: they go by the steps of a sequence");
    }

    private static void Foreign(MnnOperator layer, string name)
    {
        layer.Warn(
            name.Length > 0
                ? $"'{name}' is not known: its parameters and its cost are not, either"
                : "it is not known: its parameters and its cost are not, either"
        );
        layer.AddUnknown(layer.StatedOutput, mayHaveWeights: true, layer.Weights());
    }
}
