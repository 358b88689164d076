using CnnParams.Formats.Folding;

namespace CnnParams.Formats.Onnx.Inference;

/// <summary>Operators whose output has the shape of their first input.</summary>
internal sealed class UnaryRule : ShapeRule
{
    private static readonly Dictionary<string, Func<Number, Number>?> Folded = new(StringComparer.Ordinal)
    {
        ["Identity"] = number => number,
        ["Floor"] = number => number.Rounded(Math.Floor),
        ["Ceil"] = number => number.Rounded(Math.Ceiling),
        ["Round"] = number => number.Rounded(Math.Round),
        ["Neg"] = number => Number.Multiply(number, -1L),
        ["Abs"] = number => number.Apply(Math.Abs),
        ["Sqrt"] = number => number.Apply(Math.Sqrt),
        ["Reciprocal"] = number => Number.Divide(1L, number, isInteger: false),
        ["Exp"] = number => number.Apply(Math.Exp),
        ["Log"] = number => number.Apply(Math.Log),
        ["Sign"] = number => number.Apply(value => Math.Sign(value)),
    };

    private static readonly string[] Others =
    [
        "Acos",
        "Acosh",
        "Asin",
        "Asinh",
        "Atan",
        "Atanh",
        "BitwiseNot",
        "Celu",
        "Clip",
        "Cos",
        "Cosh",
        "CumSum",
        "Elu",
        "Erf",
        "FastGelu",
        "Gelu",
        "HardSigmoid",
        "HardSwish",
        "Hardmax",
        "ImageScaler",
        "LeakyRelu",
        "LogSoftmax",
        "LpNormalization",
        "MeanVarianceNormalization",
        "Mish",
        "QuickGelu",
        "QLinearLeakyRelu",
        "QLinearSigmoid",
        "Relu",
        "ReverseSequence",
        "ScaledTanh",
        "Scatter",
        "ScatterElements",
        "ScatterND",
        "Selu",
        "Shrink",
        "Sigmoid",
        "Sin",
        "Sinh",
        "Softmax",
        "Softplus",
        "Softsign",
        "Swish",
        "Tan",
        "Tanh",
        "ThresholdedRelu",
        "Trilu",
        "ParametricSoftplus",
        "Affine",
        "Bernoulli",
        "LRN",
        "PRelu",
        "Scaler",
        "Normalizer",
    ];

    internal override IEnumerable<string> Operators => Folded.Keys.Concat(Others);

    protected override Value Output(OnnxCall call)
    {
        var rule = Folded.TryGetValue(call.Operator, out var found) ? found : null;
        return call.Like(call.Shape, rule is null ? null : call.First.Elements?.Select(rule).ToArray());
    }
}

/// <summary>Operators that keep the shape and change the type.</summary>
internal sealed class CastRule : ShapeRule
{
    internal override IEnumerable<string> Operators =>
        ["Cast", "CastLike", "QuantizeLinear", "DequantizeLinear", "IsNaN", "IsInf", "Not"];

    protected override Value Output(OnnxCall call)
    {
        var type = Type(call);
        var elements = call.Operator switch
        {
            "Cast" or "CastLike" => call.First.Elements?.Select(number => Cast(number, type)).ToArray(),
            "Not" => call
                .First.Elements?.Select(number => number.Value is { } known ? known == 0 : Number.Unknown)
                .ToArray(),
            _ => null,
        };
        return OnnxCall.Typed(type, call.Shape, elements);
    }

    private static ElementType Type(OnnxCall call) =>
        call.Operator switch
        {
            "Cast" => (ElementType)call.Node.Number("to", (long)call.First.ElementType),
            "CastLike" => call.Input(1).ElementType,
            "QuantizeLinear" => call.Has(2) ? call.Input(2).ElementType : ElementType.UInt8,
            "DequantizeLinear" => call.Input(1).ElementType,
            _ => ElementType.Bool,
        };

    private static Number Cast(Number number, ElementType to)
    {
        if (to == ElementType.Bool)
            return number.Value is { } known ? known != 0 : Number.Unknown;
        return to.IsReal() ? number : number.Rounded(Math.Truncate);
    }
}

/// <summary>Operators with several outputs of which the first has the input's shape.</summary>
internal sealed class MaskedRule : ShapeRule
{
    internal override IEnumerable<string> Operators => ["Dropout", "DynamicQuantizeLinear"];

    internal override IReadOnlyList<Value> Outputs(OnnxCall call) =>
        call.Operator == "Dropout"
            ? [call.Like(call.Shape, call.First.Elements), OnnxCall.Typed(ElementType.Bool, call.Shape)]
            :
            [
                OnnxCall.Typed(ElementType.UInt8, call.Shape),
                call.Like(Shape.Scalar),
                OnnxCall.Typed(ElementType.UInt8, Shape.Scalar),
            ];
}
