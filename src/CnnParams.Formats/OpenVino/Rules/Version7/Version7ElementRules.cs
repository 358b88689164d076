using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.OpenVino.Version7;

/// <summary>
/// Layers that work value by value, and those whose work is no more: functions, sums, normalisations, boxes.
/// </summary>
internal sealed class Version7ElementRules : OperatorRules<Version7Operator>
{
    private static readonly Dictionary<string, string> Functions = new(StringComparer.OrdinalIgnoreCase)
    {
        ["relu"] = "relu",
        ["relu6"] = "relu6",
        ["sigmoid"] = "sigmoid",
        ["tanh"] = "tanh",
        ["elu"] = "elu",
        ["selu"] = "selu",
        ["exp"] = "exponential",
        ["softplus"] = "softplus",
        ["softsign"] = "softsign",
        ["hardsigmoid"] = "hard_sigmoid",
        ["hard_sigmoid"] = "hard_sigmoid",
        ["gelu"] = "gelu",
        ["hswish"] = "hard_swish",
        ["swish"] = "silu",
        ["mish"] = "mish",
    };

    private static readonly Dictionary<string, MergeOperation> Operations = new(StringComparer.Ordinal)
    {
        [""] = MergeOperation.Add,
        ["sum"] = MergeOperation.Add,
        ["sub"] = MergeOperation.Subtract,
        ["mul"] = MergeOperation.Multiply,
        ["prod"] = MergeOperation.Multiply,
        ["div"] = MergeOperation.Divide,
        ["max"] = MergeOperation.Maximum,
        ["min"] = MergeOperation.Minimum,
        ["mean"] = MergeOperation.Average,
    };

    public Version7ElementRules()
    {
        Map("ReLU", layer => layer.Activate(layer.Real("negative_slope") is null or 0 ? "relu" : "leaky_relu"));
        Map(
            "ReLU6 Sigmoid TanH Tanh ELU Elu Selu Exp SoftPlus Softplus SoftSign Softsign HardSigmoid Gelu HSwish "
                + "Swish Mish",
            layer => layer.Activate(Functions[layer.Type])
        );
        Map("Activation", Activate);
        Map("Clamp", layer => layer.Activate(layer.Real("min") == 0 && layer.Real("max") == 6 ? "relu6" : "hard_tanh"));
        Map("SoftMax Softmax", layer => layer.Activate("softmax", Axis(layer)));
        Map("LogSoftmax LogSoftMax", layer => layer.Activate("log_softmax", Axis(layer)));
        Map(
            "PReLU",
            layer =>
                layer.AddToFirst(
                    new PReLU
                    {
                        ParameterCount = layer.Count("weights", 1),
                        Stored = layer.Stored(("alpha", "weights", 1)),
                    }
                )
        );
        Map("Eltwise", Merge);
        Map("ScaleShift", Scale);
        // A factor and an offset are another layer.
        Map(
            "BatchNormalization",
            layer =>
                layer.AddToFirst(
                    new BatchNormalization
                    {
                        Scale = false,
                        Center = false,
                        Stored = layer.Stored(("moving_variance", "weights", 1), ("moving_mean", "biases", 2)),
                    }
                )
        );
        Map(
            "Norm LRN",
            layer =>
                layer.Add(
                    new LocalResponseNormalization { Size = layer.Whole("local-size") ?? layer.Needed("local_size") }
                )
        );
        Map("Normalize", layer => layer.AddOperation(WorkKind.ElementWise, layer.Shape, layer.Blobs()));
        Map("Power GRN MVN Quantize FakeQuantize", layer => layer.AddOperation(WorkKind.ElementWise, layer.Shape));
        Map(
            "Abs Acos Acosh Asin Asinh Atan Atanh Ceil Cos Cosh Erf Floor Log Neg Not Reciprocal Sign Sin Sinh Sqrt "
                + "Tan",
            layer => layer.AddOperation(WorkKind.ElementWise, layer.Shape)
        );
        Map(
            "ArgMax Bucketize CTCGreedyDecoder DetectionOutput ExperimentalDetectronDetectionOutput "
                + "ExperimentalDetectronGenerateProposalsSingleImage "
                + "ExperimentalDetectronPriorGridGenerator ExperimentalDetectronROIFeatureExtractor "
                + "ExperimentalDetectronTopKROIs NonMaxSuppression PowerFile PriorBox PriorBoxClustered "
                + "Proposal PSROIPooling ReduceAnd ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMin ReduceOr "
                + "ReduceProd ReduceSum ReduceSumSquare RegionYolo ROIPooling "
                + "Select SimplerNMS TopK",
            layer => layer.AddAsWritten(WorkKind.ElementWise)
        );
    }

    private static int? Axis(Version7Operator layer) => layer.Axis(layer.Whole("axis") ?? 1);

    private static void Activate(Version7Operator layer)
    {
        if (Functions.TryGetValue(layer.Text("type", ""), out string? function))
            layer.Activate(function);
        else
            layer.AddOperation(WorkKind.ElementWise, layer.Shape);
    }

    // A constant of more than one number is learned.
    private static void Merge(Version7Operator layer)
    {
        if (Operations.TryGetValue(layer.Text("operation", ""), out var operation))
            layer.Merge(operation);
        else if (layer.InputCount < 2)
            layer.AddOperation(WorkKind.ElementWise, layer.StatedOutput, layer.Weights());
        else
            layer.AddAsWritten(WorkKind.ElementWise);
    }

    // A factor for each channel, or one for all.
    private static void Scale(Version7Operator layer)
    {
        if (!layer.Has("weights", 1) && layer.InputCount > 1)
            layer.Add(new Merge { Operation = MergeOperation.Multiply });
        else if (layer.Count("weights", 1) is { } count && count == layer.Channels)
            layer.AddToFirst(
                new Scale
                {
                    UseBias = layer.Has("biases", 2),
                    Stored = layer.Stored(("scale", "weights", 1), ("bias", "biases", 2)),
                }
            );
        else
            layer.AddOperation(WorkKind.ElementWise, layer.Shape, layer.Weights());
    }
}
