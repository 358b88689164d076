using CnnParams.Measuring;
using CnnParams.Reading;
using CnnParams.Shapes;

namespace CnnParams.Formats.Tests.PythonSource;

/// <summary>
/// What a module holds of a class whose source is not here can have weights: what is counted is a lower bound. The
/// convolution of 3 to 8 channels has 3 * 3 * 3 * 8 + 8 of them.
/// </summary>
public sealed class NotHereTests
{
    [Theory]
    [InlineData("mmcv.ResNet(depth=50)", true, Trust.LowerBound)]
    [InlineData("mmcv.ResNet(depth=50)", false, Trust.LowerBound)]
    [InlineData("mmcv.cnn.ConvModule(3, 8, 3)", true, Trust.LowerBound)]
    [InlineData("nn.Sequential(nn.ReLU(), Within())", true, Trust.LowerBound)]
    [InlineData("mmcv.FocalLoss()", true, Trust.Exact)]
    [InlineData("mmcv.get_logger(3)", true, Trust.Exact)]
    [InlineData("mmcv.SummaryWriter()", false, Trust.Exact)]
    public void A_module_that_is_not_here_is_no_zero(string part, bool hasShape, Trust trust)
    {
        var network = new ModelLibrary().ReadCode(
            "import mmcv\nimport torch\nfrom torch import nn\nclass Within(nn.Module):\n    def __init__(self):\n"
                + "        super().__init__()\n        self.inner = mmcv.Block()\n    def forward(self, x):\n        return x\n"
                + "class M(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
                + $"        self.c = nn.Conv2d(3, 8, 3)\n        self.part = {part}\n"
                + "    def forward(self, x):\n        return self.c(x)\nm = M()\n",
            new ReadOptions { InputShape = hasShape ? new TensorShape(3, 8, 8) : null },
            CancellationToken.None
        );
        var totals = Measurer.Measure(network).Totals;

        Assert.Equal((3 * 3 * 3 * 8) + 8, totals.Parameters);
        Assert.Equal(trust, totals.ParametersTrust);
        bool isSaid = network.Warnings.Any(warning =>
            warning.StartsWith("part", StringComparison.Ordinal)
            && warning.EndsWith("not counted", StringComparison.Ordinal)
        );
        Assert.Equal(trust != Trust.Exact, isSaid);
        Assert.DoesNotContain(
            network.Warnings,
            warning => isSaid && warning.Contains("are exact", StringComparison.Ordinal)
        );
    }
}
