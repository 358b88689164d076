using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Measuring.Conventions;

namespace CnnParams.Auditing;

/// <summary>
/// Multiply-accumulates of a table that a tool printed: the tool has a convention of its own, and counts its batch. In
/// both its figures are right or wrong.
/// </summary>
internal sealed class ToolCost
{
    private readonly CostConvention[] _conventions;
    private readonly NetworkMeasurement _network;
    private readonly long _batch;

    private ToolCost(CostConvention[] conventions, NetworkMeasurement network, long batch) =>
        (_conventions, _network, _batch) = (conventions, network, batch);

    /// <summary>
    /// What the tool's table is judged by; none for a table of no tool, or of one whose convention is not known.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="table">The rows, of one tool.</param>
    /// <param name="matches">What they are about.</param>
    internal static ToolCost? Of(
        NetworkMeasurement network,
        IReadOnlyList<ClaimedRow> table,
        IReadOnlyDictionary<ClaimedRow, ClaimMatch> matches
    )
    {
        string[] tools = [.. table.Select(row => row.Tool).Where(tool => tool.Length > 0).Distinct()];
        if (tools.Length != 1)
            return null;
        // torchinfo has one for each of its versions: torchinfo, torchinfo-main.
        CostConvention[] conventions =
        [
            .. CostConventions.All.Where(convention =>
                convention.Name.Equals(tools[0], StringComparison.OrdinalIgnoreCase)
                || convention.Name.StartsWith(tools[0] + "-", StringComparison.OrdinalIgnoreCase)
            ),
        ];
        return conventions.Length == 0 ? null : new ToolCost(conventions, network, Batch(matches) ?? 1);
    }

    /// <summary>
    /// What the tool prints for some layers, by the first of its conventions that a figure fits, or by its first.
    /// </summary>
    internal (long Cost, string Tool)? Of(IReadOnlyList<LayerMeasurement> rows, Figure? claimed)
    {
        var costs = _conventions
            .Select(convention => (Cost: Cost(convention, rows), convention.Tool))
            .Where(cost => cost.Cost is not null)
            .ToArray();
        if (costs.Length == 0)
            return null;
        var fitting = Array.Find(costs, cost => claimed?.Fits(cost.Cost!.Value) == true);
        var (known, tool) = fitting.Tool is null ? costs[0] : fitting;
        return (known!.Value, tool);
    }

    /// <summary>What the tool prints for the network.</summary>
    internal (long Cost, string Tool)? OfNetwork(Figure? claimed) => Of(_network.Rows, claimed);

    private long? Cost(CostConvention convention, IReadOnlyList<LayerMeasurement> rows)
    {
        try
        {
            long sum = 0;
            foreach (var row in rows)
            {
                if (convention.CostOf(row).Cost is not { } cost)
                    return null;
                sum = checked(sum + cost);
            }

            return checked(sum * _batch / _network.Options.BatchSize);
        }
        catch (Exception exception) when (exception is LayerException or OverflowException)
        {
            return null;
        }
    }

    // The axis in front that all printed shapes have.
    private static long? Batch(IReadOnlyDictionary<ClaimedRow, ClaimMatch> matches)
    {
        long?[] batches =
        [
            .. matches
                .Select(match => (match.Key.Of(ClaimedQuantity.OutputShape)?.Shape, match.Value.OutputShape))
                .Where(shapes =>
                    shapes.Shape is not null
                    && shapes.OutputShape.HasRank
                    && shapes.Shape.Axes.Count == shapes.OutputShape.Rank + 1
                )
                .Select(shapes => shapes.Shape!.Axes[0])
                .Distinct(),
        ];
        return batches.Length == 1 && batches[0] > 0 ? batches[0] : null;
    }
}
