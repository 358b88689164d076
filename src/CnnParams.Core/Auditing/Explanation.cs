using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Words;

namespace CnnParams.Auditing;

/// <summary>
/// How a claimed figure can have come about: a mistake or two, and the arithmetic that gives exactly the figure.
/// </summary>
public sealed class Explanation
{
    private readonly Wording _words;

    internal Explanation(Wording words, IReadOnlyList<Slip> slips, string arithmetic, string figure, string causedBy)
    {
        _words = words;
        Slips = slips;
        Arithmetic = arithmetic;
        Figure = figure;
        CausedBy = causedBy;
    }

    /// <summary>
    /// The names of the mistakes, as docs list them: <c>DepthForgotten</c>, or two joined by <c>+</c>.
    /// </summary>
    public string Id => string.Join("+", Slips.Select(slip => slip.Id));

    /// <summary>The mistakes in words.</summary>
    public string Text =>
        Slips.Select(slip => slip.Text(_words)).Aggregate((first, second) => _words.Format("and", first, second));

    /// <summary>The arithmetic, without its result.</summary>
    public string Arithmetic { get; }

    /// <summary>The arithmetic with its result: <c>((5 * 5 * 1) + 1) * 8 = 208</c>.</summary>
    public string Calculation =>
        Figure.Length == 0 || Arithmetic.Length == 0 || Arithmetic == Figure || Arithmetic.Contains('=')
            ? Arithmetic
            : $"{Arithmetic} = {Figure}";

    /// <summary>The layer in which the mistake was made.</summary>
    public string CausedBy { get; internal set; }

    /// <summary>How many figures of the table the same mistake explains.</summary>
    public int Support { get; internal set; } = 1;

    /// <summary>
    /// What it takes to believe it: simple mistakes that explain much cost little. The likely one costs least.
    /// </summary>
    public double Cost { get; internal set; }

    internal IReadOnlyList<Slip> Slips { get; }

    internal string Figure { get; }

    /// <inheritdoc/>
    public override string ToString() => Calculation.Length > 0 ? $"{Text}: {Calculation}" : Text;
}
