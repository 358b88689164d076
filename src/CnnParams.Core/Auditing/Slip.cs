using CnnParams.Words;

namespace CnnParams.Auditing;

/// <summary>A mistake that was made in one case, with the numbers of the case.</summary>
/// <param name="Id">The name of the mistake; its words are <c>mistake.Id</c>.</param>
/// <param name="Cost">How unlikely it is, from 1; simple and common mistakes cost little.</param>
/// <param name="Details">The numbers and names that its words mention.</param>
internal sealed record Slip(string Id, double Cost, params object[] Details)
{
    /// <summary>The layer that it was made in, where that is another than the figure's.</summary>
    internal string? In { get; init; }

    /// <summary>What tells the slip from others: the same one in two rows of a table is one mistake.</summary>
    internal string Key { get; init; } = Id;

    /// <summary>The first of the layers that it was made in, where it was made in all that it can be made in.</summary>
    internal string? Everywhere { get; init; }

    /// <summary>
    /// How many such could have been found by the same search, whatever the claimed figure: with a choice of fifty
    /// rows, or of any number of filters, something fits a rounded figure by chance.
    /// </summary>
    internal double Choices { get; init; } = 1;

    /// <summary>Whether it is about what the numbers are counted in, of which there is one.</summary>
    internal bool IsOfUnit { get; init; }

    /// <summary>Whether digits are gone, so that there is nothing more to round.</summary>
    internal bool RoundsOff { get; init; }

    internal string Text(Wording words)
    {
        string text = words.Format("mistake." + Id, Array.ConvertAll(Details, detail => Named(detail, words)));
        if (Everywhere is not null)
            return words.Format("mistake.Everywhere", text, Everywhere);
        return In is null ? text : words.Format("mistake.Upstream", text, In);
    }

    private static object Named(object detail, Wording words) =>
        detail is ClaimedQuantity quantity ? words["quantity." + quantity] : detail;
}
