using CnnParams.Explaining;
using CnnParams.Formulas;

namespace CnnParams.Core.Tests.Explaining;

public sealed class FormulaTests
{
    [Theory]
    [InlineData("((5 * 5 * 3) + 1) * 8", 608)]
    [InlineData("1 + 2 * 3 - 4", 3)]
    [InlineData("-3 + 5", 2)]
    [InlineData("floor(7 / 2)", 3)]
    [InlineData("ceil(7 / 2)", 4)]
    [InlineData("floor(-7 / 2)", -4)]
    [InlineData("ceil(-7 / 2)", -3)]
    [InlineData("max(3, 4) * min(3, 4)", 12)]
    [InlineData("floor((32 + 0 + 0 - 1 * (5 - 1) - 1) / 1) + 1", 28)]
    [InlineData("64 / 2", 32)]
    public void A_text_has_the_value_of_school(string text, long value) => Assert.Equal(value, Formula.Evaluate(text));

    [Fact]
    public void Numbers_stand_where_symbols_stood()
    {
        var working = new Formula("((m * n * d) + 1) * k").With(5, 5, 3, 8);
        Assert.Equal("((5 * 5 * 3) + 1) * 8", working.Substituted);
        Assert.Equal("((5 * 5 * 3) + 1) * 8 = 608", working.Calculation);
        Assert.Equal(608, working.Value);
    }

    [Fact]
    public void A_symbol_that_stands_twice_has_one_value() =>
        Assert.Equal("(120 * 400) + (1 * 120) = 48120", new Formula("(c * p) + (1 * c)").With(120, 400).Calculation);

    [Fact]
    public void A_negative_number_is_put_in_parentheses() =>
        Assert.Equal("3 + (-1) = 2", new Formula("a + b").With(3, -1).Calculation);

    [Theory]
    [InlineData("")]
    [InlineData("1 +")]
    [InlineData("(1")]
    [InlineData("1)")]
    [InlineData("sqrt(4)")]
    [InlineData("1 $ 2")]
    public void What_is_no_formula_is_refused(string text) =>
        Assert.Throws<FormatException>(() => Formula.Evaluate(text));

    [Fact]
    public void Deep_nesting_is_refused_and_no_overflow_of_the_stack() =>
        Assert.Throws<FormatException>(() =>
            Formula.Evaluate(new string('(', 100_000) + "1" + new string(')', 100_000))
        );

    [Fact]
    public void A_number_that_is_too_large_is_an_error_and_not_a_wrong_number() =>
        Assert.Throws<OverflowException>(() => Formula.Evaluate("4294967296 * 4294967296"));

    [Fact]
    public void A_quotient_that_is_not_whole_is_refused_unless_it_is_rounded()
    {
        Assert.Throws<ArithmeticException>(() => Formula.Evaluate("7 / 2"));
        Assert.ThrowsAny<ArithmeticException>(() => Formula.Evaluate("7 / 0"));
    }

    [Theory]
    [InlineData(" + ", 200_000)]
    [InlineData(" * ", 1)]
    public void A_formula_may_have_any_number_of_operands(string between, long value) =>
        Assert.Equal(value, Formula.Evaluate(string.Join(between, Enumerable.Repeat("1", 200_000))));

    [Fact]
    public void A_formula_may_have_any_number_of_symbols()
    {
        var formula = new Formula(
            string.Join(" + ", Enumerable.Range(0, 200_000).Select(i => FormattableString.Invariant($"c{i}")))
        );
        Assert.Equal(400_000, formula.With(symbol => 2).Value);
    }

    [Theory]
    [InlineData("1 - 1")]
    [InlineData("1 / 1")]
    [InlineData("-1")]
    [InlineData("(1)")]
    public void Parts_within_parts_have_a_bound(string part)
    {
        string sign = part.Trim('1', ' ');
        string text = sign switch
        {
            "()" => new string('(', 200_000) + "1" + new string(')', 200_000),
            "-" when part == "-1" => new string('-', 200_000) + "1",
            _ => string.Join($" {sign} ", Enumerable.Repeat("1", 200_000)),
        };
        Assert.Throws<FormatException>(() => Formula.Evaluate(text));
    }
}
