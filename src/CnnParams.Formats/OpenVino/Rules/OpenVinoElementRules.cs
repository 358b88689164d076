using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.OpenVino;

/// <summary>Operators that work value by value: functions, sums and products, normalisations.</summary>
internal sealed class OpenVinoElementRules : OperatorRules<IrOperator>
{
    public OpenVinoElementRules()
    {
        MapFunctions(
            "ReLU=relu Sigmoid=sigmoid Tanh=tanh Elu=elu Selu=selu Gelu=gelu Swish=silu HSwish=hard_swish "
                + "HSigmoid=hard_sigmoid HardSigmoid=hard_sigmoid Mish=mish SoftPlus=softplus SoftSign=softsign "
                + "Exp=exponential"
        );
        Map(
            "Clamp",
            layer =>
                layer.Activate(
                    layer.Text("min", "") is "0" or "0.0" && layer.Text("max", "") is "6" or "6.0"
                        ? "relu6"
                        : "hard_tanh"
                )
        );
        Map("SoftMax Softmax", layer => layer.Activate("softmax", Axis(layer)));
        Map("LogSoftmax", layer => layer.Activate("log_softmax", Axis(layer)));
        Map("PReLU", Learned);
        Map("Add", layer => layer.Merge(MergeOperation.Add));
        Map("Subtract", layer => layer.Merge(MergeOperation.Subtract));
        Map("Multiply", layer => layer.Merge(MergeOperation.Multiply));
        Map("Divide", layer => layer.Merge(MergeOperation.Divide));
        Map("Maximum", layer => layer.Merge(MergeOperation.Maximum));
        Map("Minimum", layer => layer.Merge(MergeOperation.Minimum));
        Map(
            "BatchNormInference",
            layer =>
                layer.AddToFirst(
                    new BatchNormalization
                    {
                        Stored = layer.Stored(("gamma", 1), ("beta", 2), ("moving_mean", 3), ("moving_variance", 4)),
                    }
                )
        );
        // Its ranges are measured, and not learned.
        Map("FakeQuantize", layer => layer.AddOperation(WorkKind.ElementWise, layer.StatedOutput));
        Map(
            "LRN",
            layer =>
                layer.AddToFirst(
                    new LocalResponseNormalization { Size = layer.Wholes("size") is [var size] ? size : 5 }
                )
        );
        Map(
            "Power Sqrt Abs Negative Sign Floor Ceiling Round Log Erf Sin Cos Tan Asin Acos Atan Sinh Cosh Asinh Acosh "
                + "Atanh SquaredDifference Mod FloorMod "
                + "Equal NotEqual Less LessEqual Greater GreaterEqual LogicalAnd LogicalOr LogicalNot LogicalXor "
                + "Select MVN NormalizeL2 GRN CumSum GroupNormalization RMS "
                + "ReduceSum ReduceMin ReduceProd ReduceL1 ReduceL2 ReduceLogicalAnd ReduceLogicalOr TopK "
                + "NonMaxSuppression DetectionOutput RegionYolo "
                + "ROIPooling ROIAlign PSROIPooling Proposal CTCGreedyDecoder GridSample",
            layer => layer.AddAsWritten(WorkKind.ElementWise)
        );
    }

    private static int? Axis(IrOperator layer) => layer.Wholes("axis") is [var axis] ? layer.Axis(axis) : null;

    private static void Learned(IrOperator layer)
    {
        long count = layer.Constant(1)?.Tensor.Count ?? 1;
        layer.AddToFirst(new PReLU { ParameterCount = count, Stored = layer.Stored(("alpha", 1)) });
    }
}
