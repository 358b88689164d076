using CnnParams.Measuring;

namespace CnnParams.Reports.Trees;

/// <summary>A network as the lines of a tree: what it is made of, with branches in front of the names.</summary>
public static class NetworkTree
{
    /// <summary>The lines down to a depth.</summary>
    /// <param name="measurement">The network.</param>
    /// <param name="by">What is shared out.</param>
    /// <param name="depth">How many steps down; blocks that stand deeper are sums.</param>
    /// <exception cref="LayerException">A sum is larger than 2^63-1.</exception>
    public static IReadOnlyList<TreeRow> Lines(NetworkMeasurement measurement, TreeAmount by, int depth)
    {
        var rows = new List<TreeRow>();
        Add(rows, BlockTree.Of(measurement).Children, depth, "", 1, by);
        return rows;
    }

    /// <summary>
    /// At most so many lines: as deep as there is room; where there is none for the first level, neighbours share a
    /// line.
    /// </summary>
    /// <param name="measurement">The network.</param>
    /// <param name="by">What is shared out.</param>
    /// <param name="lines">The most lines, 1 or more.</param>
    /// <exception cref="LayerException">A sum is larger than 2^63-1.</exception>
    public static IReadOnlyList<TreeRow> Fitting(NetworkMeasurement measurement, TreeAmount by, int lines)
    {
        var tree = BlockTree.Of(measurement);
        var rows = new List<TreeRow>();
        if (Count(tree, 1) > lines)
        {
            AddRuns(rows, measurement, tree.Children, lines, by);
            return rows;
        }

        int depth = 1;
        for (int now = Count(tree, depth), next; (next = Count(tree, depth + 1)) > now && next <= lines; depth++)
            now = next;
        Add(rows, tree.Children, depth, "", 1, by);
        return rows;
    }

    // The tree has a bounded depth.
    private static int Count(BlockTree node, int depth) =>
        depth == 0 ? 0 : node.Children.Count + node.Children.Sum(child => Count(child, depth - 1));

    private static void Add(
        List<TreeRow> rows,
        IReadOnlyList<BlockTree> nodes,
        int depth,
        string indent,
        int level,
        TreeAmount by
    )
    {
        for (int i = 0; i < nodes.Count; i++)
        {
            bool isLast = i == nodes.Count - 1;
            rows.Add(
                new TreeRow(
                    nodes[i].Name,
                    Branch(indent, isLast) + PrintableText.Of(nodes[i].Label),
                    level,
                    nodes[i].Measure(),
                    by
                )
            );
            if (depth > 1)
                Add(rows, nodes[i].Children, depth - 1, indent + (isLast ? "   " : "│  "), level + 1, by);
        }
    }

    // Lines of as many neighbours each as it takes, so that a long chain shows where its weight lies.
    private static void AddRuns(
        List<TreeRow> rows,
        NetworkMeasurement measurement,
        IReadOnlyList<BlockTree> nodes,
        int lines,
        TreeAmount by
    )
    {
        for (int line = 0; line < lines; line++)
        {
            int from = (int)((long)line * nodes.Count / lines),
                to = (int)((line + 1L) * nodes.Count / lines);
            var run = nodes.Skip(from).Take(to - from).ToArray();
            string first = run[0].Name,
                last = run[run.Length - 1].Name;
            string name = run.Length == 1 ? first : $"{first} ... {last}";
            var block =
                run.Length == 1
                    ? run[0].Measure()
                    : Blocks.Measure(name, measurement, run.SelectMany(node => node.Rows).ToArray());
            rows.Add(new TreeRow(name, Branch("", line == lines - 1) + PrintableText.Of(name), 1, block, by));
        }
    }

    private static string Branch(string indent, bool isLast) => indent + (isLast ? "└─ " : "├─ ");
}
