namespace CnnParams.Layers;

/// <summary>The activation functions: their names, and the operations that one value takes.</summary>
public static class ActivationFunction
{
    /// <summary>
    /// The one function with a shape of its own: it multiplies one half of an axis with the sigmoid of the other.
    /// </summary>
    internal const string HalvingFunction = "glu";

    // Operations for one value, a comparison, sum, product, quotient or exponential being one each
    // (docs/conventions.md).
    private static readonly Dictionary<string, (int Operations, string TypeName)> Functions = new(
        StringComparer.OrdinalIgnoreCase
    )
    {
        ["linear"] = (0, "Activation"),
        ["relu"] = (1, "ReLU"),
        ["relu6"] = (2, "ReLU6"),
        ["leaky_relu"] = (2, "LeakyReLU"),
        ["rrelu"] = (2, "RReLU"),
        ["threshold"] = (1, "Threshold"),
        ["elu"] = (3, "ELU"),
        ["selu"] = (4, "SELU"),
        ["celu"] = (4, "CELU"),
        ["gelu"] = (8, "GELU"),
        ["silu"] = (4, "SiLU"),
        ["sigmoid"] = (3, "Sigmoid"),
        ["log_sigmoid"] = (4, "LogSigmoid"),
        ["hard_sigmoid"] = (4, "HardSigmoid"),
        ["hard_swish"] = (5, "HardSwish"),
        ["hard_tanh"] = (2, "HardTanh"),
        ["hard_shrink"] = (2, "HardShrink"),
        ["soft_shrink"] = (3, "SoftShrink"),
        ["tanh_shrink"] = (5, "TanhShrink"),
        ["tanh"] = (4, "Tanh"),
        ["softmax"] = (5, "Softmax"),
        ["softmin"] = (5, "Softmin"),
        ["log_softmax"] = (6, "LogSoftmax"),
        ["softplus"] = (3, "Softplus"),
        ["softsign"] = (3, "Softsign"),
        ["mish"] = (8, "Mish"),
        [HalvingFunction] = (4, "GLU"),
        ["exponential"] = (1, "Activation"),
    };

    // Words are joined in one framework and parted in another: hardtanh, hard_tanh.
    private static readonly Dictionary<string, string> OtherNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["swish"] = "silu",
        // Approximations of one function, each of which a framework has a name for; quick_gelu is silu with a factor.
        ["gelu_tanh"] = "gelu",
        ["gelu_new"] = "gelu",
        ["gelu_fast"] = "gelu",
        ["gelu_pytorch_tanh"] = "gelu",
        ["quick_gelu"] = "silu",
        ["hard_silu"] = "hard_swish",
        ["exp"] = "exponential",
        ["none"] = "linear",
        ["identity"] = "linear",
    };

    private static readonly Dictionary<string, string> Joined = Functions
        .Keys.Select(name => new KeyValuePair<string, string>(name, name))
        .Concat(OtherNames)
        .ToDictionary(pair => Join(pair.Key), pair => pair.Value, StringComparer.OrdinalIgnoreCase);

    /// <summary>The names of all functions.</summary>
    public static IEnumerable<string> Names => Functions.Keys;

    /// <summary>Whether there is a function of this name, or one that goes by it.</summary>
    public static bool IsKnown(string name) => Joined.ContainsKey(Join(name));

    /// <summary>The function's own name, for any of the names it goes by.</summary>
    /// <exception cref="LayerException">There is no such function.</exception>
    internal static string Known(string name)
    {
        return Joined.TryGetValue(Join(name), out string? own)
            ? own
            : throw Setting.Invalid("Function", $"'{name}'", "one of " + string.Join(", ", Functions.Keys));
    }

    /// <summary>
    /// Whether PyTorch keeps the output of a function where that is written over the input; of others it then keeps a
    /// copy of the input.
    /// </summary>
    internal static bool DependsOnPlace(string name) => name is "leaky_relu" or "elu" or "selu" or "celu" or "rrelu";

    /// <summary>
    /// What the backward pass of a function needs. Of those that could compute it from either, PyTorch takes the input,
    /// and the output where that has been written over it.
    /// </summary>
    /// <param name="name">The function.</param>
    /// <param name="elements">Its input values.</param>
    /// <param name="isInPlace">Whether its output is written over its input.</param>
    internal static BackwardNeeds Backward(string name, long? elements, bool isInPlace) =>
        name switch
        {
            "linear" => BackwardNeeds.Passes,
            "relu" or "sigmoid" or "tanh" => new(SavedTensor.Output),
            "softmax" or "softmin" or "log_softmax" or "exponential" => new(SavedTensor.Output)
            {
                Mixed = MixedPrecision.Single,
            },
            "softplus" => new(SavedTensor.Input()) { Mixed = MixedPrecision.Single },
            "softsign" => new(SavedTensor.Input(), SavedTensor.Inner("divisor", elements)),
            "tanh_shrink" => new(SavedTensor.Inner("tanh of the input", elements)),
            "rrelu" => new(
                isInPlace ? SavedTensor.Output : SavedTensor.Input(),
                SavedTensor.Inner("slopes that were drawn", elements)
            ),
            _ when isInPlace && DependsOnPlace(name) => new(SavedTensor.Output),
            _ => new(SavedTensor.Input()),
        };

    internal static int Operations(string name) => Functions[name].Operations;

    internal static string TypeName(string name) => Functions[name].TypeName;

    private static string Join(string name) => name.Trim().Replace("_", "");
}
