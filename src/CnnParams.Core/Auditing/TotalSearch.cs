using System.Globalization;
using CnnParams.Auditing.Mistakes;
using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Measuring.Conventions;
using CnnParams.Words;

namespace CnnParams.Auditing;

/// <summary>Looks for what leads to a claimed total: the table's own wrong rows, a mistake in every layer, another convention, a layer too few.</summary>
internal sealed class TotalSearch(Wording words, NetworkMeasurement truth, IReadOnlyList<Case> cases, IReadOnlyList<NetworkVariant> variants)
{

    // A batch of 37 beside another mistake explains anything.
    private const double LikelyWithAnother = 5;

    private static readonly ParameterView[] Views =
        [ParameterView.Keras, ParameterView.PyTorch, ParameterView.File, ParameterView.StateDict, ParameterView.Folded];

    internal void Explain(Case wrong)
    {
        var figure = wrong.Claim.Figure!;
        var quantity = wrong.Claim.Quantity;
        long right = wrong.TrueNumber!.Value;
        AddClaimedRows(wrong, figure, quantity);
        foreach (var variant in variants)
            TryAdd(wrong, figure, [variant.SlipAt(null)], variant.Revision.Total(quantity), right, variant.Changed[0].Name);
        foreach (var (slips, total) in Everywhere(quantity, figure))
            TryAdd(wrong, figure, slips, total, right);
        AddOtherViews(wrong, figure, quantity, right);
        AddTools(wrong, figure, quantity, right);
        AddRows(wrong, figure, quantity, right);
        foreach (var (slips, total) in TotalTerms.Sums(truth, quantity, right))
            TryAdd(wrong, figure, slips, total, right);
        AddScales(wrong, figure, quantity, right, []);
        if (wrong.Found.Count > 0)
            return;

        foreach (var (slips, total) in Everywhere(quantity, figure))
            AddScales(wrong, figure, quantity, total, slips);
        foreach (var variant in variants)
        {
            if (variant.Revision.Total(quantity) is { } total)
                AddScales(wrong, figure, quantity, total, [variant.SlipAt(null)]);
        }

        foreach (var (slips, total) in TotalTerms.Sums(truth, quantity, right))
            AddScales(wrong, figure, quantity, total, slips);
    }

    // The sum of what the table has, wrong rows among them.
    private void AddClaimedRows(Case wrong, Figure figure, ClaimedQuantity quantity)
    {
        var rows = cases.Where(other => other.Row is not null && other.Claim.Quantity == quantity && other.Claim.Figure is not null).ToArray();
        if (!rows.Any(row => row.IsWrong))
            return;
        long[] terms = [.. rows.Select(row => row.Claim.Figure!.Value).Where(value => value != 0)];
        long sum = terms.Aggregate(0L, (total, term) => unchecked(total + term));
        if (figure.Fits(sum))
            Add(wrong, [new Slip("WrongRowsAdded", 1)], LayerSearch.Exactly(string.Join(" + ", terms), sum, figure), figure, rows.First(row => row.IsWrong).Layer);
    }

    /// <summary>Each mistake in the reckoning of a layer, made in every layer where it can be.</summary>
    private IEnumerable<(Slip[] Slips, long Total)> Everywhere(ClaimedQuantity quantity, Figure figure)
    {
        var totals = new Dictionary<string, (Slip Slip, long Sum)>(StringComparer.Ordinal);
        foreach (var row in truth.Rows)
        {
            if (Reckoning.Of(row, quantity) is not { } right || right.Value is not { } value)
                continue;
            var first = new HashSet<string>(StringComparer.Ordinal);
            foreach (var mistaken in LayerSearch.Mistaken(right, figure))
            {
                var slip = mistaken.Slips[0];
                if (mistaken.Value is not { } other || IsOfOne(slip) || !first.Add(slip.Id))
                    continue;
                long sum = totals.TryGetValue(slip.Id, out var before) ? before.Sum : 0;
                totals[slip.Id] = (before.Slip ?? slip with { Everywhere = row.Name }, unchecked(sum + other - value));
            }
        }

        long total = Figures.Value(truth.Totals, quantity) ?? 0;
        return totals.Values.Where(sum => sum.Sum != 0).Select(sum => (new[] { sum.Slip }, unchecked(total + sum.Sum)));
    }

    // Those that look at a claimed figure, or at one row's neighbours, say nothing about all.
    private static bool IsOfOne(Slip slip) => slip.Id is "Rounded" or "Truncated" or "RoundedUp" or "UnitLeftOut" or "BatchCounted" or "NeighbouringRow" or "ToolsFigure" or "LayerSkipped"
        or "BytesGiven" or "HalfBytesGiven" or "FlopsForMacs" or "BackwardCounted" or "BackwardFlops" or "OptimizerCounted";

    private void AddOtherViews(Case wrong, Figure figure, ClaimedQuantity quantity, long right)
    {
        if (quantity is not (ClaimedQuantity.Parameters or ClaimedQuantity.TrainableParameters))
            return;
        foreach (var view in Views.Where(view => view != truth.View))
        {
            var totals = Measurer.Measure(truth.Network, new MeasureOptions { View = view }).Totals;
            TryAdd(wrong, figure, [new Slip("OtherView", 2, view, truth.View)], Figures.Value(totals, quantity), right);
        }
    }

    private void AddTools(Case wrong, Figure figure, ClaimedQuantity quantity, long right)
    {
        if (quantity is not (ClaimedQuantity.Macs or ClaimedQuantity.Flops))
            return;
        foreach (var convention in CostConventions.All)
        {
            if (CostUnder(convention) is { } cost && cost != right)
                TryAdd(wrong, figure, [new Slip("ToolsFigure", 2.5, convention.Tool, convention.Unit) { Key = "ToolsFigure|" + convention.Name }], cost, right);
        }
    }

    private long? CostUnder(CostConvention convention)
    {
        try
        {
            return convention.TotalsOf(truth).Cost;
        }
        catch (LayerException)
        {
            return null;
        }
    }

    private void AddRows(Case wrong, Figure figure, ClaimedQuantity quantity, long right)
    {
        foreach (var row in truth.Rows)
        {
            if (Figures.Value(row, quantity) is not { } value || value == 0)
                continue;
            TryAdd(wrong, figure, [new Slip("RowLeftOut", figure.Step == 1 ? 4 : 7, row.Name)], right - value, right, row.Name);
            TryAdd(wrong, figure, [new Slip("RowCountedTwice", figure.Step == 1 ? 5 : 8, row.Name)], unchecked(right + value), right, row.Name);
        }
    }

    // What can be done to any number: units, bytes, a batch, rounding.
    private void AddScales(Case wrong, Figure figure, ClaimedQuantity quantity, long total, Slip[] before)
    {
        var first = truth.Rows[0];
        if (Reckoning.OfNumber(first, quantity, total) is not { } whole)
            return;
        foreach (var mistaken in LayerSearch.Mistaken(whole, figure).Where(mistaken => IsOfOne(mistaken.Slips[0]) && (before.Length == 0 || mistaken.Slips[0].Cost < LikelyWithAnother)))
        {
            if (mistaken.Value is { } value && figure.Fits(value) && mistaken.Result is var (arithmetic, _))
                Add(wrong, [.. before, .. mistaken.Slips], LayerSearch.Exactly(arithmetic, value, figure), figure, "");
        }
    }

    private void TryAdd(Case wrong, Figure figure, IReadOnlyList<Slip> slips, long? total, long right, string cause = "")
    {
        if (total is { } value && value != right && figure.Fits(value))
            Add(wrong, slips, LayerSearch.Exactly(Sum(right, value), value, figure), figure, cause);
    }

    private static string Sum(long right, long value) => value >= right
        ? string.Format(CultureInfo.InvariantCulture, "{0} + {1}", right, value - right)
        : string.Format(CultureInfo.InvariantCulture, "{0} - {1}", right, right - value);

    private void Add(Case wrong, IReadOnlyList<Slip> slips, string arithmetic, Figure figure, string cause) =>
        wrong.Found.Add(new Explanation(words, slips, arithmetic, figure.Value.ToString(CultureInfo.InvariantCulture), cause));
}
