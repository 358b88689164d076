using CnnParams.Networks;

namespace CnnParams.Measuring;

/// <summary>Folds the rows of layers into rows of the blocks that their names tell of.</summary>
public static class Blocks
{
    /// <summary>One row for each block, in the order in which the blocks begin.</summary>
    /// <param name="measurement">The network.</param>
    /// <param name="depth">How many steps down a block stands: with 2, <c>layer1/0/conv2</c> belongs to
    /// <c>layer1/0</c>.</param>
    /// <exception cref="LayerException">A sum is larger than 2^63-1.</exception>
    public static IReadOnlyList<BlockMeasurement> Fold(NetworkMeasurement measurement, int depth)
    {
        BlockMeasurement[] blocks =
        [
            .. measurement
                .Rows.GroupBy(row => LayerPath.Block(row.Name, depth), StringComparer.Ordinal)
                .Select(rows => Measure(rows.Key, measurement, rows.ToArray())),
        ];
        foreach (var block in blocks)
            block.StandIn(blocks);
        return blocks;
    }

    /// <summary>Every block, of one layer or of several, at whatever depth.</summary>
    internal static IReadOnlyList<BlockMeasurement> Every(NetworkMeasurement measurement)
    {
        var blocks = new Dictionary<string, List<LayerMeasurement>>(StringComparer.Ordinal);
        foreach (var row in measurement.Rows)
        {
            for (
                int depth = 1;
                depth <= BlockTree.DeepestBlock
                    && LayerPath.Block(row.Name, depth) is var path
                    && path.Length < row.Name.Length;
                depth++
            )
            {
                if (!blocks.TryGetValue(path, out var rows))
                    blocks.Add(path, rows = []);
                rows.Add(row);
            }
        }

        return [.. blocks.Select(block => Measure(block.Key, measurement, block.Value))];
    }

    /// <summary>Layers of a network as one row.</summary>
    /// <param name="name">What the row is called.</param>
    /// <param name="measurement">The network.</param>
    /// <param name="rows">Rows of the network, in its order.</param>
    /// <exception cref="LayerException">A sum is larger than 2^63-1.</exception>
    public static BlockMeasurement Measure(
        string name,
        NetworkMeasurement measurement,
        IReadOnlyList<LayerMeasurement> rows
    )
    {
        try
        {
            return new BlockMeasurement(name, measurement, rows);
        }
        catch (OverflowException exception)
        {
            throw new LayerException(
                ErrorId.SizeOverflow,
                $"The sums of a block of {measurement.Network} are larger than 2^63-1.",
                exception
            );
        }
    }
}
