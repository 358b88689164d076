using System.Globalization;
using CnnParams.Auditing.Mistakes;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Words;

namespace CnnParams.Auditing;

/// <summary>
/// Looks for what leads to a claimed total: the table's own wrong rows, a mistake in every layer or in one, another
/// convention, something left out; and where nothing does alone, with what can be done to any number.
/// </summary>
internal sealed class TotalSearch(
    Wording words,
    NetworkMeasurement truth,
    IReadOnlyList<Case> cases,
    IReadOnlyList<MistakenNetwork> variants
)
{
    private const double LikelyAndCutOff = 2;

    internal void Explain(Case wrong)
    {
        var figure = wrong.Claim.Figure!;
        var quantity = wrong.Claim.Quantity;
        long right = wrong.TrueNumber!.Value;
        var whole = new RowSet(truth, wrong.Match?.Rows ?? truth.Rows);
        AddClaimedRows(wrong, figure, quantity, whole);
        AddUnknownRows(wrong, figure, right, whole);
        (Slip[] Slips, long Total, string CausedBy)[] mistaken =
        [
            .. variants
                .Select(variant => (Variant: variant, Total: variant.Revision.Total(quantity, right, whole)))
                .Where(variant => variant.Total is not null)
                .Select(variant =>
                    (new[] { InAnyLayer(variant.Variant) }, variant.Total!.Value, variant.Variant.Changed[0].Name)
                ),
            .. Everywhere(whole, quantity, right, figure).Select(one => (new[] { one.Slip }, one.Total, "")),
            .. TotalTerms.Sums(whole, quantity, right).Select(sum => (sum.Slips, sum.Total, "")),
        ];
        foreach (var (slips, total, cause) in mistaken)
            TryAdd(wrong, figure, slips, total, right, cause);
        MistakenTotal[] others = [.. Family.OfTotal.SelectMany(mistake => mistake.Make(whole, quantity, right))];
        foreach (var one in others)
            TryAdd(wrong, figure, [one.Slip], one.Total, right, one.CausedBy);
        AddScales(wrong, figure, quantity, right, []);
        if (wrong.Found.Count > 0)
            return;
        foreach (var (slips, total, _) in mistaken)
            AddScales(wrong, figure, quantity, total, slips);
        // 62.3 M is cut off from what AlexNet has without its groups.
        foreach (var one in others.Where(one => one.Slip.Cost <= LikelyAndCutOff && one.Total is not null))
            AddScales(wrong, figure, quantity, one.Total!.Value, [one.Slip]);
    }

    // The sum of what the table has, wrong rows among them.
    private void AddClaimedRows(Case wrong, Figure figure, ClaimedQuantity quantity, RowSet whole)
    {
        var rows = cases
            .Where(other =>
                other.Row is { } row
                && (whole.IsNetwork || whole.Rows.Contains(row))
                && other.Claim.Quantity == quantity
                && other.Claim.Figure is not null
            )
            .ToArray();
        if (!rows.Any(row => row.IsWrong))
            return;
        long[] terms = [.. rows.Select(row => row.Claim.Figure!.Value).Where(value => value != 0)];
        long sum = terms.Aggregate(0L, (total, term) => unchecked(total + term));
        if (figure.Fits(sum))
            Add(
                wrong,
                [new Slip("WrongRowsAdded", 1)],
                LayerSearch.Exactly(string.Join(" + ", terms), sum, figure),
                figure.ReadAs(sum),
                rows.First(row => row.IsWrong).Layer
            );
    }

    // What the table has beside the network: the auxiliary classifiers of an Inception, for one.
    private void AddUnknownRows(Case wrong, Figure figure, long right, RowSet whole)
    {
        if (!whole.IsNetwork)
            return;
        var rows = cases
            .Where(other =>
                other is { Match: null, IsTotal: false, Claim.Figure: not null }
                && (
                    other.Claim.Quantity == wrong.Claim.Quantity
                    || (
                        other.Claim.Quantity == ClaimedQuantity.Parameters
                        && wrong.Claim.Quantity == ClaimedQuantity.TrainableParameters
                    )
                )
            )
            .ToArray();
        long sum = rows.Aggregate(0L, (total, row) => unchecked(total + row.Claim.Figure!.Value));
        if (sum > 0)
            TryAdd(
                wrong,
                figure,
                [
                    new Slip(
                        "UnknownRowsAdded",
                        1,
                        string.Join(", ", rows.Take(3).Select(row => row.Layer)) + (rows.Length > 3 ? ", ..." : "")
                    ),
                ],
                unchecked(right + sum),
                right,
                ""
            );
    }

    /// <summary>Each mistake in the computation of a layer, made in every layer where it can be.</summary>
    private static IEnumerable<(Slip Slip, long Total)> Everywhere(
        RowSet whole,
        ClaimedQuantity quantity,
        long total,
        Figure figure
    )
    {
        var totals = new Dictionary<string, (Slip Slip, long Sum)>(StringComparer.Ordinal);
        foreach (var row in whole.Rows)
        {
            if (Computation.Of(row, quantity) is not { } right || right.Value is not { } value)
                continue;
            var first = new HashSet<string>(StringComparer.Ordinal);
            foreach (var mistaken in LayerSearch.Mistaken(right, figure, MistakeScope.Layers))
            {
                var slip = mistaken.Slips[0];
                if (mistaken.Value is not { } other || !first.Add(slip.Id))
                    continue;
                long sum = totals.TryGetValue(slip.Id, out var before) ? before.Sum : 0;
                totals[slip.Id] = (
                    before.Slip ?? slip with { Everywhere = row.Name, Choices = slip.Choices * MistakenNetwork.Habits },
                    unchecked(sum + other - value)
                );
            }
        }

        return totals.Values.Where(sum => sum.Sum != 0).Select(sum => (sum.Slip, unchecked(total + sum.Sum)));
    }

    // What can be done to any number: units, bytes, a batch, rounding.
    private void AddScales(Case wrong, Figure figure, ClaimedQuantity quantity, long total, Slip[] before)
    {
        if (Computation.OfNumber(truth.Rows[0], quantity, total) is not { } whole)
            return;
        foreach (
            var mistaken in LayerSearch
                .Mistaken(whole, figure, MistakeScope.Number)
                .Where(mistaken => before.Length == 0 || mistaken.Slips[0].Cost < LayerSearch.LikelyWithAnother)
        )
        {
            if (mistaken.Value is { } value && figure.Fits(value) && mistaken.Result is var (arithmetic, _))
                Add(
                    wrong,
                    [.. before, .. mistaken.Slips],
                    LayerSearch.Exactly(arithmetic, value, figure),
                    figure.ReadAs(value),
                    ""
                );
        }
    }

    private void TryAdd(Case wrong, Figure figure, IReadOnlyList<Slip> slips, long? total, long right, string cause)
    {
        if (total is { } value && value != right && figure.Fits(value))
            Add(wrong, slips, LayerSearch.Exactly(Sum(right, value), value, figure), figure.ReadAs(value), cause);
    }

    // One layer of a long network is a choice, too; one input is none.
    private Slip InAnyLayer(MistakenNetwork variant)
    {
        var slip = variant.SlipAt(null);
        return variant.Changed is [{ Layer: not Input }]
            ? slip with
            {
                Choices = slip.Choices * truth.Rows.Count,
            }
            : slip;
    }

    private static string Sum(long right, long value) =>
        value >= right
            ? string.Format(CultureInfo.InvariantCulture, "{0} + {1}", right, value - right)
            : string.Format(CultureInfo.InvariantCulture, "{0} - {1}", right, right - value);

    private void Add(Case wrong, IReadOnlyList<Slip> slips, string arithmetic, Figure figure, string cause) =>
        wrong.Found.Add(
            new Explanation(words, slips, arithmetic, figure.Value.ToString(CultureInfo.InvariantCulture), cause)
        );
}
