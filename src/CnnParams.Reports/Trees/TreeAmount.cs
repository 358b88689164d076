using CnnParams.Measuring;

namespace CnnParams.Reports.Trees;

/// <summary>What the bars of a tree are shares of.</summary>
public enum TreeAmount : long
{
    /// <summary>The parameters that the view counts.</summary>
    Parameters,

    /// <summary>Multiply-accumulates, for the batch.</summary>
    Macs,
}

internal static class TreeAmounts
{
    /// <summary>What the total counts of a block: weights that an earlier one has, too, are counted there.</summary>
    internal static long? Of(this TreeAmount amount, BlockMeasurement block) =>
        amount == TreeAmount.Macs ? block.Macs : block.Parameters - block.SharedParameters;

    internal static long Of(this TreeAmount amount, NetworkTotals totals) =>
        amount == TreeAmount.Macs ? totals.Macs : totals.Parameters;
}
