using CnnParams.Auditing.Mistakes;
using CnnParams.Layers;
using CnnParams.Measuring;

namespace CnnParams.Auditing;

/// <summary>
/// What the numbers in front of claimed shapes are. Tables have the batch there; but where a known mistake gives the
/// shape with this number as an axis, as (20,32) is all states of a layer that gives the last, it is one, unless rows
/// before it have the same number.
/// </summary>
internal sealed class LeadingAxes
{
    private readonly HashSet<Claim> _axes = [];
    private readonly HashSet<Claim> _batches = [];

    internal LeadingAxes(NetworkMeasurement truth, IReadOnlyDictionary<ClaimedRow, ClaimMatch> matches)
    {
        (Claim Claim, LayerMeasurement Row, long InFront)[] led =
        [
            .. matches
                .Where(match => match.Value.Row is { OutputShape.HasRank: true })
                .Select(match => (Claim: match.Key.Of(ClaimedQuantity.OutputShape)!, Row: match.Value.Row!))
                .Where(match => match.Claim?.Shape?.InFront(match.Row.OutputShape.Rank) is not null)
                .Select(match =>
                    (match.Claim, match.Row, match.Claim.Shape!.InFront(match.Row.OutputShape.Rank)!.Value)
                )
                .OrderBy(match => match.Row.Index),
        ];
        // The first rows whose shapes are right with a number as their batch.
        var proven = new Dictionary<long, int>();
        foreach (var (claim, row, number) in led)
        {
            if (_axes.Contains(claim) || (proven.TryGetValue(number, out int first) && first < row.Index))
                continue;
            bool isRight = claim.Shape!.Fits(row.OutputShape);
            var whole = claim.Shape.AsItStands();
            MistakenLayer[] changes =
            [
                .. Family
                    .OfLayer.SelectMany(mistake => mistake.Make(row, []))
                    .Where(change => change.Measured(row) is { } other && whole.Fits(other.OutputShape)),
            ];
            if (
                changes.Length > 0
                || IsMistaken(row, whole)
                // A batch beside other axes that are wrong is no more than a guess.
                || (!isRight && row.InputShape is { Rank: > 0 } input && input[0].Size == number)
            )
                _axes.Add(claim);
            else if (isRight && !proven.ContainsKey(number))
                proven.Add(number, row.Index);
            // What follows from it has the axis, too.
            foreach (var change in changes)
            {
                if (MistakenNetwork.Measure(truth, [(row, change)]) is not { } revision)
                    continue;
                foreach (var later in led.Where(later => later.InFront == number && later.Row.Index > row.Index))
                {
                    if (later.Claim.Shape!.AsItStands().Fits(revision[later.Row.Index].OutputShape))
                        _axes.Add(later.Claim);
                }
            }
        }

        foreach (var same in led.GroupBy(row => row.InFront).Where(same => same.Count() == 1))
            _batches.UnionWith(same.Select(row => row.Claim).Where(claim => !_axes.Contains(claim)));
    }

    /// <summary>The claim, without a batch where it has none.</summary>
    internal Claim Read(Claim claim) => _axes.Contains(claim) ? claim.AsItStands() : claim;

    /// <summary>The number in front that is taken for a batch, though no other row has it; null for none.</summary>
    internal long? AssumedBatch(Claim claim) => _batches.Contains(claim) ? claim.Shape!.Axes[0] : null;

    private static bool IsMistaken(LayerMeasurement row, ShapeFigure whole) =>
        Family
            .OfShape.SelectMany(mistake => mistake.Make(row))
            .Any(mistaken => whole.Fits([.. mistaken.Axes.Select(axis => (long?)axis)]));
}
