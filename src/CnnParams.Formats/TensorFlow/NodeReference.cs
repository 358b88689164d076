using CnnParams.Formats.TensorFlow.Schema;

namespace CnnParams.Formats.TensorFlow;

/// <summary>One output of a node.</summary>
internal readonly record struct NodeReference(FunctionScope Scope, NodeDef Node, int Output)
{
    // Which output each name of operators with several is, since functions name them and graphs number them.
    private static readonly Dictionary<string, string[]> OutputNames = new(StringComparer.Ordinal)
    {
        ["FusedBatchNorm"] = ["y", "batch_mean", "batch_variance", "reserve_space_1", "reserve_space_2"],
        ["FusedBatchNormV2"] = ["y", "batch_mean", "batch_variance", "reserve_space_1", "reserve_space_2"],
        ["FusedBatchNormV3"] =
        [
            "y",
            "batch_mean",
            "batch_variance",
            "reserve_space_1",
            "reserve_space_2",
            "reserve_space_3",
        ],
        ["TopKV2"] = ["values", "indices"],
        ["MaxPoolWithArgmax"] = ["output", "argmax"],
        ["Unique"] = ["y", "idx"],
        ["Switch"] = ["output_false", "output_true"],
        ["Merge"] = ["output", "value_index"],
        ["NonMaxSuppressionV4"] = ["selected_indices", "valid_outputs"],
        ["NonMaxSuppressionV5"] = ["selected_indices", "selected_scores", "valid_outputs"],
        ["CombinedNonMaxSuppression"] = ["nmsed_boxes", "nmsed_scores", "nmsed_classes", "valid_detections"],
    };

    /// <summary>The node's name in the network.</summary>
    internal string Name => Scope.Prefix + Node.Name;

    /// <summary>The parts of <c>node</c>, <c>node:1</c> or <c>node:output:0</c>.</summary>
    internal static (string Node, string? OutputName, int Output) Parse(string text)
    {
        string[] parts = text.Split(':');
        int output =
            parts.Length > 1
            && int.TryParse(
                parts[parts.Length - 1],
                System.Globalization.NumberStyles.None,
                System.Globalization.CultureInfo.InvariantCulture,
                out int number
            )
                ? number
                : 0;
        return (parts[0], parts.Length > 2 ? parts[1] : null, output);
    }

    /// <summary>The number of an output that a function names.</summary>
    internal static int Number(NodeDef node, string? outputName, int output)
    {
        int at =
            outputName is not null && OutputNames.TryGetValue(node.Op, out string[]? names)
                ? Array.IndexOf(names, outputName)
                : 0;
        return Math.Max(at, 0) + output;
    }
}
