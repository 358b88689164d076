using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Layers;

/// <summary>
/// Layers that are met less often. The shapes are those that PyTorch 1.13.1 prints, the weights plain arithmetic on the
/// definitions that the classes cite.
/// </summary>
public class RarerLayersTests
{
    [Theory]
    [InlineData("FractionalMaxPool2D(PoolSize=2, OutputSize=13)", "8,32,32", "(8,13,13)")]
    [InlineData("FractionalMaxPool2D(PoolSize=3, ScaleFactor=0.7)", "8,32,32", "(8,22,22)")]
    [InlineData("FractionalMaxPool2D(PoolSize=2, ScaleFactor=0.5,0.6)", "8,32,32", "(8,16,19)")]
    [InlineData("MaxUnpool2D(PoolSize=2)", "8,16,16", "(8,32,32)")]
    [InlineData("MaxUnpool2D(PoolSize=3, Stride=2, Padding=1)", "8,16,16", "(8,31,31)")]
    [InlineData("MaxUnpool1D(PoolSize=2, OutputSize=33)", "8,16", "(8,33)")]
    [InlineData("Unfold(KernelSize=3)", "8,32,32", "(72,900)")]
    [InlineData("Unfold(KernelSize=3,2, Dilation=2, Padding=1, Stride=2)", "8,32,32", "(48,240)")]
    [InlineData("Fold(OutputSize=32, KernelSize=3, Padding=1, Stride=2)", "72,256", "(8,32,32)")]
    [InlineData("AdaptiveAveragePool2D(OutputSize=?,7)", "8,32,32", "(8,32,7)")]
    [InlineData("AdaptiveMaxPool2D(OutputSize=5,None)", "8,32,32", "(8,5,32)")]
    public void Shapes_are_PyTorchs(string layer, string input, string output) =>
        Assert.Equal(output, Measured(layer, input, ShapeLayout.ChannelsFirst).OutputShape.ToString());

    [Theory]
    [InlineData("Conv1D(Filters=3, KernelSize=3, Padding=causal)", "(10,3)", 39)]
    [InlineData("Conv1D(Filters=3, KernelSize=3, Padding=causal, Dilation=4)", "(10,3)", 39)]
    [InlineData("Conv1D(Filters=3, KernelSize=3, Padding=causal, Stride=2)", "(5,3)", 39)]
    [InlineData("SeparableConv1D(Filters=3, KernelSize=2, Padding=causal)", "(10,3)", 8 + 12 + 3)]
    public void Causal_padding_keeps_the_steps(string layer, string output, long parameters)
    {
        var row = Measured(layer, "10,4", ShapeLayout.ChannelsLast);
        Assert.Equal((output, parameters), (row.OutputShape.ToString(), row.Parameters));
    }

    [Theory]
    [InlineData("Conv2D(Filters=3, KernelSize=3, Padding=causal)")]
    [InlineData("MaxPool1D(PoolSize=2, Padding=causal)")]
    [InlineData("TransposedConv1D(Filters=3, KernelSize=3, Padding=causal)")]
    public void Causal_padding_is_for_convolutions_over_a_sequence(string layer) =>
        Assert.Contains("causal", Assert.Throws<LayerException>(() => Made(layer)).Message, StringComparison.Ordinal);

    [Fact]
    public void Peepholes_are_three_vectors_of_units()
    {
        // 4 * (8 * 8 + 8 * 8 + 8) + 3 * 8
        var row = Measured("LSTM(Units=8, UsePeepholes=True)", "5,8", ShapeLayout.ChannelsLast);
        Assert.Equal(544 + 24, row.Parameters);
        Assert.Equal(row.Parameters, Formulas.Formula.Evaluate(row.Calculation.Split(" = ")[0]));
    }

    [Theory]
    [InlineData("LSTM(Units=5, ReturnSequences=True, ReturnState=True, ProjectionSize=3)", "(7,3) (3) (5)")]
    [InlineData("GRU(Units=5, ReturnState=True)", "(5) (5)")]
    [InlineData("LSTM(Units=5, ReturnState=True, Bidirectional=True)", "(10) (5) (5) (5) (5)")]
    public void Final_states_are_further_outputs(string layer, string outputs) =>
        Assert.Equal(outputs, string.Join(" ", Measured(layer, "7,8", ShapeLayout.ChannelsLast).OutputShapes));

    [Theory]
    [InlineData("LogSigmoid", "log_sigmoid")]
    [InlineData("Tanhshrink", "tanh_shrink")]
    [InlineData("Hardtanh", "hard_tanh")]
    [InlineData("Softmin", "softmin")]
    public void PyTorchs_activations_go_by_their_names(string type, string function)
    {
        Assert.Equal(function, Assert.IsType<Activation>(Made(type)).Function);
        Assert.Equal(function, Assert.IsType<Activation>(Made($"Activation(Function={type})")).Function);
    }

    private static LayerMeasurement Measured(string layer, string input, ShapeLayout layout)
    {
        var measurement = Measurer.Measure(
            new Network([
                new Input
                {
                    Shape = TensorShape.Parse(input),
                    Layout = layout,
                    Name = "in",
                },
                Made(layer),
            ])
        );
        Assert.Empty(measurement.Problems);
        return measurement.Rows[^1];
    }

    private static Layer Made(string text) => (Layer)SettingValue.Convert(text, typeof(Layer), "Layer");
}
