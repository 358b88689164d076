using System.Globalization;

namespace CnnParams.Formulas;

/// <summary>
/// Calculations that are added up, each with symbols of its own, and the sum done for every sample of a batch.
/// </summary>
internal sealed class WorkingSum
{
    private readonly IReadOnlyList<Working> _terms;
    private readonly long _batch;

    internal WorkingSum(IEnumerable<Working> terms, long batch)
    {
        _terms = terms.Where(term => term != Working.Zero).ToArray();
        _batch = batch;
    }

    /// <summary>The sum with symbols: <c>b * ((m * n * d * k * u) + (k * u))</c>.</summary>
    internal string Formula => Text("b", term => term.Formula);

    /// <summary>What the symbols stand for.</summary>
    internal string Legend => Working.JoinLegends(_terms.Select(term => term.Legend));

    /// <exception cref="OverflowException">A step is larger than 2^63-1.</exception>
    internal long Value
    {
        get
        {
            long sum = 0;
            foreach (var term in _terms)
                sum = checked(sum + term.Value);
            return checked(_batch * sum);
        }
    }

    /// <summary>The sum with numbers and its result.</summary>
    internal string Calculation
    {
        get
        {
            string sum = Text(_batch.ToString(CultureInfo.InvariantCulture), term => term.Substituted);
            string result = Value.ToString(CultureInfo.InvariantCulture);
            return sum == result ? result : $"{sum} = {result}";
        }
    }

    private string Text(string batch, Func<Working, string> text)
    {
        string sum = _terms.Count switch
        {
            0 => "0",
            1 => text(_terms[0]),
            _ => string.Join(" + ", _terms.Select(term => $"({text(term)})")),
        };
        return _terms.Count > 0 && _batch > 1 ? $"{batch} * ({sum})" : sum;
    }
}
