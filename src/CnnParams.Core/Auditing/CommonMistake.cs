using CnnParams.Measuring;

namespace CnnParams.Auditing;

/// <summary>The mistake that is likeliest in the parameters of a layer, out of the family that audits search.</summary>
internal static class CommonMistake
{
    // Mistakes of figures, such as another unit or column, teach nothing about a layer.
    private const double LeastTelling = 3;

    /// <summary>The computation with the mistake in it; none where no mistake is common.</summary>
    internal static Computation? Of(LayerMeasurement row)
    {
        if (
            row.Failure is not null
            || row.Parameters is not { } right
            || Computation.Of(row, ClaimedQuantity.Parameters) is not { } computation
        )
            return null;
        return LayerSearch
            .Mistaken(computation, new Figure(1))
            .Where(mistaken => mistaken.Slips[0].Cost < LeastTelling && mistaken.Value is { } value && value != right)
            .OrderBy(mistaken => mistaken.Slips[0].Cost)
            .ThenByDescending(mistaken => Math.Abs((decimal)mistaken.Value!.Value - right))
            .FirstOrDefault();
    }
}
