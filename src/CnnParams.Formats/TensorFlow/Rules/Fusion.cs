using CnnParams.Formats.TensorFlow.Operators;

namespace CnnParams.Formats.TensorFlow;

/// <summary>
/// Operators that grappler has fused: filters or units, and what is done with each value that they make.
/// </summary>
internal static class Fusion
{
    /// <summary>The layer, with one more for each operator that <c>fused_ops</c> names, but the bias.</summary>
    internal static OperatorResult Of(OperatorCall call, GraphLayer layer)
    {
        var chain = new List<GraphLayer> { layer };
        int input = 2;
        foreach (string fused in call.Texts("fused_ops") ?? [])
        {
            if (fused == "BiasAdd")
            {
                layer.Bias(call.Constant(input++));
            }
            else if (fused == "FusedBatchNorm")
            {
                chain.Add(NormalizationOperators.BatchNormalization(call, input, "/" + fused));
                input += NormalizationOperators.Vectors;
            }
            else if (fused == "Prelu")
            {
                chain.Add(ActivationOperators.Slopes(call.Constant(input++), "/" + fused));
            }
            else
            {
                string function =
                    ActivationOperators.Function(fused)
                    ?? throw new UnknownOperatorException($"the operator '{fused}' that is fused into it is not known");
                chain.Add(ActivationOperators.Layer(function, "/" + fused));
            }
        }

        return new LayerChain(chain);
    }
}
