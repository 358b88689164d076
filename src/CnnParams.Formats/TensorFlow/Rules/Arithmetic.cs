using CnnParams.Formats.TensorFlow.Operators;
using CnnParams.Layers;

namespace CnnParams.Formats.TensorFlow;

/// <summary>Functions of the values at one place.</summary>
internal sealed class Arithmetic : TensorFlowRules
{
    private const string Unary =
        "Abs Ceil Cos Erf Expm1 Floor Inv Invert IsNan Log Log1p LogicalNot Neg Reciprocal Round Rsqrt Sign Sin Sqrt "
        + "Square"
        + " ABS CEIL COS FLOOR LOG LOGICAL_NOT NEG ROUND RSQRT SIGN SIN SQRT SQUARE ClipByValue DEQUANTIZE QUANTIZE "
        + "Dequantize QuantizeV2"
        + " FakeQuantWithMinMaxVars FakeQuantWithMinMaxVarsPerChannel FakeQuantWithMinMaxArgs QuantizeAndDequantizeV2 "
        + "QuantizeAndDequantizeV3"
        + " QuantizeAndDequantizeV4 FAKE_QUANT";

    private const string Pairs =
        "SquaredDifference Pow FloorDiv FloorMod Mod Equal NotEqual Less LessEqual Greater GreaterEqual LogicalAnd "
        + "LogicalOr Atan2 DivNoNan MulNoNan Xdivy"
        + " SQUARED_DIFFERENCE POW FLOOR_DIV FLOOR_MOD EQUAL NOT_EQUAL LESS LESS_EQUAL GREATER GREATER_EQUAL "
        + "LOGICAL_AND LOGICAL_OR ATAN2"
        + " Select SelectV2 Where SELECT SELECT_V2";

    public Arithmetic()
    {
        Map(Unary, call => ElementWise(call, call.First.Sizes));
        Map(Pairs, call => ElementWise(call, Broadcast(call)));
        Map("Add AddV2 ADD AddN ADD_N", call => Merge(call, MergeOperation.Add));
        Map("Sub SUB", call => Merge(call, MergeOperation.Subtract));
        Map("Mul MUL", call => Merge(call, MergeOperation.Multiply));
        Map("RealDiv Div DIV", call => Merge(call, MergeOperation.Divide));
        Map("Maximum MAXIMUM", call => Merge(call, MergeOperation.Maximum));
        Map("Minimum MINIMUM", call => Merge(call, MergeOperation.Minimum));
    }

    /// <summary>A function of what is computed and of a constant beside it.</summary>
    internal static GraphLayer WithConstant(OperatorCall call) => ElementWise(call, Broadcast(call));

    private static GraphLayer Merge(OperatorCall call, MergeOperation operation)
    {
        var computed = call.Computed;
        bool areSamples = computed.All(call.HasBatch) || !computed.Any(call.HasBatch);
        return computed.Count == call.Inputs.Count && computed.Count > 1 && areSamples
            ? new GraphLayer(new Merge { Operation = operation })
            : WithConstant(call);
    }

    private static GraphLayer ElementWise(OperatorCall call, IReadOnlyList<long?>? sizes) =>
        GraphLayer.Operation(call.Operator, WorkKind.ElementWise, sizes);

    // Axes are aligned at the end, and an axis of 1 is repeated.
    private static IReadOnlyList<long?>? Broadcast(OperatorCall call)
    {
        long?[] merged = [];
        foreach (var input in call.Inputs.OfType<GraphTensor>())
        {
            if (input.Sizes is not { } sizes)
                return null;
            var (longer, shorter) =
                sizes.Count > merged.Length ? ((long?[])[.. sizes], (IReadOnlyList<long?>)merged) : (merged, sizes);
            int shift = longer.Length - shorter.Count;
            for (int i = 0; i < shorter.Count; i++)
                longer[shift + i] =
                    longer[shift + i] == 1 ? shorter[i]
                    : shorter[i] is null or 1 ? longer[shift + i]
                    : shorter[i];
            merged = longer;
        }

        return merged;
    }
}
