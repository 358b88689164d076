using CnnParams.Measuring;
using CnnParams.Reading;
using CnnParams.Shapes;

namespace CnnParams.Formats.Tests.PythonSource;

/// <summary>
/// Samples that forward joins, parts and takes by their number. A convolution of 3 to 4 channels and 3x3 over 8x8 has
/// 112 parameters and 6 * 6 * 4 * 27 multiplications for a sample.
/// </summary>
public sealed class SomeSamplesTests
{
    private const long Convolution = 6 * 6 * 4 * 27;

    [Theory]
    [InlineData("self.c(x[:2])")]
    [InlineData("self.c(x[::2])")]
    [InlineData("self.c(x[1:])")]
    [InlineData("self.c(x[:x.size(0) // 2])")]
    [InlineData("self.c(x.narrow(0, 0, 2))")]
    [InlineData("self.c(x.chunk(2)[0])")]
    [InlineData("self.c(x[0])")]
    [InlineData("self.c(x[0].unsqueeze(0))")]
    [InlineData("self.c(x[0][None])")]
    [InlineData("self.c(torch.unsqueeze(x.select(0, 1), dim=0))")]
    [InlineData("self.c(x.select(0, 1))")]
    [InlineData("self.c(x[[0, 2]])")]
    [InlineData("self.c(x[torch.tensor([0, 2])])")]
    [InlineData("self.c(x.index_select(0, torch.tensor([0, 2])))")]
    [InlineData("torch.relu(self.c(torch.sigmoid(x[:2])))")]
    public void Work_for_a_part_of_the_samples_is_not_exact(string forward)
    {
        var measured = Measure(forward);
        var layer = Assert.Single(measured.Rows, row => row.Parameters > 0);

        Assert.Equal(Trust.Assumed, layer.MacsTrust);
        Assert.Equal(Trust.Assumed, layer.ShapeTrust);
        Assert.Equal(Trust.Exact, measured.Totals.ParametersTrust);
        Assert.Equal(112, measured.Totals.Parameters);
        Assert.Contains("a part of the samples", layer.TrustReason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("self.c(x[:])", 1)]
    [InlineData("self.c(x[:x.size(0)])", 1)]
    [InlineData("self.c(x[torch.randperm(x.size(0))])", 1)]
    [InlineData("self.c(x.index_select(0, torch.randperm(x.size(0))))", 1)]
    [InlineData("self.c(torch.cat([x, x]))", 2)]
    [InlineData("self.c(torch.cat([x, x]).chunk(2)[0])", 1)]
    [InlineData("self.c(torch.cat([x, x])[:x.size(0)])", 1)]
    [InlineData("self.c(torch.cat([x, x, x])[x.size(0):])", 2)]
    [InlineData("self.c(torch.cat([x, x])).chunk(2)[1]", 2)]
    public void Batches_that_are_joined_and_parted_are_counted_exactly(string forward, int samples)
    {
        var layer = Assert.Single(Measure(forward).Rows, row => row.Parameters > 0);

        Assert.Equal(Trust.Exact, layer.MacsTrust);
        Assert.Equal(samples * Convolution, layer.Macs);
    }

    // Scale and offset for each of 3 channels.
    [Theory]
    [InlineData("x")]
    [InlineData("x.reshape(-1, 3, 2, 4, 8).permute(0, 2, 1, 3, 4).reshape(-1, 3, 4, 8)")]
    public void A_norm_in_windows_has_the_channels_of_the_image(string input)
    {
        var layer = Assert.Single(
            Measure($"self.n({input})", "self.n = nn.BatchNorm2d(3)").Rows,
            row => row.Parameters > 0
        );

        Assert.Equal(2 * 3, layer.Parameters);
        Assert.Equal("n", layer.Name);
    }

    private static NetworkMeasurement Measure(string forward, string module = "self.c = nn.Conv2d(3, 4, 3)") =>
        Measurer.Measure(
            new ModelLibrary().ReadCode(
                "import torch\nfrom torch import nn\nclass M(nn.Module):\n    def __init__(self):\n"
                    + $"        super().__init__()\n        {module}\n"
                    + $"    def forward(self, x):\n        return {forward}\nm = M()\n",
                new ReadOptions { InputShape = new TensorShape(3, 8, 8) },
                CancellationToken.None
            )
        );
}
