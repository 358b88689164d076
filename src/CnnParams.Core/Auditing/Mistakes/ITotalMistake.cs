namespace CnnParams.Auditing.Mistakes;

/// <summary>
/// A mistake about the total of a network, or of a block of it. The search finds every class that is one.
/// </summary>
[FoundByItself]
internal interface ITotalMistake
{
    /// <summary>The totals that the mistake leads to; none where it cannot be made.</summary>
    /// <param name="whole">What is added up.</param>
    /// <param name="quantity">Of what.</param>
    /// <param name="right">The right total.</param>
    IEnumerable<MistakenTotal> Make(RowSet whole, ClaimedQuantity quantity, long right);
}

/// <summary>A wrong total.</summary>
/// <param name="Slip">The mistake.</param>
/// <param name="Total">What it leads to; none where that is not known.</param>
/// <param name="CausedBy">The layer in which it is made; empty where it is made in no single one.</param>
internal sealed record MistakenTotal(Slip Slip, long? Total, string CausedBy = "");
