using CnnParams.Measuring;
using CnnParams.Reading;
using CnnParams.Shapes;

namespace CnnParams.Formats.Tests.PythonSource;

/// <summary>
/// Layers whose weights are a part of a parameter, or computed of one: PyTorch counts all of it, once, as
/// sum(p.numel() for p in parameters()).
/// </summary>
public sealed class WeightPartTests
{
    // 16 filters for 8 channels of 3x3, and their biases.
    private const long Whole = (16 * 8 * 9) + 16;

    [Theory]
    [InlineData("F.conv2d(x, c.weight[:4], c.bias[:4])", 4 * 8 * 9 * 36)]
    [InlineData("F.conv2d(x[:, :4], c.weight[:, :4], c.bias)", 16 * 4 * 9 * 36)]
    [InlineData("F.conv2d(x, c.weight.mean((2, 3), keepdim=True), c.bias)", 16 * 8 * 64)]
    [InlineData("F.conv2d(x, torch.narrow(c.weight, 0, 2, 6))", 6 * 8 * 9 * 36)]
    [InlineData("torch.cat([F.conv2d(x, w) for w in c.weight.split(8)], dim=1)", 16 * 8 * 9 * 36)]
    [InlineData("c(x)[:, :4] + F.conv2d(x, c.weight[:4])", (16 + 4) * 8 * 9 * 36)]
    [InlineData("F.conv2d(x, c.weight[:4])[:, :, :2, :2] + c(x)[:, :4, :2, :2]", (16 + 4) * 8 * 9 * 36)]
    [InlineData("F.linear(x, c.weight.view(16, -1)[:, :8])", 16 * 8 * 64)]
    public void All_of_a_parameter_counts_once(string forward, long macs)
    {
        var measured = Measurer.Measure(
            new ModelLibrary().ReadCode(
                "import torch\nimport torch.nn.functional as F\nfrom torch import nn\nclass M(nn.Module):\n"
                    + "    def __init__(self):\n        super().__init__()\n        self.c = nn.Conv2d(8, 16, 3)\n"
                    + $"    def forward(self, x):\n        c = self.c\n        return {forward}\nm = M()\n",
                new ReadOptions { InputShape = new TensorShape(8, 8, 8) },
                CancellationToken.None
            )
        );

        Assert.Empty(measured.Problems);
        Assert.Equal(Whole, measured.Totals.Parameters);
        Assert.Equal(Trust.Exact, measured.Totals.ParametersTrust);
        Assert.Equal(macs, measured.Rows.Sum(row => row.Macs));
    }
}
