using CnnParams.Layers;
using CnnParams.Measuring;

namespace CnnParams.Budgets;

/// <summary>The numbers of a network as it was before, which it may not grow above.</summary>
public sealed class Baseline
{
    private readonly Dictionary<BudgetQuantity, long> _amounts = [];

    /// <summary>The numbers of a network that was measured.</summary>
    public Baseline(NetworkTotals totals)
    {
        Name = totals.Name;
        foreach (var quantity in Growing)
        {
            if (quantity.TrustOf(totals) == Trust.Exact && quantity.AmountOf(totals) is { } amount)
                _amounts.Add(quantity, amount);
        }
    }

    /// <summary>
    /// Numbers by name, as the totals of Measure-CnnParameters are exported; other names are passed over.
    /// </summary>
    /// <exception cref="LayerException">There is none that can be compared, or one is not a number.</exception>
    public Baseline(IEnumerable<KeyValuePair<string, object?>> properties)
    {
        Name = "";
        foreach (var property in properties)
        {
            if (property.Key.Equals("Name", StringComparison.OrdinalIgnoreCase))
                Name = SettingValue.Text(property.Value);
            else if (
                property.Value is not null
                && BudgetQuantity.Find(property.Key) is { } quantity
                && Growing.Contains(quantity)
            )
                _amounts[quantity] = Amount.Read(property.Value, property.Key);
        }

        if (_amounts.Count == 0)
            throw new LayerException(
                ErrorId.InvalidLimit,
                $"the baseline has none of the numbers {string.Join(", ", Growing)}; write it with "
                    + "Measure-CnnParameters -Summary | ConvertTo-Json"
            );
    }

    /// <summary>The name of the network; empty for one that was typed.</summary>
    public string Name { get; }

    private static IEnumerable<BudgetQuantity> Growing =>
        BudgetQuantity.All.Where(quantity => quantity != BudgetQuantity.ReceptiveField && !quantity.IsOfWhole);

    /// <summary>Limits that stop the numbers from growing by more than is allowed.</summary>
    /// <param name="growth">What is allowed for a quantity; null for one that is not looked at.</param>
    public IEnumerable<BudgetLimit> Limits(Func<BudgetQuantity, Growth?> growth)
    {
        foreach (var pair in _amounts.OrderBy(pair => pair.Key.Name, StringComparer.Ordinal))
        {
            if (growth(pair.Key) is { } allowed)
                yield return new BudgetLimit(pair.Key, allowed.Above(pair.Value))
                {
                    Origin = $"before {pair.Value}, +{allowed}",
                };
        }
    }
}
