namespace CnnParams.Formats.TensorFlow.Operators;

/// <summary>
/// TensorFlow Lite's names of TensorFlow's operators of shape arithmetic, which differ in more than capitals.
/// </summary>
internal static class OperatorNames
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["SHAPE"] = "Shape",
        ["RANK"] = "Rank",
        ["CAST"] = "Cast",
        ["RESHAPE"] = "Reshape",
        ["SQUEEZE"] = "Squeeze",
        ["EXPAND_DIMS"] = "ExpandDims",
        ["PACK"] = "Pack",
        ["STRIDED_SLICE"] = "StridedSlice",
        ["SLICE"] = "Slice",
        ["GATHER"] = "Gather",
        ["REDUCE_PROD"] = "Prod",
        ["ADD"] = "Add",
        ["SUB"] = "Sub",
        ["MUL"] = "Mul",
        ["FLOOR_DIV"] = "FloorDiv",
        ["MAXIMUM"] = "Maximum",
        ["MINIMUM"] = "Minimum",
    };

    /// <summary>TensorFlow's name of an operator.</summary>
    internal static string Of(string name) => Names.TryGetValue(name, out string? other) ? other : name;
}
