using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Words;

namespace CnnParams.Auditing;

/// <summary>What to say of a claim.</summary>
public enum Judgement : long
{
    /// <summary>It is the figure, or is rounded to it.</summary>
    Correct,

    /// <summary>It is another figure.</summary>
    Wrong,

    /// <summary>It cannot be judged; the verdict says why.</summary>
    Unknown,

    /// <summary>There is no claim where there should be one.</summary>
    Missing,
}

/// <summary>
/// The verdict on one claimed figure: whether it is right, what would be, and which mistake leads to exactly the
/// claimed one.
/// </summary>
public sealed class Verdict
{
    private readonly Wording _words;

    internal Verdict(Wording words, string layer, string type, ClaimedQuantity quantity, Judgement judgement)
    {
        _words = words;
        (Layer, Type, Quantity, Judgement) = (layer, type, quantity, judgement);
    }

    /// <summary>The layer; <c>Total</c> for a claim about the network.</summary>
    public string Layer { get; }

    /// <summary>The type of the layer; empty for a total, or an unknown one.</summary>
    public string Type { get; }

    /// <summary>What the figure is of.</summary>
    public ClaimedQuantity Quantity { get; }

    /// <summary>What to say of it.</summary>
    public Judgement Judgement { get; }

    /// <summary>The claimed figure: a number where it is one, a text for a shape or what cannot be read.</summary>
    public object? Claimed { get; internal init; }

    /// <summary>The true figure, a number or a shape; none where it is not known.</summary>
    public object? True { get; internal init; }

    /// <summary>The claimed less the true number; none for shapes.</summary>
    public long? Difference { get; internal init; }

    /// <summary>
    /// The likely mistake in words; says plainly where none was found, and why a claim cannot be judged.
    /// </summary>
    public string Mistake => Reason ?? (Judgement != Judgement.Wrong ? "" : Explanation?.Text ?? _words["none"]);

    /// <summary>The likely mistake by its name, or two of them; empty where none was found.</summary>
    public string MistakeId => Explanation?.Id ?? "";

    /// <summary>The arithmetic with the mistake in it, which gives exactly the claimed figure.</summary>
    public string Calculation => Explanation?.Calculation ?? "";

    /// <summary>The arithmetic as it should be.</summary>
    public string TrueCalculation { get; internal init; } = "";

    /// <summary>The layer at which things go wrong: this one, or one before whose error this figure follows.</summary>
    public string CausedBy => Judgement == Judgement.Wrong ? Explanation?.CausedBy ?? "" : "";

    /// <summary>
    /// What has been assumed: which layer a row is about that has another name, and by
    /// whose convention a cost is judged; else empty.
    /// </summary>
    public string Note { get; internal init; } = "";

    /// <summary>How many figures of the table the same mistake explains.</summary>
    public int Fits => Explanation?.Support ?? 0;

    /// <summary>All explanations, the simplest and most consistent first.</summary>
    public TextList<Explanation> Explanations { get; internal set; } = TextList<Explanation>.None;

    /// <summary>The likely explanation; none for a right figure, or where none was found.</summary>
    public Explanation? Explanation => Explanations.Count > 0 ? Explanations[0] : null;

    /// <summary>Other explanations, ranked.</summary>
    public TextList<Explanation> Alternatives => new(Explanations.Skip(1));

    internal string? Reason { get; init; }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Layer} {Quantity}: {Judgement}" + (Mistake.Length > 0 ? $" ({Mistake})" : "");
}
