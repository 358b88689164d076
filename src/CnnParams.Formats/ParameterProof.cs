using System.Text.RegularExpressions;

namespace CnnParams.Formats;

/// <summary>What proves of a constant of a graph that it is a parameter, and no buffer.</summary>
/// <param name="Proves">
/// Whether the name of a tensor does; told besides is whether it stands in a slot of weights.
/// </param>
internal sealed record ParameterProof(Func<string, bool, bool> Proves)
{
    // What the modules of torch.nn and its parametrizations call their parameters.
    private const string Torch =
        @"(^|\.)((in_proj_|[qkv]_proj_)?(weight|bias)(_(ih|hh|hr)(_l\d+(_reverse)?)?|_g|_v|_orig|_k)?|original\d?)";

    // What the layers of Keras and TensorFlow, Gluon and Paddle do.
    private const string Others =
        @"(^|[/_])((depthwise_|pointwise_|recurrent_)?kernel|gamma|beta|weights?|bias(es)?|embeddings)|\.[wb]_\d+";

    // A variable that is read, of which some file has been made; what a converter has added to the name.
    private static readonly Regex OfFrameworks = new(
        $"(({Torch})|({Others}))((_to_fp16|:0)?(/read(/.*)?)?)$|ReadVariableOp",
        RegexOptions.CultureInvariant,
        TimeSpan.FromSeconds(1)
    );

    // What converters call the numbers of a code: numbered, or by the place at which an operator reads them.
    private static readonly Regex OfCode = new(
        "([0-9]|(^|[/_])([abxy]|value|const))$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase,
        TimeSpan.FromSeconds(1)
    );

    private static readonly string[] Casts = ["_to_fp16", "_promoted"];

    private static readonly Regex OfTorch = new($"({Torch})$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    /// <summary>
    /// Of a format into which models of several frameworks are converted, with the names that they have there.
    /// </summary>
    internal static ParameterProof ByNamesOfFrameworks { get; } =
        new((name, isSlot) => isSlot || OfFrameworks.IsMatch(First(name))) { WritesNormsAsPairs = true };

    /// <summary>Of a format that has no names for constants but those of their layers.</summary>
    internal static ParameterProof BySlots { get; } =
        new((_, isSlot) => isSlot) { WritesNormsAsPairs = true, HasNames = false };

    /// <summary>
    /// Whether a product and a sum with a constant for each channel are a norm: those that write such an operator have
    /// no other pairs.
    /// </summary>
    internal bool WritesNormsAsPairs { get; init; }

    /// <summary>
    /// Whether its name alone proves that a tensor is a parameter. What TensorFlow's older converter adds is called
    /// as a bias is, after its operator.
    /// </summary>
    internal bool Names(string tensor) =>
        Marks?.Invoke(tensor) == true
        || (
            HasNames
            && OfFrameworks.IsMatch(tensor)
            && (IsNameOfTorch(tensor) || !tensor.EndsWith("_bias", StringComparison.Ordinal))
        );

    /// <summary>
    /// Whether a single number beside a computed tensor is a parameter, by the name that a framework or a converter
    /// gives it; null where that may be both.
    /// </summary>
    internal static bool? OfNumber(string tensor)
    {
        if (OfFrameworks.IsMatch(tensor))
            return true;
        foreach (string cast in Casts)
        {
            int place = tensor.IndexOf(cast, StringComparison.Ordinal);
            if (place >= 0)
                tensor = tensor.Substring(0, place);
        }

        return tensor.Length == 0 || OfCode.IsMatch(tensor) ? false : null;
    }

    /// <summary>Whether the file says of a tensor that it is a parameter; null where the format never does.</summary>
    internal Func<string, bool>? Marks { get; init; }

    /// <summary>Whether tensors have the names that they had in a framework.</summary>
    internal bool HasNames { get; init; } = true;

    /// <summary>Whether a tensor is called as a parameter of PyTorch's is.</summary>
    internal static bool IsNameOfTorch(string tensor) => OfTorch.IsMatch(tensor);

    /// <summary>Where several tensors are joined, the first tells.</summary>
    internal static string First(string name) => name.Split('+', '[')[0];
}
