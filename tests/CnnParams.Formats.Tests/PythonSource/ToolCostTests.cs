using CnnParams.Measuring;
using CnnParams.Measuring.Conventions;
using CnnParams.Reading;
using CnnParams.Shapes;

namespace CnnParams.Formats.Tests.PythonSource;

// A source tells modules from functions, and a module that is called again. Expected: what the tools print of this
// class, run by torch 1.13.1 (the versions are those of tests/oracles/README.md, tool_costs.py).
public sealed class ToolCostTests
{
    private const string Source = """
        from torch import nn
        import torch.nn.functional as F

        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.conv = nn.Conv2d(3, 8, 3)
                self.relu = nn.ReLU()
                self.pool = nn.MaxPool2d((2, 2))
                self.named = nn.Conv2d(8, 8, 3, padding='same')
                self.hidden = nn.Linear(8, 6)
                self.out = nn.Linear(6, 4)

            def forward(self, x):
                x = self.relu(self.conv(x))
                x = F.relu(self.relu(self.named(x)))
                x = F.max_pool2d(self.pool(x), 2)
                x = F.adaptive_avg_pool2d(x, 1).flatten(1)
                x = F.linear(x, self.hidden.weight, self.hidden.bias)
                return F.softmax(self.out(F.leaky_relu(x)), dim=1)
        """;

    [Theory]
    [InlineData("torchinfo-main", 206_876)]
    [InlineData("fvcore", 55_496)]
    [InlineData("thop", 202_776)]
    [InlineData("ptflops", 221_856)]
    public void Tools_that_hook_modules_see_what_the_source_calls(string tool, long cost)
    {
        var options = new ReadOptions
        {
            Entry = "Net",
            InputShape = TensorShape.Parse("3,18,18").As(ShapeLayout.ChannelsFirst),
        };
        var network = new ModelLibrary().ReadCode(Source, options, CancellationToken.None);
        var totals = CostConventions.Get(tool).TotalsOf(Measurer.Measure(network));
        Assert.Equal((cost, Trust.Exact), (totals.Cost, totals.Trust));
    }

    // The attention is a module that hooks see, though it has another within: ptflops counts it in a way of its own,
    // which is not known here; thop leaves it out, and torchinfo its products.
    [Theory]
    [InlineData("thop", 144, Trust.Exact)]
    [InlineData("torchinfo-main", 162, Trust.Exact)]
    [InlineData("ptflops", 162, Trust.LowerBound)]
    public void An_attention_is_a_module(string tool, long cost, Trust trust)
    {
        const string source = """
            from torch import nn

            class Net(nn.Module):
                def __init__(self):
                    super().__init__()
                    self.attention = nn.MultiheadAttention(8, 4, batch_first=True)
                    self.out = nn.Linear(8, 3)

                def forward(self, x):
                    return self.out(self.attention(x, x, x)[0])
            """;
        var options = new ReadOptions
        {
            Entry = "Net",
            InputShape = TensorShape.Parse("6,8").As(ShapeLayout.ChannelsFirst),
        };
        var network = new ModelLibrary().ReadCode(source, options, CancellationToken.None);
        var totals = CostConventions.Get(tool).TotalsOf(Measurer.Measure(network));
        Assert.Equal((cost, trust), (totals.Cost, totals.Trust));
    }

    // ptflops/pytorch_engine.py puts its own functions for F.relu, F.softmax, torch.matmul and Tensor.matmul, and none
    // for torch.relu, Tensor.relu and Tensor.__matmul__; nor for operators, but for add and mul as functions and
    // methods. Of 4x4: 16 for F.relu and add, 4*4*4 for matmul; each was run with ptflops 0.7.6.
    [Theory]
    [InlineData("F.relu(x)", "ptflops", 16)]
    [InlineData("torch.relu(x)", "ptflops", 0)]
    [InlineData("x.relu()", "ptflops", 0)]
    [InlineData("x.relu_()", "ptflops", 0)]
    [InlineData("torch.matmul(x, x)", "ptflops", 64)]
    [InlineData("x.matmul(x)", "ptflops", 64)]
    [InlineData("x @ x", "ptflops", 0)]
    [InlineData("torch.add(x, x)", "ptflops", 16)]
    [InlineData("torch.add(x, x, alpha=2)", "ptflops", 16)]
    [InlineData("x.add(x)", "ptflops", 16)]
    [InlineData("x.add(x[:, :1])", "ptflops", 16)]
    [InlineData("x.add(2)", "ptflops", 16)]
    [InlineData("x + x", "ptflops", 0)]
    [InlineData("2 + x", "ptflops", 0)]
    [InlineData("torch.mul(x, x)", "ptflops", 16)]
    [InlineData("torch.mul(x, 3)", "ptflops", 16)]
    [InlineData("x.mul(x)", "ptflops", 16)]
    [InlineData("x.mul_(x)", "ptflops", 0)]
    [InlineData("x * x", "ptflops", 0)]
    [InlineData("torch.sub(x, x)", "ptflops", 0)]
    [InlineData("x @ x", "fvcore", 64)]
    [InlineData("x.relu()", "thop", 0)]
    public void Tools_that_put_functions_of_their_own_see_those_alone(string expression, string tool, long cost)
    {
        string source = $"""
            import torch
            from torch import nn
            import torch.nn.functional as F

            class Net(nn.Module):
                def forward(self, x):
                    return {expression}
            """;
        var options = new ReadOptions
        {
            Entry = "Net",
            InputShape = TensorShape.Parse("1,4,4").As(ShapeLayout.ChannelsFirst),
        };
        var network = new ModelLibrary().ReadCode(source, options, CancellationToken.None);
        var totals = CostConventions.Get(tool).TotalsOf(Measurer.Measure(network));
        Assert.Equal((cost, Trust.Exact), (totals.Cost, totals.Trust));
    }

    // fvcore has rules for two equations; for all others it takes the number that numpy.einsum_path prints, in four
    // digits (fvcore 0.1.6 has printed these, of 123 * 123 * 45 = 680805 products each).
    [Theory]
    [InlineData("123,45", "bij,bkj->bik", "fvcore", 681_000)]
    [InlineData("123,45", "bij,bkj->bki", "fvcore", 680_805)]
    [InlineData("3,123,45", "bhij,bhkj->bhik", "fvcore", 2_042_500)]
    [InlineData("123,45", "bij,bkj->bik", "ptflops", 0)]
    public void An_einsum_counts_as_it_is_printed(string shape, string equation, string tool, long cost)
    {
        string source = $"""
            import torch
            from torch import nn

            class Net(nn.Module):
                def forward(self, x):
                    return torch.einsum('{equation}', x, x)
            """;
        var options = new ReadOptions
        {
            Entry = "Net",
            InputShape = TensorShape.Parse(shape).As(ShapeLayout.ChannelsFirst),
        };
        var network = new ModelLibrary().ReadCode(source, options, CancellationToken.None);
        var totals = CostConventions.Get(tool).TotalsOf(Measurer.Measure(network));
        Assert.Equal((cost, Trust.Exact), (totals.Cost, totals.Trust));
    }
}
