using CnnParams.Budgets;

namespace CnnParams.Designing;

/// <summary>Goes through designs one by one and says what each comes to.</summary>
internal interface IDesignEvaluator
{
    /// <summary>How many designs are worth doing between two looks at the clock.</summary>
    int Batch { get; }

    /// <summary>Whether the design that it stands at cannot be, or is not known in full.</summary>
    bool Fails { get; }

    /// <summary>
    /// Why the design that it stands at cannot be, or what of it is not known; null for one that can.
    /// </summary>
    string? Failure { get; }

    /// <summary>Goes to a design.</summary>
    void GoTo(long design);

    /// <summary>Goes to the next design.</summary>
    void Next();

    /// <summary>Whether the design that it stands at, which does not fail, keeps the limits.</summary>
    bool Meets();

    /// <summary>A quantity of the design that it stands at.</summary>
    long Amount(BudgetQuantity quantity);
}
