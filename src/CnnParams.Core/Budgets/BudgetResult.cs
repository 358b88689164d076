using System.Globalization;
using CnnParams.Measuring;

namespace CnnParams.Budgets;

/// <summary>What came of one limit.</summary>
public sealed class BudgetResult
{
    internal BudgetResult(BudgetLimit limit, string network, object? actual, long? amount, Trust trust, string reason)
    {
        Rule = limit.ToString();
        Network = network;
        Name = limit.Name;
        Quantity = limit.Quantity.Name;
        Unit = limit.Quantity.Unit;
        Limit = limit.Value;
        Actual = actual;
        IsMinimum = limit.IsMinimum;
        Trust = trust;
        Reason = reason;
        Passed = trust == Trust.Exact && amount is { } number && limit.Allows(number);
        // A bound is no distance, and a receptive field of the whole input is no number of positions.
        if (trust == Trust.Exact && amount is { } known && known != long.MaxValue)
            Headroom = checked(limit.IsMinimum ? known - limit.Value : limit.Value - known);
    }

    /// <summary>Whether the limit is kept. A number that is only partly known never passes.</summary>
    public bool Passed { get; }

    /// <summary>The network's name; empty for one that was typed.</summary>
    public string Network { get; }

    /// <summary>The name of the limit: MaxParameters.</summary>
    public string Name { get; }

    /// <summary>The limit as a sentence.</summary>
    public string Rule { get; }

    /// <summary>What is limited.</summary>
    public string Quantity { get; }

    /// <summary>The number; the largest of any layer where each is limited; null where it is not known.</summary>
    public object? Actual { get; }

    /// <summary>What is allowed, or needed.</summary>
    public long Limit { get; }

    /// <summary>
    /// How far the number is from the limit; negative where it is on the wrong side, null where it is not exact.
    /// </summary>
    public long? Headroom { get; }

    /// <summary><see cref="Headroom"/> in percent of the limit.</summary>
    public double? HeadroomPercent => Limit > 0 ? Headroom * 100.0 / Limit : null;

    /// <summary>What is counted.</summary>
    public string Unit { get; }

    /// <summary>The layers that weigh most.</summary>
    public TextList<LayerShare> Heaviest { get; internal init; } = TextList<LayerShare>.None;

    /// <summary>How far the number can be trusted.</summary>
    public Trust Trust { get; }

    /// <summary>Why the number is not exact; empty where it is.</summary>
    public string Reason { get; }

    internal bool IsMinimum { get; }

    /// <summary>The result in a line, as an annotation in a log shows it.</summary>
    public override string ToString()
    {
        string network = Network.Length > 0 ? Network + ": " : "";
        string actual =
            Trust is Trust.LowerBound or Trust.Contradicted or Trust.Assumed
                ? Measuring.Quantity.Bound(Trust) + Text(Actual)
            : Actual is null ? "not known"
            : Text(Actual);
        string why =
            Reason.Length > 0 ? $"; {Reason}"
            : Passed || Heaviest.Count == 0 ? ""
            : $"; most in {Heaviest}";
        return $"{network}{Rule}: {(Passed ? "passed" : "failed")} with {actual}{why}";
    }

    private static string Text(object? number) => Convert.ToString(number, CultureInfo.InvariantCulture) ?? "";
}

/// <summary>What a layer has of a quantity.</summary>
/// <param name="Layer">The layer's name.</param>
/// <param name="Amount">How much it has.</param>
/// <param name="Share">Its share of the whole, from 0 to 1; null where the whole is not exact.</param>
public sealed record LayerShare(string Layer, long Amount, double? Share)
{
    /// <summary>The share as <c>FC3 48120 (76.4 %)</c>.</summary>
    public override string ToString() =>
        string.Format(
            CultureInfo.InvariantCulture,
            Share is null ? "{0} {1}" : "{0} {1} ({2:0.#} %)",
            Layer,
            Amount,
            100 * Share
        );
}
