using CnnParams.Measuring;
using CnnParams.Reading;
using CnnParams.Shapes;

namespace CnnParams.Formats.Tests.PythonSource;

/// <summary>Cells of torch.nn, called for each step of a loop: their two linear layers, weights counted once.</summary>
public sealed class RecurrentCellTests
{
    // g gates: g * 16 * (8 + 16 + 2) parameters, and g * 16 * (8 + 16) multiply-accumulates a step; torch.nn 1.13.
    [Theory]
    [InlineData("LSTMCell", "h, c = self.cell(x[:, i], (h, c))", 1664, 1536)]
    [InlineData("GRUCell", "h = self.cell(x[:, i], h)", 1248, 1152)]
    [InlineData("RNNCell", "h = self.cell(x[:, i], h)", 416, 384)]
    public void Steps_are_counted_and_weights_are_not(string cell, string step, long parameters, long macs)
    {
        string code = $"""
            import torch
            from torch import nn

            class Net(nn.Module):
                def __init__(self):
                    super().__init__()
                    self.cell = nn.{cell}(8, 16)

                def forward(self, x):
                    h = torch.zeros(x.size(0), 16)
                    c = torch.zeros(x.size(0), 16)
                    for i in range(x.size(1)):
                        {step}
                    return h
            """;
        var network = new ModelLibrary().ReadCode(
            code,
            new ReadOptions { InputShape = new TensorShape(5, 8) },
            default
        );
        var measurement = Measurer.Measure(network);

        Assert.Empty(measurement.Problems);
        Assert.Equal(parameters, measurement.Totals.Parameters);
        Assert.Equal(5 * macs, measurement.Totals.Macs);
        Assert.Equal("(16)", measurement.Rows[measurement.Rows.Count - 1].OutputShape.ToString());
    }

    [Fact]
    public void A_part_of_the_samples_is_said()
    {
        const string code = """
            from torch import nn

            class Net(nn.Module):
                def __init__(self):
                    super().__init__()
                    self.fc = nn.Linear(8, 2)

                def forward(self, x):
                    return self.fc(x[:4])
            """;
        var network = new ModelLibrary().ReadCode(code, new ReadOptions { InputShape = new TensorShape(8) }, default);

        Assert.Contains(
            network.Warnings,
            warning => warning.StartsWith("a part of the samples", StringComparison.Ordinal)
        );
    }
}
