using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Mnn;

/// <summary>Normalisation, and functions of each value.</summary>
internal sealed class MnnNormalizationRules : OperatorRules<MnnOperator>
{
    // By UnaryOpOperation of the schema; the others are no activations.
    private static readonly Dictionary<int, string> Functions = new()
    {
        [17] = "softplus",
        [29] = "sigmoid",
        [30] = "tanh",
        [31] = "hard_swish",
        [32] = "gelu",
        [33] = "gelu",
        [34] = "silu",
    };

    public MnnNormalizationRules()
    {
        Map("BatchNorm", BatchNorm);
        Map("InstanceNorm", InstanceNorm);
        Map("Scale", Scaling);
        Map("Normalize", Normalize);
        Map("LayerNorm", LayerNorm);
        Map("GroupNorm", GroupNorm);
        Map(
            "LRN",
            layer => layer.Add(new LocalResponseNormalization { Size = layer.Settings("LRN").Int(1, "the size") })
        );
        Map("PReLU", layer => layer.Add(new PReLU { ParameterCount = Slopes(layer) }));
        Map(
            "ReLU",
            layer => layer.Activate(layer.Op.SettingsOr("Relu").Real(0, "the slope") == 0 ? "relu" : "leaky_relu")
        );
        Map(
            "ReLU6",
            layer =>
                layer.Activate(
                    layer.Op.SettingsOr("Relu6") is var limits
                    && limits.Real(0, "the least") == 0
                    && limits.Real(1, "the most", 6) == 6
                        ? "relu6"
                        : "hard_tanh"
                )
        );
        MapFunctions(
            "ELU=elu Selu=selu Sigmoid=sigmoid TanH=tanh Bnll=softplus QuantizedLogistic=sigmoid QuantizedSoftmax=softmax"
        );
        Map(
            "QuantizedBiasAdd",
            layer =>
                layer.AddOperation(
                    WorkKind.ElementWise,
                    layer.Shape,
                    Vector(
                        "bias",
                        layer.Settings("QuantizedBiasAdd").Count(0, sizeof(int), "the bias"),
                        WeightRole.Bias
                    )
                )
        );
        Map("GatedRMSNorm", GatedNorm);
        Map("Softmax", layer => layer.Activate("softmax", layer.Axis(layer.Op.SettingsOr("Axis").Int(0, "the axis"))));
        Map(
            "UnaryOp",
            layer =>
            {
                if (Functions.TryGetValue(layer.Settings("UnaryOp").Int(0, "the function"), out string? function))
                    layer.Activate(function);
                else
                    layer.AddOperation(WorkKind.ElementWise, layer.Shape);
            }
        );
        Map("Dropout", layer => layer.Add(new Dropout()));
        Map(
            "AbsVal Exp Log Power Threshold ZerosLike CumSum CumProd MatrixBandPart Reverse ReverseSequence",
            layer => layer.AddOperation(WorkKind.ElementWise, layer.Shape)
        );
        // Other types of numbers, and the same values.
        Map(
            "Cast CastLike Identity Copy Int8ToFloat FloatToInt8 Dequantize QuantizeV2 Requantize",
            layer => layer.PassOn()
        );
    }

    private static long Slopes(MnnOperator layer)
    {
        var settings = layer.Settings("PRelu");
        long stated = settings.Int(0, "the number of slopes"),
            kept = settings.Count(1, sizeof(float), "the slopes");
        if (kept > 0 && kept != stated)
            layer.Contradict($"it has {kept} slopes, but its settings say {stated}");
        return kept > 0 ? kept : stated;
    }

    // A vector that is left out along with all others was left out of the file.
    private static void BatchNorm(MnnOperator layer)
    {
        var settings = layer.Settings("BatchNorm");
        long channels = settings.Int(0, "the channels");
        Check(layer, channels, settings, 1, 2, 3, 4);
        bool isKept = settings.Count(2, sizeof(float), "the means") > 0;
        layer.Add(
            new BatchNormalization
            {
                InputChannels = channels > 0 ? channels : null,
                Scale = !isKept || settings.Count(1, sizeof(float), "the factors") > 0,
                Center = !isKept || settings.Count(4, sizeof(float), "the offsets") > 0,
            }
        );
    }

    // With the table of a batch norm, of which it uses the factors and the offsets.
    private static void InstanceNorm(MnnOperator layer)
    {
        var settings = layer.Settings("BatchNorm");
        long channels = settings.Int(0, "the channels");
        Check(layer, channels, settings, 1, 4);
        layer.Add(
            new InstanceNormalization
            {
                InputChannels = channels > 0 ? channels : null,
                Scale = settings.Count(1, sizeof(float), "the factors") > 0,
                Center = settings.Count(4, sizeof(float), "the offsets") > 0,
            }
        );
    }

    private static void Check(MnnOperator layer, long channels, MnnTable settings, params int[] fields)
    {
        foreach (
            long count in fields
                .Select(field => settings.Count(field, sizeof(float), "a vector"))
                .Where(count => count > 0 && count != channels)
        )
            layer.Contradict($"one of its vectors has {count} numbers, but its settings say {channels} channels");
    }

    // A batch norm that could not be folded.
    private static void Scaling(MnnOperator layer)
    {
        var settings = layer.Settings("Scale");
        long[] place = settings.Places(3, "the weights' place");
        layer.Stores.Check(layer.Op, place);
        long channels = settings.Int(0, "the channels");
        Check(layer, channels, settings, 1, 2);
        long scale = Held(settings, 1, place, 1),
            bias = Held(settings, 2, place, 2);
        if (scale + bias == 0)
            (scale, bias) = (channels, channels);
        layer.AddOperation(
            WorkKind.ElementWise,
            layer.Shape,
            [.. Vector("scale", scale, WeightRole.Scale), .. Vector("bias", bias, WeightRole.Bias)]
        );
    }

    private static void Normalize(MnnOperator layer) =>
        layer.AddOperation(
            WorkKind.ElementWise,
            layer.Shape,
            Vector("scale", layer.Settings("Normalize").Count(3, sizeof(float), "the factors"), WeightRole.Scale)
        );

    // The first input normalised, times a function of the second.
    private static void GatedNorm(MnnOperator layer)
    {
        var settings = layer.Settings("LayerNorm");
        long[] place = settings.Places(5, "the weights' place");
        layer.Stores.Check(layer.Op, place);
        layer.AddOperation(WorkKind.LayerNormalization, layer.Shape, [.. NormVectors("", settings)]);
    }

    /// <summary>The factors and offsets of a normalisation within another operator.</summary>
    internal static IEnumerable<TensorSpec> NormVectors(string prefix, MnnTable settings)
    {
        long[] place = settings.Places(5, "the weights' place");
        return
        [
            .. Vector(prefix + "gamma", Held(settings, 2, place, 1), WeightRole.Scale),
            .. Vector(prefix + "beta", Held(settings, 3, place, 2), WeightRole.Offset),
        ];
    }

    private static void LayerNorm(MnnOperator layer)
    {
        var settings = layer.Settings("LayerNorm");
        long[] place = settings.Places(5, "the weights' place");
        layer.Stores.Check(layer.Op, place);
        long gamma = Held(settings, 2, place, 1),
            beta = Held(settings, 3, place, 2);
        bool isRootMeanSquare = settings.Is(6, "whether it has no mean");
        long[] normalized = Normalized(layer, gamma, settings.Wholes(0, "the axes")?.Length ?? 1);
        if (gamma == 0 || (beta > 0 && beta != gamma) || normalized.Length == 0 || settings.Int(4, "the groups", 1) > 1)
        {
            layer.AddOperation(
                WorkKind.LayerNormalization,
                layer.Shape,
                [.. Vector("gamma", gamma, WeightRole.Scale), .. Vector("beta", beta, WeightRole.Offset)]
            );
            return;
        }

        layer.AddToFirst(
            new LayerNormalization
            {
                NormalizedShape = normalized,
                IsRootMeanSquare = isRootMeanSquare,
                Center = beta > 0,
            }
        );
    }

    // The sizes of the last axes; none where they do not make up the factors.
    private static long[] Normalized(MnnOperator layer, long gamma, int axes)
    {
        if (axes <= 1)
            return [gamma];
        var shape = layer.Shape;
        if (axes > shape.Rank || !shape.IsKnown)
            return [];
        long[] last = [.. shape.Sizes.Skip(shape.Rank - axes).Select(size => size!.Value)];
        return last.Aggregate(1L, (product, size) => checked(product * size)) == gamma ? last : [];
    }

    private static void GroupNorm(MnnOperator layer)
    {
        var settings = layer.Settings("GroupNorm");
        long[] place = settings.Places(6, "the weights' place");
        layer.Stores.Check(layer.Op, place);
        long gamma = Held(settings, 2, place, 1),
            beta = Held(settings, 3, place, 2);
        layer.AddToFirst(
            new GroupNormalization
            {
                Groups = settings.Int(4, "the groups", 1),
                InputChannels = gamma > 0 ? gamma : null,
                Scale = gamma > 0,
                Center = beta > 0,
            }
        );
        layer.ActivateIf(settings.Int(5, "a function") != 0, "silu");
    }

    // In the file, or beside it.
    private static long Held(MnnTable settings, int field, long[] place, int at) =>
        settings.Count(field, sizeof(float), "a vector") is > 0 and var count ? count
        : at < place.Length ? place[at] / sizeof(float)
        : 0;

    private static TensorSpec[] Vector(string name, long size, WeightRole role) =>
        size > 0 ? [new TensorSpec(name, new TensorShape(size), role)] : [];
}
