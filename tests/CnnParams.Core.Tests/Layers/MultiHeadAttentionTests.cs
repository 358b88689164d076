using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Layers;

/// <summary>Expected parameters: PyTorch 1.13's MultiheadAttention(512, 8) and Transformer (field.md 3.5).</summary>
public sealed class MultiHeadAttentionTests
{
    [Theory]
    [InlineData("10x512", "", 1_050_624)]
    [InlineData("10x512", "UseBias=false", 1_048_576)]
    [InlineData("10x512", "AddBiasKV=true", 1_051_648)]
    [InlineData("10x512 20x128 20x256", "KeyFeatures=256; ValueFeatures=128", 722_944)]
    public void Parameters(string shapes, string settings, long parameters)
    {
        foreach (var layout in new[] { ShapeLayout.ChannelsLast, ShapeLayout.ChannelsFirst })
        {
            var row = Single.Measure(shapes, "MultiHeadAttention", "Heads=8; KeySize=64; " + settings, layout);
            Assert.Equal(parameters, row.Parameters);
            Assert.EndsWith($" = {parameters}", row.Calculation, StringComparison.Ordinal);
            Assert.Equal("(10,512)", row.OutputShape.ToString());
        }
    }

    // Encoder layer (2048) 3,152,384; decoder layer 4,204,032; nn.Transformer by default 44,140,544.
    [Fact]
    public void A_transformer()
    {
        long attention = Parameters("MultiHeadAttention", "Heads=8; KeySize=64");
        long norm = Parameters("LayerNormalization", "");
        long forward =
            Parameters("Dense", "Units=2048") + Single.Measure("10x2048", "Dense", "Units=512").Parameters!.Value;
        long encoder = attention + (2 * norm) + forward;
        long decoder = (2 * attention) + (3 * norm) + forward;
        Assert.Equal((3_152_384, 4_204_032), (encoder, decoder));
        Assert.Equal(44_140_544, (6 * encoder) + (6 * decoder) + (2 * norm));

        static long Parameters(string type, string settings) =>
            Single.Measure("10x512", type, settings).Parameters!.Value;
    }

    // ViT-B/16's attention: 4 * 197 * 768 * 768 by its projections, 2 * 197 * 197 * 768 by its products.
    [Fact]
    public void Products_of_two_computed_tensors_count()
    {
        var row = Single.Measure("197x768", "MultiHeadAttention", "Heads=12; KeySize=64");
        Assert.Equal((4L * 197 * 768 * 768) + (2L * 197 * 197 * 768), row.Macs);
        Assert.Equal(4L * 197 * 768, row.BiasAdds);
        Assert.Equal("whole input", row.ReceptiveField!.ToString());
    }

    // t queries see s keys: t * s scores for each head, one more for each query where a key is learned.
    [Theory]
    [InlineData("", 8L * 5 * 7 * (4 + 4))]
    [InlineData("AddBiasKV=true", 8L * 5 * 8 * (4 + 4))]
    [InlineData("AddZeroAttention=true", 8L * 5 * 8 * (4 + 4))]
    [InlineData("AddBiasKV=true; AddZeroAttention=true", 8L * 5 * 9 * (4 + 4))]
    [InlineData("ValueSize=3", 8L * 5 * 7 * (4 + 3))]
    public void Other_positions_than_the_query(string settings, long products)
    {
        var row = Single.Measure("5x16 7x16", "MultiHeadAttention", "Heads=8; KeySize=4; " + settings);
        long value = settings.StartsWith("Value", StringComparison.Ordinal) ? 3 : 4;
        long projections = (16 * 32 * 5) + (16 * 32 * 7) + (16 * 8 * value * 7) + (8 * value * 16 * 5);
        Assert.Equal(projections + products, row.Macs);
    }

    // Keras keeps an axis for the heads; PyTorch packs what comes in, unless the features differ.
    [Theory]
    [InlineData(ShapeLayout.ChannelsLast, "5x8", "8x2x4 2x4 8x2x4 2x4 8x2x4 2x4 2x4x8 8")]
    [InlineData(ShapeLayout.ChannelsFirst, "5x8", "24x8 24 8x8 8")]
    [InlineData(ShapeLayout.ChannelsFirst, "5x8 3x10 3x6", "8x8 8x6 8x10 24 8x8 8")]
    public void Weights_are_those_of_the_layouts_framework(ShapeLayout layout, string shapes, string weights) =>
        Assert.Equal(
            weights,
            string.Join(
                " ",
                Single
                    .Measure(shapes, "MultiHeadAttention", "Heads=2; KeySize=4", layout)
                    .Weights.Select(weight => weight.Shape)
            )
        );

    [Fact]
    public void Output_features_may_be_others() =>
        Assert.Equal(
            "(5,32)",
            Single.Measure("5x16", "MHA", "Heads=2; KeySize=8; OutputSize=32").OutputShape.ToString()
        );

    [Theory]
    [InlineData("16", "", ErrorId.InvalidShape, "(positions,features)")]
    [InlineData("5x16", "QueryFeatures=8", ErrorId.ShapeMismatch, "QueryFeatures")]
    [InlineData("5x16 7x16 7x16", "KeyFeatures=8", ErrorId.ShapeMismatch, "KeyFeatures")]
    [InlineData("5x16 7x16 7x16", "ValueFeatures=8", ErrorId.ShapeMismatch, "ValueFeatures")]
    [InlineData("5x16 7x16 6x16", "", ErrorId.ShapeMismatch, "same positions")]
    public void Refuses(string shapes, string settings, ErrorId id, string part) =>
        Single.AssertRefused(id, part, shapes, "MultiHeadAttention", "Heads=2; KeySize=8; " + settings);
}
