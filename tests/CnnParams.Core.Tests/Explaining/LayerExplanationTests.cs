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
            A common mistake: the 3 input channels are forgotten: each filter is counted as if it saw one channel: ((5 * 5 * 1) + 1) * 8 = 208, not 608.
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

    // No mean moves in these, noise leaves nothing out, a blur is no maximum, a unit of Dense sees the last axis alone,
    // and a plain recurrent layer has no gates.
    [Theory]
    [InlineData("GroupNormalization", "A factor (gamma) and an offset (beta) for each channel or value.")]
    [InlineData("RMSNormalization", "A factor (gamma) for each value; no mean is taken away, and no offset added.")]
    [InlineData("GaussianNoise", "Nothing: noise is added in training, and none afterwards.")]
    [InlineData("Dropout", "Nothing: values are left out at random in training, and none afterwards.")]
    [InlineData(
        "BlurPool2D",
        "Nothing: what is made of each window, such as its maximum or its mean, is a fixed rule."
    )]
    [InlineData(
        "Dense",
        "A weight from each feature before to each unit, and a bias for each unit: every unit sees all features, and "
            + "other axes share its weights."
    )]
    [InlineData(
        "SimpleRNN",
        "A matrix for the input, a matrix for the state, and biases; the same at every step, so the length of the "
            + "sequence does not count."
    )]
    public void What_is_learned_is_said_of_the_type_itself(string type, string learns) =>
        Assert.Equal(learns, new LayerTypeCard(LayerTypes.Get(type)).Explain(Wording.English).Learns);

    [Theory]
    [InlineData("", "Nothing: the layer changes or moves values by a fixed rule.")]
    [InlineData("Scale=true; Center=true", "A factor (gamma) and an offset (beta) for each channel or value.")]
    public void What_has_no_weights_learns_nothing(string settings, string learns) =>
        Assert.Equal(
            learns,
            new LayerExplanation(
                Layers.Single.Measure("8x8x4", "InstanceNormalization", settings),
                Wording.English
            ).Learns
        );

    // A layer without a part that its type has by default is not said to have it.
    [Theory]
    [InlineData(
        "8x8x4",
        "Conv2D",
        "Filters=8; KernelSize=3; UseBias=false",
        "The values of the filters, without biases."
    )]
    [InlineData(
        "8x8x4",
        "DepthwiseConv2D",
        "KernelSize=3; UseBias=false",
        "One filter, or a few, for each channel by itself, without"
    )]
    [InlineData(
        "8x8x4",
        "Dense",
        "Units=3; UseBias=false",
        "A weight from each feature before to each unit, without biases"
    )]
    [InlineData(
        "8x4",
        "LSTM",
        "Units=3; UseBias=false",
        "For each gate a matrix for the input and a matrix for the state, without"
    )]
    [InlineData(
        "8x8x4",
        "BatchNorm",
        "Center=false",
        "A factor (gamma) for each channel, without offsets. The moving mean"
    )]
    [InlineData("8x8x4", "LayerNorm", "Scale=false", "An offset (beta) for each channel or value, without factors.")]
    [InlineData("8x8x4", "RMSNormalization", "", "A factor (gamma) for each value; no mean")]
    public void A_part_that_a_layer_has_not_is_not_said_of_it(
        string input,
        string type,
        string settings,
        string learns
    ) =>
        Assert.StartsWith(
            learns,
            new LayerExplanation(Layers.Single.Measure(input, type, settings), Wording.English).Learns,
            StringComparison.Ordinal
        );

    // One letter needs no brackets around it.
    [Theory]
    [InlineData("", "(m + 1) * (d * q)", "(3 + 1) * (4 * 1) = 16")]
    [InlineData("; UseBias=false", "m * (d * q)", "3 * (4 * 1) = 12")]
    public void A_filter_of_one_axis_has_its_length_without_brackets(
        string settings,
        string formula,
        string calculation
    )
    {
        var row = Layers.Single.Measure("8x4", "DepthwiseConv1D", "KernelSize=3" + settings);
        Assert.Equal((formula, calculation), (row.Formula, row.Calculation));
    }

    [Fact]
    public void Sizes_of_a_tensor_stand_for_their_symbols() =>
        Assert.Equal(
            "a1 to a3: the sizes of alpha",
            new LayerTypeCard(LayerTypes.Get("PReLU")).Explain(Wording.English).Legend
        );

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
