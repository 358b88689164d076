using System.Text.RegularExpressions;

namespace CnnParams.Formats.PythonSource;

/// <summary>Frameworks whose code is not read, by what a source imports.</summary>
internal static class OtherFramework
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["chainer"] = "Chainer",
        ["cntk"] = "CNTK",
        ["equinox"] = "Equinox",
        ["flax"] = "Flax",
        ["haiku"] = "Haiku",
        ["jax"] = "JAX",
        ["jittor"] = "Jittor",
        ["lasagne"] = "Lasagne",
        ["mindspore"] = "MindSpore",
        ["mlx"] = "MLX",
        ["mxnet"] = "MXNet",
        ["oneflow"] = "OneFlow",
        ["paddle"] = "PaddlePaddle",
        ["sonnet"] = "Sonnet",
        ["tensorlayer"] = "TensorLayer",
        ["tf_slim"] = "TF-Slim",
        ["tflearn"] = "TFLearn",
        ["theano"] = "Theano",
        ["tinygrad"] = "tinygrad",
    };

    private static readonly Regex Import = new(
        @"^[ \t>.]{0,20}(?:from|import)[ \t]+(?<name>\w+)",
        RegexOptions.Multiline
    );

    private static readonly Regex Slim = new(@"\bcontrib\.slim\b|\bcontrib[ \t]+import[ \t]+slim\b");

    /// <summary>What to say of a source in another framework; null where it imports none.</summary>
    internal static string? In(string source)
    {
        string? name = Import
            .Matches(source)
            .Cast<Match>()
            .Select(match => Names.TryGetValue(match.Groups["name"].Value, out string? known) ? known : null)
            .FirstOrDefault(known => known is not null);
        if (name is null && Slim.IsMatch(source))
            name = "TF-Slim";
        return name is null
            ? null
            : $"it has no model that is read: it is written in {name}, and code in PyTorch and Keras is read";
    }
}
