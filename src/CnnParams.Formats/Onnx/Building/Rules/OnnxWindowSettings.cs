using CnnParams.Formats.Folding;
using CnnParams.Formats.Onnx.Graph;
using CnnParams.Shapes;

namespace CnnParams.Formats.Onnx.Building.Rules;

/// <summary>The settings of a window, as ONNX writes them.</summary>
internal static class OnnxWindowSettings
{
    /// <summary>A number for each spatial axis; 1 where none is given.</summary>
    internal static Extent Extent(OnnxNode node, string attribute) =>
        node.Numbers(attribute) is { Length: > 0 } sizes ? new Extent(sizes) : Shapes.Extent.One;

    /// <summary>Padding by rule or by number; ONNX lists all beginnings, then all ends.</summary>
    internal static Padding Padding(OnnxNode node, int rank)
    {
        switch (AutoPad(node))
        {
            case "SAME_UPPER":
                return Shapes.Padding.Same;
            case "SAME_LOWER":
                return Shapes.Padding.SameLower;
            case "VALID":
                return Shapes.Padding.Valid;
        }

        long[]? pads = node.Numbers("pads");
        return pads is null || pads.Length != 2 * rank
            ? 0
            : Shapes.Padding.Sides([.. Enumerable.Range(0, rank).Select(axis => (pads[axis], pads[rank + axis]))]);
    }

    internal static string AutoPad(OnnxNode node) => node.Text("auto_pad", "NOTSET");

    /// <summary>The number of spatial axes that layers have a rule for; null for others.</summary>
    internal static int? Rank(Shape? image) => image is { Rank: >= 3 and <= 5 } ? image.Rank - 2 : null;
}
