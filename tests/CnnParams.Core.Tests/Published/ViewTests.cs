using CnnParams.Layers;
using CnnParams.Measuring;

namespace CnnParams.Core.Tests.Published;

/// <summary>
/// One network, many right counts: ResNet-50. torchvision 0.14.1's parameters(), its ONNX export with batch norms kept,
/// its state_dict and its export with batch norms folded; keras/src/applications/resnet.py.
/// </summary>
public sealed class ViewTests
{
    [Theory]
    [InlineData(ParameterView.PyTorch, 25_557_032)]
    [InlineData(ParameterView.File, 25_610_152)]
    [InlineData(ParameterView.StateDict, 25_610_205)]
    [InlineData(ParameterView.Folded, 25_530_472)]
    public void ResNet_50_of_torchvision(ParameterView view, long parameters) =>
        Assert.Equal(
            parameters,
            Model.Measure("ResNet50", "torchvision", options: new MeasureOptions { View = view }).Totals.Parameters
        );

    [Fact]
    public void ResNet_50_of_Keras_has_biases_and_counts_statistics()
    {
        var totals = Model.Measure("ResNet50", "Keras").Totals;
        Assert.Equal(
            (25_636_712, 25_583_592, 53_120),
            (totals.Parameters, totals.TrainableParameters, totals.NonTrainableParameters)
        );
        // Less the moving statistics and the biases of the convolutions it is torchvision's.
        Assert.Equal(25_557_032, totals.Parameters - 53_120 - 26_560);
    }

    // Whatever counts in a view, the rows add up to the total, and the calculation of each row gives its count.
    [Theory]
    [InlineData(ParameterView.Keras)]
    [InlineData(ParameterView.PyTorch)]
    [InlineData(ParameterView.File)]
    [InlineData(ParameterView.StateDict)]
    [InlineData(ParameterView.Folded)]
    public void Rows_and_calculations_agree(ParameterView view)
    {
        var measurement = Model.Measure("MobileNetV2", "torchvision", options: new MeasureOptions { View = view });
        Assert.Equal(measurement.Totals.Parameters, measurement.Rows.Sum(row => row.Parameters - row.SharedParameters));
        Assert.All(
            measurement.Rows,
            row => Assert.Equal(row.Parameters, CnnParams.Formulas.Formula.Evaluate(row.Calculation.Split(" = ")[0]))
        );
    }
}
