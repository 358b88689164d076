using CnnParams.Explaining;
using CnnParams.Formulas;

namespace CnnParams.Measuring.Conventions;

/// <summary>
/// What a tool makes of one piece of a layer's arithmetic: a number, nothing because it has no rule, or nobody knows.
/// </summary>
internal sealed class CostTerm
{
    private CostTerm(Working? working, string unknown = "", string assumption = "")
    {
        Working = working;
        UnknownBecause = unknown;
        Assumption = assumption;
    }

    /// <summary>The tool counts it as 0 on purpose.</summary>
    internal static CostTerm Nothing { get; } = new(Working.Zero);

    /// <summary>The tool has no rule for it: it adds nothing, and a reader should know.</summary>
    internal static CostTerm LeftOut { get; } = new(null);

    /// <summary>The tool fails, or its number cannot be told from the network.</summary>
    internal static CostTerm Unknown(string reason) => new(null, reason);

    /// <summary>The same number, which the tool gives only if something is so that the network does not tell.</summary>
    internal CostTerm If(string assumption) => new(Working, UnknownBecause, assumption);

    /// <summary>What must be so for the number to be the tool's; empty where nothing must.</summary>
    internal string Assumption { get; }

    /// <summary>The number as a calculation; null for one that is left out or unknown.</summary>
    internal Working? Working { get; }

    /// <summary>Why there is no number; empty where there is one, and where it is left out.</summary>
    internal string UnknownBecause { get; }

    /// <summary>Whether it makes another number of the network than another term would.</summary>
    /// <exception cref="OverflowException">One of them is larger than 2^63-1.</exception>
    internal bool Differs(CostTerm other) =>
        (Working?.Value ?? 0) != (other.Working?.Value ?? 0) || UnknownBecause != other.UnknownBecause;

    public static implicit operator CostTerm(Working working) => new(working);
}
