using CnnParams.Measuring;
using CnnParams.Reading;
using CnnParams.Shapes;

namespace CnnParams.Formats.Tests.PythonSource;

/// <summary>
/// What forward does over the axis of the samples is never exact and wrong: numbers of one sample, or a warning.
/// </summary>
public sealed class LostSamplesTests
{
    // The convolution: 8 * 27 products at 256 places, for each sample.
    private const long Convolution = 8 * 27 * 256;

    [Theory]
    // Rows of several samples together: so many for each.
    [InlineData("self.top(y.view(-1, 8))", Convolution + (256 * 32))]
    [InlineData("self.top(torch.repeat_interleave(y.mean((2, 3)), 3, dim=0))", Convolution + (3 * 32))]
    [InlineData("self.top(y.mean((2, 3)).unsqueeze(1).repeat(1, 5, 1).view(-1, 8))", Convolution + (5 * 32))]
    [InlineData("self.top(y.mean((2, 3)).roll(1, 0).flip(0))", Convolution + 32)]
    [InlineData("self.top(y.mean((2, 3)).gather(0, y.mean((2, 3)).argsort(0)))", Convolution + 32)]
    [InlineData("y.mean((2, 3)).gather(1, torch.zeros(x.size(0), 2, dtype=torch.long))", Convolution)]
    public void What_stays_in_proportion_is_exact(string output, long macs)
    {
        var measured = Measure(output);

        Assert.Equal(macs, measured.Totals.Macs);
        Assert.Equal(Trust.Exact, measured.Totals.MacsTrust);
    }

    [Theory]
    [InlineData("self.first(x[0::2])", "line 11")]
    [InlineData("self.top(y.mean((2, 3))[1:3])", "line 11")]
    [InlineData("self.top(torch.gather(y.mean((2, 3)), 0, torch.zeros(3, 8, dtype=torch.long)))", "line 11")]
    [InlineData("self.top(y.mean((2, 3)).take_along_dim(torch.zeros(1, 8, dtype=torch.long), dim=0))", "line 11")]
    [InlineData("self.top(y.mean((2, 3)).index_select(0, torch.tensor([2, 0])))", "line 11")]
    [InlineData(
        "self.top(y.mean((2, 3)).max(0)[0])",
        "all samples together; they are counted as for each of them (code, line 11)"
    )]
    [InlineData("self.top(torch.topk(y.mean((2, 3)), 3, dim=0)[0])", "all samples together")]
    [InlineData("self.top(y.mean((0, 2, 3)))", "all samples together")]
    public void What_is_of_some_or_of_all_is_assumed(string output, string warning)
    {
        var measured = Measure(output);

        Assert.NotEqual(Trust.Exact, measured.Totals.MacsTrust);
        Assert.Contains(measured.Network.Warnings, said => said.Contains(warning, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("self.top(y.mean((2, 3))[y.mean((1, 2, 3)) > 0])")]
    [InlineData("torch.stack([self.top(one) for one in y.mean((2, 3)).unbind(0)])")]
    [InlineData("y.view(x.size(0) // 2, 2, 8, 16, 16)")]
    public void What_cannot_be_known_is_an_error_with_its_line(string output) =>
        Assert.Equal(11, Assert.Throws<ModelFileException>(() => Measure(output)).Line);

    private static NetworkMeasurement Measure(string output) =>
        Measurer.Measure(
            new ModelLibrary().ReadCode(
                $"""
                import torch
                from torch import nn

                class Net(nn.Module):
                    def __init__(self):
                        super().__init__()
                        self.first = nn.Conv2d(3, 8, 3, padding=1)
                        self.top = nn.Linear(8, 4)
                    def forward(self, x):
                        y = self.first(x)
                        return {output}
                """,
                new ReadOptions { InputShape = new TensorShape(3, 16, 16) },
                default
            )
        );
}
