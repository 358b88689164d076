using System.Globalization;
using CnnParams.Budgets;
using CnnParams.Networks;

namespace CnnParams.Designing;

/// <summary>The value of a setting that reaches a limit, with the proof that no other does it better.</summary>
public sealed class SettingAnswer : INetworkSource
{
    private readonly Network _network;

    internal SettingAnswer(string setting, long value, BudgetResult result, Network network)
    {
        Setting = setting;
        Value = value;
        Quantity = result.Quantity;
        Actual = result.Actual;
        Limit = result.Limit;
        Headroom = result.Headroom;
        _network = network;
    }

    /// <summary>What was varied.</summary>
    public string Setting { get; }

    /// <summary>The value.</summary>
    public long Value { get; }

    /// <summary>What is limited.</summary>
    public string Quantity { get; }

    /// <summary>What the value gives.</summary>
    public object? Actual { get; }

    /// <summary>What is allowed, or needed, or wanted.</summary>
    public long Limit { get; }

    /// <summary>How far <see cref="Actual"/> is from it.</summary>
    public long? Headroom { get; }

    /// <summary>The neighbour on the other side of the limit; null where there is none.</summary>
    public long? Neighbour { get; internal init; }

    /// <summary>What the neighbour gives.</summary>
    public object? NeighbourActual { get; internal init; }

    /// <summary>Why no other value is better.</summary>
    public string Proof { get; internal init; } = "";

    /// <summary>
    /// What it says when the answer is an end of the range that was searched, and no limit decides; empty otherwise.
    /// </summary>
    public string Bound { get; internal init; } = "";

    // A method, so that an exported answer is plain.

    /// <summary>The network with the value.</summary>
    public Network ToNetwork() => _network;

    /// <inheritdoc/>
    public override string ToString() =>
        string.Format(CultureInfo.InvariantCulture, "{0} = {1}: {2} {3}", Setting, Value, Actual, Quantity);
}
