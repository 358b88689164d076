using CnnParams.Measuring;
using CnnParams.Shapes;

namespace CnnParams.Auditing;

/// <summary>A claim with what it is held against, and the explanations that were found for it.</summary>
internal sealed class Case
{
    internal Case(Claim claim, ClaimMatch? match, NetworkMeasurement truth, bool isMoved, ToolCost? tool)
    {
        var totals = truth.Totals;
        Claim = claim;
        Match = match;
        // Who has a table of a tool means the tool's figures; who writes a right one beside it does no wrong.
        var printed =
            claim.Quantity != ClaimedQuantity.Macs || tool is null ? null
            : claim.Row.IsTotal ? tool.OfNetwork(claim.Figure)
            : match is null ? null
            : tool.Of(match.Rows, claim.Figure);
        long? exact = claim.Row.IsTotal ? Figures.Value(totals, claim.Quantity) : match?.Value(claim.Quantity);
        if (printed is var (cost, convention) && (exact is not { } right || claim.Figure?.Fits(right) != true))
            (TrueNumber, JudgedBy) = (cost, convention);
        else if (claim.Row.IsTotal && claim.Quantity != ClaimedQuantity.OutputShape)
            TrueNumber = exact;
        else if (match is not null && claim.Quantity == ClaimedQuantity.OutputShape)
            TrueShape =
                isMoved && match.OutputShape is { IsKnown: true, Rank: > 1 } shape
                    ? new TensorShape(Mistakes.ChannelsMoved.Moved(shape))
                    : match.ShapeFor(claim.Shape);
        else if (match is not null)
            TrueNumber = exact;
        Judgement = Judge();
        if (
            Judgement == Judgement.Wrong
            && claim.Row.IsTotal
            && claim.Quantity == ClaimedQuantity.WeightBytes
            && FileSize.Of(truth, claim.Figure!) is { } file
        )
            (File, Judgement) = (file, Judgement.Correct);
    }

    internal Claim Claim { get; }

    /// <summary>The layer or the block; none for a total, or where it is not known.</summary>
    internal ClaimMatch? Match { get; }

    /// <summary>The layer; none for a total or a block, or where it is not known.</summary>
    internal LayerMeasurement? Row => Match?.Row;

    internal long? TrueNumber { get; }

    /// <summary>The tool whose convention the number is by; empty for this module's own.</summary>
    internal string JudgedBy { get; } = "";

    /// <summary>The size of a file that the figure gives, where it is not that of the parameters alone.</summary>
    internal FileSize? File { get; }

    /// <summary>The true shape, in the layout of the table.</summary>
    internal TensorShape? TrueShape { get; }

    internal Judgement Judgement { get; }

    internal List<Explanation> Found { get; } = [];

    internal bool IsWrong => Judgement == Judgement.Wrong;

    /// <summary>Whether it is about the whole network.</summary>
    internal bool IsTotal => Claim.Row.IsTotal;

    /// <summary>The name of the layer, or of the row where there is no such layer.</summary>
    internal string Layer => Match?.Name ?? (IsTotal ? "Total" : Claim.Row.ToString());

    /// <summary>Whether the claim is right about a row in place of its own.</summary>
    internal bool Agrees(LayerMeasurement row)
    {
        if (Claim.Figure is { } figure)
            return Figures.Value(row, Claim.Quantity) is not { } number || figure.Fits(number);
        return Claim.Shape!.Fits(row.OutputShape)
            || (
                row.OutputShape is { IsKnown: true, Rank: > 1 } shape
                && Claim.Shape.Fits(Mistakes.ChannelsMoved.Moved(shape).Select(axis => (long?)axis).ToArray())
            );
    }

    private Judgement Judge()
    {
        if (!Claim.IsReadable || (Match is null && !IsTotal))
            return Judgement.Unknown;
        if (Claim.Figure is { } figure)
            return TrueNumber is not { } number ? Judgement.Unknown
                : figure.Fits(number) ? Judgement.Correct
                : Judgement.Wrong;
        return TrueShape is not { IsKnown: true } shape ? Judgement.Unknown
            : Claim.Shape!.Fits(shape) ? Judgement.Correct
            : Judgement.Wrong;
    }
}
