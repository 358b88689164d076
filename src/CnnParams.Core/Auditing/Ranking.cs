using CnnParams.Measuring;

namespace CnnParams.Auditing;

/// <summary>
/// Which explanation is the likely one. A simple mistake is likelier than a rare one, one likelier than two; and one
/// that explains several figures of the table is likelier than several that explain one each.
/// </summary>
internal static class Ranking
{
    private const double SecondMistake = 3;

    // Each further figure that the same mistake explains.
    private const double Agreement = 0.6;

    // Each figure that the mistake would have made another.
    private const double Contradiction = 1.5;

    // Who gives all digits has computed the figure somehow.
    private const double MeantExactly = 4;

    private const int MostKept = 10;

    internal static void Rank(IReadOnlyList<Case> cases, IReadOnlyList<MistakenNetwork> variants)
    {
        var support = Support(cases);
        var used = new HashSet<string>(support.Keys);
        var byRow = cases
            .Where(claim =>
                claim.Judgement is Judgement.Correct or Judgement.Wrong && (claim.IsTotal || claim.Row is not null)
            )
            .ToLookup(claim => claim.Row);
        var contradictions = variants
            .Where(variant => used.Contains(variant.Slip.Key))
            .GroupBy(variant => variant.Slip.Key)
            .ToDictionary(same => same.Key, same => Contradictions(same.First(), byRow));
        foreach (var wrong in cases)
        {
            foreach (var explanation in wrong.Found)
            {
                explanation.Support = explanation.Slips.Min(slip => support[slip.Key]);
                explanation.Cost =
                    explanation.Slips.Sum(slip => slip.Cost / (1 + (Agreement * (support[slip.Key] - 1))))
                    + explanation.Slips.Sum(slip =>
                        contradictions.TryGetValue(slip.Key, out double against) ? against * Contradiction : 0
                    )
                    + (SecondMistake * (explanation.Slips.Count - 1));
            }

            var best = wrong
                .Found.Where(explanation => IsBelievable(explanation, wrong.Claim.Figure))
                .OrderBy(explanation => explanation.Cost)
                .ThenBy(explanation => explanation.Arithmetic.Length)
                .ThenBy(explanation => explanation.Id, StringComparer.Ordinal)
                .GroupBy(explanation => explanation.Text)
                .Select(same => same.First())
                .Take(MostKept)
                .ToArray();
            wrong.Found.Clear();
            wrong.Found.AddRange(best);
        }
    }

    /// <summary>
    /// Whether so many digits are likelier to have come about by the mistake than by chance. Each step of cost is a
    /// factor of two, and so is each doubling of what could have been chosen; they stand against the numbers that the
    /// figure tells apart. So almost anything fits 6.9 M, and little fits 6912345.
    /// </summary>
    private static bool IsBelievable(Explanation explanation, Figure? figure)
    {
        if (figure is null || figure.Value == 0)
            return true;
        double told = Math.Log((double)figure.Value / figure.Step, 2) * explanation.Support;
        double choices = explanation.Slips.Sum(slip => Math.Log(slip.Choices, 2));
        double unlikely =
            explanation.Slips.Sum(slip => slip.Cost) + (SecondMistake * (explanation.Slips.Count - 1)) + choices;
        return unlikely <= told + (figure.Step == 1 ? MeantExactly : 0);
    }

    private static Dictionary<string, int> Support(IReadOnlyList<Case> cases) =>
        cases
            .SelectMany(wrong =>
                wrong.Found.SelectMany(explanation => explanation.Slips).Select(slip => slip.Key).Distinct()
            )
            .GroupBy(key => key)
            .ToDictionary(same => same.Key, same => same.Count());

    // Figures that the variant has otherwise than they are, and also otherwise than the table.
    private static double Contradictions(MistakenNetwork variant, ILookup<LayerMeasurement?, Case> cases)
    {
        double against = cases[null]
            .Count(claim => variant.Revision.Total(claim.Claim.Quantity) is { } total && IsAgainst(claim, total));
        foreach (var changed in variant.Revision.Changed)
        {
            foreach (var claim in cases[variant.Revision.Truth(changed)])
            {
                bool isAgainst = claim.Claim.Shape is { } shape
                    ? !changed.OutputShape.Equals(claim.Row!.OutputShape)
                        && !shape.Fits(changed.OutputShape)
                        && !shape.Fits(Moved(changed))
                    : Figures.Value(changed, claim.Claim.Quantity) is { } number && IsAgainst(claim, number);
                // Where the table is wrong anyhow, another mistake may have come to this one.
                against += isAgainst ? (claim.IsWrong ? 0.5 : 1) : 0;
            }
        }

        return against;
    }

    private static bool IsAgainst(Case claim, long number) =>
        number != claim.TrueNumber && claim.Claim.Figure is { } figure && !figure.Fits(number);

    private static long?[] Moved(LayerMeasurement row) =>
        row.OutputShape is { IsKnown: true, Rank: > 1 } shape
            ? [.. Mistakes.ChannelsMoved.Moved(shape).Select(axis => (long?)axis)]
            : [];
}
