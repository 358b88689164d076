using System.Globalization;

namespace CnnParams.Formulas;

/// <summary>A formula with its numbers put in: <c>((5 * 5 * 3) + 1) * 8 = 608</c>.</summary>
public sealed class Working
{
    private readonly Formula _formula;
    private readonly long[] _values;

    internal Working(Formula formula, long[] values)
    {
        _formula = formula;
        _values = values;
    }

    /// <summary>Nothing to compute: 0.</summary>
    public static Working Zero { get; } = Formulas.Formula.Zero.With();

    /// <summary>The formula with symbols.</summary>
    public string Formula => _formula.Text;

    internal FormulaNode Root => _formula.Root;

    /// <summary>What the symbols stand for.</summary>
    public string Legend => _formula.Legend;

    /// <summary>The formula with numbers: <c>((5 * 5 * 3) + 1) * 8</c>.</summary>
    public string Substituted => _formula.Substitute(_values);

    /// <summary>The result, computed from the formula that is shown.</summary>
    /// <exception cref="OverflowException">A step is larger than 2^63-1.</exception>
    public long Value => _formula.Evaluate(_values);

    /// <summary>The formula with numbers and its result; a bare number has nothing to explain.</summary>
    public string Calculation
    {
        get
        {
            string result = Value.ToString(CultureInfo.InvariantCulture);
            return Substituted == result ? result : $"{Substituted} = {result}";
        }
    }

    /// <summary>Writes the number of each symbol into a map.</summary>
    internal void CopyTo(Dictionary<string, long> numbers)
    {
        for (int i = 0; i < _values.Length; i++)
            numbers[_formula.Symbols[i]] = _values[i];
    }

    /// <summary>This calculation done <paramref name="times"/> times, shown as <c>w * (...)</c>.</summary>
    /// <param name="times">How often.</param>
    /// <param name="symbol">The symbol of that number; one more of its letters where the formula has it
    /// already.</param>
    /// <param name="meaning">What the symbol stands for.</param>
    internal Working Times(long times, string symbol, string meaning)
    {
        if (_formula.Symbols.Count == 0 && Value == 0)
            return this;
        string own = symbol;
        while (_formula.Symbols.Contains(own))
            own += symbol;
        string legend = _formula.Legend.Length > 0 ? $"{_formula.Legend}; {own}: {meaning}" : $"{own}: {meaning}";
        return new Formula($"{own} * ({_formula.Text})", legend).With([times, .. _values]);
    }

    /// <summary>What the symbols of several formulas stand for, each part once.</summary>
    internal static string JoinLegends(IEnumerable<string> legends) =>
        string.Join(
            "; ",
            legends
                .SelectMany(legend => legend.Split([';'], StringSplitOptions.RemoveEmptyEntries))
                .Select(part => part.Trim())
                .Distinct()
        );

    /// <inheritdoc/>
    public override string ToString() => Calculation;
}
