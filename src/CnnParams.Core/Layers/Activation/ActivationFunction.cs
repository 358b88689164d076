namespace CnnParams.Layers;

/// <summary>The activation functions: their names, and the operations that one value takes.</summary>
public static class ActivationFunction
{
    /// <summary>The one function with a shape of its own: it multiplies one half of an axis with the sigmoid of the other.</summary>
    internal const string HalvingFunction = "glu";

    // Operations for one value, a comparison, sum, product, quotient or exponential being one each (docs/conventions.md).
    private static readonly Dictionary<string, (int Operations, string TypeName)> Functions = new(StringComparer.OrdinalIgnoreCase)
    {
        ["linear"] = (0, "Activation"),
        ["relu"] = (1, "ReLU"),
        ["relu6"] = (2, "ReLU6"),
        ["leaky_relu"] = (2, "LeakyReLU"),
        ["threshold"] = (1, "Activation"),
        ["elu"] = (3, "ELU"),
        ["selu"] = (4, "SELU"),
        ["celu"] = (4, "Activation"),
        ["gelu"] = (8, "GELU"),
        ["silu"] = (4, "SiLU"),
        ["sigmoid"] = (3, "Sigmoid"),
        ["log_sigmoid"] = (4, "Activation"),
        ["hard_sigmoid"] = (4, "HardSigmoid"),
        ["hard_swish"] = (5, "HardSwish"),
        ["hard_tanh"] = (2, "Activation"),
        ["hard_shrink"] = (2, "Activation"),
        ["soft_shrink"] = (3, "Activation"),
        ["tanh_shrink"] = (5, "Activation"),
        ["tanh"] = (4, "Tanh"),
        ["softmax"] = (5, "Softmax"),
        ["softmin"] = (5, "Activation"),
        ["log_softmax"] = (6, "LogSoftmax"),
        ["softplus"] = (3, "Softplus"),
        ["softsign"] = (3, "Softsign"),
        ["mish"] = (8, "Mish"),
        [HalvingFunction] = (4, "GLU"),
        ["exponential"] = (1, "Activation"),
    };

    private static readonly Dictionary<string, string> OtherNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["swish"] = "silu",
        ["logsoftmax"] = "log_softmax",
        ["leakyrelu"] = "leaky_relu",
        ["hardsigmoid"] = "hard_sigmoid",
        ["hardswish"] = "hard_swish",
        ["hard_silu"] = "hard_swish",
        ["hardtanh"] = "hard_tanh",
        ["exp"] = "exponential",
        ["none"] = "linear",
        ["identity"] = "linear",
    };

    /// <summary>The names of all functions.</summary>
    public static IEnumerable<string> Names => Functions.Keys;

    /// <summary>Whether there is a function of this name, or one that goes by it.</summary>
    public static bool IsKnown(string name) => Functions.ContainsKey(name) || OtherNames.ContainsKey(name);

    /// <summary>The function's own name, for any of the names it goes by.</summary>
    /// <exception cref="LayerException">There is no such function.</exception>
    internal static string Known(string name)
    {
        string own = OtherNames.TryGetValue(name, out string? other) ? other : name;
        return Functions.ContainsKey(own)
            ? own.ToLowerInvariant()
            : throw Setting.Invalid("Function", $"'{name}'", "one of " + string.Join(", ", Functions.Keys));
    }

    internal static int Operations(string name) => Functions[name].Operations;

    internal static string TypeName(string name) => Functions[name].TypeName;
}
