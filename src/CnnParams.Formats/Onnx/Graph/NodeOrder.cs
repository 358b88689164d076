using CnnParams.Formats.Onnx.Schema;

namespace CnnParams.Formats.Onnx.Graph;

/// <summary>
/// Nodes in an order in which each comes after what it reads. ONNX asks files for it; programs that change graphs leave
/// others, and runtimes run them.
/// </summary>
internal static class NodeOrder
{
    /// <summary>The nodes as they are, where they are in order; else each after what it reads.</summary>
    internal static IReadOnlyList<Node> Of(IReadOnlyList<Node> nodes)
    {
        var writers = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < nodes.Count; i++)
        {
            foreach (string output in nodes[i].Outputs)
                writers[output] = i;
        }

        int[] Before(int node) =>
            [.. Read(nodes[node]).Select(name => writers.TryGetValue(name, out int writer) ? writer : -1)];
        return Enumerable.Range(0, nodes.Count).All(node => Before(node).All(writer => writer < node))
            ? nodes
            : Sorted(nodes, Before);
    }

    // What reads itself, in a circle, stays where it is met.
    private static List<Node> Sorted(IReadOnlyList<Node> nodes, Func<int, int[]> before)
    {
        var sorted = new List<Node>(nodes.Count);
        bool[] isSeen = new bool[nodes.Count];
        var waiting = new Stack<(int Node, bool IsReady)>();
        for (int start = 0; start < nodes.Count; start++)
        {
            waiting.Push((start, false));
            while (waiting.Count > 0)
            {
                var (node, isReady) = waiting.Pop();
                if (isReady)
                {
                    sorted.Add(nodes[node]);
                }
                else if (!isSeen[node])
                {
                    isSeen[node] = true;
                    waiting.Push((node, true));
                    foreach (int writer in before(node).Where(writer => writer >= 0 && !isSeen[writer]).Reverse())
                        waiting.Push((writer, false));
                }
            }
        }

        return sorted;
    }

    // Graphs within a node read what is around it.
    private static IEnumerable<string> Read(Node node) =>
        node.Inputs.Concat(
            node.Attributes.Select(attribute => attribute.Graph)
                .OfType<Schema.Graph>()
                .SelectMany(inner => inner.Nodes.SelectMany(Read).Concat(inner.Outputs.Select(output => output.Name)))
        );
}
