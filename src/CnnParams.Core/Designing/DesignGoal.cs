using CnnParams.Budgets;

namespace CnnParams.Designing;

/// <summary>What makes one design better than another.</summary>
/// <param name="Quantity">What is looked at.</param>
/// <param name="IsLargest">Whether more of it is better; otherwise less.</param>
public sealed record DesignGoal(BudgetQuantity Quantity, bool IsLargest)
{
    /// <summary>Above zero where the first amount is better, below where the second is.</summary>
    internal int Compare(long left, long right) => IsLargest ? left.CompareTo(right) : right.CompareTo(left);

    /// <inheritdoc/>
    public override string ToString() => $"{(IsLargest ? "largest" : "smallest")} {Quantity}";
}
