using CnnParams.Formats.GraphFiles;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Mnn;

/// <summary>Products with matrices, recurrent layers, attention, and operators that only their makers know.</summary>
internal sealed class MatrixRules : OperatorRules<MnnOperator>
{
    public MatrixRules()
    {
        Map("InnerProduct", Connect);
        Map("MatMul", layer => Multiply(layer, layer.Settings("MatMul") is var settings && settings.Is(1, "whether it is turned"), layer.Settings("MatMul").Is(2, "whether it is turned")));
        Map("BatchMatMul", layer => Multiply(layer, layer.Settings("BatchMatMulParam").Is(0, "whether it is turned"), layer.Settings("BatchMatMulParam").Is(1, "whether it is turned")));
        Map("LSTM", layer => Recur(layer, "LSTM", 3, 4, 5));
        Map("RNN", layer => Recur(layer, "LSTM", 3, 4, 5));
        Map("RNNSequenceGRU", layer => Recur(layer, "RNNParam", 4, 5, 6, 7, 8, 9, 10, 11, 12, 13));
        Map("LSTMBlockCell", layer => Recur(layer, "none"));
        // Attention without projections: those are layers of their own.
        Map("Attention FmhaV2 Fmhca LinearAttention RoPE", layer => layer.AddUnknown(layer.Noted, mayHaveWeights: false, layer.Weights()));
        Map("SplitGeLU SeqLen2Spatial", layer => layer.AddAsNoted(WorkKind.ElementWise));
        Map("Extra", layer => Foreign(layer, layer.Settings("Extra").Text(0, "its name")));
        Map("Plugin", layer => Foreign(layer, layer.Settings("Plugin").Text(0, "its name")));
        Map("While If", layer =>
        {
            layer.Warn("what it runs is not followed: its parameters and its cost are not known");
            layer.AddUnknown(layer.Noted);
        });
    }

    // Of an image all values are seen.
    private static void Connect(MnnOperator layer)
    {
        var settings = layer.Settings("InnerProduct");
        var weights = MnnFilterWeights.OfUnits(settings);
        long units = settings.Int(0, "the units"), stated = settings.Int(2, "the number of weights");
        if (weights.Count is { } kept && stated > 0 && kept != stated)
            layer.Warn($"it has {kept} weights, but its settings say {stated}");
        long count = weights.Count ?? stated;
        long? features = units > 0 && count > 0 && count % units == 0 ? count / units : null;
        bool bias = MnnWindow.HasBias(layer, weights, units) || settings.Int(1, "whether it has a bias") != 0;
        var stored = new Dictionary<string, StoredTensor>(StringComparer.Ordinal) { ["kernel"] = new(layer.Name, weights.Type) };
        bool isPerRow = layer.Shape is { Rank: > 1 } rows && rows.Sizes[rows.Rank - 1] == features;
        layer.Add(place => isPerRow
            ? new Dense { Name = place.Name, Inputs = place.Inputs, Units = units, InputFeatures = features, UseBias = bias, Stored = stored }
            : new FullyConnected { Name = place.Name, Inputs = place.Inputs, Units = units, InputFeatures = features, UseBias = bias, Stored = stored });
    }

    private static void Multiply(MnnOperator layer, bool isLeftTurned, bool isRightTurned)
    {
        if (layer.Known(0) is null && layer.Known(1)?.Source is { Sizes: { Count: 2 } sizes } matrix && !isLeftTurned)
        {
            layer.AddToFirst(place => new Dense
            {
                Name = place.Name,
                Inputs = place.Inputs,
                Units = sizes[isRightTurned ? 0 : 1],
                InputFeatures = sizes[isRightTurned ? 1 : 0],
                UseBias = layer.Known(2)?.Source is not null,
                Stored = new Dictionary<string, StoredTensor>(StringComparer.Ordinal) { ["kernel"] = new(matrix.Name, matrix.Type) },
            });
        }
        else if (layer.InputCount == 2 && layer.Op.Inputs.Length == 2)
        {
            layer.Add(place => new MatMul { Name = place.Name, Inputs = place.Inputs, TransposeA = isLeftTurned, TransposeB = isRightTurned });
        }
        else
        {
            layer.AddUnknown(layer.Noted, mayHaveWeights: false, layer.Weights());
        }
    }

    // Matrices and biases are in the settings, of older converters, or arrive as constants.
    private static void Recur(MnnOperator layer, string kind, params int[] fields)
    {
        var settings = layer.Op.SettingsOr(kind);
        var tensors = fields
            .Select(field => (Field: field, Blob: settings.Inner(field, "a matrix")))
            .Where(pair => pair.Blob.Table is not null)
            .Select(pair => MnnConstant.Read(FormattableString.Invariant($"{layer.Name}/{pair.Field}"), pair.Blob, out _, out _).Source!)
            .Where(constant => constant.IsWeight)
            .Select(constant => MnnOperator.Spec(constant, WeightRole.Kernel));
        layer.AddUnknown(layer.Noted, mayHaveWeights: true, [.. layer.Weights(), .. tensors]);
        layer.Warn("its multiply-accumulates are not known: they go by the steps of a sequence");
    }

    private static void Foreign(MnnOperator layer, string name)
    {
        layer.Warn(name.Length > 0 ? $"'{name}' is not known: its parameters and its cost are not, either" : "it is not known: its parameters and its cost are not, either");
        layer.AddUnknown(layer.Noted, mayHaveWeights: true, layer.Weights());
    }
}
