using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Layers;

/// <summary>
/// Layers within layers: twice the weights (Bidirectional), or the weights of one for all steps (TimeDistributed).
/// </summary>
public sealed class WrapperTests
{
    // Twice the 49,408 of Keras's LSTM (field.md 3.5).
    [Fact]
    public void Two_directions()
    {
        var row = Measure("10x128", "Bidirectional", "LSTM(Units=64, ReturnSequences=True)");
        Assert.Equal("(10,128)", row.OutputShape.ToString());
        Assert.Equal("2 * (4 * ((64 * 128) + (64 * 64) + 64)) = 98816", row.Calculation);
        Assert.Equal("2 * (10 * (4 * ((64 * 128) + (64 * 64)))) = 983040", row.MacsCalculation);
        Assert.Equal(
            ["forward_kernel", "forward_recurrent_kernel", "forward_bias"],
            row.Weights.Take(3).Select(weight => weight.Name)
        );
    }

    [Theory]
    [InlineData("concat", "(128)")]
    [InlineData("sum", "(64)")]
    [InlineData("mul", "(64)")]
    [InlineData("ave", "(64)")]
    public void Directions_are_merged(string mode, string output) =>
        Assert.Equal(
            output,
            Single.Measure("10x128", "GRU", $"Units=64; Bidirectional=true; MergeMode={mode}").OutputShape.ToString()
        );

    // keras/src/layers/rnn/bidirectional.py: merge_mode None gives a list of the outputs of both.
    [Fact]
    public void Directions_that_are_not_merged_are_two_outputs()
    {
        Assert.Equal(
            ["(64)", "(64)"],
            Single.Measure("10x128", "GRU", "Units=64; Bidirectional=true; MergeMode=none").OutputShapes
        );
        Assert.Equal(
            ["(10,64)", "(10,64)", "(64)", "(64)", "(64)", "(64)"],
            Single
                .Measure(
                    "10x128",
                    "LSTM",
                    "Units=64; Bidirectional=true; MergeMode=None; ReturnSequences=true; ReturnState=true"
                )
                .OutputShapes
        );
        var row = Single.Measure(
            "10x128",
            "Bidirectional",
            "Layer=LSTM(Units=64, ReturnSequences=True); MergeMode=None"
        );
        Assert.Equal(["(10,64)", "(10,64)"], row.OutputShapes);
        Assert.Equal(98816, row.Parameters);
    }

    [Theory]
    [InlineData("Dense(Units=64)")]
    [InlineData("LSTM(Units=64, Bidirectional=True)")]
    public void Only_one_direction_can_be_doubled(string layer) => AssertInvalid("Bidirectional", layer, "Layer is");

    // The parameters of Dense(10) on 128, at ten steps.
    [Fact]
    public void One_layer_for_all_steps()
    {
        var row = Measure("10x128", "TimeDistributed", "Dense(Units=10)");
        Assert.Equal("(10,10)", row.OutputShape.ToString());
        Assert.Equal("(10 * 128) + (1 * 10) = 1290", row.Calculation);
        Assert.Equal("10 * (10 * 128) = 12800", row.MacsCalculation);
        Assert.Equal(100, row.BiasAdds);
    }

    [Fact]
    public void A_layer_within_a_layer_within_a_layer()
    {
        var row = Measure(
            "4x6x3",
            "TimeDistributed",
            "Bidirectional(Layer=LSTM(Units=5, UseBias=False), MergeMode=Sum)"
        );
        Assert.Equal("(4,5)", row.OutputShape.ToString());
        Assert.Equal(2 * 4 * ((5 * 3) + (5 * 5)), row.Parameters);
        // Both count steps: the letter of the outer ones is another.
        Assert.Equal("tt * (x * (t * (4 * ((u * p) + (u * u)))))", row.MacsFormula);
    }

    [Fact]
    public void Steps_that_are_not_known_leave_the_cost_open()
    {
        var row = Measure("n,128", "TimeDistributed", "Dense(Units=10)");
        Assert.Equal((1290, null, "(n,10)"), (row.Parameters, row.Macs, row.OutputShape.ToString()));
    }

    [Fact]
    public void Only_a_layer_that_reads_another_goes_through_time() =>
        AssertInvalid("TimeDistributed", "Input(Shape=3x3)", "Layer is");

    [Theory]
    [InlineData("LSTM(Units)")]
    [InlineData("LSTM(Units=64")]
    [InlineData("")]
    public void What_is_not_a_layer(string text) => AssertInvalid("TimeDistributed", text, "Layer is");

    [Fact]
    public void A_type_that_does_not_exist()
    {
        var refused = Assert.Throws<LayerException>(() => Make("TimeDistributed", "Dens(Units=3)"));
        Assert.Equal(ErrorId.UnknownLayerType, refused.Id);
        Assert.Contains("Dense", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("LSTM(Units=64, ReturnSequences=True)")]
    [InlineData("Conv2D(Filters=8, KernelSize=3, Padding=same)")]
    [InlineData("TimeDistributed(Layer=Dense(Units=3, UseBias=False))")]
    [InlineData("Flatten")]
    public void A_layer_is_written_as_it_is_read(string text)
    {
        var read = (Layer)SettingValue.Convert(text, typeof(Layer), "Layer");
        string written = SettingValue.Text(read);
        Assert.Equal(written, SettingValue.Text(SettingValue.Convert(written, typeof(Layer), "Layer")));
        Assert.Equal(LayerTypes.Of(read), LayerTypes.Of((Layer)SettingValue.Convert(written, typeof(Layer), "Layer")));
        Assert.All(
            text.Split('(', ',', ')', ' ').Where(part => part.Length > 0),
            part => Assert.Contains(part, written, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void A_layer_can_be_a_map()
    {
        var map = new Dictionary<string, object> { ["Type"] = "LSTM", ["Units"] = 64L };
        Assert.Equal("LSTM(Units=64)", SettingValue.Text(SettingValue.Convert(map, typeof(Layer), "Layer")));
        map.Remove("Type");
        Assert.Contains(
            "Type",
            Assert.Throws<LayerException>(() => SettingValue.Convert(map, typeof(Layer), "Layer")).Message,
            StringComparison.Ordinal
        );
    }

    private static LayerMeasurement Measure(string shape, string type, string layer) =>
        Measurer.Measure(new Network([new Input { Shape = TensorShape.Parse(shape) }, Make(type, layer)])).Rows[^1];

    private static Layer Make(string type, string layer) =>
        LayerTypes.Get(type).Create([KeyValuePair.Create("Layer", (object)layer)]);

    private static void AssertInvalid(string type, string layer, string part)
    {
        var refused = Assert.Throws<LayerException>(() => Make(type, layer));
        Assert.Equal(ErrorId.InvalidSetting, refused.Id);
        Assert.Contains(part, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3_000)]
    [InlineData(200_000)]
    public void Layers_within_layers_have_a_bound(int depth)
    {
        string text =
            string.Concat(Enumerable.Repeat("TimeDistributed(Layer=", depth))
            + "Dense(Units=1)"
            + new string(')', depth);
        var exception = Assert.Throws<LayerException>(() =>
            LayerTypes.Get("TimeDistributed").Create([new KeyValuePair<string, object>("Layer", text)])
        );
        Assert.Contains("nested more than 32 deep", exception.Message[^80..], StringComparison.Ordinal);
    }

    [Fact]
    public void A_map_that_holds_itself_is_no_layer()
    {
        var map = new System.Collections.Hashtable { ["Type"] = "TimeDistributed" };
        map["Layer"] = map;
        Assert.Throws<LayerException>(() =>
            LayerTypes.Get("TimeDistributed").Create([new KeyValuePair<string, object>("Layer", map)])
        );
    }
}
