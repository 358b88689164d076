using CnnParams.Measuring;
using CnnParams.Reading;
using CnnParams.Shapes;

namespace CnnParams.Formats.Tests.PythonSource;

// What autograd keeps of an activation depends on whether its source writes it over its input. Expected: hooks in torch
// 1.13.1, as tests/oracles/training_memory.py sets them: 4 * 6 * 6 values of a convolution in 4 bytes, once or twice.
public sealed class InPlaceTests
{
    private const long Image = 4 * 3 * 8 * 8;

    private const long Convolved = 4 * 4 * 6 * 6;

    [Theory]
    [InlineData("nn.LeakyReLU(0.1)", 2)]
    [InlineData("nn.LeakyReLU(0.1, True)", 1)]
    [InlineData("nn.LeakyReLU(0.1, inplace=True)", 1)]
    [InlineData("nn.ELU(inplace=True)", 1)]
    [InlineData("nn.SELU(True)", 1)]
    [InlineData("nn.SELU()", 2)]
    [InlineData("nn.CELU(1.0, True)", 1)]
    [InlineData("nn.ReLU()", 1)]
    [InlineData("nn.ReLU6(True)", 2)]
    [InlineData("nn.SiLU(inplace=True)", 2)]
    public void Modules_say_whether_they_write_in_place(string module, long kept) =>
        Assert.Equal(Image + (kept * Convolved), Kept($"self.act = {module}", "self.act(x)"));

    [Theory]
    [InlineData("F.leaky_relu(x)", 2)]
    [InlineData("F.leaky_relu(x, 0.2, True)", 1)]
    [InlineData("F.elu(x, inplace=True)", 1)]
    public void Functions_say_it(string call, long kept) =>
        Assert.Equal(Image + (kept * Convolved), Kept("pass", call));

    private static long Kept(string module, string call)
    {
        string source = $"""
            from torch import nn
            import torch.nn.functional as F

            class Net(nn.Module):
                def __init__(self):
                    super().__init__()
                    self.conv = nn.Conv2d(3, 4, 3)
                    {module}
                    self.out = nn.Linear(144, 2)

                def forward(self, x):
                    x = self.conv(x)
                    x = {call}
                    return self.out(x.flatten(1))
            """;
        var options = new ReadOptions
        {
            Entry = "Net",
            InputShape = TensorShape.Parse("3,8,8").As(ShapeLayout.ChannelsFirst),
        };
        var network = new ModelLibrary().ReadCode(source, options, CancellationToken.None);
        return Measurer.Measure(network).Totals.TrainingMemory.Activations;
    }
}
