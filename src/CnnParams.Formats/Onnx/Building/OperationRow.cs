using CnnParams.Formats.Folding;
using CnnParams.Formats.Onnx.Inference;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Onnx.Building;

/// <summary>Rows of operators that no layer has the rule of: the shape is the inferred one, weights count.</summary>
internal static class OperationRow
{
    private static readonly HashSet<string> Movements = new(StringComparer.Ordinal)
    {
        "Reshape",
        "Flatten",
        "Squeeze",
        "Unsqueeze",
        "Transpose",
        "Concat",
        "Split",
        "Slice",
        "Pad",
        "Expand",
        "Tile",
        "Gather",
        "GatherElements",
        "GatherND",
        "Identity",
        "Shape",
        "Size",
        "ConstantOfShape",
        "ConstantFill",
        "Range",
        "EyeLike",
        "DepthToSpace",
        "SpaceToDepth",
        "Where",
        "Trilu",
        "ReverseSequence",
        "Scatter",
        "ScatterElements",
        "ScatterND",
        "Compress",
        "NonZero",
        "Cast",
        "CastLike",
        "RandomNormal",
        "RandomUniform",
        "RandomNormalLike",
        "RandomUniformLike",
        "Bernoulli",
        "Multinomial",
        "OneHot",
        "Constant",
        "Unique",
        "Dropout",
        "CenterCropPad",
        "Optional",
        "SequenceAt",
        "SequenceConstruct",
        "SequenceEmpty",
        "SequenceErase",
        "SequenceInsert",
        "SequenceLength",
        "SplitToSequence",
        "ConcatFromSequence",
        "OptionalGetElement",
        "OptionalHasElement",
        "QLinearConcat",
        "ArgMax",
        "ArgMin",
        "If",
    };

    private static readonly HashSet<string> ElementWise = new(StringComparer.Ordinal)
    {
        "Add",
        "Sub",
        "Mul",
        "Div",
        "Mod",
        "Pow",
        "Max",
        "Min",
        "Sum",
        "Mean",
        "BitShift",
        "BitwiseAnd",
        "BitwiseOr",
        "BitwiseXor",
        "BitwiseNot",
        "QLinearAdd",
        "QLinearMul",
        "Equal",
        "Greater",
        "Less",
        "GreaterOrEqual",
        "LessOrEqual",
        "And",
        "Or",
        "Xor",
        "Not",
        "Floor",
        "Ceil",
        "Round",
        "Neg",
        "Abs",
        "Sqrt",
        "Reciprocal",
        "Exp",
        "Log",
        "Sign",
        "Acos",
        "Acosh",
        "Asin",
        "Asinh",
        "Atan",
        "Atanh",
        "Cos",
        "Cosh",
        "Sin",
        "Sinh",
        "Tan",
        "Tanh",
        "Erf",
        "CumSum",
        "Clip",
        "IsNaN",
        "IsInf",
        "QuantizeLinear",
        "DequantizeLinear",
        "DynamicQuantizeLinear",
        "ImageScaler",
        "Affine",
        "ParametricSoftplus",
        "ScaledTanh",
        "PRelu",
        "Relu",
        "LeakyRelu",
        "Sigmoid",
        "Softmax",
        "LogSoftmax",
        "Hardmax",
        "Gelu",
        "FastGelu",
        "QuickGelu",
        "BiasGelu",
        "LpNormalization",
        "MeanVarianceNormalization",
        "Scaler",
        "Normalizer",
        "QLinearSigmoid",
        "QLinearLeakyRelu",
        "QLinearSoftmax",
        "RotaryEmbedding",
        "HardSigmoid",
        "HardSwish",
        "Elu",
        "Selu",
        "Celu",
        "Softplus",
        "Softsign",
        "Mish",
        "ThresholdedRelu",
        "Shrink",
        "Swish",
        "BatchNormalization",
        "InstanceNormalization",
        "LayerNormalization",
        "GroupNormalization",
        "RMSNormalization",
        "SimplifiedLayerNormalization",
        "SkipLayerNormalization",
        "SkipSimplifiedLayerNormalization",
        "LRN",
        "EmbedLayerNormalization",
        "TopK",
        "NonMaxSuppression",
        "RoiAlign",
        "MaxRoiPool",
        "GridSample",
        "AffineGrid",
        "Resize",
        "Upsample",
        "MaxPool",
        "AveragePool",
        "LpPool",
        "GlobalAveragePool",
        "GlobalMaxPool",
        "GlobalLpPool",
        "Det",
        "QLinearAveragePool",
        "QLinearGlobalAveragePool",
        "HannWindow",
        "HammingWindow",
        "BlackmanWindow",
        "StringNormalizer",
        "TfIdfVectorizer",
    };

    private static readonly HashSet<string> Reductions = new(StringComparer.Ordinal)
    {
        "ReduceMean",
        "ReduceSum",
        "ReduceMax",
        "ReduceMin",
        "ReduceProd",
        "ReduceL1",
        "ReduceL2",
        "ReduceLogSum",
        "ReduceLogSumExp",
        "ReduceSumSquare",
    };

    // Their constants are settings: bounds, factors, scales of quantised values.
    private static readonly HashSet<string> WithSettings = new(StringComparer.Ordinal)
    {
        "QuantizeLinear",
        "DequantizeLinear",
        "Clip",
        "Resize",
        "Upsample",
        "OneHot",
        "Pad",
        "Range",
        "Dropout",
        "NonMaxSuppression",
        "RoiAlign",
    };

    /// <summary>Whether the constants that an operator reads are settings, and never learned.</summary>
    internal static bool HasSettingsAlone(string name) => WithSettings.Contains(name);

    /// <summary>What an operator does, as far as its cost goes.</summary>
    internal static WorkKind KindOf(string name) =>
        Movements.Contains(name) ? WorkKind.DataMovement
        : ElementWise.Contains(name) || Reductions.Contains(name) ? WorkKind.ElementWise
        : WorkKind.Unknown;

    /// <summary>The row of an operator.</summary>
    /// <param name="call">The operator.</param>
    /// <param name="output">Its outputs.</param>
    /// <param name="name">The name of the row.</param>
    /// <param name="inputs">The layers that it reads.</param>
    /// <param name="isLearned">Whether a tensor that it reads is learned.</param>
    internal static Operation Of(
        OnnxCall call,
        Shape? output,
        string name,
        IReadOnlyList<string> inputs,
        Func<StoredWeight, bool> isLearned
    )
    {
        // What a normalisation has measured is not learned.
        var measured =
            call.Operator == "BatchNormalization"
                ? call.Inputs.Skip(3).SelectMany(input => input.Source?.Tensors() ?? []).ToArray()
                : [];
        // Indices, axes and single numbers are settings; other numbers are shown, those that are learned counted.
        var tensors = call
            .Inputs.Where(input => input.IsConstant)
            .SelectMany(input => input.Source?.Tensors() ?? [])
            .Where(tensor =>
                isLearned(tensor) || (tensor.Count > 1 && !tensor.IsGenerated && tensor.ElementType.IsReal())
            )
            .Distinct()
            .ToArray();
        return new Operation
        {
            Name = name,
            OperatorType = TypeName(call.Operator),
            Inputs = inputs,
            OutputShape = SampleShapes.Of(output),
            Kind = KindOf(call.Operator),
            Tensors =
            [
                .. tensors.Select(tensor =>
                    ParameterRow.Tensor(
                        tensor,
                        measured.Contains(tensor) ? WeightRole.Statistic
                            : isLearned(tensor) ? WeightRole.Kernel
                            : WeightRole.Constant
                    )
                ),
            ],
            Stored = tensors.Length > 0 ? ParameterRow.Stored(tensors) : null,
        };
    }

    // In a damaged file an operator may have no name.
    private static string TypeName(string name) => name.Trim().Length > 0 ? name : "?";

    /// <summary>The row of another output of an operator, or of one under other axes.</summary>
    internal static Operation View(string name, string operatorType, string reads, TensorShape shape) =>
        new()
        {
            Name = name,
            OperatorType = TypeName(operatorType),
            Inputs = [reads],
            OutputShape = shape,
            Kind = WorkKind.DataMovement,
        };
}
