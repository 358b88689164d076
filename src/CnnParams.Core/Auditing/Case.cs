using CnnParams.Measuring;
using CnnParams.Shapes;

namespace CnnParams.Auditing;

/// <summary>A claim with what it is held against, and the explanations that were found for it.</summary>
internal sealed class Case
{
    internal Case(Claim claim, LayerMeasurement? row, NetworkTotals totals, bool isMoved)
    {
        Claim = claim;
        Row = row;
        if (claim.Row.IsTotal)
            TrueNumber = Figures.Value(totals, claim.Quantity);
        else if (row is not null && claim.Quantity == ClaimedQuantity.OutputShape)
            TrueShape = isMoved && row.OutputShape is { IsKnown: true, Rank: > 1 } shape ? new TensorShape(Mistakes.ChannelsMoved.Moved(shape)) : row.OutputShape;
        else if (row is not null)
            TrueNumber = Figures.Value(row, claim.Quantity);
        Judgement = Judge();
    }

    internal Claim Claim { get; }

    /// <summary>The layer; none for a total, or where it is not known.</summary>
    internal LayerMeasurement? Row { get; }

    internal long? TrueNumber { get; }

    /// <summary>The true shape, in the layout of the table.</summary>
    internal TensorShape? TrueShape { get; }

    internal Judgement Judgement { get; }

    internal List<Explanation> Found { get; } = [];

    internal bool IsWrong => Judgement == Judgement.Wrong;

    /// <summary>The name of the layer, or of the row where there is no such layer.</summary>
    internal string Layer => Row?.Name ?? (Claim.Row.IsTotal ? "Total" : Claim.Row.ToString());

    /// <summary>Whether the claim is right about a row in place of its own.</summary>
    internal bool Agrees(LayerMeasurement row)
    {
        if (Claim.Figure is { } figure)
            return Figures.Value(row, Claim.Quantity) is not { } number || figure.Fits(number);
        return Claim.Shape!.Fits(row.OutputShape)
            || (row.OutputShape is { IsKnown: true, Rank: > 1 } shape && Claim.Shape.Fits(Mistakes.ChannelsMoved.Moved(shape).Select(axis => (long?)axis).ToArray()));
    }

    private Judgement Judge()
    {
        if (!Claim.IsReadable || (Row is null && !Claim.Row.IsTotal))
            return Judgement.Unknown;
        if (Claim.Figure is { } figure)
            return TrueNumber is not { } number ? Judgement.Unknown : figure.Fits(number) ? Judgement.Correct : Judgement.Wrong;
        return TrueShape is not { IsKnown: true } shape ? Judgement.Unknown : Claim.Shape!.Fits(shape) ? Judgement.Correct : Judgement.Wrong;
    }
}
