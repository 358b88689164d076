using System.Text.RegularExpressions;
using CnnParams.Core.Tests.Auditing;
using CnnParams.Explaining;
using CnnParams.Layers;
using CnnParams.Words;

namespace CnnParams.Core.Tests.Explaining;

/// <summary>All that is said, with the numbers that break sentences: none, one and several.</summary>
public sealed class SentencesTests
{
    // Two full stops, two blanks, words that ran together, a plural in parentheses or of one.
    private static readonly Regex Broken = new(
        @"\.\.(?!\.)|  |\(s\)|andone|\b(are|has) 1\b|\b1 (are|times)\b|\b0 times\b|\b1 (layers|vectors|kernels|biases|classes|filters|units)\b|\[\w+\]| ,|\(\)"
    );

    [Theory]
    [InlineData("0")]
    [InlineData("1")]
    [InlineData("7")]
    [InlineData("conv1")]
    public void No_words_break_with_any_number(string detail)
    {
        foreach (string key in Wording.English.Keys.Where(key => !IsOfSeveral(key)))
        {
            string text = Wording.English.Format(key, detail, detail, detail, detail);
            Assert.False(Broken.IsMatch(text), $"{key}: {text}");
            Assert.False(text.Contains("..", StringComparison.Ordinal), text);
        }
    }

    [Fact]
    public void Chinese_has_all_words_that_English_has() =>
        Assert.Empty(
            Wording
                .English.Keys.Where(key => key.StartsWith("mistake.", StringComparison.Ordinal))
                .Except(Wording.Chinese.Keys)
        );

    [Fact]
    public void Two_mistakes_are_joined_by_a_blank()
    {
        var network = Audit.Network("32x32x3", new Convolution(2) { Filters = 8, KernelSize = 5 });
        // One channel and one bias for all filters: (5 * 5 * 1 * 8) + 1.
        var verdict = Audit.Of(network, "conv1 Parameters=201")[0];
        Assert.Matches("(forgotten|channel), and one bias", verdict.Mistake);
    }

    [Fact]
    public void A_type_with_weights_never_learns_nothing()
    {
        foreach (var type in LayerTypes.All)
        {
            var explanation = new LayerTypeCard(type).Explain(Wording.English);
            if (explanation.Parameters > 0)
                Assert.False(
                    explanation.Learns.StartsWith("Nothing", StringComparison.Ordinal),
                    $"{type}: {explanation.Learns}"
                );
        }
    }

    // Only where several are counted is one of them a mistake.
    private static bool IsOfSeveral(string key) =>
        key
            is "mistake.DepthForgotten"
                or "mistake.OneBias"
                or "mistake.FiltersForgotten"
                or "mistake.OneHead"
                or "mistake.ThreeVectorsForgotten"
                or "mistake.BackwardCounted"
                or "mistake.ShapeFlattened"
                or "term.Resized";
}
