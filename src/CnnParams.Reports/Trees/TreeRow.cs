using CnnParams.Measuring;
using CnnParams.Shapes;

namespace CnnParams.Reports.Trees;

/// <summary>A line of a tree: a block or a layer, with its place, its sums and its share of the whole.</summary>
public sealed class TreeRow : NetworkRow
{
    private readonly BlockMeasurement _block;

    internal TreeRow(string name, string tree, int level, BlockMeasurement block, TreeAmount by)
    {
        _block = block;
        Name = name;
        Tree = tree;
        Level = level;
        By = by;
        long total = by.Of(block.GetTotals());
        Share = total > 0 && by.Of(block) is { } amount ? (double)amount / total : null;
    }

    /// <summary>The branches of the tree down to the line, and what the name says beside the block around it.</summary>
    public string Tree { get; }

    /// <summary>
    /// The whole name of the block or the layer; of several in one line, those of the first and the last.
    /// </summary>
    public string Name { get; }

    /// <summary>How many steps down from the network it stands: 1 for what the network itself is made of.</summary>
    public int Level { get; }

    /// <summary>Block, or the type of the layer.</summary>
    public string Type => _block.Type;

    /// <summary>The number of layers.</summary>
    public int Layers => _block.Layers;

    /// <summary>The shape of the last layer's output.</summary>
    public TensorShape OutputShape => _block.OutputShape;

    /// <summary>The parameters that the view counts; null where they are not known.</summary>
    public long? Parameters => _block.Parameters;

    /// <summary>Multiply-accumulates, for the batch; null where they are not known.</summary>
    public long? Macs => _block.Macs;

    /// <summary>What <see cref="Share"/> is a share of.</summary>
    public TreeAmount By { get; }

    /// <summary>
    /// The share of the network's total, 0 to 1; null where the number is not known, or the total is 0.
    /// </summary>
    public double? Share { get; }

    /// <summary>How far <see cref="Parameters"/> can be trusted.</summary>
    public Trust ParametersTrust => _block.ParametersTrust;

    /// <summary>How far <see cref="Macs"/> can be trusted.</summary>
    public Trust MacsTrust => _block.MacsTrust;

    /// <inheritdoc/>
    public override NetworkTotals GetTotals() => _block.GetTotals();

    /// <inheritdoc/>
    public override string ToString() => Tree;
}
