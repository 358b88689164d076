namespace CnnParams.Designing;

/// <summary>A design that meets the limits, with its amounts of what the goals look at.</summary>
internal readonly record struct Finding(long Design, long[] Amounts);

/// <summary>Keeps those of the designs that are wanted.</summary>
internal interface ISelection
{
    /// <summary>
    /// Takes a design or leaves it. Designs come in their order; the amounts are lent, to be copied if they are kept.
    /// </summary>
    void Offer(long design, long[] amounts);

    /// <summary>What is kept, the best first.</summary>
    IEnumerable<Finding> Kept { get; }
}

/// <summary>All designs, as they come.</summary>
internal sealed class EverySelection : ISelection
{
    private readonly List<Finding> _kept = [];

    public IEnumerable<Finding> Kept => _kept;

    public void Offer(long design, long[] amounts) => _kept.Add(new Finding(design, []));
}

/// <summary>
/// The best few by one goal, and where that does not decide by the next; of equals those that come first.
/// </summary>
internal sealed class BestSelection(IReadOnlyList<DesignGoal> goals, int count) : ISelection
{
    private readonly SortedSet<Finding> _kept = new(new Order(goals));
    private Finding _worst;

    public IEnumerable<Finding> Kept => _kept;

    public void Offer(long design, long[] amounts)
    {
        if (_kept.Count == count && _kept.Comparer.Compare(new Finding(design, amounts), _worst) > 0)
            return;
        _kept.Add(new Finding(design, (long[])amounts.Clone()));
        if (_kept.Count > count)
            _kept.Remove(_kept.Max);
        _worst = _kept.Max;
    }

    private sealed class Order(IReadOnlyList<DesignGoal> goals) : IComparer<Finding>
    {
        public int Compare(Finding x, Finding y)
        {
            for (int i = 0; i < goals.Count; i++)
            {
                int order = goals[i].Compare(y.Amounts[i], x.Amounts[i]);
                if (order != 0)
                    return order;
            }

            return x.Design.CompareTo(y.Design);
        }
    }
}

/// <summary>
/// The Pareto front: designs to which no other is better by one goal and as good by all. Of designs that are equal by
/// all goals the first is kept.
/// </summary>
internal sealed class ParetoSelection(IReadOnlyList<DesignGoal> goals) : ISelection
{
    private readonly List<Finding> _front = [];

    public IEnumerable<Finding> Kept =>
        _front.OrderBy(
            finding => finding,
            Comparer<Finding>.Create(
                (left, right) =>
                {
                    int order = goals[0].Compare(right.Amounts[0], left.Amounts[0]);
                    return order != 0 ? order : left.Design.CompareTo(right.Design);
                }
            )
        );

    public void Offer(long design, long[] amounts)
    {
        for (int i = 0; i < _front.Count; i++)
        {
            if (!IsNoWorse(_front[i].Amounts, amounts))
                continue;
            // What has kept one out will likely keep out the next.
            (_front[0], _front[i]) = (_front[i], _front[0]);
            return;
        }

        _front.RemoveAll(other => IsNoWorse(amounts, other.Amounts));
        _front.Add(new Finding(design, (long[])amounts.Clone()));
    }

    private bool IsNoWorse(long[] left, long[] right)
    {
        for (int i = 0; i < goals.Count; i++)
        {
            if (goals[i].Compare(left[i], right[i]) < 0)
                return false;
        }

        return true;
    }
}
