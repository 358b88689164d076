using CnnParams.Core.Tests.Auditing;
using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Layers;
using CnnParams.Words;

namespace CnnParams.Core.Tests.Explaining;

public sealed class LayerExplanationTests
{
    [Fact]
    public void A_convolution_is_explained_as_the_article_does()
    {
        var explanation = new LayerExplanation(Audit.Article.Rows[1], Wording.English);
        Assert.Equal(
            """
            CONV1 (Conv2D): (32,32,3) -> (28,28,8)
            What is learned: The values of the filters, and a bias for each filter. Every filter sees all input channels, so it is as deep as these; it is shared by all positions, so the size of the image does not count.
            The rule: ((m * n * d) + 1) * k (where m, n: kernel height and width; d: input channels; k: filters)
            With numbers: ((5 * 5 * 3) + 1) * 8 = 608
            The shape: height, width: floor((32 - 5) / 1) + 1 = 28
            A common mistake: If the 3 input channels are forgotten: each filter is counted as if it saw one channel: ((5 * 5 * 1) + 1) * 8 = 208, not 608.
            """.ReplaceLineEndings(),
            explanation.Text
        );
    }

    [Fact]
    public void The_same_in_Chinese()
    {
        var explanation = new LayerExplanation(Audit.Article.Rows[1], Wording.Chinese);
        Assert.Equal("m, n: 卷积核的高和宽; d: 输入通道数; k: 滤波器数", explanation.Legend);
        Assert.Equal("高, 宽: floor((32 - 5) / 1) + 1 = 28", explanation.ShapeCalculation);
        Assert.Equal("忘记了 3 个输入通道：每个滤波器被当作只看一个通道", explanation.Mistake);
        Assert.Contains("代入数字: ((5 * 5 * 3) + 1) * 8 = 608", explanation.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "PoolingGivenWeights")]
    [InlineData(5, "BiasForgotten")]
    [InlineData(0, "")]
    public void Each_kind_has_its_mistake(int row, string mistake)
    {
        var explanation = new LayerExplanation(Audit.Article.Rows[row], Wording.English);
        Assert.Equal(mistake, explanation.MistakeId);
        if (mistake.Length > 0)
            Assert.NotEqual(explanation.Parameters, Formula.Evaluate(explanation.MistakenCalculation.Split(" = ")[0]));
    }

    public static TheoryData<string> Types => [.. LayerTypes.All.Select(type => type.Name)];

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_type_can_be_explained_in_both_languages(string type)
    {
        var card = new LayerTypeCard(LayerTypes.Get(type));
        foreach (var words in new[] { Wording.English, Wording.Chinese })
        {
            var explanation = card.Explain(words);
            Assert.NotEmpty(explanation.Learns);
            Assert.Contains(explanation.Type, explanation.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Both_languages_have_the_same_words()
    {
        Assert.Empty(Wording.English.Keys.Except(Wording.Chinese.Keys));
        // What stands in formulas is English in itself.
        var more = Wording.Chinese.Keys.Except(Wording.English.Keys);
        Assert.All(
            more,
            key =>
                Assert.True(
                    key.StartsWith("legend.", StringComparison.Ordinal)
                        || key.StartsWith("axis.", StringComparison.Ordinal),
                    key
                )
        );
        Assert.All(
            Wording.English.Keys,
            key => Assert.Equal(Places(Wording.English[key]), Places(Wording.Chinese[key]))
        );

        static string Places(string text) =>
            string.Concat(new[] { "{0}", "{1}", "{2}" }.Where(place => text.Contains(place, StringComparison.Ordinal)));
    }
}
