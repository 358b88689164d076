using CnnParams.Formats.Folding;

namespace CnnParams.Formats.Onnx.Inference;

/// <summary>Operators of several values at one place, repeated by the numpy rule.</summary>
internal sealed class ElementWiseRule : ShapeRule
{
    private static readonly Dictionary<string, Func<Number, Number, bool, Number>?> Folded = new(StringComparer.Ordinal)
    {
        ["Add"] = (a, b, _) => Number.Add(a, b),
        ["Sub"] = (a, b, _) => Number.Subtract(a, b),
        ["Mul"] = (a, b, _) => Number.Multiply(a, b),
        ["Div"] = Number.Divide,
        ["Mod"] = (a, b, _) => Number.Modulo(a, b),
        ["Pow"] = (a, b, _) => Number.Apply(a, b, Math.Pow),
        ["Max"] = (a, b, _) => Number.Max(a, b),
        ["Min"] = (a, b, _) => Number.Min(a, b),
        ["Sum"] = (a, b, _) => Number.Add(a, b),
        ["Mean"] = null,
        ["BitShift"] = null,
        ["BitwiseAnd"] = null,
        ["BitwiseOr"] = null,
        ["BitwiseXor"] = null,
        ["QLinearAdd"] = null,
        ["QLinearMul"] = null,
        ["BiasGelu"] = null,
    };

    internal override IEnumerable<string> Operators => Folded.Keys;

    protected override Value Output(OnnxCall call)
    {
        var operands = Operands(call);
        var shape = LegacyShape(call) ?? operands.Select(operand => operand.Shape).Aggregate(Shape.Broadcast);
        var type = operands[0].ElementType;
        var rule = Folded[call.Operator];
        if (rule is null || shape is null || operands.Any(operand => operand.Elements is null))
            return OnnxCall.Typed(type, shape);

        var elements = OnnxBroadcasting.Elements(operands[0], shape);
        foreach (var operand in operands.Skip(1))
            elements = elements
                ?.Zip(OnnxBroadcasting.Elements(operand, shape) ?? [], (a, b) => rule(a, b, !type.IsReal()))
                .ToArray();
        return OnnxCall.Typed(type, shape, elements);
    }

    // The quantised forms read scale and zero point after each operand.
    private static IReadOnlyList<Value> Operands(OnnxCall call) =>
        call.Operator.StartsWith("QLinear", StringComparison.Ordinal) ? [call.Input(0), call.Input(3)]
        : call.Inputs.Count > 0 ? call.Inputs
        : [Value.Unknown];

    // Before version 7 the second operand was aligned by an attribute, and never the larger.
    private static Shape? LegacyShape(OnnxCall call) => call.Node.Has("broadcast") ? call.Shape : null;
}
