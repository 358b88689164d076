using CnnParams.Explaining;
using CnnParams.Formulas;

namespace CnnParams.Measuring.Conventions;

/// <summary>What a tool prints for a layer.</summary>
public sealed class ConventionCost
{
    internal ConventionCost(CostConvention convention, string unknown)
    {
        Convention = convention;
        UnknownBecause = unknown;
    }

    private ConventionCost(
        CostConvention convention,
        WorkingSum sum,
        IReadOnlyList<string> leftOut,
        IReadOnlyList<string> assumptions
    )
        : this(convention, "")
    {
        Cost = sum.Value;
        Formula = sum.Formula;
        Calculation = sum.Calculation;
        Legend = sum.Legend;
        LeftOut = new TextList<string>(leftOut);
        Assumptions = new TextList<string>(assumptions.Distinct());
    }

    /// <summary>The convention.</summary>
    public CostConvention Convention { get; }

    /// <summary>The number, for the batch; null where the tool fails or nobody can tell.</summary>
    public long? Cost { get; }

    /// <summary>The rule in symbols.</summary>
    public string Formula { get; } = "";

    /// <summary>The rule with numbers.</summary>
    public string Calculation { get; } = "";

    /// <summary>What the symbols stand for.</summary>
    public string Legend { get; } = "";

    /// <summary>The arithmetic that the tool has no rule for, and that therefore adds nothing.</summary>
    public TextList<string> LeftOut { get; } = TextList<string>.None;

    /// <summary>
    /// What is assumed of the program that the tool would see, where its number depends on that and the source of the
    /// network does not say it: that the layer is a module of its own, called once.
    /// </summary>
    public TextList<string> Assumptions { get; } = TextList<string>.None;

    /// <summary>Why there is no number; empty where there is.</summary>
    public string UnknownBecause { get; }

    /// <summary>What a reader should know of the number; empty where it is simply what the rule gives.</summary>
    public string Note =>
        UnknownBecause.Length > 0 ? UnknownBecause
        : LeftOut.Count > 0 ? "left out: " + LeftOut
        : "";

    internal static ConventionCost Of(
        CostConvention convention,
        WorkingSum sum,
        IReadOnlyList<string> leftOut,
        IReadOnlyList<string> assumptions
    )
    {
        try
        {
            return new ConventionCost(convention, sum, leftOut, assumptions);
        }
        catch (OverflowException)
        {
            return new ConventionCost(convention, "the number is larger than 2^63-1");
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Calculation.Length > 0 ? Calculation : "unknown";
}
