using CnnParams.Formats.TensorFlow.Operators;
using CnnParams.Layers;

namespace CnnParams.Formats.TensorFlow;

/// <summary>Functions of each value.</summary>
internal sealed class ActivationOperators : TensorFlowRules
{
    private static readonly Dictionary<string, string> Functions = new(StringComparer.Ordinal)
    {
        ["Relu"] = "relu",
        ["RELU"] = "relu",
        ["Relu6"] = "relu6",
        ["RELU6"] = "relu6",
        // Between two bounds as relu6 is: as many comparisons.
        ["RELU_N1_TO_1"] = "hard_tanh",
        ["RELU_0_TO_1"] = "relu6",
        ["LeakyRelu"] = "leaky_relu",
        ["LEAKY_RELU"] = "leaky_relu",
        ["Elu"] = "elu",
        ["ELU"] = "elu",
        ["Selu"] = "selu",
        ["Sigmoid"] = "sigmoid",
        ["LOGISTIC"] = "sigmoid",
        ["Tanh"] = "tanh",
        ["TANH"] = "tanh",
        ["Softmax"] = "softmax",
        ["SOFTMAX"] = "softmax",
        ["LogSoftmax"] = "log_softmax",
        ["LOG_SOFTMAX"] = "log_softmax",
        ["Softplus"] = "softplus",
        ["Softsign"] = "softsign",
        ["Exp"] = "exponential",
        ["EXP"] = "exponential",
        ["HARD_SWISH"] = "hard_swish",
        ["GELU"] = "gelu",
        ["SwishF32"] = "silu",
    };

    public ActivationOperators()
    {
        foreach (var pair in Functions)
            Map(pair.Key, _ => Layer(pair.Value));
        Map("Prelu PRELU", call => Slopes(call.Constant(1)));
    }

    /// <summary>The function of an operator, in our layers' word; null for another operator.</summary>
    internal static string? Function(string name) =>
        Functions.TryGetValue(name, out string? function) ? function : null;

    /// <summary>A layer of a function.</summary>
    internal static GraphLayer Layer(string function, string suffix = "") =>
        new(new Activation { Function = function }) { Suffix = suffix };

    /// <summary>A rectifier with learned slopes: one, one for each channel, or one for each value.</summary>
    internal static GraphLayer Slopes(GraphTensor alpha, string suffix = "")
    {
        var sizes = alpha.Sizes!;
        bool isVector = sizes.Take(Math.Max(sizes.Count - 1, 0)).All(size => size == 1);
        var slopes = isVector
            ? new PReLU { ParameterCount = alpha.Count }
            : new PReLU
            {
                SharedAxes =
                [
                    .. Enumerable.Range(1, sizes.Count).Where(axis => sizes[axis - 1] == 1).Select(axis => (long)axis),
                ],
            };
        return new GraphLayer(slopes) { Suffix = suffix }.Weight("alpha", alpha);
    }
}
