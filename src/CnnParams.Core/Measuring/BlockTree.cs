using CnnParams.Networks;

namespace CnnParams.Measuring;

/// <summary>
/// A node of the tree that the names of layers tell of: the network, a block in it, or a layer. A block that has
/// nothing but one other is one with it.
/// </summary>
public sealed class BlockTree
{
    // Names come from files: what is nested deeper stays part of a layer's label.
    internal const int DeepestBlock = 16;

    private readonly NetworkMeasurement _network;
    private readonly List<LayerMeasurement> _rows = [];
    private List<BlockTree> _children = [];

    private BlockTree(NetworkMeasurement network, string name, LayerMeasurement? row)
    {
        _network = network;
        Name = name;
        Row = row;
    }

    /// <summary>The whole path of a block, or the name of a layer; empty for the network.</summary>
    public string Name { get; }

    /// <summary>What the name says beside that of the block around it.</summary>
    public string Label { get; private set; } = "";

    /// <summary>The layer; null for a block.</summary>
    public LayerMeasurement? Row { get; }

    /// <summary>The blocks and layers of a block, in the order in which they begin.</summary>
    public IReadOnlyList<BlockTree> Children => _children;

    /// <summary>The layers of a block and of those in it, in order.</summary>
    public IReadOnlyList<LayerMeasurement> Rows => _rows;

    /// <summary>The layers of the node as one row.</summary>
    /// <exception cref="LayerException">A sum is larger than 2^63-1.</exception>
    public BlockMeasurement Measure() => Blocks.Measure(Name, _network, _rows);

    /// <summary>The tree of a network.</summary>
    /// <param name="measurement">The network.</param>
    public static BlockTree Of(NetworkMeasurement measurement)
    {
        var root = new BlockTree(measurement, "", null);
        var blocks = new Dictionary<string, BlockTree>(StringComparer.Ordinal);
        // A block is made after the one around it.
        var made = new List<BlockTree> { root };
        foreach (var row in measurement.Rows)
        {
            var at = root;
            at._rows.Add(row);
            for (int depth = 1; depth <= DeepestBlock; depth++)
            {
                string path = LayerPath.Block(row.Name, depth);
                if (path.Length == row.Name.Length)
                    break;
                if (!blocks.TryGetValue(path, out var block))
                {
                    blocks.Add(path, block = new BlockTree(measurement, path, null));
                    at._children.Add(block);
                    made.Add(block);
                }

                at = block;
                at._rows.Add(row);
            }

            var layer = new BlockTree(measurement, row.Name, row);
            layer._rows.Add(row);
            at._children.Add(layer);
        }

        for (int i = made.Count - 1; i >= 0; i--)
            made[i].Settle();
        return root;
    }

    // From the innermost block out: the last to name a child is the block that it ends up in.
    private void Settle()
    {
        _children = _children.ConvertAll(child => child is { Row: null, Children: [var only] } ? only : child);
        foreach (var child in _children)
            child.Label = LayerPath.Beside(child.Name, Name);
    }

    /// <inheritdoc/>
    public override string ToString() => Name.Length > 0 ? Name : _network.Network.ToString();
}
