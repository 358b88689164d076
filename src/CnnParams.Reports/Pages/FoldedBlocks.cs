using CnnParams.Measuring;
using CnnParams.Networks;

namespace CnnParams.Reports.Pages;

/// <summary>
/// A block of the diagram: one that names tell of, or a run of layers in a part that would be too long.
/// </summary>
/// <param name="Parent">The number of the block around it; -1 for none.</param>
/// <param name="Label">What it is called there.</param>
/// <param name="Measured">Its layers as one row.</param>
internal sealed record FoldedBlock(int Parent, string Label, BlockMeasurement Measured);

/// <summary>
/// The blocks of a network, folded so that no part of a diagram has more than can be looked at. Where names tell of too
/// few, runs of layers are blocks: those of one resolution, or so many after another.
/// </summary>
internal sealed class FoldedBlocks
{
    private const int Most = 40;

    private readonly NetworkMeasurement _network;
    private readonly List<FoldedBlock> _blocks = [];
    private readonly Queue<(IReadOnlyList<BlockTree> Children, int Parent)> _open = new();

    /// <summary>Folds a network.</summary>
    /// <exception cref="LayerException">A sum is larger than 2^63-1.</exception>
    internal FoldedBlocks(NetworkMeasurement network)
    {
        _network = network;
        Parents = new int[network.Rows.Count];
        Labels = new string[network.Rows.Count];
        var top = BlockTree.Of(network);
        // Where all stands in one block, that is the network.
        while (top.Children is [{ Row: null } only])
            top = only;
        _open.Enqueue((top.Children, -1));
        while (_open.Count > 0)
        {
            var (children, parent) = _open.Dequeue();
            Place(children, parent);
        }
    }

    /// <summary>The blocks, each after the one around it.</summary>
    internal IReadOnlyList<FoldedBlock> Blocks => _blocks;

    /// <summary>The number of the block around each layer; -1 for none.</summary>
    internal int[] Parents { get; }

    /// <summary>What each layer is called in its block.</summary>
    internal string[] Labels { get; }

    private void Place(IReadOnlyList<BlockTree> children, int parent)
    {
        if (children.Count <= Most)
        {
            foreach (var child in children)
                Place(child, parent);
            return;
        }

        foreach (var run in Runs(children))
        {
            if (run is [var only])
                Place(only, parent);
            else
                Add(parent, Label(run), [.. run.SelectMany(child => child.Rows).OrderBy(row => row.GetIndex())], run);
        }
    }

    private void Place(BlockTree child, int parent)
    {
        if (child.Row is { } row)
        {
            Parents[row.GetIndex()] = parent;
            Labels[row.GetIndex()] = child.Label;
        }
        else
        {
            Add(parent, child.Label, child.Rows, child.Children, child.Name);
        }
    }

    private void Add(
        int parent,
        string label,
        IReadOnlyList<LayerMeasurement> rows,
        IReadOnlyList<BlockTree> children,
        string? name = null
    )
    {
        _blocks.Add(new FoldedBlock(parent, label, Measuring.Blocks.Measure(name ?? label, _network, rows)));
        _open.Enqueue((children, _blocks.Count - 1));
    }

    private static string Label(List<BlockTree> run) => $"{run[0].Label} … {run[run.Count - 1].Label}";

    private static List<List<BlockTree>> Runs(IReadOnlyList<BlockTree> children)
    {
        var stages = Split(children, (before, child, _) => Resolution(child) != Resolution(before));
        if (stages.Count is > 1 and <= Most)
            return stages;
        int length = Math.Max(Most - 8, ((children.Count - 1) / (Most - 8)) + 1);
        return Split(children, (_, _, i) => i % length == 0);
    }

    private static List<List<BlockTree>> Split(
        IReadOnlyList<BlockTree> children,
        Func<BlockTree, BlockTree, int, bool> isNew
    )
    {
        var runs = new List<List<BlockTree>>();
        for (int i = 0; i < children.Count; i++)
        {
            if (i == 0 || isNew(children[i - 1], children[i], i))
                runs.Add([]);
            runs[runs.Count - 1].Add(children[i]);
        }

        return runs;
    }

    private static long? Resolution(BlockTree child) => child.Rows[child.Rows.Count - 1].OutputShape.GetPositions();
}
