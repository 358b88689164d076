using System.Globalization;
using CnnParams.Auditing.Mistakes;
using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Measuring;
using CnnParams.Words;

namespace CnnParams.Auditing;

/// <summary>
/// Looks for mistakes that lead to the claimed figure of a layer: one by one, and in pairs where none does alone.
/// </summary>
internal sealed class LayerSearch(Wording words, ClaimedPass claimed, IReadOnlyList<MistakenNetwork> variants)
{
    /// <summary>What a mistake must cost less than to be believed beside another.</summary>
    internal const double LikelyWithAnother = 5;

    internal void Explain(Case wrong)
    {
        if (wrong.Claim.Shape is { } shape)
            ExplainShape(wrong, shape);
        else
            ExplainNumber(wrong, wrong.Claim.Figure!);
    }

    private void ExplainShape(Case wrong, ShapeFigure shape)
    {
        // A block gives on what its last layer does.
        var row = wrong.Match!.Rows[wrong.Match.Rows.Count - 1];
        if (claimed.Of(row) is var (followed, cause) && Fits(shape, followed, wrong))
            Add(wrong, [Follows(cause)], ShapeText(followed), cause.Layer);
        foreach (var variant in variants)
        {
            var other = variant.Revision[row.Index];
            if (Fits(shape, other, wrong))
                Add(wrong, [variant.SlipAt(row)], ShapeText(other), variant.Changed[0].Name);
        }

        foreach (var mistaken in Family.OfShape.SelectMany(mistake => mistake.Make(row)))
        {
            if (shape.Fits(mistaken.Axes.Select(axis => (long?)axis).ToArray()))
                Add(wrong, [mistaken.Slip], mistaken.Calculation, row.Name);
        }
    }

    private void ExplainNumber(Case wrong, Figure figure)
    {
        var row = wrong.Row!;
        var quantity = wrong.Claim.Quantity;
        if (Computation.Of(row, quantity) is not { } right)
            return;

        var others = Others(row, quantity).ToArray();
        foreach (var other in others.Where(other => figure.Fits(other.Value)))
            TryAdd(wrong, figure, other.Computation(), other.Cause);
        var mistaken = Mistaken(right, figure).ToArray();
        foreach (var computation in mistaken)
            TryAdd(wrong, figure, computation, row.Name);
        if (wrong.Found.Count > 0)
            return;

        foreach (var second in mistaken.SelectMany(first => Mistaken(first, figure)).Where(AreLikelyTogether))
            TryAdd(wrong, figure, second, row.Name);
        foreach (var other in others)
        {
            if (other.Computation() is not { } computation)
                continue;
            foreach (var second in Mistaken(computation, figure).Where(AreLikelyTogether))
                TryAdd(wrong, figure, second, other.Cause);
        }
    }

    // The layer as the table's own wrong shapes, or a mistake about settings or shapes, have it.
    private IEnumerable<Other> Others(LayerMeasurement row, ClaimedQuantity quantity)
    {
        long? right = Figures.Value(row, quantity);
        if (
            claimed.Of(row) is var (followed, cause)
            && Figures.Value(followed, quantity) is { } following
            && following != right
        )
            yield return new Other(
                following,
                () => Computation.Of(followed, quantity)?.After(Follows(cause)),
                cause.Layer
            );
        foreach (var variant in variants)
        {
            var changed = variant.Revision[row.Index];
            if (changed != row && Figures.Value(changed, quantity) is { } value && value != right)
                yield return new Other(
                    value,
                    () => Computation.Of(changed, quantity)?.After(variant.SlipAt(row)),
                    variant.Changed[0].Name
                );
        }

        if (quantity != ClaimedQuantity.ActivationSize)
            yield break;
        foreach (var shape in Family.OfShape.SelectMany(mistake => mistake.Make(row)))
        {
            var product = Computation.OfProduct(row, shape.Axes).After(shape.Slip);
            if (product.Value is { } value && value != right)
                yield return new Other(value, () => product, row.Name);
        }
    }

    /// <summary>A computation with one more mistake, of one scope or of any.</summary>
    internal static IEnumerable<Computation> Mistaken(
        Computation computation,
        Figure figure,
        MistakeScope? scope = null
    ) =>
        Family
            .OfComputation.Where(mistake => scope is null || mistake.Scope == scope)
            .SelectMany(mistake => mistake.Make(computation, figure))
            .Where(other =>
                Array.TrueForAll(computation.Slips, slip => slip.Id != other.Slips[other.Slips.Length - 1].Id)
            );

    // A rare mistake beside another explains anything.
    private static bool AreLikelyTogether(Computation computation) =>
        Array.TrueForAll(computation.Slips, slip => slip.Cost < LikelyWithAnother);

    private void TryAdd(Case wrong, Figure figure, Computation? computation, string cause)
    {
        if (computation?.Value is { } value && figure.Fits(value) && computation.Result is var (arithmetic, _))
            Add(
                wrong,
                computation.Slips,
                Exactly(arithmetic, value, figure),
                cause,
                figure.ReadAs(value).Value.ToString(CultureInfo.InvariantCulture)
            );
    }

    /// <summary>Arithmetic that gives the claimed number itself: one that was rounded is rounded in it.</summary>
    internal static string Exactly(string arithmetic, long value, Figure claimed)
    {
        var figure = claimed.ReadAs(value);
        if (value == figure.Value)
            return arithmetic;
        // Halves may have been rounded down, too.
        long half = value - figure.Value == figure.Step / 2 ? (figure.Step / 2) - 1 : figure.Step / 2;
        return string.Format(
            CultureInfo.InvariantCulture,
            "floor(({0} + {1}) / {2}) * {2}",
            arithmetic.Contains(' ') ? $"({arithmetic})" : arithmetic,
            half,
            figure.Step
        );
    }

    // A shape says itself what it is.
    private void Add(Case wrong, IReadOnlyList<Slip> slips, string arithmetic, string cause, string result = "") =>
        wrong.Found.Add(new Explanation(words, slips, arithmetic, result, cause));

    private static Slip Follows(Case cause) => new("ClaimedShapeArrives", 1, cause.Claim.Text, cause.Layer);

    private static bool Fits(ShapeFigure shape, LayerMeasurement other, Case wrong)
    {
        if (other.OutputShape is not { IsKnown: true } reached || reached.Equals(wrong.Match!.OutputShape))
            return false;
        bool isMoved = wrong.TrueShape is { } stated && !stated.Equals(wrong.Match.OutputShape);
        return isMoved && reached.Rank > 1
            ? shape.Fits(ChannelsMoved.Moved(reached).Select(axis => (long?)axis).ToArray())
            : shape.Fits(reached);
    }

    private static string ShapeText(LayerMeasurement row) =>
        row.ShapeCalculation is { } rules && rules.Contains('=') ? rules : row.OutputShape.ToString();

    // Its computation is made when it is wanted: most of these do not fit.
    private sealed record Other(long Value, Func<Computation?> Computation, string Cause);
}
