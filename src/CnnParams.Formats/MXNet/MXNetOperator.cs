using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.MXNet;

/// <summary>
/// A node that becomes layers of the graph. Its variables are weights, whose shapes follow from the input; two
/// nodes that read one variable share it.
/// </summary>
internal sealed class MXNetOperator(
    MXNetNode node,
    IReadOnlyList<MXNetNode> nodes,
    IReadOnlyList<string> computed,
    IReadOnlyList<string> outputs,
    TensorGraph graph
) : GraphOperator(graph, node.Name, node.Operator, computed, outputs)
{
    internal MXNetNode Node { get; } = node;

    /// <summary>
    /// The weights as variables: what each input is called here, from the second on; null for one that is no weight.
    /// </summary>
    internal IReadOnlyDictionary<string, StoredTensor>? Stored(params string?[] weights)
    {
        var stored = new Dictionary<string, StoredTensor>(StringComparer.Ordinal);
        for (int i = 0; i < weights.Length && i + 1 < Node.Inputs.Count; i++)
        {
            var read = nodes[Node.Inputs[i + 1].Node];
            if (weights[i] is { } weight && read.IsVariable)
                stored[weight] = new StoredTensor(read.Name);
        }

        return stored.Count > 0 ? stored : null;
    }

    /// <summary>A setting for each axis.</summary>
    internal Extent Each(string name) => Node.Wholes(name) is { Length: > 0 } sizes ? new Extent(sizes) : Extent.One;

    /// <summary>Its padding, the same at both ends.</summary>
    internal Padding Pads() => Node.Wholes("pad") is { Length: > 0 } sizes ? Padding.Symmetric(sizes) : 0;

    /// <summary>The number of axes that it slides over.</summary>
    internal int Rank => Node.Wholes("kernel").Length is >= 1 and <= 3 and var rank ? rank : SpatialRank;

    /// <summary>An axis with the batch, counted from 0, as the layers here count it; null for the batch.</summary>
    internal static int? Axis(long axis) => axis == 0 ? null : checked((int)axis);
}
